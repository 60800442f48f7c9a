// Probe, part 2 of 8: what is painted at a point, and in which colours.
() => {
  const { css, chain, holds } = globalThis.probe;
  const OPAQUE = "img,canvas,video,iframe,object,embed,frame,input,select,textarea";
  const COLOUR = /(?:rgba?|hsla?|color|lab|lch|oklab|oklch|hwb|color-mix)\([^()]*\)|#[0-9a-f]+/gi;
  const LIGHT = [255, 255, 255, 1];
  const DARK = [18, 18, 18, 1]; // Chromium's canvas where color-scheme is dark
  const pen = new OffscreenCanvas(1, 1).getContext("2d", { willReadFrequently: true });
  const known = new Map();

  // [red, green, blue (0 to 255), alpha (0 to 1)] of a computed colour.
  const colour = (text) => {
    if (!known.has(text)) {
      pen.clearRect(0, 0, 1, 1);
      pen.fillStyle = "rgba(0, 0, 0, 0)";
      pen.fillStyle = text;
      pen.fillRect(0, 0, 1, 1);
      const [red, green, blue, alpha] = pen.getImageData(0, 0, 1, 1).data;
      known.set(text, [red, green, blue, alpha / 255]);
    }
    return known.get(text);
  };
  const over = (front, back) => {
    const alpha = front[3];
    return [...[0, 1, 2].map((i) => front[i] * alpha + back[i] * (1 - alpha)), 1];
  };
  const share = (text) => (text.endsWith("%") ? parseFloat(text) / 100 : parseFloat(text));
  const filtered = (style) => {
    const found = /opacity\(([\d.e+-]+%?)\)/.exec(style.filter ?? "");
    return found ? Math.min(1, share(found[1])) : 1;
  };
  const ownOpacity = (el) => {
    const style = css(el);
    return (style.opacity === "" ? 1 : parseFloat(style.opacity)) * filtered(style);
  };
  const opacityApartFrom = (el, other) =>
    chain(el)
      .filter((at) => !holds(at, other))
      .reduce((product, at) => product * ownOpacity(at), 1);

  // Everything painted or clickable at a point of a tree, topmost first, shadow trees included.
  const stackAt = (root, x, y) => {
    const found = [];
    for (const el of root.elementsFromPoint(x, y)) {
      if (el.getRootNode() !== root) continue;
      if (el.shadowRoot) found.push(...stackAt(el.shadowRoot, x, y));
      found.push(el);
    }
    return found;
  };
  const within = (el, x, y) =>
    [...el.getClientRects()].some(
      (r) => x >= r.left && x <= r.right && y >= r.top && y <= r.bottom,
    );
  const gradientAlpha = (image) => {
    const stops = (image.match(COLOUR) ?? []).map((text) => colour(text)[3]);
    return image.includes("url(") || !stops.length ? null : Math.min(...stops);
  };
  // Notes an element of which only its picture could tell more.
  const picture = (el) => {
    globalThis.probe.met.add(el);
    return null;
  };
  // How opaque `el` is at a point: 0 to 1, or null where a picture decides.
  const opaqueness = (el, x, y) => {
    const style = css(el);
    let alpha = 0;
    const missing = el.localName === "img" && !(el.complete && el.naturalWidth);
    if (missing && colour(style.backgroundColor)[3] < 1) {
      globalThis.probe.unsure.add(el); // not there yet, it shows nothing but its alt
      return picture(el);
    }
    if (el.matches(OPAQUE)) alpha = 1;
    else if (el.ownerSVGElement) {
      alpha = style.fill === "none" ? 0 : colour(style.fill)[3] * parseFloat(style.fillOpacity);
    } else if (within(el, x, y)) {
      alpha = colour(style.backgroundColor)[3];
      if (style.backgroundImage !== "none" && alpha < 1) {
        const stops = gradientAlpha(style.backgroundImage);
        if (stops === null) return picture(el);
        alpha = 1 - (1 - alpha) * (1 - stops);
      }
    }
    for (const pseudo of ["::before", "::after"]) {
      alpha = Math.max(alpha, pseudoAlpha(el, pseudo, x, y));
    }
    return alpha;
  };
  // A pseudo-element laid over its element's whole box; where else it lies nobody tells.
  const pseudoAlpha = (el, pseudo, x, y) => {
    const style = css(el, pseudo);
    if (style.content === "none" || style.content === "normal") return 0;
    if (style.position !== "absolute" && style.position !== "fixed") return 0;
    const box = el.getBoundingClientRect();
    const left = box.left + (parseFloat(style.left) || 0);
    const top = box.top + (parseFloat(style.top) || 0);
    const right = left + (parseFloat(style.width) || 0);
    const bottom = top + (parseFloat(style.height) || 0);
    if (x < left || x > right || y < top || y > bottom) return 0;
    if (parseInt(style.zIndex, 10) < 0) return 0;
    return colour(style.backgroundColor)[3] * parseFloat(style.opacity);
  };

  // The colours that may lie behind `el`, from the stack below it at a point; null: a picture does.
  const behind = (el, below) => {
    const layers = [];
    for (const at of below) {
      const style = css(at);
      if (at !== el && at.matches(OPAQUE)) return picture(at);
      if (style.mixBlendMode !== "normal" || (style.backdropFilter ?? "none") !== "none") return null;
      const scenery = ["::before", "::after"].some((pseudo) => {
        const own = css(at, pseudo);
        const there = own.content !== "none" && own.content !== "normal";
        const painted = own.backgroundImage !== "none" || colour(own.backgroundColor)[3] > 0;
        return there && painted && own.position !== "static";
      });
      if (scenery) return picture(at);
      const opacity = opacityApartFrom(at, el);
      const layer = painted(at, style, el);
      if (layer === null) return null;
      for (const one of layer) {
        layers.push([one[0], one[1], one[2], one[3] * opacity]);
      }
      if (layer.length && layer.every((one) => one[3] * opacity > 0.99)) {
        return composed(layers, layer.length, null);
      }
    }
    const roots = [el.ownerDocument.body, el.ownerDocument.documentElement].filter(Boolean);
    const pictured = roots.find((root) => css(root).backgroundImage !== "none");
    if (pictured) return picture(pictured);
    const dark = css(el.ownerDocument.documentElement).colorScheme.startsWith("dark");
    let canvas = dark ? DARK : LIGHT;
    for (const root of roots.reverse()) canvas = over(colour(css(root).backgroundColor), canvas);
    return composed(layers, 0, canvas);
  };
  const painted = (at, style, el) => {
    if (at.ownerSVGElement) {
      return at === el || style.fill === "none" || at.localName === "g" ? [] : [colour(style.fill)];
    }
    const flat = colour(style.backgroundColor);
    if (style.backgroundImage === "none") return flat[3] > 0 ? [flat] : [];
    if (gradientAlpha(style.backgroundImage) !== 1) return picture(at);
    return style.backgroundImage.match(COLOUR).map(colour);
  };
  // Layers from the front; the last `choices` of them are alternatives (the stops of a gradient).
  const composed = (layers, choices, canvas) => {
    const front = choices ? layers.slice(0, -choices) : layers;
    const bases = choices ? layers.slice(-choices) : [canvas];
    return bases.map((base) => front.reduceRight((back, layer) => over(layer, back), base));
  };

  const light = ([red, green, blue]) => {
    const part = (value) => {
      const s = value / 255;
      return s <= 0.04045 ? s / 12.92 : ((s + 0.055) / 1.055) ** 2.4;
    };
    return 0.2126 * part(red) + 0.7152 * part(green) + 0.0722 * part(blue);
  };
  // How `front` stands out from the likeliest-seen of `backs`: WCAG ratio and widest channel step.
  const contrast = (front, backs) => {
    let best = { ratio: 1, steps: 0 };
    for (const back of backs) {
      const shown = over(front, back);
      const [a, b] = [light(shown), light(back)].sort((p, q) => q - p);
      const steps = Math.max(...[0, 1, 2].map((i) => Math.abs(shown[i] - back[i])));
      if (steps > best.steps) best = { ratio: (a + 0.05) / (b + 0.05), steps };
    }
    return best;
  };
  // Colours in which a piece of text is inked: the letters, and what else traces them.
  const inks = (el) => {
    const style = css(el);
    const clipped = chain(el).some((at) => /text/.test(css(at).backgroundClip ?? ""));
    const letters = el.ownerSVGElement ? style.fill : style.webkitTextFillColor;
    const traces = [];
    if (style.textShadow !== "none") traces.push(...(style.textShadow.match(COLOUR) ?? []));
    if (parseFloat(style.webkitTextStrokeWidth) > 0) traces.push(style.webkitTextStrokeColor);
    for (const at of chain(el).slice(0, 6)) {
      const own = css(at);
      if (own.textDecorationLine !== "none") traces.push(own.textDecorationColor);
    }
    return { clipped, letters: colour(letters), traces: traces.map(colour) };
  };

  Object.assign(globalThis.probe, {
    unsure: new Set(), met: new Set(), behind, contrast, inks, opacityApartFrom, opaqueness, ownOpacity, pseudoAlpha, stackAt,
  });
};
