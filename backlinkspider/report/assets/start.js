// Puts everything in motion: charts at once, tables when their data is unpacked.

const tables = {};

async function unpack(element) {
  const text = atob(element.textContent);
  const bytes = new Uint8Array(text.length);
  for (let place = 0; place < text.length; place += 1) bytes[place] = text.charCodeAt(place);
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  return new Response(stream).json();
}

const SOURCES = { links: Links, domains: Domains, pages: Unread, reclaim: Reclaim };

function openTables(data) {
  for (const [name, Source] of Object.entries(SOURCES)) {
    const root = document.getElementById(`table-${name}`);
    if (root) tables[name] = new DataTable(root, new Source(data[name]));
  }
  if (tables.domains) drawWorth(tables.domains.source);
  document.documentElement.dataset.ready = "true";
}

function drawAll() {
  setDefaults();
  if (chartData.weeks) drawWeeks(chartData.weeks);
  chartData.bars.forEach(drawBars);
}

// Buttons anywhere that show some rows of a table.
document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-table]");
  if (button) tables[button.dataset.table]?.only(button.dataset.column, button.dataset.choice);
});

// A link to a rule opens it.
function openNamed() {
  const named = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (named?.matches("details")) named.open = true;
}
addEventListener("hashchange", openNamed);
openNamed();

drawAll();
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", recolour);

// Paper is white, and nobody can open what is closed on it.
let closed = [];
addEventListener("beforeprint", () => {
  document.documentElement.dataset.theme = "light";
  closed = [...document.querySelectorAll("#todo details:not([open]), #changes details:not([open])")];
  for (const details of closed) details.open = true;
  recolour();
});
addEventListener("afterprint", () => {
  delete document.documentElement.dataset.theme;
  for (const details of closed) details.open = false;
  recolour();
});

if ("DecompressionStream" in window) {
  unpack(document.getElementById("tables-data")).then(openTables);
} else {
  document.querySelector(".old").hidden = false;
}
