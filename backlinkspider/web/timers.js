// Runs in the page's world, ahead of its scripts; notes which timers may still bring links.
// Answers an event of the secret name `asked` on `performance`, which outlives document.open():
// cancelled means "wait". One of the name `changed` says that a link came or went, `scrolled` that
// the page was scrolled.
// Callbacks are not touched: a timer counts until it falls due, whatever it does.
(asked, changed, scrolled) => {
  if (window !== window.top) return;
  const SOON = 3000; // a single timer counts if due within this time (all times in ms)
  const CHAIN = 2200; // timers of one delay, since a link changed: the first ones within this time
  const TICKS = 1500; // ticks of an interval and frames: those within this time
  const REPEATS = 5; // and at most so many, since tickers never end
  const STEP = 100; // delays that differ by less are one series
  const GRACE = 100; // for the callback to run, to arm the next timer or to ask the network
  const { apply } = Reflect;
  const now = performance.now.bind(performance);
  const { preventDefault } = Event.prototype;
  // No prototypes, no methods: the page may have changed them.
  const due = { __proto__: null };
  const periods = { __proto__: null };
  let series = { __proto__: null };

  const expect = (id, delay) => {
    const at = now() + delay;
    const same = (series[delay - (delay % STEP)] ??= { since: now(), times: 0 });
    same.times += 1;
    if (same.times === 1 ? delay <= SOON : same.times <= REPEATS && at - same.since <= CHAIN) {
      due[id] = { at, overdue: false };
    }
  };
  const expectFrame = (name) => {
    const same = (series[name] ??= { since: now() });
    if (now() - same.since <= TICKS) due[name] = { at: now() + STEP, overdue: false };
  };
  const expectTicks = (id) => {
    const ticks = periods[id] * REPEATS;
    const wait = ticks <= TICKS ? ticks : TICKS - (TICKS % periods[id]);
    due[id] = { at: now() + wait, overdue: false };
  };
  const expected = () => {
    let some = false;
    for (const id in due) {
      const timer = due[id];
      if (timer.overdue) {
        delete due[id];
        continue;
      }
      // After a stall this may run ahead of a timer that is due: it has until it is asked again.
      timer.overdue = timer.at + GRACE < now();
      some = true;
    }
    return some;
  };
  const milliseconds = (delay) => {
    const given = typeof delay === "number" || typeof delay === "string" ? +delay : 0;
    return given >= 1 ? given : 1;
  };
  const forget = (_, given) => {
    const id = given[0];
    if (typeof id !== "number" && typeof id !== "string") return;
    delete due[id];
    delete periods[id];
  };
  const note = (name, take) => {
    window[name] = new Proxy(window[name], {
      __proto__: null,
      apply(native, self, given) {
        const id = apply(native, self, given);
        take(id, given);
        return id;
      },
    });
  };

  note("setTimeout", (id, given) => expect(id, milliseconds(given[1])));
  note("setInterval", (id, given) => {
    const period = milliseconds(given[1]);
    if (period > TICKS) return;
    periods[id] = period;
    expectTicks(id);
  });
  note("clearTimeout", forget);
  note("clearInterval", forget);
  note("requestAnimationFrame", () => expectFrame("frame"));
  note("requestIdleCallback", () => expectFrame("idle"));

  performance.addEventListener(asked, (event) => {
    if (expected()) apply(preventDefault, event, []);
  });
  const startAnew = () => {
    series = { __proto__: null };
  };
  performance.addEventListener(scrolled, startAnew);
  performance.addEventListener(changed, () => {
    startAnew();
    for (const id in periods) expectTicks(id);
  });
};
