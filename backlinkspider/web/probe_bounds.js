// Probe, part 3 of 8: what bounds an element: the boxes that clip it, how a visitor scrolls to it, and
// which of the things that lie over it go away again.
() => {
  const { css, up, chain, holds, frameOf, stackAt } = globalThis.probe;
  const NET = [0.1, 0.3, 0.5, 0.7, 0.9];
  const SCROLLS = /auto|scroll/;
  const CLIPS = /hidden|clip|auto|scroll/;
  const CONTAINS = /paint|strict|content/;
  const EDGE = 0.5;
  const FLAT = 2; // pixels of a box that shows nothing of what it cuts off

  const sceneries = new WeakMap();

  const windowOf = (el) => el.ownerDocument.defaultView;
  const isRoot = (el) => el === el.ownerDocument.documentElement || el === el.ownerDocument.body;
  const isBox = (el) => !/^(?:contents|inline)$/.test(css(el).display) || el.localName === "svg";
  // Elements whose box may clip `el`: its ancestors as positioning has them (CSS 2.1, 10.1).
  const clippers = (el) => {
    const found = isBox(el) ? [el] : [];
    let mode = css(el).position;
    for (let at = up(el); at && at.ownerDocument === el.ownerDocument; at = up(at)) {
      const style = css(at);
      const moved = style.transform !== "none" || style.filter !== "none" || style.contain.includes("paint");
      if (mode === "fixed" && !moved) continue;
      if (mode === "absolute" && !moved && style.position === "static") continue;
      if (isBox(at)) found.push(at);
      mode = style.position;
    }
    return found;
  };
  const centre = (rect) => [(rect.left + rect.right) / 2, (rect.top + rect.bottom) / 2];
  // Scrolls `rect` of `el` into view the way a visitor could: boxes with scroll bars, and the page.
  const bring = (el, rectOf) => {
    for (const box of clippers(el)) {
      const style = css(box);
      const { scrollingElement, documentElement } = el.ownerDocument;
      if (box === scrollingElement || box === documentElement || box === el) continue;
      const rect = rectOf();
      const frame = box.getBoundingClientRect();
      const [x, y] = centre(rect);
      const by = (from, to, size) => (from + size / 2 < to || from - size / 2 > to ? from - to : 0);
      const [left, top] = [centre(frame)[0], centre(frame)[1]];
      box.scrollBy({
        left: SCROLLS.test(style.overflowX) ? by(x, left, -frame.width) : 0,
        top: SCROLLS.test(style.overflowY) ? by(y, top, -frame.height) : 0,
        behavior: "instant",
      });
    }
    for (let view = windowOf(el), rect = rectOf(); view; ) {
      const [x, y] = centre(rect);
      const [wide, high] = [view.innerWidth, view.innerHeight];
      const near = (rect.right > 0 && rect.left < wide) || isCutAtTheSide(view.document);
      view.scrollBy({ left: near ? 0 : x - wide / 2, top: y - high / 2, behavior: "instant" });
      const frame = frameOf(view.document.documentElement);
      if (!frame) break;
      rect = frame.getBoundingClientRect();
      view = windowOf(frame);
    }
  };
  // Whether a visitor has no scroll bar for what lies beside the page. (Downwards there is none
  // either while a notice is open, but then there will be.)
  const isCutAtTheSide = ({ documentElement, body }) =>
    [documentElement, body].some((root) => root && /hidden|clip/.test(css(root).overflowX));

  const clipFacts = (at) => {
    const style = css(at);
    const clip = /rect\(/.test(style.clip ?? "") && /absolute|fixed/.test(style.position);
    const overflow = CLIPS.test(style.overflowX + style.overflowY) || CONTAINS.test(style.contain);
    return { clip: clip || style.clipPath !== "none", overflow };
  };
  const cutsOff = (rect, x, y) =>
    Math.min(rect.width, rect.height) <= FLAT ||
    x < rect.left - EDGE || x > rect.right + EDGE || y < rect.top - EDGE || y > rect.bottom + EDGE;
  // The box that cuts `el` off at a point where it lies: [way, element] or null.
  const cutBy = (el, x, y) => {
    for (const box of clippers(el)) {
      if (isRoot(box) || !clipFacts(box).overflow) continue;
      const rect = box.getBoundingClientRect();
      if (cutsOff(rect, x, y)) return [Math.min(rect.width, rect.height) <= FLAT ? "flat" : "overflow", box];
    }
    return null;
  };
  // Who keeps `el` from being painted at a point where it has a box and is not hit. What is inert
  // is never hit, wherever it is painted.
  const clippedBy = (el, x, y) => {
    const clips = chain(el).some((one) => one.inert) ? [] : [el, ...clippers(el)];
    const box = clips.find((one) => clipFacts(one).clip);
    return box ? ["clip", box] : cutBy(el, x, y);
  };
  // Whether an element that may stick to an edge of the window does so now.
  const isStuck = (el, { position, top, bottom }) => {
    const rect = el.getBoundingClientRect();
    return position === "sticky" && (Math.abs(rect.top - parseFloat(top)) <= 1 ||
      Math.abs(windowOf(el).innerHeight - rect.bottom - parseFloat(bottom)) <= 1);
  };
  const isLoose = (el) =>
    chain(el).some((at) => css(at).position === "fixed" || isStuck(at, css(at)) || at.matches(":popover-open, :modal"));
  // A layer over the whole page that is no wrapper of its content: a dialog, a consent notice.
  const isPageWide = (cover) => {
    const box = chain(cover).find((at) => /absolute/.test(css(at).position));
    if (!box || isRoot(box)) return false;
    const rect = box.getBoundingClientRect();
    const view = windowOf(box);
    const share =
      (Math.min(rect.right, view.innerWidth) - Math.max(rect.left, 0)) *
      (Math.min(rect.bottom, view.innerHeight) - Math.max(rect.top, 0));
    const all = box.ownerDocument.body.textContent.length;
    return share >= 0.8 * view.innerWidth * view.innerHeight && box.textContent.length < all / 2;
  };

  const common = (one, other) => {
    const [left, top] = [Math.max(one.left, other.left), Math.max(one.top, other.top)];
    const [right, bottom] = [Math.min(one.right, other.right), Math.min(one.bottom, other.bottom)];
    return right > left && bottom > top ? new DOMRect(left, top, right - left, bottom - top) : null;
  };
  const visiblePart = (rect, view) => common(rect, new DOMRect(0, 0, view.innerWidth, view.innerHeight));
  // What lies below the page itself is scenery: no visitor can scroll or close it away.
  const isScenery = (cover) => {
    if (!sceneries.has(cover)) {
      const { ownerDocument: page } = cover;
      const flow = visiblePart(page.body.getBoundingClientRect(), windowOf(cover)) ?? new DOMRect(0, 0, innerWidth, innerHeight);
      const rect = common(cover.getBoundingClientRect(), flow);
      let over = 0;
      for (const fx of rect ? NET : []) {
        for (const fy of NET) {
          const stack = stackAt(page, rect.left + rect.width * fx, rect.top + rect.height * fy);
          const above = stack.slice(0, Math.max(0, stack.indexOf(cover)));
          over += above.some((one) => !holds(cover, one) && !isLoose(one));
        }
      }
      sceneries.set(cover, over >= NET.length ** 2 / 3);
    }
    return sceneries.get(cover);
  };
  const goesAway = (cover, el) =>
    ((isLoose(cover) && !isLoose(el)) || isPageWide(cover)) && !isScenery(cover);

  Object.assign(globalThis.probe, {
    FLAT, bring, clipFacts, clippedBy, common, cutBy, goesAway, visiblePart, windowOf,
  });
};
