"""Rules over all links of a target: what counts, in which groups, and when nothing can be said."""

from __future__ import annotations

import tracemalloc
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backlinkspider.rules.population import Population, fields_needed
from tests.rules.conftest import GROUPS, LIST, TODAY, RulesDir

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from backlinkspider.rules.evaluate import RuleSet
    from backlinkspider.rules.finding import Finding, PopulationVerdict

Doc = dict[str, Any]
FOLLOWED = "{field: link.passes_credit, eq: true}"


def rule(
    when: str,
    *,
    over: str = "minimum: 1",
    name: str = "profile.one",
    level: str = "profile",
    more: str = "",
    message: str = "{units} of {population.units}",
) -> str:
    return f"""
  - id: {name}
    title: A rule
    level: {level}
    status: stable
    severity: high
    score: 2
    group: anchor
    {more}
    over: {{{over}}}
    when: {when}
    flags: matching_links
    message: "{message}"
    references: [google.links]
"""


def ruleset(folder: Path, *rules: str, local: str = "") -> RuleSet:
    directory = RulesDir(folder / "rules")
    directory.write("groups.yaml", GROUPS).write("lists/money.txt", LIST)
    directory.write(
        "clauses.yaml",
        "version: 1\nclauses:\n  google.links: {source: Google, section: Link spam, "
        'paraphrase: No schemes., url: "https://g.example/"}\n',
    )
    directory.write("profile.yaml", "version: 1\nrules:\n" + "".join(rules))
    if local:
        directory.write("local/local.yaml", f"version: 1\n{local}")
    return directory.rules()


def link(domain: str, path: str = "/", **parts: Any) -> Doc:
    """Return a live link on a page of *domain*; *parts* are merged into it."""
    url = f"https://{domain}{path}"
    document: Doc = {
        "_id": f"{url} {parts}",
        "page": {"url": url, "final_url": url, "host": domain, "domain": domain},
        "link": {"passes_credit": True},
        "signals": {},
    }
    for part, values in parts.items():
        document[part] = {**document.get(part, {}), **values}
    return document


def links(count: int, prefix: str = "a", **parts: Any) -> list[Doc]:
    """Return a link each on *count* domains."""
    return [link(f"{prefix}{n}.example", **parts) for n in range(count)]


def anchors(text: str) -> Doc:
    return {"signals": {"anchor_text_normalised": text}}


def seen(days: int) -> Doc:
    return {"seen": {"days": days}}


def judge(rules: RuleSet, documents: Iterable[Doc], **known: Any) -> PopulationVerdict:
    population = Population(rules, today=TODAY, **known)
    for document in documents:
        population.feed(document)
    return population.finish()


def groups(verdict: PopulationVerdict) -> list[tuple[Any, ...]]:
    return [tuple(finding.group.values()) for finding in verdict.findings]


def only(verdict: PopulationVerdict) -> Finding:
    [finding] = verdict.findings
    return finding


def test_a_finding_says_what_it_rests_on(tmp_path: Path) -> None:
    rules = ruleset(
        tmp_path,
        rule(
            "{all: [{aggregate: share_of_total, gte: $share}, {aggregate: count, gte: 3}, "
            "{field: signals.anchor_text_normalised, starts: cheap}]}",
            over=f"where: {FOLLOWED}, group_by: [signals.anchor_text_normalised], minimum: 5",
            more="params: {share: 0.5}",
            message="{units} of {population.units} ({aggregate.share_of_total:.0%}) say "
            "{group.signals.anchor_text_normalised!r}, at most {params.share:.0%}",
        ),
    )
    dear = links(2, "b", **anchors("dear oak"))
    verdict = judge(rules, [*links(3, **anchors("cheap oak")), *dear])
    finding = only(verdict)

    assert (finding.rule, finding.level, finding.severity) == ("profile.one", "profile", "high")
    assert (finding.score, finding.score_group, finding.clause) == (2.0, "anchor", "google.links")
    assert finding.rev == rules.population_rules[0].rev
    assert finding.group == {"signals.anchor_text_normalised": "cheap oak"}
    assert finding.message == "3 of 5 (60%) say 'cheap oak', at most 50%"
    assert finding.population == {"units": 5, "links": 5}
    assert finding.units == 3
    assert [one.split()[0] for one in finding.links] == [f"https://a{n}.example/" for n in range(3)]
    assert finding.evidence == [
        {"aggregate": "share_of_total", "value": 0.6, "operator": "gte", "threshold": 0.5},
        {"aggregate": "count", "value": 3, "operator": "gte", "threshold": 3},
        {
            "field": "signals.anchor_text_normalised", "value": "cheap oak",
            "operator": "starts", "threshold": "cheap",
        },
    ]  # fmt: skip
    assert finding.link_flag("x", "id")["finding"] == "id"
    assert (verdict.links, verdict.domains) == (5, 5)
    assert (verdict.evaluated, verdict.not_evaluated) == (("profile.one",), {})


