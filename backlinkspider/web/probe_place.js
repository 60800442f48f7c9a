// Probe, part 3 of 5: where a piece of a link stands, what clips, hides and covers it. Numbers only:
// what counts as hidden is for page/visibility.py to say.
() => {
  const { css, up, chain, holds, rectsOf } = globalThis.probe;
  const { behind, contrast, inks, opacityApartFrom, opaqueness, ownOpacity, stackAt } =
    globalThis.probe;
  const RECTS = 4; // of a text that runs over many lines, the largest
  const GRID = [0.15, 0.5, 0.85];
  const SCROLLS = /auto|scroll/;
  const CLIPS = /hidden|clip|auto|scroll/;
  const EDGE = 0.5;
  const FLAT = 2; // pixels of a box that shows nothing of what it cuts off

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
      const left = rect.right > 0 && rect.left < wide ? 0 : x - wide / 2;
      view.scrollBy({ left, top: y - high / 2, behavior: "instant" });
      const frame = frameElementOf(view);
      if (!frame) break;
      rect = frame.getBoundingClientRect();
      view = windowOf(frame);
    }
  };
  const frameElementOf = (view) => {
    try {
      return view.frameElement;
    } catch {
      return null;
    }
  };

  const clipFacts = (at) => {
    const style = css(at);
    const clip = /rect\(/.test(style.clip ?? "") && /absolute|fixed/.test(style.position);
    return { clip: clip || style.clipPath !== "none", overflow: CLIPS.test(style.overflowX + style.overflowY) };
  };
  const outsideOf = (box, x, y) => {
    const rect = box.getBoundingClientRect();
    return x < rect.left - EDGE || x > rect.right + EDGE || y < rect.top - EDGE || y > rect.bottom + EDGE;
  };
  // Who keeps `el` from being painted at a point where it has a box: [way, element] or null.
  const clippedBy = (el, x, y) => {
    const round = clippers(el);
    for (const box of new Set([el, ...round])) if (clipFacts(box).clip) return ["clip", box];
    for (const box of round) {
      if (!isRoot(box) && clipFacts(box).overflow && outsideOf(box, x, y)) {
        const rect = box.getBoundingClientRect();
        return [Math.min(rect.width, rect.height) <= FLAT ? "flat" : "overflow", box];
      }
    }
    return null;
  };
  const isLoose = (el) =>
    chain(el).some((at) => /fixed|sticky/.test(css(at).position) || at.matches(":popover-open, :modal"));
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

  const boxed = (el) => chain(el).find((one) => css(one).display !== "contents") ?? el;
  // What a visitor finds of `el` at a point of its viewport.
  const at = (el, x, y) => {
    const view = windowOf(el);
    if (x < 0 || y < 0 || x >= view.innerWidth || y >= view.innerHeight) return { state: "outside" };
    const stack = stackAt(el.getRootNode(), x, y);
    const box = boxed(el);
    const place = stack.findIndex((one) => one === box || one.localName === "area");
    if (place < 0) {
      // What is inert is never hit, wherever it is painted.
      const by = chain(el).some((one) => one.inert) ? null : clippedBy(el, x, y);
      if (by) return { state: "clipped", by };
    }
    const found = { state: "hit", through: 1, loose: 1, picture: false, cover: null, below: null };
    if (place >= 0) found.below = stack.slice(place);
    for (const cover of stack.slice(0, Math.max(place, 0))) {
      const alpha = opaqueness(cover, x, y);
      if (alpha === null) {
        found.picture = true;
        continue;
      }
      const seen = 1 - alpha * opacityApartFrom(cover, el);
      if ((isLoose(cover) && !isLoose(el)) || isPageWide(cover)) found.loose *= seen;
      else {
        found.through *= seen;
        if (seen < 0.5) found.cover ??= cover;
      }
    }
    return found;
  };
  const inFrames = (el, x, y) => {
    const found = at(el, x, y);
    const frame = frameElementOf(windowOf(el));
    if (!frame || found.state !== "hit") return found;
    const rect = frame.getBoundingClientRect();
    const round = inFrames(frame, rect.left + frame.clientLeft + x, rect.top + frame.clientTop + y);
    if (round.state !== "hit") return round;
    return {
      ...found,
      through: found.through * round.through,
      loose: found.loose * round.loose,
      cover: found.cover ?? round.cover,
    };
  };

  const visiblePart = (rect, view) => {
    const [left, top] = [Math.max(rect.left, 0), Math.max(rect.top, 0)];
    const right = Math.min(rect.right, view.innerWidth);
    const bottom = Math.min(rect.bottom, view.innerHeight);
    return right > left && bottom > top ? new DOMRect(left, top, right - left, bottom - top) : null;
  };
  const sample = (piece) => {
    const { el } = piece;
    const found = [];
    const count = rectsOf(piece).filter((rect) => rect.width > 0 && rect.height > 0).length;
    for (let index = 0; index < Math.min(count, RECTS); index += 1) {
      const rectOf = () => rectsOf(piece)[index] ?? el.getBoundingClientRect();
      bring(el, rectOf);
      const part = visiblePart(rectOf(), windowOf(el));
      for (const fx of GRID) {
        for (const fy of GRID) {
          const [x, y] = part ? [part.left + part.width * fx, part.top + part.height * fy] : [0, 0];
          const one = part ? inFrames(el, x, y) : { state: "outside" };
          const letters = piece.kind === "text" && one.below;
          found.push({ ...one, contrast: letters ? contrastAt(el, one.below, x, y) : null });
        }
      }
    }
    return found;
  };
  const contrastAt = (el, below, x, y) => {
    const { clipped, letters, traces } = inks(el);
    const backs = clipped ? null : behind(el, below, x, y);
    if (backs === null) return { steps: null, ratio: null };
    return [letters, ...traces]
      .map((ink) => contrast(ink, backs))
      .reduce((a, b) => (b.steps > a.steps ? b : a));
  };
  const bestContrast = (points) => {
    const told = points.map((one) => one.contrast).filter(Boolean);
    const unknown = !told.length || told.some((one) => one.steps === null);
    return unknown ? null : told.reduce((a, b) => (b.steps > a.steps ? b : a));
  };

  // How far a box lies beyond the window's sides, and below all that flows in the page.
  const beyond = (rects, el) => {
    if (!rects.length) return { left: 0, right: 0, down: 0 };
    const view = windowOf(el);
    const { scrollX, scrollY } = view;
    const left = Math.max(...rects.map((rect) => -rect.right)) - scrollX;
    const right = Math.min(...rects.map((rect) => rect.left)) + scrollX - view.innerWidth;
    const top = Math.min(...rects.map((rect) => rect.top)) + scrollY;
    const taken = chain(el).find((one) => /absolute|fixed|relative/.test(css(one).position));
    const { body } = el.ownerDocument;
    if (!taken || !body) return { left, right, down: 0 };
    let end = Math.max(view.innerHeight, body.getBoundingClientRect().bottom + scrollY);
    for (const one of top > end ? body.getElementsByTagName("*") : []) {
      if (one.firstElementChild || holds(taken, one) || !one.getClientRects().length) continue;
      end = Math.max(end, one.getBoundingClientRect().bottom + scrollY);
    }
    return { left, right, down: top - end };
  };

  // The ancestors that hide all below them: [way, element].
  const hiders = (el) => {
    const found = [];
    let from = null;
    let opacity = 1;
    for (const one of chain(el)) {
      const style = css(one);
      if (style.display === "none") {
        found.push([one.hidden ? "hidden_attribute" : "display_none", one]);
      }
      const above = up(one) ?? null;
      const dark = style.visibility !== "visible";
      if (dark && (!above || css(above).visibility === "visible") && css(el).visibility !== "visible") {
        found.push(["visibility_hidden", one]);
      }
      if (style.contentVisibility === "hidden") {
        found.push([one.hidden === "until-found" ? "until_found" : "content_visibility", one]);
      }
      if (one.localName === "details" && !one.open && from) {
        const summary = [...one.children].find((child) => child.localName === "summary");
        if (from !== summary) found.push(["closed_details", one]);
      }
      const own = ownOpacity(one);
      opacity *= own;
      if (own <= 0.3) found.push(["opacity", one]);
      from = one;
    }
    return { found, opacity };
  };

  // The smaller side of an image as it was made, 0 where it could not be loaded, null: not asked.
  // Before scripts or the browser bring it, a lazy image is a stand-in.
  const isStandIn = (el) =>
    Math.min(el.naturalWidth, el.naturalHeight) <= 2 &&
    [...el.attributes].some(({ name }) => /^data-.*src/.test(name));
  const naturalSize = ({ kind, el }) => {
    if (kind === "picture") return globalThis.probe.sizes.get(globalThis.probe.pictureOf(el)) ?? null;
    return el.localName === "img" && el.complete && el.naturalWidth && !isStandIn(el) ? Math.min(el.naturalWidth, el.naturalHeight) : null;
  };
  const isLoaded = ({ kind, el }) => {
    if (kind === "picture") return naturalSize({ kind, el }) !== 0;
    return el.localName !== "img" || (el.complete && el.naturalWidth > 0 && !isStandIn(el));
  };
  const rounded = (value) => Math.round(value * 100) / 100;
  const place = (piece) => {
    const { found, opacity } = hiders(piece.el);
    const rects = rectsOf(piece);
    const style = css(piece.el);
    const points = sample(piece);
    const best = bestContrast(points);
    const hits = points.filter((one) => one.state === "hit");
    const { left, right, down } = beyond(rectsOf(piece), piece.el);
    return {
      piece,
      hides: found,
      clippers: points.filter((one) => one.by).map((one) => one.by),
      cover: hits.find((one) => one.cover)?.cover ?? null,
      facts: {
        kind: piece.kind,
        chars: piece.chars,
        loaded: isLoaded(piece),
        natural: naturalSize(piece),
        stand_in: piece.el.localName === "img" && isStandIn(piece.el),
        rendered: boxed(piece.el).checkVisibility(),
        opacity: rounded(opacity),
        font: parseFloat(style.fontSize),
        indent: parseFloat(style.textIndent) || 0,
        width: rounded(Math.max(0, ...rects.map((rect) => rect.width))),
        height: rounded(Math.max(0, ...rects.map((rect) => rect.height))),
        points: points.length,
        outside: points.filter((one) => one.state === "outside").length,
        clipped: points.filter((one) => one.state === "clipped").length,
        through: hits.map((one) => rounded(one.through)),
        through_loose: hits.map((one) => rounded(one.loose)),
        pictures_over: hits.filter((one) => one.picture).length,
        ratio: best && rounded(best.ratio),
        steps: best && rounded(best.steps),
        beyond_side: rounded(Math.max(left, right)),
        beyond_end: rounded(down),
      },
    };
  };
  Object.assign(globalThis.probe, { at, bring, clipFacts, place, windowOf });
};
