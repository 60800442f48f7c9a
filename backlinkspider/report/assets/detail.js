// All about one row, in a dialog.

const dialog = document.getElementById("detail");

function showDetail(title, parts) {
  dialog.querySelector("h2").replaceChildren(title);
  dialog.querySelector(".detail-parts").replaceChildren(...parts.filter(Boolean));
  dialog.showModal();
  dialog.scrollTop = 0;
}

dialog.addEventListener("click", (event) => {
  const onBackdrop = event.target === dialog;
  if (onBackdrop || event.target.closest("[data-table], a[href^='#']")) dialog.close();
});

function linkTitle(links, row) {
  const text = links.text("text", row);
  return text ? node("q", {}, foreign(text)) : node("em", {}, say("link.no_text"));
}

function linkDetail(links, row) {
  const page = links.page(row);
  const context = node(
    "blockquote",
    { class: "context" },
    node(
      "bdi",
      {},
      links.text("before", row),
      node("mark", {}, links.text("text", row) || say("link.no_text")),
      links.text("after", row),
    ),
  );
  return [
    node("p", { class: "where" }, wayOut(page.url), page.title ? node("span", { class: "title" }, foreign(page.title)) : ""),
    context,
    node("p", { class: "to" }, say("detail.to"), " ", address(links.text("url", row))),
    linkDecision(links, row),
    linkFacts(links, row),
    ...links.flagsOf(row).map(flagDetail),
    links.flagsOf(row).length ? null : node("p", { class: "quiet" }, say("detail.no_flags")),
    worthDetail(links, row),
    proofDetail(links, row),
  ];
}

function linkFacts(links, row) {
  const blockers = links.text("blockers", row);
  const rows = [
    ["state", named("state", links.text("state", row))],
    ["lost_reason", named("lost", links.text("lost_reason", row))],
    ["unknown_reason", named("outcome", links.text("unknown_reason", row))],
    ["credit", named("rel", links.rel(row))],
    ["blockers", blockers],
    ["rel", links.text("rel", row)],
    ["region", named("region", links.text("region", row))],
    ["seen_in", named("seen", links.text("seen", row))],
    ["visible", named("visible", links.text("visible", row))],
    ["via", named("via", links.text("via", row))],
    ["first_seen", dayText(links.at("first_seen", row))],
    ["last_seen", dayText(links.at("last_seen", row))],
    ["lost_at", dayText(links.at("lost_at", row))],
  ];
  return definitions(rows.map(([name, value]) => [say(`fact.${name}`), value]));
}

function definitions(rows) {
  const known = rows.filter(([, value]) => value !== "" && value !== null);
  const parts = known.map(([label, value]) => node("div", {}, node("dt", {}, label), node("dd", {}, value)));
  return parts.length ? node("dl", { class: "detail-facts" }, ...parts) : null;
}

// What to do, and what people said so far.
function linkDecision(links, row) {
  const action = links.text("action", row);
  const verdict = links.text("verdict", row);
  const outreach = links.text("outreach", row);
  const reason = links.text("verdict_reason", row);
  const lines = [
    action
      ? node("p", {}, badge("do", action, named("action", action)), " ", foreign(links.text("why", row)))
      : null,
    verdict
      ? node("p", {}, node("strong", {}, named("verdict", verdict)), " ", foreign(reason))
      : null,
    outreach ? node("p", {}, named("outreach", outreach)) : null,
  ].filter(Boolean);
  if (!lines.length) return null;
  return node("div", { class: "decision" }, ...lines);
}

function flagDetail(flag) {
  const head = node(
    "p",
    { class: "says" },
    badge("sev", flag.severity, named("severity", flag.severity)),
    " ",
    foreign(flag.message),
  );
  const allowed = flag.held ? node("p", { class: "facts" }, say("detail.allowed", { reason: flag.held })) : null;
  const body = document.getElementById(`rule-${flag.rule}`)?.querySelector(".rule-body");
  const rule = body
    ? node("details", { class: "about-rule" }, node("summary", {}, say("detail.rule", { rule: ruleTitle(flag.rule) })), body.cloneNode(true))
    : node("p", { class: "rule-ref" }, flag.rule);
  const remedy = body?.querySelector(".remediation")?.textContent;
  return node(
    "div",
    { class: flag.held ? "flag suppressed" : "flag" },
    head,
    allowed,
    ...evidence(flag.evidence),
    remedy ? node("p", { class: "remedy" }, node("strong", {}, say("detail.remedy")), " ", remedy) : "",
    rule,
  );
}

// What tells most as a list, the other conditions in one that opens.
function evidence(tests) {
  const telling = tests.filter((test) => test[6]);
  const rest = tests.filter((test) => !test[6]);
  const lists = [node("ul", { class: "evidence" }, ...telling.map(testLine))];
  if (rest.length) {
    const summary = node("summary", {}, say("evidence.rest", { n: rest.length }));
    const list = node("ul", { class: "evidence" }, ...rest.map(testLine));
    lists.push(node("details", { class: "conditions" }, summary, list));
  }
  return lists;
}