ONE_PAGE = [link("one.example", **anchors(text)) for text in ("x", "y", "x")]
INTERLINKED = [
    link("a.example", page={"external_domains": ["b.example", "t.example"]}),
    link("b.example", page={"external_domains": ["t.example"]}),
    link("c.example", page={"external_domains": ["c.example", "elsewhere.example"]}),
    link("d.example", page={"external_domains": ["a.example"]}),
]
WEEKLY = [
    doc for week in range(9) for doc in links(2 if week else 8, f"w{week}-", **seen(7 * week))
]
EXACT: Doc = {"signals": {"anchor_class": "exact"}}
BRAND: Doc = {"signals": {"anchor_class": "brand"}}
IS_EXACT = "where: {field: signals.anchor_class, eq: exact}"


@pytest.mark.parametrize(
    ("aggregate", "documents", "value"),
    [
        ("count", links(4), 4),
        ("count", [link("one.example", f"/{n}") for n in range(9)], 1),
        ("distinct, field: signals.anchor_text_normalised", ONE_PAGE, 2),
        ("distinct, field: page.ids", links(3, page={"ids": ["ga:1", "ga:2"]}), 2),
        ("distinct, field: page.ids", links(3, page={"ids": []}), 0),
        ("share_of_total", links(4), 1),
        (f"ratio, {IS_EXACT}", [*links(1, **EXACT), *links(3, "b", **BRAND)], 0.25),
        (f"ratio, {IS_EXACT}", [link("a.example", f"/{n}", **EXACT) for n in range(9)]
         + [link("b.example", **BRAND)], 0.5),
        (f"ratio, {IS_EXACT}", [*links(1, **EXACT), *links(1, **BRAND)], 1),
        (f"ratio, {IS_EXACT}", [*links(2, **BRAND), *links(2, "b")], 0),
        ("entropy, field: signals.anchor_text_normalised",
         [*links(4, **anchors("x")), *links(4, "b", **anchors("y"))], 1),
        ("entropy, field: signals.anchor_text_normalised", links(4, **anchors("x")), 0),
        ("links_per_unit", [*links(1), *links(1, **EXACT), *links(1, "b")], 1.5),
        ("pages_per_domain",
         [*links(3), *(link("a0.example", path) for path in ("/", "/1", "/2", "/2"))], 3),
        ("latest, period: 7d", WEEKLY, 8),
        ("latest, period: 14d", WEEKLY, 10),
        ("rate_vs_median, period: 7d, periods: 8", WEEKLY, 4),
        ("rate_vs_median, period: 7d, periods: 2", links(3, **seen(0)), 3),
        ("latest, period: 7d",      # a unit is as old as its oldest link
         [link("a.example", "/1", **seen(1)), link("a.example", "/2", **seen(99))], 0),
        ("interlinked", INTERLINKED, 2),
    ],
)  # fmt: skip
def test_what_aggregates_come_to(
    tmp_path: Path, aggregate: str, documents: list[Doc], value: float
) -> None:
    written = rule(f"{{aggregate: {aggregate}, eq: {value}}}")
    assert len(judge(ruleset(tmp_path, written), documents).findings) == 1
    other = rule(f"{{aggregate: {aggregate}, gt: {value}}}")
    assert judge(ruleset(tmp_path, other), documents).evaluated == ("profile.one",)
    assert not judge(ruleset(tmp_path, other), documents).findings


