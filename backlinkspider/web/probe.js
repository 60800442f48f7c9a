// Probe, part 8 of 8: measures links; `probe.commands` are what web/probe.py asks for by name.
() => {
  const { probe } = globalThis;
  const { css, chain, holds, isPainted, letters, pictureOf, piecesOf } = probe;
  const { at, bring, clipFacts, place, windowOf } = probe;
  const { describe, flat, isDrawn, isShown, unpaint } = probe;
  const FOCUSABLE = "a[href],area[href],button,input,select,textarea,summary,[tabindex]";
  const ROUND = 4; // levels above a link that may show it when they are pointed at

  const blameForSize = (el) =>
    chain(el).find((one) => css(one).transform !== "none" && flat(one)) ??
    chain(el).find((one) => clipFacts(one).overflow && flat(one)) ?? el;
  const blameForPlace = (el) => {
    const { scrollX, scrollY, innerWidth } = windowOf(el);
    const away = (one) => {
      const rect = one.getBoundingClientRect();
      return rect.right + scrollX <= 0 || rect.bottom + scrollY <= 0 || rect.left + scrollX >= innerWidth;
    };
    return chain(el).filter(away).pop() ?? el;
  };
  const hasContent = (el) =>
    el.matches("img,video,canvas,svg") || [...el.childNodes].some((node) => node.nodeType === 3 && letters(node.data));
  const cardOf = (anchor, clickable) => {
    bring(anchor, () => anchor.getBoundingClientRect());
    const rect = anchor.getBoundingClientRect();
    let [hits, over] = [0, 0];
    for (const fx of [0.2, 0.5, 0.8]) {
      for (const fy of [0.2, 0.5, 0.8]) {
        const [x, y] = [rect.left + rect.width * fx, rect.top + rect.height * fy];
        const one = clickable && rect.width && rect.height ? at(anchor, x, y) : {};
        if (!one.below) continue;
        hits += one.through > 0.5;
        over += one.below.some((el) => !holds(anchor, el) && !holds(el, anchor) && hasContent(el));
      }
    }
    return { width: Math.round(rect.width), height: Math.round(rect.height), hits, over };
  };
  const animationsOf = (el) =>
    el.ownerDocument.getAnimations().filter(({ effect }) =>
      effect?.target && (holds(effect.target, el) || holds(el, effect.target)));
  const endOf = ({ effect }) => effect.getComputedTiming().endTime;
  const isMoving = (one) => one.playState === "running" && Number.isFinite(endOf(one));

  const measure = (index) => {
    const link = probe.links[index];
    const boxes = [];
    const number = (box) => {
      if (!boxes.includes(box)) boxes.push(box);
      return boxes.indexOf(box);
    };
    probe.met = new Set();
    const pieces = piecesOf(link.el).map((piece) => {
      const { hides, clippers, cover, facts } = place(piece);
      const all = [...hides, ...clippers];
      if (facts.width < 1 || facts.height < 1) all.push(["size", blameForSize(piece.el)]);
      if (facts.outside || Math.max(facts.beyond_side, facts.beyond_end) > 0) all.push(["offscreen", blameForPlace(piece.el)]);
      if (cover) all.push(["cover", piece.el]);
      const told = new Set(all.map(([way, box]) => JSON.stringify([way, number(box)])));
      return { ...facts, hides: [...told].map((one) => JSON.parse(one)) };
    });
    link.met = probe.met;
    const animations = animationsOf(link.el);
    return {
      url: link.url,
      ordinal: link.ordinal,
      pieces,
      card: cardOf(link.el, link.clickable),
      boxes: boxes.map((box) => describe(box, link.el)),
      connected: link.el.isConnected,
      endless: animations.some((one) => endOf(one) === Infinity),
      moving: animations.some(isMoving),
    };
  };

  // What can't be measured is unknown, not the end of the page's reading.
  const measureOrTell = (index) => {
    try {
      return measure(index);
    } catch (error) {
      const { url, ordinal } = probe.links[index];
      return { url, ordinal, pieces: [], boxes: [], card: {}, connected: false, failed: String(error) };
    }
  };
  const frame = () => new Promise((next) => { requestAnimationFrame(next); setTimeout(next, 100); });
  const atRest = async (index, limit) => {
    const { el } = probe.links[index];
    const stop = performance.now() + limit;
    const pause = (ms) => new Promise((next) => setTimeout(next, ms));
    await frame();
    await frame();
    await pause(150);
    for (let left; (left = stop - performance.now()) > 0; ) {
      const moving = animationsOf(el).filter(isMoving);
      if (!moving.length) break;
      await Promise.race([Promise.allSettled(moving.map((one) => one.finished)), pause(left)]);
      await frame();
    }
    return measureOrTell(index);
  };
  const rootsOf = (els) => [...new Set(els.flatMap((el) => chain(el).map((one) => one.getRootNode())))];

  // Whether a visitor finds something to point at in `one` besides what is hidden.
  const offers = (one, hidden) =>
    !one.matches("html,body") && isShown(one, null) &&
    one.getBoundingClientRect().width * one.getBoundingClientRect().height >= 100 &&
    (isPainted(one) || pictureOf(one) || [one, ...[...one.querySelectorAll("*")].slice(0, 200)].some((el) =>
      !holds(hidden, el) && hasContent(el) && isShown(el, null)));
  const takesFocus = (one, link) =>
    [one, ...one.querySelectorAll(FOCUSABLE)].some((el) =>
      el.matches(FOCUSABLE) && !holds(el, link) && !holds(link, el) && isShown(el, null));
  const rousers = {
    // The keyboard goes to what is drawn, wherever it is.
    focus: (el) => (el.checkVisibility({ visibilityProperty: true }) ? [el] : []),
    within: (el) => chain(el).slice(1, ROUND).filter((one) =>
      el.checkVisibility({ visibilityProperty: true }) || takesFocus(one, el)),
    // The mouse goes to what is seen: round what is hidden, or under it.
    hover(el) {
      const hidden = chain(el).filter((one) => !isDrawn(one) || flat(one)).pop() ?? el;
      const round = [hidden.previousElementSibling, ...chain(hidden).slice(1, 6), ...chain(el).slice(1, ROUND)];
      const lies = cardOf(hidden, true).over ? chain(el).slice(0, chain(el).indexOf(hidden) + 1) : [];
      return [...new Set([...lies, ...round.filter((one) => one && !holds(hidden, one) && offers(one, hidden))])];
    },
  };

  Object.assign(probe.commands, {
    // Notes the links whose URL names one of `hosts`; returns how many there are.
    find(hosts, limit) {
      probe.sizes = new Map();
      probe.links = probe.anchors(hosts, limit).map(({ node, ...link }) =>
        ({ ...link, el: node, clickable: css(node).pointerEvents !== "none" }));
      return probe.links.length;
    },
    // Hit tests leave out what takes no clicks, though it is painted: for a while everything does.
    // In a layer, what is important goes before all that is in none.
    begin() {
      probe.sheets = rootsOf([document.documentElement, ...probe.links.map(({ el }) => el)]).map((root) => {
        const sheet = new (root.ownerDocument ?? root).defaultView.CSSStyleSheet();
        sheet.replaceSync("@layer { * { pointer-events: auto !important } }");
        root.adoptedStyleSheets = [...root.adoptedStyleSheets, sheet];
        return [root, sheet];
      });
      // Whatever is done, these are never hit.
      probe.unhit = [...document.querySelectorAll("[inert],[style*=pointer-events]")].filter((el) =>
        el.inert || css(el).pointerEvents === "none");
      probe.start = [scrollX, scrollY];
    },
    end() {
      for (const [root, sheet] of probe.sheets ?? []) {
        root.adoptedStyleSheets = root.adoptedStyleSheets.filter((one) => one !== sheet);
      }
      unpaint();
      scrollTo({ left: probe.start[0], top: probe.start[1], behavior: "instant" });
    },
    measure: (indices) => indices.map(measureOrTell),
    // Waits until the window, made `width` pixels wide, was painted anew.
    async resized(width) {
      for (let n = 0; n < 20 && innerWidth !== width; n += 1) await frame();
      await frame();
      await frame();
    },
    // Brings a link into view, waits up to `limit` ms for what that sets in motion, measures again.
    reveal(index, limit) {
      const { el } = probe.links[index];
      const shown = chain(el).find((one) => one.getClientRects().length) ?? el;
      bring(shown, () => shown.getBoundingClientRect());
      return atRest(index, limit);
    },
    // Waits for what moves a link where the page begins: what it had in motion before we scrolled.
    settle(index, limit) {
      scrollTo({ left: probe.start[0], top: probe.start[1], behavior: "instant" });
      return atRest(index, limit);
    },
    // Elements on which the mouse or the keyboard may show a link.
    rousers: (index, kind) => rousers[kind](probe.links[index].el),
  });
};