function testLine([label, before, hit, after, value, asked]) {
  const found = hit
    ? node("q", { class: "found" }, node("bdi", {}, before, node("mark", {}, hit), after))
    : node("b", { class: "found" }, foreign(value));
  const held = node("span", { class: "held" }, found, " ", node("span", { class: "asked" }, asked));
  return node("li", {}, node("span", { class: "what" }, label), " ", held);
}

function worthDetail(links, row) {
  const rows = ["authority", "relevance", "placement"].map((name) => {
    const value = links.at(name, row);
    return [say(`measure.${name}`), value === null ? "" : decimals.format(value)];
  });
  return definitions(rows);
}

function proofDetail(links, row) {
  const id = links.at("id", row);
  const file = links.text("warc", row);
  const picture = [...document.querySelectorAll(".shot")].find((shot) => shot.dataset.links.split(" ").some((one) => one.startsWith(id)));
  return node(
    "div",
    { class: "proof-detail" },
    picture ? node("img", { src: picture.querySelector("img").src, alt: picture.querySelector("img").alt }) : null,
    node("p", {}, file ? say("detail.warc") : say("detail.no_warc"), " ", file ? node("code", {}, `${file}@${links.at("offset", row)}`) : ""),
    node("p", {}, say("detail.more"), " ", node("code", {}, `scrapy links show ${id}`)),
  );
}

function showLinks(domain) {
  const attributes = { type: "button", class: "plain", "data-table": "links", "data-column": "domain" };
  return node("p", {}, node("button", { ...attributes, "data-choice": domain }, say("detail.links")));
}

function domainDetail(domains, row) {
  const at = (name) => domains.at(name, row);
  const rows = [
    ["live", integers.format(at("live"))],
    ["lost", at("lost") ? integers.format(at("lost")) : ""],
    ["unknown", at("unknown") ? integers.format(at("unknown")) : ""],
    ["passing", integers.format(at("passing"))],
    ["pages", integers.format(at("pages"))],
    ["risk", say("risk", { band: named("band", at("band")), n: at("risk") })],
    ["open", at("open") === at("risk") ? "" : decimals.format(at("open"))],
    ["first_seen", dayText(at("first_seen"))],
    ["last_seen", dayText(at("last_seen"))],
    ["disavowed", at("disavowed")],
  ];
  const worth = ["authority", "relevance", "placement"].map((name) => [
    say(`measure.${name}`),
    at(name) === null ? say("unknown") : decimals.format(at(name)),
  ]);
  const rules = at("rules") ? at("rules").split(" ") : [];
  return [
    at("do") ? node("div", { class: "decision" }, node("p", {}, badge("do", at("do"), named("action", at("do"))), " ", foreign(at("why")))) : null,
    definitions([...rows.map(([name, value]) => [say(`fact.${name}`), value]), ...worth]),
    at("anchors") ? node("p", {}, node("strong", {}, say("detail.anchors")), " ", foreign(at("anchors"))) : null,
    rules.length ? node("p", {}, node("strong", {}, say("detail.signs"))) : null,
    rules.length ? node("ul", { class: "plain-list" }, ...rules.map((rule) => node("li", {}, node("a", { href: `#rule-${rule}` }, ruleTitle(rule))))) : null,
    showLinks(at("domain")),
  ];
}

function reclaimDetail(reclaim, row) {
  const at = (name) => reclaim.at(name, row);
  const pages = at("pages").map((url) => node("li", {}, wayOut(url)));
  return [
    node("p", { class: "where" }, wayOut(reclaim.subject(row))),
    node("p", {}, foreign(at("reason"))),
    at("suggestion")
      ? node(
          "div",
          { class: "decision" },
          node("p", {}, say("reclaimed.lead_to"), " ", wayOut(at("suggestion"))),
          node("p", {}, foreign(at("suggested_for"))),
        )
      : null,
    definitions([
      [say("fact.gain"), decimals.format(at("gain"))],
      [say("fact.live"), at("links") ? integers.format(at("links")) : ""],
      [say("fact.followed"), at("followed") ? integers.format(at("followed")) : ""],
      [say("fact.sites"), at("sites").length ? foreign(at("sites").join(", ")) : ""],
    ]),
    node("p", {}, node("strong", {}, say("reclaimed.pages"))),
    node("ul", { class: "plain-list" }, ...pages),
  ];
}

function unreadDetail(unread, row) {
  const at = (name) => unread.at(name, row);
  return [
    node("p", { class: "where" }, wayOut(at("url"))),
    definitions([
      [say("fact.outcome"), named("outcome", at("outcome"))],
      [say("fact.detail"), foreign(at("detail"))],
      [say("fact.expected"), at("expected") ? integers.format(at("expected")) : ""],
      [say("fact.checked"), dayText(at("checked"))],
    ]),
    node("p", {}, named("outcome_why", at("outcome"))),
  ];
}
