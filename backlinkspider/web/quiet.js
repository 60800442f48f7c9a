// Resolves to true once no link can have changed for `quiet` ms and no timer that may bring one
// is due soon (timers.js), to false after `limit` ms.
// Text, style and class changes don't count: tickers and animations never end.
(quiet, limit, asked, changed) =>
  new Promise((resolve) => {
    const LOAD = 3000; // ms to wait for the load event: a frame or a stylesheet may hang
    const AGAIN = 50;
    const expected = () => !performance.dispatchEvent(new Event(asked, { cancelable: true }));
    const still =
      document.readyState !== "loading" &&
      document.scripts.length === 0 &&
      document.querySelector('meta[http-equiv="refresh" i], [onload], [onerror]') === null &&
      !expected();
    if (still) {
      resolve(true);
      return;
    }
    const loaded = () => document.readyState === "complete" || performance.now() - start > LOAD;
    const finish = (settled) => {
      observer.disconnect();
      clearTimeout(pause);
      clearTimeout(end);
      resolve(settled);
    };
    const rest = () => {
      if (document.readyState === "loading") {
        pause = setTimeout(rest, quiet);
      } else if (!loaded() || expected()) {
        pause = setTimeout(rest, AGAIN);
      } else {
        finish(true);
      }
    };
    const matters = (record) =>
      record.type === "attributes" ||
      [...record.addedNodes, ...record.removedNodes].some((node) => node.nodeType === 1);
    const observer = new MutationObserver((records) => {
      if (records.some(matters)) {
        performance.dispatchEvent(new Event(changed));
        clearTimeout(pause);
        pause = setTimeout(rest, quiet);
      }
    });
    const start = performance.now();
    let pause = setTimeout(rest, quiet);
    const end = setTimeout(finish, limit, false);
    observer.observe(document, {
      subtree: true,
      childList: true,
      attributes: true,
      attributeFilter: ["href", "rel"],
    });
  });
