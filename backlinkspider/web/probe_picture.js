// Probe, part 7 of 8: pictures of links. One shows a link in its surroundings; two tell whether it
// leaves any trace: what is blended, masked, filtered or covered in ways that no style tells is
// settled so, by a picture with the link and one without. The markup stays: an animation blanks it.
() => {
  const { bring, chain, css, isPainted, isWhole, letters, outOf, piecesOf, rectsOf, visiblePart, windowOf } = globalThis.probe;
  const ROUND = 12; // pixels round a link that are pictured with it
  const [WIDE, HIGH] = [800, 400]; // of that, at most
  const MARK = 6; // side of a square whose colour tells that the page was painted since
  const [FIRST, SECOND] = [[230, 0, 122], [0, 60, 25]];
  const OFF = 40; // steps of 256 by which that colour may be another one
  const ENOUGH = 8; // pixels that must change
  const MOST = 200; // elements in a link
  const CLEAR = "rgba(0, 0, 0, 0)";
  const ICONS = /[\ue000-\uf8ff\u{f0000}-\u{10ffff}]/gu; // of fonts that are not loaded
  let stage = null;

  // A rectangle of an element's viewport in that of the page.
  const inPage = (el, { left, top, right, bottom }) => {
    let [one, other] = [[left, top], [right, bottom]];
    for (let frame = windowOf(el).frameElement; frame; frame = windowOf(frame).frameElement) {
      [one, other] = [outOf(frame, ...one), outOf(frame, ...other)];
    }
    return new DOMRect(one[0], one[1], other[0] - one[0], other[1] - one[1]);
  };
  const boxed = (style, { left, top, width, height }) => {
    const box = document.createElement("div");
    box.style.cssText = ["all: initial", "position: fixed", "display: block", "pointer-events: none", "z-index: 2147483647",
      `left: ${left}px`, `top: ${top}px`, `width: ${width}px`, `height: ${height}px`, ...style]
      .map((one) => `${one} !important`).join(";");
    document.documentElement.append(box);
    return box;
  };

  const textsOf = (el) =>
    piecesOf(el).filter(({ kind, node }) => kind === "text" && letters(node.data.replace(ICONS, "")));
  // What stands behind letters may be the link's own box, which would vanish with them.
  const hasGround = (el) => {
    const style = css(el);
    const pictured = style.backgroundImage !== "none" && !/text/.test(style.backgroundClip);
    return isPainted(el) || pictured || style.outlineStyle !== "none";
  };
  const colourless = (el) => {
    const { backgroundColor, borderColor, boxShadow, outlineColor } = css(el);
    const kept = { backgroundColor, borderColor, boxShadow, outlineColor }; // though it be the letters' colour
    return { ...kept, color: CLEAR, textDecorationColor: CLEAR, textShadow: "none" };
  };
  // The largest box of a link's texts and a little round it, as far as that is in the window.
  const clipOf = (el) => {
    const piece = textsOf(el).find((one) => rectsOf(one).length);
    if (!piece) return null;
    bring(piece.el, () => rectsOf(piece)[0]);
    const rect = inPage(piece.el, rectsOf(piece)[0]);
    const [width, height] = [Math.min(rect.width, WIDE), Math.min(rect.height, HIGH)];
    const wider = new DOMRect(rect.left - ROUND, rect.top - ROUND, width + 2 * ROUND, height + 2 * ROUND);
    return visiblePart(new DOMRect(rect.left, rect.top, width, height), window) && visiblePart(wider, window);
  };
  const pixelsOf = async (png) => {
    const bytes = Uint8Array.from(atob(png), (char) => char.charCodeAt(0));
    const image = await createImageBitmap(new Blob([bytes], { type: "image/png" }));
    const pen = new OffscreenCanvas(image.width, image.height).getContext("2d", { willReadFrequently: true });
    pen.drawImage(image, 0, 0);
    return pen.getImageData(0, 0, image.width, image.height);
  };
  const isMarked = ({ data, width }, colour) => {
    const at = 4 * (width + 1) * (MARK / 2); // the middle of the square
    return colour.every((part, c) => Math.abs(data[at + c] - part) <= OFF);
  };

  Object.assign(globalThis.probe.commands, {
    // Draws a box round a link, or round the nearest thing that is there; returns where to look.
    show(index) {
      const { el } = globalThis.probe.links[index];
      const view = windowOf(el);
      const there = (one) => {
        const rect = one.getBoundingClientRect();
        return one.checkVisibility() && rect.width * rect.height > 0 && rect.right + view.scrollX > 0 && rect.bottom + view.scrollY > 0;
      };
      const [piece] = piecesOf(el).filter((one) => rectsOf(one).length && there(one.el));
      const near = there(el) ? el : (piece?.el ?? chain(el).find(there) ?? document.documentElement);
      bring(near, () => (near === el && piece ? rectsOf(piece)[0] : near.getBoundingClientRect()));
      const rect = near.localName === "area" && piece ? rectsOf(piece)[0] : near.getBoundingClientRect();
      const { left, top, width, height } = inPage(near, rect);
      const line = near === el ? "solid" : "dashed";
      const round = { left: left - 4, top: top - 4, width: width + 4, height: height + 4 };
      globalThis.probe.box = boxed([`border: 2px ${line} rgb(${FIRST})`], round);
      return { left, top, width, height, view: [innerWidth, innerHeight] };
    },
    unshow() {
      globalThis.probe.box?.remove();
    },
    // Where to take pictures that tell whether a link leaves a trace, in pixels of the page; null
    // where they would not: pictures are missing, a dialog keeps visitors from the page.
    stage(index) {
      const link = globalThis.probe.links[index];
      const modal = document.querySelector(":modal");
      const told = isWhole(link) && (!modal || chain(link.el).includes(modal));
      const clip = told ? clipOf(link.el) : null;
      if (!clip) return null;
      const mark = boxed([`background: rgb(${FIRST})`], { left: clip.left, top: clip.top, width: MARK, height: MARK });
      stage = { el: link.el, mark, blank: [] };
      return { x: clip.x + scrollX, y: clip.y + scrollY, width: clip.width, height: clip.height };
    },
    // Blanks the letters of the link, not its box; false where the page insists on showing them.
    blank() {
      stage.mark.style.setProperty("background", `rgb(${SECOND})`, "important");
      const all = [stage.el, ...[...stage.el.querySelectorAll("*")].slice(0, MOST)];
      const blankOf = all.some(hasGround) ? colourless : () => ({ visibility: "hidden" });
      stage.blank = all.map((one) => one.animate([blankOf(one), blankOf(one)], { duration: 1e9, fill: "both" }));
      return textsOf(stage.el).every(({ el }) => css(el).visibility === "hidden" || css(el).webkitTextFillColor === CLEAR);
    },
    unstage() {
      stage.mark.remove();
      for (const one of stage.blank) one.cancel();
    },
    // Takes the picture with the link; null where the page was not painted since.
    async keep(png) {
      stage.before = await pixelsOf(png);
      return isMarked(stage.before, FIRST) || null;
    },
    // By how many steps of 256 enough pixels of the picture without it differ; null as above.
    async compare(png) {
      const [one, two] = [stage.before, await pixelsOf(png)];
      if (!isMarked(two, SECOND) || one.data.length !== two.data.length) return null;
      const steps = [];
      for (let i = 0; i < one.data.length; i += 4) {
        const isMark = (i / 4) % one.width <= MARK && i / 4 / one.width <= MARK + 1;
        steps.push(isMark ? 0 : Math.max(...[0, 1, 2].map((c) => Math.abs(one.data[i + c] - two.data[i + c]))));
      }
      return steps.sort((a, b) => b - a)[ENOUGH - 1] ?? 0;
    },
  });
};
