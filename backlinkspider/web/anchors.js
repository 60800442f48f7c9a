// The anchors whose URL names one of `hosts`, at most `limit`: {url, ordinal, node}. The ordinal
// counts, from 0, the anchors of that URL in the order of documents().
(hosts, limit) => {
  const XLINK = "http://www.w3.org/1999/xlink";
  const SVG = "http://www.w3.org/2000/svg";
  const isHtml = (node) => typeof node.href === "string";
  const isAnchor = (node) =>
    isHtml(node)
      ? node.hasAttribute("href")
      : node.namespaceURI === SVG &&
        node.localName === "a" &&
        (node.hasAttribute("href") || node.hasAttributeNS(XLINK, "href"));
  const address = (node) => {
    if (isHtml(node)) return node.href;
    const href = node.getAttribute("href") ?? node.getAttributeNS(XLINK, "href");
    return URL.parse(href, node.baseURI)?.href ?? href;
  };
  const seen = new Map();
  const found = [];
  for (const scope of documents().all.flatMap(({ scopes }) => scopes)) {
    for (const node of [...scope.querySelectorAll("a,area")].filter(isAnchor)) {
      const url = address(node);
      if (!hosts.some((host) => url.toLowerCase().includes(host))) continue;
      const ordinal = seen.get(url) ?? 0;
      seen.set(url, ordinal + 1);
      if (found.length < limit) found.push({ url, ordinal, node });
    }
  }
  return found;
};
