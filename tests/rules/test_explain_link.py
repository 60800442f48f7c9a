from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from backlinkspider.rules.explain_link import explain_group, explain_link, link_lines
from backlinkspider.rules.population import Population

if TYPE_CHECKING:
    from tests.rules.conftest import RulesDir

PROFILE = """\
version: 1
rules:
  - id: profile.same
    title: x
    level: profile
    status: stable
    severity: high
    score: 1
    group: page
    over: {where: {field: link.follow, eq: true}, group_by: [link.text], minimum: 2}
    when: {aggregate: count, gte: 2}
    message: "{units} say {group.link.text}"
"""


def stored(text: str = "cheap loans", **more: Any) -> dict[str, Any]:
    return {
        "_id": "a1",
        "page": {"url": "https://a.example/", "host": "a.example", "domain": "a.example"},
        "link": {"text": text, "rel": [], "follow": True},
        "signals": {"anchor_words": 2},
        "flags": [],
        **more,
    }


def test_every_leaf_with_value_and_answer(rules_dir: RulesDir) -> None:
    told = explain_link(rules_dir.rules(), "anchor.money", stored())
    assert [(one["depth"], one["answer"], one["value"]) for one in told["tests"]] == [
        (0, True, None),
        (1, True, "cheap loans"),
        (1, True, 2),
        (1, True, None),
        (2, False, []),
    ]
    text = "\n".join(link_lines(told))
    assert "true       signals.anchor_words is at most 5 (param max_words)   <- 2" in text
    assert "The rule fires: Followed link 'cheap loans' with loan*" in text
    assert "Stored with no flag by other rules" in text


def test_what_the_document_does_not_say(rules_dir: RulesDir) -> None:
    told = explain_link(rules_dir.rules(), "anchor.money", stored(signals={}))
    text = "\n".join(link_lines(told))
    assert "unknown    signals.anchor_words is at most 5 (param max_words)   <- unknown" in text
    assert text.splitlines()[-2] == "The rule is not evaluated on this link"


def test_why_it_counts_nothing(rules_dir: RulesDir) -> None:
    allow = "{domain: a.example, rules: [anchor.*], by: Ana, reason: ours, expires: '2027-01-01'}"
    rules_dir.write("local/a.yaml", f"version: 1\nallow: [{allow}]\n")
    rules = rules_dir.rules()
    audit = {"ruleset": rules.revision}
    text = list(link_lines(explain_link(rules, "anchor.money", stored(audit=audit))))
    assert text[-1] == "Suppressed by Ana until 2027-01-01: ours (rules/local/a.yaml:2)"


def test_a_rule_that_does_not_fire(rules_dir: RulesDir) -> None:
    text = "\n".join(link_lines(explain_link(rules_dir.rules(), "anchor.money", stored("moons"))))
    assert "false      link.text has a term of lists/money.txt   <- moons" in text
    assert "The rule does not fire" in text


def test_the_groups_a_link_is_in(rules_dir: RulesDir) -> None:
    rules = rules_dir.write("profile.yaml", PROFILE).rules()
    population = Population(rules, today=date(2026, 11, 22))
    other = {"_id": "b2", "page": {"domain": "b.example"}, "link": {"text": "oak", "follow": True}}
    for link in (stored("oak"), other, {**other, "_id": "c3", "page": {"domain": "c.example"}}):
        population.feed(link)
    told = explain_group(rules, "profile.same", stored("oak"), population)
    assert told["answer"] is True
    text = "\n".join(link_lines(told))
    assert "true     link.follow is true   <- true" in text
    assert "Group of 3 units: link.text 'oak'" in text
    assert "true     the number of referring domains is at least 2   <- 3" in text
    assert "The rule fires: 3 say oak" in text

    told = explain_group(rules, "profile.same", stored("oak", _id="x9"), population)
    assert "The link is in no group that the rule counts" in "\n".join(link_lines(told))
