// A table over rows held as data: it sorts and filters numbers of rows, and shows a page of them.
// A row is known by its number; `source` says what each holds:
//   count      how many rows there are
//   columns    {name: {value(row) -> number or text, cell(row) -> node or text}}
//   filters    {name: {value(row) -> choice or choices, label(choice), order?(choices)}}
//   matches    (words) -> (row) -> boolean
//   open       (row) -> shows all about a row
//   sort       [column, descending] in the beginning

const MOST_CHOICES = 500; // in a select, the most frequent; others are found by searching
const PAUSE = 150; // milliseconds without a key before a search begins

class DataTable {
  constructor(root, source) {
    this.root = root;
    this.source = source;
    this.choices = new Map();
    this.counts = new Map(); // of rows, by filter and choice
    this.words = [];
    [this.sorted, this.descending] = source.sort;
    this.orders = new Map();
    this.start = 0;
    this.body = root.querySelector("tbody");
    this.heads = [...root.querySelectorAll("th")];
    this.names = this.heads.map((head) => head.className.slice(2));
    this.form = root.querySelector("form");
    this.fillChoices();
    this.listen();
    this.update();
  }

  listen() {
    let timer = 0;
    this.form.addEventListener("submit", (event) => event.preventDefault());
    this.form.elements.search.addEventListener("input", (event) => {
      clearTimeout(timer);
      timer = setTimeout(() => this.search(event.target.value), PAUSE);
    });
    this.form.addEventListener("change", (event) => {
      if (event.target.matches("select")) this.choose(event.target.name, event.target.value);
    });
    this.root.querySelector(".reset").addEventListener("click", () => this.reset());
    for (const button of this.root.querySelectorAll("[data-sort]")) {
      button.addEventListener("click", () => this.sort(button.dataset.sort));
    }
    const pager = this.root.querySelector(".pager");
    pager.addEventListener("click", (event) => this.turn(event.target.dataset.page));
    this.size = pager.querySelector("select");
    if (matchMedia("(width < 60rem)").matches) this.size.value = this.size.options[0].value; // rows are cards
    this.usual = Number(this.size.value);
    this.size.addEventListener("change", () => this.turn("first"));
    this.body.addEventListener("click", (event) => this.opened(event));
  }

  opened(event) {
    const row = event.target.closest("tr");
    const isLink = event.target.closest("a");
    const isSelecting = !event.target.closest("button") && String(getSelection());
    if (row && !isLink && !isSelecting) this.source.open(Number(row.dataset.row));
  }

  // Puts the choices there are into each select, with how many rows each has.
  fillChoices() {
    for (const [name, filter] of Object.entries(this.source.filters)) {
      const select = this.form.elements[name];
      const counts = new Map();
      for (let row = 0; row < this.source.count; row += 1) {
        for (const choice of [filter.value(row)].flat()) {
          if (choice) counts.set(choice, (counts.get(choice) ?? 0) + 1);
        }
      }
      const byCount = (a, b) => counts.get(b) - counts.get(a) || (a < b ? -1 : 1);
      const listed = [...counts.keys()].sort(filter.order ?? byCount);
      this.counts.set(name, counts);
      select.append(...listed.slice(0, MOST_CHOICES).map((choice) => this.option(name, choice)));
      select.closest("label").hidden = listed.length < 2;
    }
    const more = this.form.querySelector(".more-filters");
    if (more) more.hidden = !more.querySelector("label:not([hidden])");
  }

  option(name, choice) {
    const label = this.source.filters[name].label(choice);
    const n = this.counts.get(name).get(choice) ?? 0;
    return node("option", { value: choice }, say("choice", { label, n }));
  }

  search(text) {
    this.words = text.toLowerCase().split(/\s+/).filter(Boolean);
    this.start = 0;
    this.update();
  }

  // Shows the rows for which a filter has a choice; all where the choice is empty.
  choose(name, choice) {
    if (choice) this.choices.set(name, choice);
    else this.choices.delete(name);
    const select = this.form.elements[name];
    select.value = choice;
    if (select.value !== choice) {
      select.append(this.option(name, choice));
      select.value = choice;
    }
    this.start = 0;
    this.update();
  }

  // Shows exactly the rows that one choice selects, and brings the table into view.
  only(name, choice) {
    this.form.reset();
    this.choices.clear();
    this.words = [];
    const more = this.form.elements[name].closest("details");
    if (more) more.open = true;
    this.choose(name, choice);
    this.root.scrollIntoView();
    this.form.elements.search.focus({ preventScroll: true });
  }

