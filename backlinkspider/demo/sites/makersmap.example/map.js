"use strict";

const makers = [
  ["Beckside Pottery", "https://beckside-pottery.test/", "Reeth"],
  ["Oak & Loom", "https://www.oakandloom.test/", "Grassington"],
];

setTimeout(() => {
  const list = document.createElement("ul");
  for (const [name, url, town] of makers) {
    const item = document.createElement("li");
    const link = Object.assign(document.createElement("a"), { href: url, textContent: name });
    item.append(link, `, ${town}`);
    list.append(item);
  }
  document.getElementById("app").replaceChildren(list);
}, 600);
