// Charts, in the colours of the page; each has the same numbers as a table beside it.

const chartData = JSON.parse(document.getElementById("charts-data").textContent);
const charts = [];

function colour(name) {
  return getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
}

function figureOf(key) {
  return document.querySelector(`[data-chart="${key}"]`);
}

function draw(key, makeOptions) {
  const canvas = figureOf(key).querySelector("canvas");
  const entry = { makeOptions, chart: new Chart(canvas, makeOptions()) };
  charts.push(entry);
  return entry;
}

// Draws all charts again in the colours that hold now.
function recolour() {
  setDefaults();
  for (const entry of charts) {
    const { data, options } = entry.makeOptions();
    entry.chart.data = data;
    entry.chart.options = options;
    entry.chart.update("none");
  }
}

function setDefaults() {
  Chart.defaults.color = colour("muted");
  Chart.defaults.borderColor = colour("line");
  Chart.defaults.font.family = getComputedStyle(document.body).fontFamily;
  Chart.defaults.font.size = 14;
  Chart.defaults.animation = false;
  Chart.defaults.maintainAspectRatio = false;
  Chart.defaults.devicePixelRatio = Math.max(2, devicePixelRatio);
}

const LINE = 46; // pixels a bar takes with its name above it
const GAP = 8;

// Writes each bar's name above it and its number behind it.
const wordsOnBars = {
  id: "wordsOnBars",
  afterDatasetsDraw(chart) {
    const { ctx, chartArea } = chart;
    const family = Chart.defaults.font.family;
    ctx.save();
    ctx.fillStyle = colour("ink");
    chart.getDatasetMeta(0).data.forEach((bar, place) => {
      ctx.font = `15px ${family}`;
      ctx.textBaseline = "bottom";
      const name = fitted(ctx, chart.data.labels[place], chart.width - chartArea.left);
      ctx.fillText(name, chartArea.left, bar.y - bar.height / 2 - 3);
      ctx.font = `600 15px ${family}`;
      ctx.textBaseline = "middle";
      const number = integers.format(chart.data.datasets[0].data[place]);
      ctx.fillText(number, bar.x + GAP, bar.y + 1);
    });
    ctx.restore();
  },
};

// Returns a text cut to what fits into a width.
function fitted(ctx, text, width) {
  if (ctx.measureText(text).width <= width) return text;
  let end = text.length;
  while (end > 1 && ctx.measureText(`${text.slice(0, end)}…`).width > width) end -= 1;
  return `${text.slice(0, end)}…`;
}

function drawBars(bars) {
  const holder = figureOf(bars.key).querySelector(".canvas");
  holder.style.height = `${bars.labels.length * LINE + GAP}px`;
  draw(bars.key, () => ({
    type: "bar",
    plugins: [wordsOnBars],
    data: {
      labels: bars.labels,
      datasets: [
        {
          data: bars.values,
          backgroundColor: bars.tones.map((tone) => colour(tone ? `sev-${tone}` : "bar")),
          borderRadius: 3,
          barThickness: 12,
          minBarLength: 3,
        },
      ],
    },
    options: {
      indexAxis: "y",
      layout: { padding: { top: 14, right: 64 } },
      plugins: { legend: { display: false }, tooltip: { enabled: false } },
      scales: { x: { display: false, beginAtZero: true }, y: { display: false } },
      onClick: (_, [hit]) => hit && chosen(bars.choices[hit.index]),
      onHover: (event, [hit]) => {
        event.native.target.style.cursor = hit && bars.choices[hit.index][0] ? "pointer" : "default";
      },
    },
  }));
}

function chosen([column, choice]) {
  if (column) tables.links?.only(column, choice);
}

function drawWeeks({ labels, series }) {
  const set = (name, sign, tone) => ({
    label: say(`weeks.${name}`),
    data: series[name].map((count) => sign * count),
    backgroundColor: colour(tone),
    stack: "weeks",
    borderRadius: 2,
    maxBarThickness: 36,
  });
  draw("weeks", () => ({
    type: "bar",
    data: { labels, datasets: [set("new", 1, "good"), set("back", 1, "bar"), set("lost", -1, "sev-high")] },
    options: {
      plugins: {
        legend: { position: "top", align: "start", labels: { boxWidth: 14, boxHeight: 14 } },
        tooltip: { callbacks: { label: (one) => `${one.dataset.label}: ${integers.format(Math.abs(one.raw))}` } },
      },
      scales: {
        x: { stacked: true, grid: { display: false } },
        y: { stacked: true, ticks: { precision: 0, callback: (value) => integers.format(Math.abs(value)) } },
      },
    },
  }));
}

const TONES = { remove: "sev-critical", disavow: "sev-high", qualify: "sev-medium", reclaim: "bar", keep: "good", ignore: "muted" };

// Draws the referring sites with live links; a click on a dot opens all about its site.
function drawWorth(domains) {
  const figure = figureOf("worth");
  const rows = Array.from({ length: domains.count }, (_, row) => row);
  const points = rows.filter((row) => domains.at("live", row)).map((row) => domains.point(row));
  const known = (name) => points.filter((point) => point[name] !== null);
  const radios = [...figure.querySelectorAll("input")];
  let measure = radios.map((radio) => radio.value).toSorted((a, b) => known(b).length - known(a).length)[0];
  const actions = [...new Set(points.map((point) => point.do))];
  const entry = draw("worth", () => ({
    type: "scatter",
    data: {
      datasets: actions.map((action) => ({
        label: named("action", action),
        data: known(measure)
          .filter((point) => point.do === action)
          .map((point) => ({ ...point, x: point.open, y: point[measure] })),
        backgroundColor: `${colour(TONES[action] ?? "muted")}b0`,
        borderColor: colour("surface"),
        pointRadius: 7,
        clip: 12, // a dot on an axis is whole
        pointHoverRadius: 9,
      })),
    },
    options: {
      plugins: {
        legend: { position: "top", align: "start", labels: { usePointStyle: true, pointStyle: "circle", boxHeight: 8 } },
        tooltip: { callbacks: { label: ({ raw }) => say("worth.point", { domain: raw.domain, risk: raw.x, worth: raw.y }) } },
      },
      scales: {
        x: { beginAtZero: true, title: { display: true, text: say("worth.risk") } },
        y: { min: 0, max: 100, title: { display: true, text: say(`measure.${measure}`) } },
      },
      onClick: (_, [hit]) => {
        if (hit) domains.open(entry.chart.data.datasets[hit.datasetIndex].data[hit.index].row);
      },
    },
  }));
  const show = () => {
    const missing = points.length - known(measure).length;
    figure.querySelector("figcaption").textContent = missing ? say("worth.without", { n: missing }) : "";
    figure.querySelector(".canvas").hidden = missing === points.length;
  };
  for (const radio of radios) {
    radio.checked = radio.value === measure;
    radio.disabled = !known(radio.value).length;
    radio.addEventListener("change", () => {
      measure = radio.value;
      recolour();
      show();
    });
  }
  figure.querySelector("fieldset").hidden = false;
  show();
}
