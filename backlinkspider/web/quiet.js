// Resolves to {settled, lazy}: settled once no link can have changed for `quiet` ms and no timer
// that may bring one is due soon (timers.js), not settled after `limit` ms; lazy where the page may
// load more when it is scrolled (lazy.js).
// Text, style and class changes don't count: tickers and animations never end.
(quiet, limit, asked, changed, isLazy) =>
  new Promise((resolve) => {
    const LOAD = 3000; // ms to wait for the load event: a frame or a stylesheet may hang
    const AGAIN = 50;
    const says = (name) => !performance.dispatchEvent(new Event(name, { cancelable: true }));
    const expected = () => says(asked);
    const frames = [...document.querySelectorAll("iframe,frame")].filter(
      (frame) => frame.hasAttribute("srcdoc") || URL.parse(frame.src)?.origin === origin,
    );
    // Without scripts nothing comes, but what attributes do when things have loaded, or have not.
    const bare =
      document.scripts.length === 0 &&
      frames.length === 0 &&
      document.querySelector('meta[http-equiv="refresh" i]') === null;
    const handled = document.querySelector("[onload], [onerror]") !== null;
    if (bare && !handled && document.readyState !== "loading" && !expected()) {
      resolve({ settled: true, lazy: false });
      return;
    }
    const loaded = () => document.readyState === "complete" || performance.now() - start > LOAD;
    const finish = (settled) => {
      observer.disconnect();
      clearTimeout(pause);
      clearTimeout(end);
      const waits = document.querySelector('iframe[loading="lazy" i]') !== null;
      resolve({ settled, lazy: waits || says(isLazy) });
    };
    const rest = (again = false) => {
      if (!again) watch();
      if (document.readyState === "loading") {
        pause = setTimeout(rest, quiet);
      } else if (!loaded() || expected()) {
        pause = setTimeout(rest, AGAIN, true);
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
    const watched = new WeakSet();
    // A scope is watched from when it is found: those of scripts come without notice.
    const watch = () => {
      for (const scope of documents().all.flatMap(({ scopes }) => scopes)) {
        if (watched.has(scope)) continue;
        watched.add(scope);
        observer.observe(scope, {
          subtree: true,
          childList: true,
          attributes: true,
          attributeFilter: ["href", "rel"],
        });
      }
    };
    const start = performance.now();
    let pause = setTimeout(rest, bare ? AGAIN : quiet);
    const end = setTimeout(finish, limit, false);
    watch();
  });
