// Runs in the page's world, ahead of its scripts; notes whether the page watches what is scrolled
// into view, and so may load on scroll. Answers an event of the secret name `asked` on
// `performance`: cancelled means that it may. See timers.js about the care taken.
(asked) => {
  if (window !== window.top) return;
  const { apply, construct } = Reflect;
  const { preventDefault } = Event.prototype;
  const onscroll = [window, Document.prototype].map(
    (owner) => Object.getOwnPropertyDescriptor(owner, "onscroll")?.get,
  );
  const [ofWindow, ofDocument] = onscroll;
  let watches = false;
  performance.addEventListener(asked, (event) => {
    const handled =
      (ofWindow && apply(ofWindow, window, [])) || (ofDocument && apply(ofDocument, document, []));
    if (watches || handled) apply(preventDefault, event, []);
  });
  window.IntersectionObserver = new Proxy(window.IntersectionObserver, {
    __proto__: null,
    construct(native, given, target) {
      watches = true;
      return construct(native, given, target);
    },
  });
  const targets = EventTarget.prototype;
  targets.addEventListener = new Proxy(targets.addEventListener, {
    __proto__: null,
    apply(native, self, given) {
      if (given[0] === "scroll") watches = true;
      return apply(native, self, given);
    },
  });
};
