// Every script of ours can ask for this as `documents()`: what a visitor has of the page, in the
// order in which HtmlDocument reads it. The page's document first, then, in tree order, those of
// frames that are of its origin, each followed by its own frames. `scopes` are the document and
// the open shadow roots in it: nested ones follow theirs. Closed roots are not there for us.
() => {
  const FRAMES = 50; // documents of frames
  const NESTING = 8; // frames in frames
  const roots = (scope) => {
    const found = [];
    for (const { shadowRoot } of scope.querySelectorAll("*")) {
      if (shadowRoot !== null) found.push(shadowRoot, ...roots(shadowRoot));
    }
    return found;
  };
  const all = [];
  let complete = true;
  const add = (document, frame, depth) => {
    const scopes = [document, ...roots(document)];
    all.push({ document, frame, scopes });
    for (const inner of scopes.flatMap((scope) => [...scope.querySelectorAll("iframe,frame")])) {
      const child = inner.contentDocument;
      const blank = child?.URL === "about:blank" && !child.body?.firstChild;
      if (!child?.documentElement || blank) continue;
      if (all.length > FRAMES || depth === NESTING) complete = false;
      else add(child, inner, depth + 1);
    }
  };
  add(document, null, 0);
  return { all, complete };
};
