// The tables of pages that nobody could read, and of what is to be won back: rows in the order of
// page_figures.py and reclaim_rows.py.

class Unread extends Rows {
  constructor(data) {
    super(data);
    this.sort = ["expected", true];
    this.open = (row) => showDetail(foreign(this.at("domain", row)), unreadDetail(this, row));
    this.columns = {
      url: this.plain("url", (url) => opener(address(url))),
      outcome: this.plain("outcome", (outcome) => named("outcome", outcome)),
      detail: this.plain("detail", (text) => node("span", { class: "sub" }, foreign(text))),
      expected: this.plain("expected", (count) => (count ? integers.format(count) : "")),
      checked: this.plain("checked", dayText),
    };
    this.filters = { outcome: this.texts("outcome", "outcome") };
  }

  matches(words) {
    return this.matchesIn(["url", "detail"], words);
  }
}

class Reclaim extends Rows {
  constructor(data) {
    super(data);
    this.sort = ["gain", true];
    this.open = (row) => showDetail(this.name(row), reclaimDetail(this, row));
    this.columns = {
      what: { value: (row) => this.at("kind", row), cell: (row) => this.whatCell(row) },
      reason: { value: (row) => this.at("reason", row), cell: (row) => this.reasonCell(row) },
      gain: this.plain("gain", (gain) => decimals.format(gain)),
      links: { value: (row) => this.at("links", row), cell: (row) => this.linksCell(row) },
      lead_to: this.plain("suggestion", (url) => (url ? foreign(pathOf(url)) : "")),
    };
    this.filters = { kind: this.texts("kind", "reclaim") };
  }

  // What it is about: the own page, or where there is none the page that names the target.
  subject(row) {
    return this.at("url", row) || this.at("pages", row)[0] || "";
  }

  name(row) {
    return named("reclaim", this.at("kind", row));
  }

  whatCell(row) {
    const own = this.at("url", row);
    const shown = own ? pathOf(own) : this.subject(row);
    return [opener(this.name(row)), node("span", { class: "sub url" }, foreign(shown))];
  }

  // Why, with own addresses as short as beside it.
  reasonCell(row) {
    const own = this.at("url", row);
    const reason = this.at("reason", row);
    const short = URL.canParse(own) ? reason.replaceAll(`${new URL(own).origin}/`, "/") : reason;
    return node("span", { class: "sub" }, foreign(short));
  }

  linksCell(row) {
    const links = this.at("links", row);
    if (!links) return "";
    const sites = say("reclaimed.sites", { n: this.at("domains", row) });
    return [say("reclaimed.links", { n: links }), node("span", { class: "sub" }, sites)];
  }

  matches(words) {
    return this.matchesIn(["url", "reason", "sites", "pages", "suggestion"], words);
  }
}
