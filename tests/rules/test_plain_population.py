"""Rules over all links, column by column, against every link asked and every group counted."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backlinkspider.rules import table
from backlinkspider.rules.population import Population
from tests.rules.conftest import TODAY
from tests.rules.plain_population import plain_verdict
from tests.rules.test_population import rule, ruleset

if TYPE_CHECKING:
    from backlinkspider.rules.evaluate import RuleSet

Doc = dict[str, Any]

WHERES = (
    "{field: link.passes_credit, eq: true}",
    "{any: [{field: signals.anchor_class, in: [exact, partial]}, {field: page.status, gte: 300}]}",
    "{not: {all: [{field: link.text, contains: oak}, {field: signals.money_term, exists: true}]}}",
    """{k_of: {min: 2, of: [{field: link.follow, eq: false}, {field: page.ids, has_any: ['1']},
    {field: page.status, between: [1, 2]}, {field: link.visibility.state, eq: visible}]}}""",
)
GROUPS = (
    "", "signals.anchor_class", "page.ids", "page.kind, link.follow", "page.external_domains",
    "page.ids, signals.anchor_class", "page.status", "seen.days",
)  # fmt: skip
TESTS = (
    "{aggregate: count, gte: 2}",
    "{all: [{aggregate: distinct, field: page.ids, gte: 1}, {aggregate: count, gte: 2}]}",
    """{all: [{aggregate: distinct, field: page.domain, gte: 2},
    {aggregate: count, of: total, gte: 3}]}""",
    """{any: [{aggregate: entropy, field: page.kind, gt: 0.5},
    {aggregate: links_per_unit, gt: 1.5}]}""",
    f"{{aggregate: ratio, where: {WHERES[1]}, gte: 0.4}}",
    f"{{not: {{aggregate: ratio, where: {WHERES[3]}, gte: 0.4}}}}",
    """{k_of: {min: 2, of: [{aggregate: latest, period: 7d, gte: 1},
    {aggregate: interlinked, gte: 1}, {aggregate: reciprocal, gte: 1},
    {aggregate: pages_per_domain, gte: 2}]}}""",
    """{any: [{aggregate: rate_vs_median, period: 7d, periods: 3, gte: 1},
    {aggregate: share_of_total, gte: 0.5}, {aggregate: entropy, field: page.ids, gt: 1}]}""",
)


def overs() -> list[str]:
    """Return populations: every grouping, with conditions, units and windows in turn."""
    made = []
    for number, fields in enumerate(GROUPS):
        parts = [f"where: {WHERES[number % 4]}"] if number % 5 else []
        parts.append(f"unit: {('referring_domain', 'page', 'link')[number % 3]}")
        parts += [f"group_by: [{fields}]"] if fields else []
        parts += ["window: 30d"] if number == 4 else []
        parts += ["skip: lists/money.txt"] if number in {2, 3, 4} else []
        made.append(", ".join([*parts, "minimum: 1"]))
    return made


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> RuleSet:
    written = [
        rule(
            test, over=over, name=f"profile.r{m}.n{n}", message="{units} {links} {population.links}"
        )
        for (m, over), (n, test) in product(enumerate(overs()), enumerate(TESTS))
    ]
    leaf = "{all: [{aggregate: count, gte: 1}, {field: signals.domain_hyphens, gte: 1}]}"
    written += [
        rule(leaf, name="profile.constant", level="domain"),
        rule(TESTS[0], name="profile.needing", more="needs: [page.title, page.kind]"),
    ]
    return ruleset(tmp_path_factory.mktemp("many"), *written)


ODD = st.sampled_from([None, 0, 1, True, "", [], {}, ["1"], {"a": 1}, "unknown", 2.5])
DOMAINS = ["a.example", "b.example", "c.example", "loans"]


def either(*values: Any) -> st.SearchStrategy[Any]:
    """Return what a field may hold: mostly *values*, now and then what no document should."""
    return st.one_of(*[st.sampled_from(values)] * 4, ODD)


PARTS: Doc = {
    "page": {
        "url": either("https://a.example/", "https://b.example/"),
        "final_url": either("https://a.example/", "https://a.example/2"),
        "domain": either(*DOMAINS),
        "title": either("x", "y"),
        "kind": either("forum", "links", None),
        "status": either(1, 2, 300, 3.5),
        "ids": either([], ["1"], ["1", "2", "1"], ["2", 3, ["x"]], ["", "loans"]),
        "external_domains": either([], DOMAINS[:2], DOMAINS[1:], [*DOMAINS, 7]),
    },
    "link": {
        "passes_credit": either(True, True, False),
        "follow": either(True, False),
        "text": either("oak", "an oak", "loans"),
        "visibility": either({"state": "visible"}, {"state": "hidden"}, {"state": "unknown"}),
    },
    "signals": {
        "anchor_class": either("exact", "partial", "brand"),
        "money_term": either("oak", None),
        "domain_hyphens": either(0, 1),
    },
}


@st.composite
def documents(draw: st.DrawFn) -> list[Doc]:
    made = []
    for number in range(draw(st.integers(1, 9))):
        document: Doc = {"_id": f"{draw(st.integers(0, number))}"}
        for part, fields in PARTS.items():
            said = {name: draw(values) for name, values in fields.items() if draw(NEARLY)}
            document[part] = said if draw(NEARLY) else draw(ODD)
        if draw(st.booleans()):
            document["seen"] = {"days": draw(st.integers(0, 60) | ODD)}
        made.append(document)
    return made


NEARLY = st.integers(0, 12).map(bool)
OWN = st.none() | st.sets(st.sampled_from(DOMAINS))


@given(documents(), OWN, st.sampled_from([1, 3, 256]))
def test_columns_say_what_links_asked_one_by_one_do(
    many: RuleSet, found: list[Doc], own: set[str] | None, block: int
) -> None:
    population = Population(many, today=TODAY, own_outlinks=own, finished_crawls=4)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(table, "_BLOCK", block)
        for document in found:
            population.feed(document)
    verdict = population.finish()
    told = sorted(
        (
            (
                one.rule,
                one.key,
                one.population,
                one.units,
                one.links,
                one.evidence,
                one.message,
            )
            for one in verdict.findings
        ),
        key=lambda one: one[:2],
    )
    plain, reasons = plain_verdict(many, found, today=TODAY, own_outlinks=own, finished_crawls=4)
    assert told == plain
    assert verdict.not_evaluated == reasons
    assert population.finish() == verdict
