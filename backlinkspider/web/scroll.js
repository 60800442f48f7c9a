// Scrolls to the end of the page, or of what scrolls in its place, in at most `steps` steps and
// `limit` ms. Resolves to whether something came of it: a link, a frame, or a timer that may
// bring one (timers.js). Nothing is clicked. top.js finds in `self.scrolled` what it moved.
async (steps, limit, asked, changed, scrolled) => {
  const FRAME = 100; // ms to wait for a frame: a busy page may not have any
  const begin = performance.now();
  const room = (node) => node.scrollHeight - node.clientHeight;
  const scrolls = (node) =>
    room(node) > 0 &&
    node.clientHeight > innerHeight / 2 &&
    ["auto", "scroll"].includes(getComputedStyle(node).overflowY);
  const scroller = () => {
    const page = document.scrollingElement ?? document.documentElement;
    if (room(page) > 0) return page;
    const panes = [...document.querySelectorAll("body *")].filter(scrolls);
    return panes.sort((one, other) => room(other) - room(one))[0] ?? page;
  };
  const frame = () =>
    new Promise((resolve) => {
      requestAnimationFrame(() => setTimeout(resolve)); // after the frame: observers are told then
      setTimeout(resolve, FRAME);
    });
  let came = false;
  const observer = new MutationObserver((records) => {
    if (records.every(({ type, addedNodes }) => type !== "attributes" && !addedNodes.length)) return;
    came = true;
    performance.dispatchEvent(new Event(changed));
  });
  for (const scope of documents().all[0].scopes) {
    observer.observe(scope, {
      subtree: true,
      childList: true,
      attributes: true,
      attributeFilter: ["href", "rel"],
    });
  }
  const pane = (self.scrolled = scroller());
  const step = Math.max(innerHeight, Math.ceil(room(pane) / steps));
  for (let left = steps; left > 0 && performance.now() - begin < limit; left -= 1) {
    const before = pane.scrollTop;
    performance.dispatchEvent(new Event(scrolled));
    pane.scrollBy({ top: step, behavior: "instant" });
    await frame();
    if (pane.scrollTop <= before) break;
  }
  observer.disconnect();
  return came || !performance.dispatchEvent(new Event(asked, { cancelable: true }));
};