def test_reciprocal_needs_the_own_site(tmp_path: Path) -> None:
    rules = ruleset(tmp_path, rule("{aggregate: reciprocal, gte: 2}"))
    documents = links(3)
    assert "own site was not crawled" in judge(rules, documents).not_evaluated["profile.one"]
    assert judge(rules, documents, own_outlinks={"a1.example"}).evaluated
    assert judge(rules, documents, own_outlinks={"a1.example", "a2.example"}).findings


@pytest.mark.parametrize(
    ("aggregate", "documents"),
    [
        (f"ratio, {IS_EXACT}", [*links(2, **EXACT), *links(3, "b")]),
        ("distinct, field: page.ids", [*links(2, page={"ids": ["x"]}), *links(3, "b")]),
        ("entropy, field: page.title", links(1)),
        ("interlinked", [*INTERLINKED, *links(5, "x")]),
        ("latest, period: 7d", [*links(2, **seen(1)), *links(3, "b")]),
        ("rate_vs_median, period: 7d, periods: 4", links(3)),
    ],
)
def test_with_too_little_known_nothing_is_said(
    tmp_path: Path, aggregate: str, documents: list[Doc]
) -> None:
    verdict = judge(ruleset(tmp_path, rule(f"{{aggregate: {aggregate}, gte: 0}}")), documents)
    assert (verdict.findings, verdict.evaluated) == ((), ())
    assert verdict.not_evaluated["profile.one"].startswith("can't be told: ")


def test_unknown_is_neither_true_nor_false(tmp_path: Path) -> None:
    unknown = "{aggregate: distinct, field: page.ids, gte: 1}"
    rules = ruleset(
        tmp_path,
        rule(f"{{any: [{{aggregate: count, gte: 2}}, {unknown}]}}", name="profile.any"),
        rule(f"{{all: [{{aggregate: count, gte: 9}}, {unknown}]}}", name="profile.all"),
        rule(f"{{not: {unknown}}}", name="profile.negated"),
    )
    verdict = judge(rules, links(2))
    assert [one.rule for one in verdict.findings] == ["profile.any"]
    assert verdict.evaluated == ("profile.all", "profile.any")
    assert list(verdict.not_evaluated) == ["profile.negated"]


def test_what_fired_because_something_does_not_hold_says_so(tmp_path: Path) -> None:
    rules = ruleset(tmp_path, rule("{not: {aggregate: count, gte: 5}}"))
    assert only(judge(rules, links(2))).evidence == [
        {"aggregate": "count", "value": 2, "operator": "not gte", "threshold": 5}
    ]


def test_too_few_units_are_no_population(tmp_path: Path) -> None:
    rules = ruleset(
        tmp_path,
        rule("{aggregate: count, gte: 1}", over="minimum: $least", more="params: {least: 3}"),
    )
    sitewide = [link("one.example", f"/{n}") for n in range(99)]
    reason = "1 referring domains to look at, 3 are needed"
    assert judge(rules, sitewide).not_evaluated == {"profile.one": reason}
    assert judge(rules, []).not_evaluated == {"profile.one": reason.replace("1", "0")}
    assert judge(rules, links(3)).findings


def test_links_that_do_not_say_are_outside_and_too_many_of_them_stop_the_rule(
    tmp_path: Path,
) -> None:
    rules = ruleset(
        tmp_path, rule("{aggregate: count, gte: 1}", over=f"where: {FOLLOWED}, minimum: 1")
    )
    silent: Doc = {"link": {"passes_credit": None}}
    half = judge(rules, [*links(2), *links(2, "b", **silent)])
    assert only(half).population == {"units": 2, "links": 2}
    more = judge(rules, [*links(2), *links(3, "b", **silent)])
    assert more.not_evaluated == {"profile.one": "3 of 5 links do not say link.passes_credit"}
    assert not more.findings


def test_what_is_needed_must_be_known(tmp_path: Path) -> None:
    rules = ruleset(tmp_path, rule("{aggregate: count, gte: 1}", more="needs: [page.lang]"))
    verdict = judge(rules, [*links(2, page={"lang": "en"}), *links(3, "b")])
    assert verdict.not_evaluated == {"profile.one": "3 of 5 links do not say page.lang"}


