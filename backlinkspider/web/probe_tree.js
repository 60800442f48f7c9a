// Probe, part 1 of 8: the page as one tree, through open shadow roots and same-origin frames.
// Defines `probe` in the isolated world; the other parts add to it.
() => {
  const GRAPHIC = "img,canvas,video,object,embed,iframe,input[type=image]";
  const SHAPES = "path,rect,circle,ellipse,polygon,polyline,line,image,use";
  const SILENT = "script,style,template,noscript,svg title,svg desc";
  const BLANK = /[\s\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b-\u200f\u2028-\u202f\u2060-\u206f\u2800\u3164\ufeff\uffa0]/gu;
  const PIECES = 24;

  const css = (el, pseudo) => el.ownerDocument.defaultView.getComputedStyle(el, pseudo);
  const frameOf = (el) => {
    try {
      return el.ownerDocument.defaultView?.frameElement ?? null;
    } catch {
      return null; // the document round this one is of another origin
    }
  };
  const up = (el) =>
    el.assignedSlot ?? el.parentElement ?? el.getRootNode().host ?? frameOf(el);
  const chain = (el, stop = null) => {
    const found = [];
    for (let at = el; at && at !== stop; at = up(at)) found.push(at);
    return found;
  };
  const holds = (outer, inner) => chain(inner).includes(outer);

  // A frame's own scale, and where a point of its viewport lies in the viewport round it.
  const scaled = (frame) => {
    const rect = frame.getBoundingClientRect();
    const by = (shown, laidOut) => (laidOut ? shown / laidOut : 1); // no size is no scale
    return { rect, x: by(rect.width, frame.offsetWidth), y: by(rect.height, frame.offsetHeight) };
  };
  const outOf = (frame, x, y) => {
    const scale = scaled(frame);
    const { paddingLeft, paddingTop } = css(frame);
    const left = frame.clientLeft + parseFloat(paddingLeft) + x;
    const top = frame.clientTop + parseFloat(paddingTop) + y;
    return [scale.rect.left + left * scale.x, scale.rect.top + top * scale.y];
  };
  // By how much the frames round `el` shrink what is in it.
  const scaleOf = (el) => {
    const frame = frameOf(el);
    if (!frame) return { x: 1, y: 1 };
    const [own, round] = [scaled(frame), scaleOf(frame)];
    return { x: own.x * round.x, y: own.y * round.y };
  };
  const childrenOf = (el) => {
    if (el.shadowRoot) return el.shadowRoot.childNodes;
    const slotted = el.localName === "slot" ? el.assignedNodes({ flatten: true }) : [];
    return slotted.length ? slotted : el.childNodes;
  };
  const written = (el, pseudo) => {
    const content = css(el, pseudo).content;
    return content !== "none" && content !== "normal" && content !== '""' && content !== "''";
  };
  const hasPicture = (el) => {
    const style = css(el);
    return [style.backgroundImage, style.maskImage, style.borderImageSource].some(
      (image) => image?.includes("url("),
    );
  };
  const pictureOf = (el) => {
    const style = css(el);
    const images = [style.backgroundImage, style.maskImage, style.borderImageSource].join(" ");
    return /url\("([^"]+)"\)/.exec(images)?.[1] ?? null;
  };
  const letters = (text) => text.replace(BLANK, "").length;
  // What of an anchor can be seen at all: its texts, images, painted backgrounds.
  const leaves = function* (el) {
    if (el.matches(SILENT)) return;
    if (el.matches(GRAPHIC) || (el.localName === "svg" && !el.querySelector("text"))) {
      yield { kind: "image", el, node: el, chars: 0 };
      return;
    }
    if (el.matches(SHAPES) && el.closest("svg")) yield { kind: "image", el, node: el, chars: 0 };
    if (hasPicture(el)) yield { kind: "picture", el, node: el, chars: 0 };
    for (const pseudo of ["::before", "::after"]) {
      if (written(el, pseudo)) yield { kind: "pseudo", el, node: el, chars: 0 };
    }
    for (const node of childrenOf(el)) {
      if (node.nodeType === 1) yield* leaves(node);
      else if (node.nodeType === 3 && letters(node.data)) {
        yield { kind: "text", el, node, chars: letters(node.data) };
      }
    }
  };
  const isPainted = (el) => {
    const style = css(el);
    const bordered = ["Top", "Right", "Bottom", "Left"].some(
      (side) => parseFloat(style[`border${side}Width`]) > 0,
    );
    return bordered || !/^rgba\(.*, 0\)$|^transparent$/.test(style.backgroundColor);
  };
  const piecesOf = (anchor) => {
    if (anchor.localName === "area") {
      const name = anchor.closest("map")?.name ?? "";
      const image = name && anchor.getRootNode().querySelector(`img[usemap="#${CSS.escape(name)}"]`);
      return image ? [{ kind: "image", el: image, node: image, chars: 0, area: anchor }] : [];
    }
    const found = [];
    for (const leaf of leaves(anchor)) {
      found.push(leaf);
      if (found.length === PIECES) break;
    }
    if (!found.length && isPainted(anchor)) {
      found.push({ kind: "box", el: anchor, node: anchor, chars: 0 });
    }
    return found;
  };

  const areaRect = (area, image) => {
    const [x, y] = [image.left, image.top];
    const at = area.coords.split(/[^\d.-]+/).map((part) => Number(part) || 0);
    const shape = (area.shape || "rect").toLowerCase();
    if (shape.startsWith("circ")) {
      return new DOMRect(x + at[0] - at[2], y + at[1] - at[2], 2 * at[2], 2 * at[2]);
    }
    if (shape === "default" || at.length < 4) return image;
    const xs = at.filter((_, index) => index % 2 === 0);
    const ys = at.filter((_, index) => index % 2 === 1);
    const [left, top] = [Math.min(...xs), Math.min(...ys)];
    return new DOMRect(x + left, y + top, Math.max(...xs) - left, Math.max(...ys) - top);
  };
  // Boxes of a piece in its own viewport, largest first.
  const rectsOf = (piece) => {
    let rects;
    if (piece.node.nodeType === 3) {
      const range = piece.node.ownerDocument.createRange();
      range.selectNodeContents(piece.node);
      rects = [...range.getClientRects()];
    } else {
      rects = [...piece.node.getClientRects()];
    }
    if (piece.area) rects = rects.map((rect) => areaRect(piece.area, rect));
    return rects.sort((a, b) => b.width * b.height - a.width * a.height);
  };

  globalThis.probe = {
    commands: {}, css, up, chain, holds, frameOf, outOf, scaleOf, isPainted, written, letters, pictureOf, piecesOf, rectsOf,
  };
};
