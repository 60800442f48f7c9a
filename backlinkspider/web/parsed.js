// Resolves once the markup was read to its end, or after `limit` ms.
(limit) =>
  new Promise((resolve) => {
    if (document.readyState === "loading") {
      document.addEventListener("DOMContentLoaded", resolve, { once: true });
      setTimeout(resolve, limit);
    } else {
      resolve();
    }
  });