@pytest.mark.parametrize(
    ("over", "found"),
    [
        ("group_by: [page.ids], minimum: 1", [("ga:1",), ("gtm:2",)]),
        ("group_by: [page.ids, signals.anchor_text_normalised], minimum: 1",
         [("ga:1", "loans"), ("gtm:2", "oak")]),  # (ga:1, oak) lies in the latter
        ("group_by: [signals.anchor_text_normalised], minimum: 1", [("loans",), ("oak",)]),
        ("group_by: [signals.anchor_text_normalised], skip: lists/money.txt, minimum: 1",
         [("oak",)]),
    ],
)  # fmt: skip
def test_groups_are_the_values_a_link_has(
    tmp_path: Path, over: str, found: list[tuple[str, ...]]
) -> None:
    both: Doc = {"page": {"ids": ["ga:1", "gtm:2"]}, **anchors("oak")}
    documents = [
        link("a.example", **both),
        link("b.example", page={"ids": ["ga:1"]}, **anchors("loans")),
        link("c.example", page={"ids": []}, **anchors("")),  # in the population, in no group
        link("d.example", page={"ids": ["gtm:2"]}, **anchors("oak")),
    ]
    verdict = judge(ruleset(tmp_path, rule("{aggregate: count, gte: 1}", over=over)), documents)
    assert groups(verdict) == found
    assert {one.population["units"] for one in verdict.findings} == {4}


def test_what_a_list_names_several_times_is_found_once(tmp_path: Path) -> None:
    rules = ruleset(
        tmp_path, rule("{aggregate: count, gte: 2}", over="group_by: [page.ids], minimum: 1")
    )
    documents = [
        *links(3, page={"ids": ["gtm:1", "ga:1", "ga:9"]}),
        *links(2, "b", page={"ids": ["ga:1"]}),
        *links(2, "c", page={"ids": ["ga:9"]}),
    ]
    assert groups(judge(rules, documents)) == [("ga:1",), ("ga:9",)]


def test_domains_are_skipped_with_what_is_below_them(tmp_path: Path) -> None:
    rules = ruleset(
        tmp_path,
        rule(
            "{aggregate: count, gte: 1}",
            over="group_by: [page.host], skip: lists/money.txt, minimum: 1",
        ),
        local="lists:\n  lists/money.txt: {add: [big.example], by: A, reason: B}\n",
    )
    documents = [link(name) for name in ("big.example", "www.big.example", "bigger.example")]
    assert groups(judge(rules, documents)) == [("bigger.example",)]


def test_domain_rules_look_at_each_domain_and_count_pages(tmp_path: Path) -> None:
    rules = ruleset(
        tmp_path,
        rule(
            "{all: [{aggregate: count, gte: 2}, {field: signals.domain_hyphens, gte: 1}, "
            "{field: page.domain, ends: .example}]}",
            level="domain",
            message="{group.page.domain}: {aggregate.count}",
        ),
    )
    hyphens: Doc = {"signals": {"domain_hyphens": 1}}
    documents = [
        *(link("a-b.example", f"/{n}", **hyphens) for n in (1, 2)),
        *(link("c-d.example", "/", **anchors(text)) for text in ("x", "y")),
        *(link("e.example", f"/{n}", signals={"domain_hyphens": 0}) for n in (1, 2)),
        *(link("f.example", f"/{n}") for n in (1, 2)),
    ]
    verdict = judge(rules, documents)
    assert only(verdict).message == "a-b.example: 2"
    assert verdict.not_evaluated == {
        "profile.one": "can't be told in 1 of 4 groups: signals.domain_hyphens"
    }


def test_a_window_leaves_old_links_out(tmp_path: Path) -> None:
    rules = ruleset(tmp_path, rule("{aggregate: count, gte: 1}", over="window: 30d, minimum: 1"))
    documents = [*links(3, **seen(30)), *links(2, "b", **seen(31))]
    assert only(judge(rules, documents)).units == 3
    verdict = judge(rules, links(3))
    assert verdict.not_evaluated == {"profile.one": "3 of 3 links do not say seen.days"}


