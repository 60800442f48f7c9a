// The table of referring domains: rows in the order of domain_rows.py.

class Rows {
  constructor(data) {
    this.rows = data.rows;
    this.count = data.rows.length;
    this.places = new Map(data.columns.map((name, place) => [name, place]));
  }

  at(name, row) {
    return this.rows[row][this.places.get(name)];
  }

  // Rows in which each word stands in one of the columns.
  matchesIn(names, words) {
    const all = this.rows.map((_, row) =>
      names.map((name) => this.at(name, row)).join("\n").toLowerCase(),
    );
    return (row) => words.every((word) => all[row].includes(word));
  }

  texts(name, family) {
    return {
      value: (row) => this.at(name, row),
      label: (choice) => (family ? named(family, choice) : choice),
    };
  }

  plain(name, show = (value) => value) {
    return { value: (row) => this.at(name, row), cell: (row) => show(this.at(name, row)) };
  }
}

class Domains extends Rows {
  constructor(data) {
    super(data);
    this.sort = ["open", true];
    this.open = (row) => showDetail(foreign(this.at("domain", row)), domainDetail(this, row));
    const measured = (value) => (value === null ? "–" : decimals.format(value));
    this.columns = {
      domain: this.plain("domain", (domain) => opener(foreign(domain))),
      do: this.plain("do", (action) => badge("do", action, named("action", action))),
      live: { value: (row) => this.at("live", row), cell: (row) => this.linksCell(row) },
      open: { value: (row) => this.at("open", row), cell: (row) => this.riskCell(row) },
      authority: this.plain("authority", measured),
      relevance: this.plain("relevance", measured),
      placement: this.plain("placement", measured),
      anchors: this.plain("anchors", (text) => node("span", { class: "sub" }, foreign(text))),
    };
    this.filters = {
      do: this.texts("do", "action"),
      band: this.texts("band", "band"),
      tld: this.texts("tld"),
    };
  }

  // What a chart of worth and risk needs of a site.
  point(row) {
    const names = ["domain", "do", "open", "authority", "relevance", "placement"];
    return { row, ...Object.fromEntries(names.map((name) => [name, this.at(name, row)])) };
  }

  matches(words) {
    return this.matchesIn(["domain", "anchors", "why"], words);
  }

  linksCell(row) {
    const lost = this.at("lost", row);
    return [
      integers.format(this.at("live", row)),
      lost ? node("span", { class: "sub" }, say("domain.lost", { n: lost })) : "",
    ];
  }

  riskCell(row) {
    const band = this.at("band", row);
    const text = say("risk", { band: named("band", band), n: this.at("risk", row) });
    const isSettled = this.at("open", row) < this.at("risk", row);
    return [
      node("span", { class: `risk band-${band}` }, text),
      isSettled ? node("span", { class: "sub" }, say("domain.settled", { n: this.at("open", row) })) : "",
    ];
  }
}
