// The tables of pages that nobody could read, and of what is to be won back.

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