  reset() {
    this.form.reset();
    this.choices.clear();
    this.search("");
    this.form.elements.search.focus();
  }

  sort(name) {
    this.descending = this.sorted === name ? !this.descending : this.startsHigh(name);
    this.sorted = name;
    this.start = 0;
    this.update();
  }

  // Numbers are wanted from the highest on, texts from A.
  startsHigh(name) {
    return this.source.count > 0 && typeof this.source.columns[name].value(0) === "number";
  }

  turn(where) {
    const size = Number(this.size.value);
    const last = Math.max(0, Math.floor((this.shown.length - 1) / size) * size);
    const places = {
      first: 0,
      previous: Math.max(0, this.start - size),
      next: Math.min(last, this.start + size),
      last,
    };
    if (!(where in places)) return;
    this.start = places[where];
    this.show();
    this.root.querySelector(".scroll").scrollIntoView({ block: "nearest" });
  }

  // Returns all rows in ascending order of a column; what has no value comes last.
  ordered(name) {
    if (!this.orders.has(name)) {
      const { value } = this.source.columns[name];
      const keys = Array.from({ length: this.source.count }, (_, row) => value(row));
      const rows = Uint32Array.from(keys.keys());
      rows.sort((a, b) => compare(keys[a], keys[b]) || a - b);
      this.orders.set(name, { rows, known: rows.findLastIndex((row) => isKnown(keys[row])) + 1 });
    }
    return this.orders.get(name);
  }

  update() {
    const { rows, known } = this.ordered(this.sorted);
    const inOrder = this.descending
      ? [...rows.subarray(0, known).toReversed(), ...rows.subarray(known)]
      : rows;
    const tests = [...this.choices].map(([name, choice]) => {
      const { value } = this.source.filters[name];
      return (row) => [value(row)].flat().includes(choice);
    });
    if (this.words.length) tests.push(this.source.matches(this.words));
    this.shown = tests.length ? inOrder.filter((row) => tests.every((test) => test(row))) : inOrder;
    this.heads.forEach((head, column) => {
      if (!head.hasAttribute("aria-sort")) return;
      const direction = this.descending ? "descending" : "ascending";
      head.setAttribute("aria-sort", this.names[column] === this.sorted ? direction : "none");
    });
    this.show();
  }

  show() {
    const size = Number(this.size.value);
    const end = Math.min(this.start + size, this.shown.length);
    const rows = [];
    for (let place = this.start; place < end; place += 1) rows.push(this.row(this.shown[place]));
    this.body.replaceChildren(...rows);
    const total = this.shown.length;
    const all = this.source.count;
    const key = total === all ? "table.all" : "table.some";
    this.root.querySelector("[role=status]").textContent = say(key, { n: total, all });
    this.root.querySelector(".reset").hidden = !this.choices.size && !this.words.length;
    this.root.querySelector(".scroll").hidden = !total;
    this.root.querySelector(".empty").hidden = total > 0;
    this.showPlace(end);
  }

  showPlace(end) {
    const total = this.shown.length;
    const pager = this.root.querySelector(".pager");
    pager.hidden = total <= this.usual;
    pager.querySelector(".place").textContent = say("table.place", {
      from: this.start + 1,
      to: end,
      n: total,
    });
    for (const button of pager.querySelectorAll("button")) {
      const back = button.dataset.page === "first" || button.dataset.page === "previous";
      button.disabled = back ? this.start === 0 : end >= total;
    }
  }

  row(number) {
    const cells = this.names.map((name, column) => {
      const content = [this.source.columns[name].cell(number)].flat();
      const kind = column ? { role: "cell" } : { scope: "row", role: "rowheader" };
      const label = this.heads[column].textContent;
      return node(column ? "td" : "th", { class: `c-${name}`, "data-label": label, ...kind }, ...content);
    });
    return node("tr", { role: "row", "data-row": String(number) }, ...cells);
  }
}

function isKnown(value) {
  return value !== null && value !== "";
}

function compare(a, b) {
  if (a === b) return 0;
  if (!isKnown(a)) return 1;
  if (!isKnown(b)) return -1;
  return a < b ? -1 : 1;
}

// The button in a row's first cell, by which keyboards open what a click on the row opens.
function opener(...children) {
  return node("button", { type: "button", class: "opener" }, ...children);
}