CLAIMED: Doc = {
    "claims": [{"first_seen": "2026-10-23"}, {"first_seen": datetime(2026, 11, 2, tzinfo=UTC)}, {}]
}


@pytest.mark.parametrize(
    ("parts", "crawls", "days"),
    [
        (CLAIMED, 0, 30),
        ({**CLAIMED, "first_seen": datetime(2026, 1, 1, tzinfo=UTC)}, 9, 30),
        ({"first_seen": datetime(2026, 11, 20, 23, tzinfo=UTC)}, 4, 2),
        ({"first_seen": datetime(2026, 11, 20, 23, tzinfo=UTC)}, 3, None),
        ({"first_seen": datetime(2027, 1, 1, tzinfo=UTC)}, 4, 0),
        ({"claims": [{"first_seen": "soon"}, {"first_seen": None}]}, 9, None),
        ({}, 9, None),
    ],
)  # fmt: skip
def test_first_seen_is_claimed_or_ours_after_four_crawls(
    tmp_path: Path, parts: Doc, crawls: int, days: int | None
) -> None:
    where = f"{{field: seen.days, eq: {days or 0}}}"
    rules = ruleset(
        tmp_path, rule("{aggregate: count, gte: 1}", over=f"where: {where}, minimum: 1")
    )
    verdict = judge(rules, [{**link("a.example"), **parts}], finished_crawls=crawls)
    assert bool(verdict.findings) is (days is not None)
    assert bool(verdict.not_evaluated) is (days is None)


ALLOWED = """\
allow:
  - {domain: a0.example, rules: ["profile.*"], by: Ana, reason: Ours, expires: "2027-06-30"}
  - {domain: a1.example, rules: ["anchor.*"], by: Ana, reason: Other, expires: "2027-06-30"}
  - {domain: a1.example, rules: [profile.one], by: Ana, reason: Gone, expires: "2026-11-21"}
"""


def test_allowed_links_are_marked_and_a_finding_of_none_but_them_is_too(tmp_path: Path) -> None:
    rules = ruleset(
        tmp_path,
        rule("{aggregate: count, gte: 1}"),
        rule("{aggregate: count, gte: 9}", name="anchor.other"),
        local=ALLOWED,
    )
    some = only(judge(rules, links(2)))
    assert some.suppressed is None
    reasons = [one["suppressed"] and one["suppressed"]["reason"]
               for one in (some.link_flag(link, "f") for link in some.links)]  # fmt: skip
    assert reasons == ["Ours", None]
    every = only(judge(rules, links(1)))
    assert every.suppressed is not None
    assert every.suppressed["reason"] == "Ours"


def test_rules_over_a_population_are_not_asked_of_single_links(tmp_path: Path) -> None:
    rules = ruleset(tmp_path, rule("{aggregate: count, gte: 1}"))
    assert rules.rules == ()
    verdict = rules.evaluate(link("a.example"))
    assert (verdict.flags, verdict.not_evaluated) == ((), ())


def test_a_rule_in_test_scores_nothing(tmp_path: Path) -> None:
    rules = ruleset(
        tmp_path,
        rule("{aggregate: count, gte: 1}"),
        local="set:\n  profile.one: {status: test, by: A, reason: B}\n",
    )
    finding = only(judge(rules, links(1)))
    assert (finding.status, finding.score) == ("test", 0.0)


def test_fields_needed_are_enough(tmp_path: Path) -> None:
    rules = ruleset(
        tmp_path,
        rule(
            "{any: [{aggregate: interlinked, gte: 9}, "
            "{aggregate: ratio, where: {field: page.lang, eq: en}, gte: 0.5}]}",
            over=f"where: {FOLLOWED}, group_by: [page.ids], minimum: 1",
        ),
    )
    assert fields_needed(rules) == [
        "claims", "first_seen", "link.passes_credit", "page.domain", "page.external_domains",
        "page.final_url", "page.host", "page.ids", "page.lang", "page.url",
    ]  # fmt: skip


DOMAINS = st.sampled_from(["a.example", "b.example", "c.example", "d.example"])
TEXTS = st.sampled_from(["x", "y", "", None])


