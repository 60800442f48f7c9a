// Probe, part 6 of 8: images, which pages are refused at first. Which of them does a measure hang on?
// Each command names the URLs it needs and notes them; `load` then loads them.
() => {
  const { css, chain, piecesOf, pictureOf, flat } = globalThis.probe;
  const MOST = 10;
  const PICTURES = ["backgroundImage", "maskImage", "borderImageSource"];
  const PSEUDO = [undefined, "::before", "::after"];
  const UNKNOWN = "video,iframe,object,embed"; // what they show is not there, or not ours to load
  const repainted = [];
  const held = new Set(); // images loaded aside: while they are held, styles find them loaded
  let wanted = [];

  const isBare = (img) => !(img.complete && img.naturalWidth > 0) && (img.currentSrc || img.src);
  const urlsIn = (image) =>
    [...(image ?? "").matchAll(/url\("([^"]+)"\)/g)].map(([, url]) => url).filter((url) => !url.startsWith("data:"));
  const want = (items) => {
    wanted = items;
    return [...new Set(items.flatMap(({ urls }) => urls))];
  };
  const linksAt = (indices) => indices.map((index) => globalThis.probe.links[index]);
  // Resolves to the smaller side of an image, 0 where it can't be loaded.
  const loaded = (img, src) =>
    new Promise((next) => {
      const tell = () => next(Math.min(img.naturalWidth, img.naturalHeight));
      img.addEventListener("load", tell, { once: true });
      img.addEventListener("error", tell, { once: true });
      Object.assign(img, { loading: "eager", src });
    });

  const inPage = (el) => ({
    urls: [el.currentSrc || el.src],
    load: async () => (await loaded(el, el.getAttribute("src") ?? "")) > 0,
  });
  const aside = (url) => ({
    urls: [url],
    async load() {
      globalThis.probe.sizes.set(url, 0);
      globalThis.probe.sizes.set(url, await loaded(new Image(), url));
    },
  });
  // A picture of a style: loaded aside, then asked for anew, since a browser keeps to a refusal.
  const inStyle = (el, pseudo, name) => ({
    urls: urlsIn(css(el, pseudo)[name]),
    async load() {
      const sizes = await Promise.all(this.urls.map((url) => {
        const image = new el.ownerDocument.defaultView.Image();
        if (name === "maskImage") image.crossOrigin = "anonymous"; // as masks are asked for
        held.add(image);
        return loaded(image, url);
      }));
      if (!sizes.every(Boolean)) return false;
      const image = { [name]: css(el, pseudo)[name] };
      repainted.push(el.animate([image, image], { duration: 1e9, fill: "both", pseudoElement: pseudo }));
      return true;
    },
  });
  // What the letters of a link stand on, and what lies over them.
  const sceneryOf = ({ el, met }) =>
    [...new Set([...met, ...chain(el)])].flatMap((one) => [
      ...(one.localName === "img" && met.has(one) && isBare(one) ? [inPage(one)] : []),
      ...PSEUDO.flatMap((pseudo) =>
        PICTURES.filter((name) => met.has(one) || name === "maskImage").map((name) => inStyle(one, pseudo, name)),
      ).filter(({ urls }) => urls.length),
    ]);
  // Whether all of a link's scenery is there to be pictured.
  const isWhole = ({ scenery, met }) =>
    scenery.every(({ there }) => there) && ![...met].some((one) => one.matches(UNKNOWN));
  const unpaint = () => {
    for (const one of repainted.splice(0)) one.cancel();
    held.clear();
  };

  Object.assign(globalThis.probe, { isWhole, unpaint });
  Object.assign(globalThis.probe.commands, {
    // Images that were not loaded though the size of a link, or what covers one, depends on them.
    images(indices) {
      const own = linksAt(indices).flatMap(({ el }) => piecesOf(el))
        .map(({ el }) => el).filter((el) => el.localName === "img" && isBare(el));
      const covers = [...document.images].filter((img) => isBare(img) && flat(img) &&
        chain(img).slice(0, 3).some((el) => /absolute|fixed/.test(css(el).position))).slice(0, MOST);
      const over = [...globalThis.probe.unsure].filter((img) => img.isConnected && isBare(img)).slice(0, MOST);
      return want([...new Set([...own, ...covers, ...over])].map(inPage));
    },
    // Backgrounds that some links are seen by, to be loaded aside: how large are they?
    pictures(indices) {
      const own = linksAt(indices).flatMap(({ el }) => piecesOf(el))
        .filter(({ kind }) => kind === "picture").map(({ el }) => pictureOf(el));
      return want([...new Set(own)].filter(Boolean).map(aside));
    },
    // Pictures that a picture of some links would lack.
    scenery(indices) {
      for (const link of linksAt(indices)) link.scenery = sceneryOf(link);
      return want(linksAt(indices).flatMap(({ scenery }) => scenery));
    },
    async load(limit) {
      const all = wanted.map(async (item) => { item.there = await item.load(); });
      await Promise.race([Promise.all(all), new Promise((next) => setTimeout(next, limit))]);
    },
  });
};
