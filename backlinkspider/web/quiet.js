// Resolves to true once no link can have changed for `quiet` ms, to false after `limit` ms.
// Text, style and class changes don't count: tickers and animations never end.
(quiet, limit) =>
  new Promise((resolve) => {
    const still =
      document.readyState !== "loading" &&
      document.scripts.length === 0 &&
      document.querySelector('meta[http-equiv="refresh" i]') === null;
    if (still) {
      resolve(true);
      return;
    }
    const finish = (settled) => {
      observer.disconnect();
      clearTimeout(pause);
      clearTimeout(end);
      resolve(settled);
    };
    const rest = () => {
      if (document.readyState === "loading") {
        pause = setTimeout(rest, quiet);
      } else {
        finish(true);
      }
    };
    const matters = (record) =>
      record.type === "attributes" ||
      [...record.addedNodes, ...record.removedNodes].some((node) => node.nodeType === 1);
    const observer = new MutationObserver((records) => {
      if (records.some(matters)) {
        clearTimeout(pause);
        pause = setTimeout(rest, quiet);
      }
    });
    let pause = setTimeout(rest, quiet);
    const end = setTimeout(finish, limit, false);
    observer.observe(document, {
      subtree: true,
      childList: true,
      attributes: true,
      attributeFilter: ["href", "rel"],
    });
  });
