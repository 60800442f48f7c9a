// Elements from data. Text goes in as text: nothing here, nor anywhere else, makes markup of it.

// Returns an element. Attributes that are null or false are left out; children are nodes or texts.
function node(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== null && value !== false) element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.filter((child) => child !== null && child !== ""));
  return element;
}

// Text of others, kept from turning the direction of what stands round it.
function foreign(text) {
  return node("bdi", {}, text);
}

// A URL of others as text.
function address(url) {
  return node("span", { class: "url" }, foreign(url));
}

// A URL of others as a link, where it is one that is fetched over http(s).
function wayOut(url) {
  if (!/^https?:\/\//.test(url)) return address(url);
  const rel = "noreferrer noopener nofollow external";
  return node("a", { class: "url", href: url, rel, target: "_blank" }, foreign(url));
}

function badge(kind, name, label) {
  return name ? node("span", { class: `badge ${kind}-${name}` }, label) : "";
}

// Small facts in a row; empty ones are left out.
function facts(...parts) {
  const shown = parts.filter(Boolean).map((part) => node("span", {}, part));
  return shown.length ? node("p", { class: "facts" }, ...shown) : null;
}

// The path of a URL, without what its row says already.
function pathOf(url) {
  const parsed = URL.canParse(url) ? new URL(url) : null;
  const path = parsed ? parsed.pathname + parsed.search : url;
  try {
    return decodeURI(path);
  } catch {
    return path; // escapes of another encoding than UTF-8
  }
}
