// Probe, part 5 of 5: measures the links to `hosts` and answers what web/probe.py asks by name.
(command, ...given) => {
  const { probe } = globalThis;
  const { css, chain, holds, letters, anchorsIn, piecesOf, rectsOf } = probe;
  const { at, bring, clipFacts, place, windowOf } = probe;
  const { describe, flat, isDrawn, isShown } = probe;
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
        over += one.below.some((el) => !holds(anchor, el) && !holds(el, anchor) && (el.matches("img,video,canvas,svg") ||
          [...el.childNodes].some((node) => node.nodeType === 3 && letters(node.data))));
      }
    }
    return { width: Math.round(rect.width), height: Math.round(rect.height), hits, over };
  };
  const isEndless = (el) =>
    el.ownerDocument.getAnimations().some((one) =>
      one.effect?.getComputedTiming().endTime === Infinity && one.effect.target &&
      (holds(one.effect.target, el) || holds(el, one.effect.target)));

  const measure = (index) => {
    const { el: anchor, url, ordinal, clickable } = probe.links[index];
    const boxes = [];
    const number = (box) => {
      if (!boxes.includes(box)) boxes.push(box);
      return boxes.indexOf(box);
    };
    const pieces = piecesOf(anchor).map((piece) => {
      const { hides, clippers, cover, facts } = place(piece);
      const all = [...hides, ...clippers];
      if (facts.width < 1 || facts.height < 1) all.push(["size", blameForSize(piece.el)]);
      if (facts.outside) all.push(["offscreen", blameForPlace(piece.el)]);
      if (cover) all.push(["cover", piece.el]);
      const told = new Set(all.map(([way, box]) => JSON.stringify([way, number(box)])));
      return { ...facts, hides: [...told].map((one) => JSON.parse(one)) };
    });
    const root = chain(anchor);
    return {
      url, ordinal, pieces,
      card: cardOf(anchor, clickable),
      boxes: boxes.map((box) => describe(box, anchor)),
      connected: anchor.isConnected,
      inert: root.some((el) => el.inert),
      aria_hidden: root.some((el) => el.getAttribute("aria-hidden") === "true"),
      endless: isEndless(anchor),
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
  const documentsOf = (links) => [...new Set(links.map(({ el }) => el.getRootNode()))];
  const commands = {
    // Notes the links whose URL names one of `hosts`; returns how many there are.
    find(hosts, limit) {
      const seen = {};
      probe.links = [];
      probe.sizes = new Map();
      for (const link of anchorsIn(document)) {
        const ordinal = (seen[link.url] = (seen[link.url] ?? -1) + 1);
        const url = link.url.toLowerCase();
        if (probe.links.length < limit && hosts.some((host) => url.includes(host))) {
          const clickable = css(link.el).pointerEvents !== "none";
          probe.links.push({ ...link, ordinal, clickable });
        }
      }
      return probe.links.length;
    },
    // Hit tests leave out what takes no clicks, though it is painted: for a while everything does.
    begin() {
      probe.sheets = documentsOf(probe.links.concat({ el: document.documentElement }))
        .flatMap((root) => {
          const above = chain(root.host ?? root.documentElement).map((el) => el.getRootNode());
          return [root, ...above];
        })
        .filter((root, index, all) => all.indexOf(root) === index)
        .map((root) => {
          const view = (root.ownerDocument ?? root).defaultView;
          const sheet = new view.CSSStyleSheet();
          sheet.replaceSync("* { pointer-events: auto !important }");
          root.adoptedStyleSheets = [...root.adoptedStyleSheets, sheet];
          return [root, sheet];
        });
      probe.start = [scrollX, scrollY];
    },
    end() {
      for (const [root, sheet] of probe.sheets ?? []) {
        root.adoptedStyleSheets = root.adoptedStyleSheets.filter((one) => one !== sheet);
      }
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
    async reveal(index, limit) {
      const { el } = probe.links[index];
      const stop = performance.now() + limit;
      const shown = chain(el).find((one) => one.getClientRects().length) ?? el;
      bring(shown, () => shown.getBoundingClientRect());
      const pause = (ms) => new Promise((next) => setTimeout(next, ms));
      await frame();
      await frame();
      await pause(150);
      for (let left; (left = stop - performance.now()) > 0; ) {
        const moving = el.ownerDocument.getAnimations().filter((one) =>
          one.playState === "running" && one.effect?.target && Number.isFinite(one.effect.getComputedTiming().endTime) &&
          (holds(one.effect.target, el) || holds(el, one.effect.target)));
        if (!moving.length) break;
        await Promise.race([Promise.allSettled(moving.map((one) => one.finished)), pause(left)]);
        await frame();
      }
      return measureOrTell(index);
    },
    // Images that were not loaded though the size of a link, or what covers one, depends on them.
    images(indices) {
      const bare = (img) => !(img.complete && img.naturalWidth > 0) && (img.currentSrc || img.src);
      const own = indices.flatMap((index) => piecesOf(probe.links[index].el)
        .map(({ el }) => el).filter((el) => el.localName === "img" && bare(el)));
      const covers = [...document.images].filter((img) => bare(img) && flat(img) &&
        chain(img).slice(0, 3).some((el) => /absolute|fixed/.test(css(el).position))).slice(0, 10);
      const over = [...probe.unsure].filter((img) => img.isConnected && bare(img)).slice(0, 10);
      probe.images = [...new Set([...own, ...covers, ...over])];
      return probe.images.map((img) => img.currentSrc || img.src);
    },
    // Backgrounds that some links are seen by, to be loaded aside: how large are they?
    pictures(indices) {
      const own = indices.flatMap((index) => piecesOf(probe.links[index].el)
        .filter(({ kind }) => kind === "picture").map(({ el }) => probe.pictureOf(el)));
      probe.images = [...new Set(own)].filter(Boolean).map((src) => Object.assign(new Image(), { alt: src }));
      return probe.images.map((img) => img.alt);
    },
    load(limit) {
      const loaded = probe.images.map((img) => new Promise((next) => {
        img.addEventListener("load", next, { once: true });
        img.addEventListener("error", next, { once: true });
        img.loading = "eager";
        img.src = img.isConnected ? (img.getAttribute("src") ?? "") : img.alt;
      }));
      return Promise.race([Promise.all(loaded), new Promise((next) => setTimeout(next, limit))]).then(() => {
        for (const img of probe.images) {
          if (!img.isConnected) probe.sizes.set(img.alt, img.complete ? Math.min(img.naturalWidth, img.naturalHeight) : 0);
        }
      });
    },
    // Elements to hover over that may show a link: [element, pseudo-classes].
    rousers(index, kind) {
      const { el } = probe.links[index];
      if (kind === "focus") return [el, ...chain(el).slice(1, 4)];
      const hidden = chain(el).filter((one) => !isDrawn(one) || flat(one)).pop() ?? el;
      const near = [hidden.previousElementSibling, ...chain(hidden).slice(1, 6)];
      const open = near.filter((one) => one && !one.matches("html,body") && isShown(one, null) &&
        one.getBoundingClientRect().width * one.getBoundingClientRect().height >= 100);
      return isShown(hidden, null) || hidden.getClientRects().length ? [el, ...open, ...chain(el).slice(1, 4).filter((one) => !flat(one) && !one.matches("html,body"))] : open;
    },
    // Draws a box round a link, or round the nearest thing that is there; returns where to look.
    show(index) {
      const { el } = probe.links[index];
      const view = windowOf(el);
      const there = (one) => {
        const rect = one.getBoundingClientRect();
        return one.checkVisibility() && rect.width * rect.height > 0 && rect.right + view.scrollX > 0 && rect.bottom + view.scrollY > 0;
      };
      const [piece] = piecesOf(el).filter((one) => rectsOf(one).length && there(one.el));
      const near = there(el) ? el : (piece?.el ?? chain(el).find(there) ?? document.documentElement);
      bring(near, () => (near === el && piece ? rectsOf(piece)[0] : near.getBoundingClientRect()));
      let { left, top, width, height } = near.getBoundingClientRect();
      if (near.localName === "area" && piece) ({ left, top, width, height } = rectsOf(piece)[0]);
      for (let frame = windowOf(near).frameElement; frame; frame = windowOf(frame).frameElement) {
        const rect = frame.getBoundingClientRect();
        [left, top] = [left + rect.left + frame.clientLeft, top + rect.top + frame.clientTop];
      }
      const host = document.createElement("div");
      host.style.cssText =
        `all: initial !important; position: fixed !important; left: ${left - 4}px !important; ` +
        `top: ${top - 4}px !important; width: ${width + 4}px !important; height: ${height + 4}px !important; ` +
        `border: 2px ${near === el ? "solid" : "dashed"} #e6007a !important; z-index: 2147483647 !important; ` +
        "pointer-events: none !important; display: block !important";
      document.documentElement.append(host);
      probe.box = host;
      return { left, top, width, height, view: [innerWidth, innerHeight], exact: near === el };
    },
    unshow() {
      probe.box?.remove();
    },
  };
  return commands[command](...given);
};
