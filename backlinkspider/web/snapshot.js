// The document as it stands: its markup up to `limit` UTF-16 units, lone surrogates replaced.
(limit) => {
  const doctype = document.doctype
    ? new XMLSerializer().serializeToString(document.doctype)
    : "";
  const html = doctype + (document.documentElement?.outerHTML ?? "");
  return {
    url: document.URL,
    charset: document.characterSet,
    content_type: document.contentType,
    truncated: html.length > limit,
    html: html.slice(0, limit).toWellFormed(),
  };
};
