// Scrolls what scroll.js moved back to where a visitor begins, and waits for the page to follow.
() =>
  new Promise((resolve) => {
    self.scrolled?.scrollTo({ top: 0, behavior: "instant" });
    requestAnimationFrame(() => requestAnimationFrame(resolve));
    setTimeout(resolve, 100);
  });
