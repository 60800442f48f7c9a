// The table of links: columns of numbers into one list of texts, as link_rows.py writes them.

class Links {
  constructor(data) {
    this.data = data;
    this.count = data.count;
    this.texts = data.texts;
    this.sort = ["score", true];
    this.flags = data.flags.map((flag) =>
      Object.fromEntries(data.flag_columns.map((name, place) => [name, flag[place]])),
    );
    this.lowered = null;
    this.columns = this.columnSet();
    this.filters = this.filterSet();
    this.open = (row) => showDetail(linkTitle(this, row), linkDetail(this, row));
  }

  // The number in a column, and the text such a number stands for.
  at(name, row) {
    return this.data.columns[name][row];
  }

  text(name, row) {
    return this.texts[this.at(name, row)];
  }

  page(row) {
    const [url, domain, title] = this.data.pages[this.at("page", row)];
    return { url: this.texts[url], domain: this.texts[domain], title: this.texts[title] };
  }

  flagsOf(row) {
    return this.at("flags", row).map((number) => this.flags[number]);
  }

  // Flags that count; those that somebody allowed are told in the details alone.
  openFlags(row) {
    return this.flagsOf(row).filter((flag) => !flag.held);
  }

  // passes, blocked, or what rel says.
  rel(row) {
    if (this.at("credit", row)) return "passes";
    if (this.at("follow", row)) return "blocked";
    const said = this.text("rel", row);
    return ["nofollow", "ugc", "sponsored"].filter((token) => said.includes(token)).join(" ");
  }

  matches(words) {
    const { page, url, text } = this.data.columns;
    this.lowered ??= this.lowerCase([this.data.pages.flat(), url, text]);
    const found = words.map((word) => {
      const hits = new Uint8Array(this.texts.length);
      for (const [number, text] of this.lowered) {
        if (text.includes(word)) hits[number] = 1;
      }
      return hits;
    });
    return (row) => {
      const numbers = [...this.data.pages[page[row]], url[row], text[row]];
      return found.every((hits) => numbers.some((number) => hits[number]));
    };
  }

  // Texts that are searched, each once with its number: what stands round links is not.
  lowerCase(lists) {
    const numbers = new Set();
    for (const list of lists) for (const number of list) numbers.add(number);
    return Array.from(numbers, (number) => [number, this.texts[number].toLowerCase()]);
  }

  columnSet() {
    return {
      page: { value: (row) => this.page(row).domain, cell: (row) => this.pageCell(row) },
      link: { value: (row) => this.text("text", row).toLowerCase(), cell: (row) => this.linkCell(row) },
      rel: { value: (row) => this.rel(row), cell: (row) => named("rel", this.rel(row)) },
      score: { value: (row) => this.at("score", row), cell: (row) => this.riskCell(row) },
      action: {
        value: (row) => this.text("action", row),
        cell: (row) => badge("do", this.text("action", row), named("action", this.text("action", row))),
      },
      state: { value: (row) => this.text("state", row), cell: (row) => this.stateCell(row) },
      first_seen: {
        value: (row) => this.at("first_seen", row),
        cell: (row) => dayText(this.at("first_seen", row)),
      },
    };
  }

  pageCell(row) {
    const { url, domain, title } = this.page(row);
    return [
      opener(foreign(domain)),
      node("span", { class: "sub" }, foreign(title || pathOf(url))),
    ];
  }

  linkCell(row) {
    const text = this.text("text", row);
    return [
      text ? node("q", {}, foreign(text)) : node("em", {}, say("link.no_text")),
      node("span", { class: "sub url" }, foreign(pathOf(this.text("url", row)))),
    ];
  }

  riskCell(row) {
    const band = this.text("band", row);
    const flags = this.openFlags(row);
    return [
      node("span", { class: `risk band-${band}` }, say("risk", { band: named("band", band), n: this.at("score", row) ?? 0 })),
      flags.length ? node("span", { class: "sub" }, foreign(ruleTitle(flags[0].rule))) : "",
      flags.length > 1 ? node("span", { class: "sub" }, say("flags.more", { n: flags.length - 1 })) : "",
    ];
  }

  stateCell(row) {
    const state = this.text("state", row);
    const reason = this.text("lost_reason", row) || this.text("unknown_reason", row);
    const family = state === "lost" ? "lost" : "outcome";
    return [
      node("span", { class: `state-${state}` }, named("state", state)),
      reason ? node("span", { class: "sub" }, named(family, reason)) : "",
    ];
  }

  filterSet() {
    const texts = (name, family) => ({
      value: (row) => this.text(name, row),
      label: (choice) => named(family, choice),
    });
    return {
      state: texts("state", "state"),
      band: texts("band", "band"),
      action: texts("action", "action"),
      region: texts("region", "region"),
      verdict: texts("verdict", "verdict"),
      changed: texts("changed", "changed"),
      rel: { value: (row) => this.rel(row), label: (choice) => named("rel", choice) },
      domain: { value: (row) => this.page(row).domain, label: (choice) => choice },
      rule: {
        value: (row) => [...new Set(this.openFlags(row).map((flag) => flag.rule))],
        label: ruleTitle,
      },
      family: {
        value: (row) => [...new Set(this.openFlags(row).map((flag) => flag.rule.split(".")[0]))],
        label: (choice) => named("family", choice),
      },
    };
  }
}

// The title of a rule as the section on rules has it, or its id.
function ruleTitle(rule) {
  return document.getElementById(`rule-${rule}`)?.querySelector("summary strong").textContent ?? rule;
}
