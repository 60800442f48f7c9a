// The page as it stands: its markup and that of its frames, up to `limit` UTF-16 units together,
// lone surrogates replaced. Open shadow roots become declarative ones. `whole`: the markup has come
// to its end, and so have the scripts that hold it up.
(limit) => {
  const { all, complete } = documents();
  const markup = ({ document: { doctype, documentElement: root }, scopes }) => {
    const head = doctype ? new XMLSerializer().serializeToString(doctype) : "";
    if (root === null) return head;
    const tags = root.cloneNode(false).outerHTML;
    const end = tags.lastIndexOf("</");
    if (end < 0) return head + root.outerHTML;
    const shadowRoots = scopes.slice(1);
    const inner = root.getHTML({ serializableShadowRoots: true, shadowRoots });
    return head + tags.slice(0, end) + inner + tags.slice(end);
  };
  // Links of about: documents resolve against their parent's base.
  const address = ({ document, frame }) =>
    document.URL.startsWith("about:") ? frame.ownerDocument.baseURI : document.URL;
  const html = markup(all[0]);
  const frames = [];
  let left = limit - html.length;
  let truncated = left < 0 || !complete;
  for (const one of all.slice(1)) {
    const { document, frame } = one;
    const text = markup(one);
    if (text.length > left) {
      truncated = true;
      continue;
    }
    left -= text.length;
    frames.push({
      url: address(one),
      charset: document.characterSet,
      html: text.toWellFormed(),
      srcdoc: document.URL === "about:srcdoc" ? frame.getAttribute("srcdoc")?.toWellFormed() : null,
    });
  }
  return {
    url: document.URL,
    charset: document.characterSet,
    content_type: document.contentType,
    truncated,
    whole: document.readyState !== "loading",
    html: html.slice(0, limit).toWellFormed(),
    frames,
  };
};
