# ruff: noqa: E501 - tables of one-line messages and conditions
from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.rules.conftest import RulesDir

RULE = """\
version: 1
rules:
  - id: profile.share
    title: x
    level: profile
    status: stable
    severity: high
    score: 1
    group: page
    params: {share: 0.3, least: 10, age: 90d}
    over:
      where: {field: link.passes_credit, eq: true}
      group_by: [link.text]
      skip: lists/money.txt
      window: $age
      minimum: $least
    when:
      all:
        - {aggregate: share_of_total, gte: $share}
        - {aggregate: ratio, where: {field: link.rel, has_any: [ugc]}, lt: 0.5}
        - {aggregate: rate_vs_median, period: 7d, periods: 8, gt: 3}
        - {aggregate: distinct, field: page.title, of: total, between: [1, 9]}
        - not: {field: link.text, eq: home}
    flags: matching_links
    message: "{units} of {population.units}: {group.link.text!r} {aggregate.share_of_total:.0%} {params.share}"
"""


def test_a_sound_rule_loads(rules_dir: RulesDir) -> None:
    rules = rules_dir.write("profile.yaml", RULE).rules()
    assert [rule.id for rule in rules.population_rules] == ["profile.share"]


@pytest.mark.parametrize(
    ("old", "new", "error"),
    [
        ("    level: profile", "    level: page", "12:7: profile.share: over is for the levels domain and profile, not page"),
        ("group_by: [link.text]", "group_by: [link.txt]",
         "13:18: profile.share: there is no field 'link.txt' (did you mean 'link.text'?)"),
        ("skip: lists/money.txt", "skip: lists/mony.txt",
         "14:13: profile.share: there is no list 'lists/mony.txt' (did you mean 'lists/money.txt'?)"),
        ("window: $age", "window: 7", "15:15: rules.0.over.window: input should be a valid string, not 7"),
        ("window: $age", "window: 7 days", "15:15: profile.share: a number of days such as 30d is wanted, not '7 days'"),
        ("window: $age", "window: $aeg", "15:15: profile.share: there is no param 'aeg' (did you mean 'age'?)"),
        ("minimum: $least", "minimum: $lest", "16:16: profile.share: there is no param 'lest' (did you mean 'least'?)"),
        ("minimum: $least", "minimum: 0", "16:16: profile.share: a whole number from 1 is wanted, not 0"),
        ("      minimum: $least\n", "", "12:7: rules.0.over lacks the key 'minimum'"),
        ("aggregate: share_of_total, gte", "aggregate: share_of_totl, gte",
         "19:23: rules.0.when.all.0.aggregate: 'share_of_totl' is not 'count',"),
        ("gte: $share", "gte: 30", "19:44: profile.share: share_of_total is a share from 0 to 1, 30 is not"),
        ("gte: $share", "gte: $shar", "19:44: profile.share: there is no param 'shar' (did you mean 'share'?)"),
        ("gte: $share", "gte: much", "19:44: profile.share: 'gte' takes a number, not 'much'"),
        ("gte: $share", "gte: $share, of: total", "19:56: profile.share: the total's share of the total is always 1"),
        ("gte: $share", "gte: $share, field: link.text", "19:59: profile.share: share_of_total takes no field"),
        ("gte: $share", "gte: $share, lt: 1", "19:11: rules.0.when.all.0: needs exactly one operator beside 'aggregate'"),
        ("ratio, where: {field: link.rel, has_any: [ugc]}", "ratio", "20:11: profile.share: ratio needs where"),
        ("has_any: [ugc]", "eq: ugc", "20:59: profile.share: 'eq' does not work on link.rel (texts)"),
        ("{field: link.rel, has_any: [ugc]}", "{aggregate: count, gt: 1}",
         "20:37: profile.share: an aggregate's where is asked of single links"),
        ("period: 7d", "period: week", "21:47: profile.share: a number of days such as 30d is wanted, not 'week'"),
        (", periods: 8", "", "21:11: profile.share: rate_vs_median needs periods"),
        ("field: page.title", "field: page.titel", "22:40: profile.share: there is no field 'page.titel' (did you mean 'page.title'?)"),
        ("{field: link.text, eq: home}", "{field: link.region, eq: footer}",
         "23:24: profile.share: link.region differs from link to link: ask it in over.where"),
        ("where: {field: link.passes_credit, eq: true}", "where: {aggregate: count, gt: 1}",
         "12:14: profile.share: over.where is asked of single links: no aggregates"),
        ("{group.link.text!r}", "{group.page.title}", "25:14: profile.share: the message names 'group.page.title', which is nothing known"),
        ("{aggregate.share_of_total:.0%}", "{aggregate.count}", "25:14: profile.share: the message names 'aggregate.count'"),
        ("{units}", "{link.text}", "25:14: profile.share: the message names 'link.text'"),
    ],
)  # fmt: skip
def test_each_mistake_is_told_where_it_stands(
    rules_dir: RulesDir, old: str, new: str, error: str
) -> None:
    assert old in RULE
    errors = rules_dir.write("profile.yaml", RULE.replace(old, new, 1)).errors()
    assert any(one.startswith(f"rules/profile.yaml:{error}") for one in errors), errors


@pytest.mark.parametrize(
    ("old", "new", "error"),
    [
        ("- {field: link.text, words: lists/money.txt}", "- {aggregate: count, gt: 3}",
         "13:11: anchor.money: the aggregate count needs over"),
        ("    message:", "    flags: profile\n    message:", "16:12: anchor.money: flags is for rules with over"),
        ("level: link", "level: profile", "5:12: anchor.money: a rule of level profile needs over"),
        ("{field: signals.anchor_words, lte: $max_words}", "{field: seen.days, lte: $max_words}",
         "14:19: anchor.money: seen.days is known in rules with over only"),
    ],
)  # fmt: skip
def test_what_only_rules_with_over_have(
    rules_dir: RulesDir, old: str, new: str, error: str
) -> None:
    errors = rules_dir.edit(old, new).errors()
    assert any(one.startswith(f"rules/anchor.yaml:{error}") for one in errors), errors


def test_a_domain_rule_reads_what_follows_from_the_domain(rules_dir: RulesDir) -> None:
    text = RULE.replace("level: profile", "level: domain").replace(
        "{field: link.text, eq: home}", "{field: signals.tld, eq: com}"
    )
    assert rules_dir.write("profile.yaml", text).rules().population_rules


def test_a_broken_file_is_not_held_against_the_others(rules_dir: RulesDir) -> None:
    rules_dir.write("profile.yaml", RULE).edit("level: link", "level: lnik")
    rules_dir.edit("google.links:", "google.links: [", "clauses.yaml")
    rules_dir.write(
        "local/a.yaml", "version: 1\nset: {anchor.money: {score: 1, by: A, reason: B}}\n"
    )
    rules_dir.edit("gte: $share", "gte: 30", "profile.yaml")
    assert [one.split(": ")[0] for one in rules_dir.errors()] == [
        "rules/anchor.yaml:5:12",
        "rules/clauses.yaml:4:1",
        "rules/profile.yaml:19:44",
    ]