@st.composite
def documents(draw: st.DrawFn) -> Doc:
    signals = {
        "anchor_text_normalised": draw(TEXTS),
        "anchor_class": draw(st.sampled_from(["exact", "brand", None])),
    }
    page = {
        "ids": draw(st.none() | st.lists(st.sampled_from(["1", "2"]))),
        "external_domains": draw(st.none() | st.lists(DOMAINS)),
    }
    document = link(
        draw(DOMAINS),
        draw(st.sampled_from(["/", "/1", "/2"])),
        link={"passes_credit": draw(st.sampled_from([True, True, False, None]))},
        page={name: value for name, value in page.items() if value is not None},
        signals={name: value for name, value in signals.items() if value is not None},
    )
    days = draw(st.none() | st.integers(0, 60))
    return {**document, "seen": {} if days is None else {"days": days}}


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> RuleSet:
    """Return rules with every aggregate, over several populations."""
    tests = [
        "count, gte: 2", "distinct, field: page.ids, gte: 1", "share_of_total, gte: 0.4",
        f"ratio, {IS_EXACT}, gte: 0.3", "entropy, field: signals.anchor_text_normalised, gte: 0.5",
        "links_per_unit, gte: 1.2", "pages_per_domain, gte: 2", "latest, period: 7d, gte: 1",
        "rate_vs_median, period: 7d, periods: 3, gte: 1", "interlinked, gte: 1",
        "reciprocal, gte: 1", "count, of: total, gte: 3",
    ]  # fmt: skip
    overs = [
        "minimum: 1",
        f"where: {FOLLOWED}, group_by: [signals.anchor_text_normalised], minimum: 2",
        "unit: page, group_by: [page.ids], minimum: 1",
        f"where: {FOLLOWED}, unit: link, window: 30d, minimum: 1",
    ]
    written = [
        rule(f"{{aggregate: {test}}}", over=over, name=f"profile.r{m}.n{n}")
        for m, over in enumerate(overs)
        for n, test in enumerate(tests)
    ]
    return ruleset(tmp_path_factory.mktemp("many"), *written)


@given(
    st.lists(documents(), max_size=12).flatmap(lambda d: st.tuples(st.just(d), st.permutations(d)))
)
def test_the_order_of_feeding_does_not_matter(
    many: RuleSet, both: tuple[list[Doc], list[Doc]]
) -> None:
    known = {"own_outlinks": {"a.example"}, "finished_crawls": 4}
    assert judge(many, both[0], **known) == judge(many, both[1], **known)


@given(st.lists(documents(), min_size=1, max_size=8), st.integers(2, 5))
def test_a_site_wide_link_is_one_vote(many: RuleSet, found: list[Doc], copies: int) -> None:
    """Copies of links on further pages of their domains change nothing that counts domains."""
    by_domain = ("count", "distinct", "share", "ratio", "entropy", "latest", "rate", "interlinked")
    spread = [_copy(one, number) for one in found for number in range(copies)]

    def fired(verdict: PopulationVerdict) -> set[tuple[str, str]]:
        return {
            (one.rule, one.key)
            for one in verdict.findings
            if one.rule.startswith(("profile.r0", "profile.r1"))
            and one.evidence[0]["aggregate"].startswith(by_domain)
        }

    assert fired(judge(many, found)) == fired(judge(many, spread))


def _copy(document: Doc, number: int) -> Doc:
    url = f"{document['page']['url']}{number}"
    name = f"{document['_id']} {number}"
    return {**document, "_id": name, "page": {**document["page"], "final_url": url}}


def test_memory_grows_with_domains_and_not_with_documents(tmp_path: Path) -> None:
    over = f"where: {FOLLOWED}, group_by: [signals.anchor_text_normalised], minimum: 1"
    rules = ruleset(tmp_path, rule("{aggregate: count, gte: 1}", over=over))
    population = Population(rules, today=date(2026, 11, 22))
    count = 5_000
    tracemalloc.start()
    try:
        for number in range(count):
            one = link("one.example", f"/{number}", **anchors("oak"), page={"title": "x" * 2_000})
            population.feed({**one, "_id": f"{number:032}"})
        kept, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert only(population.finish()).units == 1
    assert kept / count < 500
