// Probe, part 4 of 8: where a piece of a link stands, what hides and covers it. Numbers only: what
// counts as hidden is for page/visibility.py to say.
() => {
  const { css, up, chain, holds, frameOf, outOf, scaleOf, rectsOf } = globalThis.probe;
  const { behind, contrast, inks, opacityApartFrom, opaqueness, ownOpacity, pseudoAlpha, stackAt } =
    globalThis.probe;
  const { FLAT, bring, clippedBy, common, cutBy, goesAway, visiblePart, windowOf } = globalThis.probe;
  const RECTS = 4; // of a text that runs over many lines, the largest
  const GRID = [0.15, 0.5, 0.85];

  const boxed = (el) => chain(el).find((one) => css(one).display !== "contents") ?? el;
  // What a visitor finds of `el` at a point of its viewport.
  const at = (el, x, y) => {
    const view = windowOf(el);
    if (x < 0 || y < 0 || x >= view.innerWidth || y >= view.innerHeight) return { state: "outside" };
    if (view.frameElement && Math.min(view.innerWidth, view.innerHeight) <= FLAT) {
      return { state: "clipped", by: ["flat", view.frameElement] };
    }
    const stack = stackAt(el.ownerDocument, x, y);
    const box = boxed(el);
    const place = stack.findIndex((one) => one === box || one.localName === "area");
    const by = place < 0 ? clippedBy(el, x, y) : null;
    if (by) return { state: "clipped", by };
    const found = { state: "hit", through: 1, loose: 1, cover: null, below: null };
    if (place >= 0) found.below = stack.slice(place);
    found.over = place > 0 || ["::before", "::after"].some((pseudo) => pseudoAlpha(el, pseudo, x, y) > 0.5);
    for (const cover of stack.slice(0, Math.max(place, 0))) {
      const alpha = opaqueness(cover, x, y);
      if (alpha === null) continue;
      const seen = 1 - alpha * opacityApartFrom(cover, el);
      if (goesAway(cover, el)) found.loose *= seen;
      else {
        found.through *= seen;
        if (seen < 0.5) found.cover ??= cover;
      }
    }
    return found;
  };
  const inFrames = (el, x, y) => {
    const found = at(el, x, y);
    const frame = frameOf(el.ownerDocument.documentElement);
    if (!frame || found.state !== "hit") return found;
    const round = inFrames(frame, ...outOf(frame, x, y));
    if (round.state !== "hit") return round;
    return {
      ...found,
      through: found.through * round.through,
      loose: found.loose * round.loose,
      cover: found.cover ?? round.cover,
      over: found.over || round.over,
    };
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
          found.push(part ? inFrames(el, part.left + part.width * fx, part.top + part.height * fy)
            : beside(el, rectOf()));
        }
      }
    }
    return found;
  };
  // What is not in the window may be in a box that cuts it off there: a slider's other slides.
  const beside = (el, { left, right, top, bottom }) => {
    const by = cutBy(el, (left + right) / 2, (top + bottom) / 2);
    return by ? { state: "clipped", by } : { state: "outside" };
  };
  // How the letters of `el`, as opaque as it is, stand out from what lies below each of `points`.
  const contrasts = (el, points, opacity) => {
    const { clipped, letters, traces } = inks(el);
    const faded = [letters, ...traces].map(([red, green, blue, alpha]) => [red, green, blue, alpha * opacity]);
    const told = [];
    let last = null;
    for (const { below } of points) {
      if (!below) continue;
      const same = last?.below.length === below.length && below.every((one, n) => one === last.below[n]);
      last = same ? last : { below, backs: clipped ? null : behind(el, below) };
      told.push(last.backs && faded.map((ink) => contrast(ink, last.backs)).reduce(wider));
    }
    return told;
  };
  const wider = (a, b) => (b.steps > a.steps ? b : a);
  const bestContrast = (piece, points, opacity) => {
    const told = piece.kind === "text" ? contrasts(piece.el, points, opacity) : [];
    return told.length && told.every(Boolean) ? told.reduce(wider) : null;
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

  const isDark = (el) => /hidden|collapse/.test(css(el).visibility);
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
      if (isDark(one) && !(above && isDark(above)) && isDark(el)) {
        found.push(["visibility_hidden", one]);
      }
      if (style.contentVisibility === "hidden") {
        found.push([one.hidden === "until-found" ? "until_found" : "content_visibility", one]);
      }
      if (one.localName === "details" && !one.open && from && !isRendered(el)) {
        const summary = [...one.children].find((child) => child.localName === "summary");
        if (from !== summary) found.push(["closed_details", one]);
      }
      const own = ownOpacity(one);
      opacity *= own;
      if (own <= 0.3) found.push(["opacity", one]);
      from = one;
    }
    if (!found.length && !isRendered(el)) found.push(["not_rendered", chain(el).find(isRendered) ?? el]);
    return { found, opacity };
  };
  // Not what has no slot to stand in, nor what a canvas holds in case it can't be drawn.
  const isRendered = (el) => boxed(el).checkVisibility();

  const isUnderUnhit = (el) =>
    globalThis.probe.unhit.some((one) =>
      one.ownerDocument === el.ownerDocument && !holds(one, el) && common(one.getBoundingClientRect(), el.getBoundingClientRect()));
  // What hides it in ways that neither a hit test nor the colours tell, if anything does.
  const isStrange = (el) =>
    chain(el).some((one) => {
      const style = css(one);
      return style.mixBlendMode !== "normal" || style.maskImage !== "none" || !/^(?:none|opacity\([^()]*\))$/.test(style.filter);
    });

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
    const best = bestContrast(piece, points, opacity);
    const hits = points.filter((one) => one.state === "hit");
    const scale = scaleOf(piece.el);
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
        rendered: isRendered(piece.el),
        opacity: rounded(opacity),
        font: (parseFloat(style.fontSize) || 0) * scale.y,
        indent: parseFloat(style.textIndent) || 0,
        width: rounded(Math.max(0, ...rects.map((rect) => rect.width)) * scale.x),
        height: rounded(Math.max(0, ...rects.map((rect) => rect.height)) * scale.y),
        points: points.length,
        outside: points.filter((one) => one.state === "outside").length,
        clipped: points.filter((one) => one.state === "clipped").length,
        through: hits.map((one) => rounded(one.through)),
        through_loose: hits.map((one) => rounded(one.loose)),
        unsure: !best || hits.some((one) => one.over) || !hits.some((one) => one.below) ||
          isStrange(piece.el) || isUnderUnhit(piece.el),
        ratio: best && rounded(best.ratio),
        steps: best && rounded(best.steps),
        beyond_side: rounded(Math.max(left, right)),
        beyond_end: rounded(down),
      },
    };
  };

  Object.assign(globalThis.probe, { at, place });
};
