from __future__ import annotations

from typing import TYPE_CHECKING

from backlinkspider.trial.run import Tried, TriedRule, try_rule

if TYPE_CHECKING:
    from tests.rules.conftest import RulesDir


def tried(rules_dir: RulesDir, rule: str = "anchor.money") -> TriedRule:
    rules = rules_dir.rules()
    return try_rule(rules, rules.book.rules[rule])


def test_each_leaf_is_to_be_seen_true_and_false(rules_dir: RulesDir) -> None:
    rule = tried(rules_dir)
    words, length, rel = rule.covered
    assert (words.answers, words.origin) == ({True, False}, "rules/anchor.yaml:13")
    assert (length.text, length.missing) == (
        "signals.anchor_words is at most 5 (param max_words)",
        ["false"],
    )
    assert rel.answers == {True, False}
    assert Tried([rule]).share == 5 / 6
    assert Tried([rule]).uncovered == [length]


def test_a_threshold_is_to_be_met_exactly(rules_dir: RulesDir) -> None:
    assert tried(rules_dir).covered[1].unmet == []
    rules_dir.edit("anchor_words: 5}", "anchor_words: 4}")
    assert [leaf.unmet for leaf in Tried([tried(rules_dir)]).unmet] == [[5]]


def test_both_ends_of_a_range(rules_dir: RulesDir) -> None:
    rules_dir.edit("params: {max_words: 5}", "params: {max_words: [2, 9]}")
    rules_dir.edit("lte: $max_words", "between: $max_words")
    assert tried(rules_dir).covered[1].unmet == [9]


def test_a_tuned_threshold_is_not_asked_of_shipped_examples(rules_dir: RulesDir) -> None:
    change = "set: {anchor.money: {params: {max_words: 3}, by: Ana, reason: ours}}"
    rules_dir.write("local/a.yaml", f"version: 1\n{change}\n")
    assert tried(rules_dir).covered[1].limits == ()


def test_a_population_is_covered_by_groups_and_links(rules_dir: RulesDir) -> None:
    rules_dir.write(
        "profile.yaml",
        """\
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
    when:
      all:
        - {aggregate: count, gte: 2}
        - not: {field: link.text, eq: home}
    message: x
    tests:
      match:
        - links:
            - {repeat: 2, of: {page.domain: "a{n}.example", link.text: oak, link.follow: true}}
            - {of: {page.domain: "b.example", link.text: home, link.follow: true}}
      no_match:
        - links:
            - {repeat: 3, of: {page.domain: "a{n}.example", link.text: "{n}", link.follow: true}}
""",
    )
    rule = tried(rules_dir, "profile.same")
    assert [one.fault for one in rule.results] == ["", ""]
    where, count, text = rule.covered
    assert (where.text, where.missing) == ("link.follow is true", ["false"])
    assert (count.missing, count.unmet) == ([], [])
    assert text.missing == []
