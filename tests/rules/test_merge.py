# ruff: noqa: E501 - tables of one-line messages and conditions
from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.rules.conftest import RulesDir

BY = "by: Ana, reason: ours"


def local(rules_dir: RulesDir, text: str, name: str = "local/a.yaml") -> RulesDir:
    return rules_dir.write(name, f"version: 1\n{text}\n")


def test_local_changes_and_where_they_come_from(rules_dir: RulesDir) -> None:
    local(rules_dir, f"set:\n  anchor.money: {{score: 1, params: {{max_words: 3}}, {BY}}}")
    rule = rules_dir.book().rules["anchor.money"]

    assert (rule.score, rule.severity, rule.params) == (1, "high", {"max_words": 3})
    assert rule.sources["score"][-1].origin == "rules/local/a.yaml:3"
    assert rule.sources["params.max_words"][-1].origin == "rules/local/a.yaml:3"
    assert rule.sources["severity"][-1].origin == "rules/anchor.yaml:7"


def test_the_target_has_the_last_word(rules_dir: RulesDir) -> None:
    local(rules_dir, f"set: {{anchor.money: {{score: 1, {BY}}}}}")
    file = rules_dir.root / "targets" / "example.com.yaml"
    rules_dir.write(
        "targets/example.com.yaml",
        f"target: example.com\nbrand_terms: [x]\nset: {{anchor.money: {{score: 2, {BY}}}}}\n",
    )
    rule = rules_dir.book(file).rules["anchor.money"]
    assert (rule.score, rule.sources["score"][-1].origin) == (
        2,
        "rules/targets/example.com.yaml:3",
    )
    assert rules_dir.book().rules["anchor.money"].score == 1


def test_off_takes_a_rule_out(rules_dir: RulesDir) -> None:
    local(rules_dir, f"set: {{anchor.money: {{status: off, {BY}}}}}")
    assert rules_dir.rules().rules == ()


def test_terms_come_and_go(rules_dir: RulesDir) -> None:
    local(rules_dir, f"lists: {{lists/money.txt: {{add: [bonds], remove: [LOAN*], {BY}}}}}")
    terms = rules_dir.book().lists["lists/money.txt"].terms.values()
    assert {(term.text, term.origin) for term in terms} == {
        ("cheap hotels", "rules/lists/money.txt:4"),
        ("bonds", "rules/local/a.yaml:2"),
    }


@pytest.mark.parametrize(
    ("text", "error"),
    [
        (f"set: {{anchor.mony: {{score: 1, {BY}}}}}",
         "2:7: there is no rule 'anchor.mony' (did you mean 'anchor.money'?)"),
        (f"set: {{anchor.money: {{params: {{max_word: 1}}, {BY}}}}}",
         "2:31: anchor.money: there is no param 'max_word' (did you mean 'max_words'?)"),
        (f"set: {{anchor.money: {{params: {{max_words: few}}, {BY}}}}}",
         "2:31: anchor.money: the param 'max_words' is a number, not text"),
        (f"set: {{anchor.money: {{title: x, {BY}}}}}", "2:22: unknown key 'title' in set.anchor.money"),
        (f"set: {{anchor.money: {{{BY}}}}}", "2:21: set.anchor.money: changes nothing; give"),
        ("set: {anchor.money: {score: 1, by: Ana}}", "2:21: set.anchor.money lacks the key 'reason'"),
        (f"lists: {{lists/mony.txt: {{add: [x], {BY}}}}}",
         "2:9: there is no list 'lists/mony.txt' (did you mean 'lists/money.txt'?)"),
        (f"lists: {{lists/money.txt: {{remove: [loans], {BY}}}}}",
         "2:36: 'loans' is not in lists/money.txt (did you mean 'loan*'?)"),
        (f"lists: {{lists/money.txt: {{add: [Cheap Hotels], {BY}}}}}",
         "2:33: 'Cheap Hotels': already there at rules/lists/money.txt:4"),
        (f"allow: [{{domain: a.example, rules: [anchr.*], expires: '2027-01-01', {BY}}}]",
         "2:37: no rule matches 'anchr.*' (did you mean 'anchor.money'?)"),
        (f"allow: [{{domain: a.example, rules: [anchor.*], expires: soon, {BY}}}]",
         "2:57: allow.0.expires: 'soon' is not a date such as 2027-06-30"),
        (f"allow: [{{rules: [anchor.*], expires: '2027-01-01', {BY}}}]",
         "2:9: allow.0: needs either domain or url_prefix"),
        (f"allow: [{{url_prefix: 'https://a.example', rules: [anchor.*], expires: '2027-01-01', {BY}}}]",
         "2:22: allow.0.url_prefix: 'https://a.example' does not have the form"),
    ],
)  # fmt: skip
def test_a_change_that_matches_nothing_is_an_error(
    rules_dir: RulesDir, text: str, error: str
) -> None:
    errors = local(rules_dir, text).errors()
    assert len(errors) == 1
    assert errors[0].startswith(f"rules/local/a.yaml:{error}")


def test_a_change_without_effect_is_a_warning(rules_dir: RulesDir) -> None:
    local(rules_dir, f"set: {{anchor.money: {{severity: high, {BY}}}}}")
    assert [str(warning) for warning in rules_dir.book().warnings] == [
        "rules/local/a.yaml:2:32: warning: set.anchor.money.severity changes nothing: it has this value already"
    ]


def test_a_file_of_comments_changes_nothing(rules_dir: RulesDir) -> None:
    rules_dir.write("local/a.yaml", "# nothing yet\n")
    assert rules_dir.book().warnings == []


PACK = f"version: 1\ntitle: Shops\nset: {{anchor.money: {{score: 2, severity: low, {BY}}}}}\n"


def test_packs_stand_between_the_shipped_and_the_local(rules_dir: RulesDir) -> None:
    rules_dir.write("packs/shop.yaml", PACK)
    assert rules_dir.book().rules["anchor.money"].score == 3

    local(rules_dir, f"packs: [shop]\nset: {{anchor.money: {{score: 1, {BY}}}}}")
    rule = rules_dir.book().rules["anchor.money"]
    assert (rule.score, rule.severity) == (1, "low")
    assert [(one.value, one.origin) for one in rule.sources["score"]] == [
        (3, "rules/anchor.yaml:8"),
        (2, "rules/packs/shop.yaml:3"),
        (1, "rules/local/a.yaml:3"),
    ]


def test_a_target_chooses_packs_too(rules_dir: RulesDir) -> None:
    rules_dir.write("packs/shop.yaml", PACK)
    rules_dir.write("targets/example.com.yaml", "target: example.com\npacks: [shop]\n")
    file = rules_dir.root / "targets" / "example.com.yaml"
    assert rules_dir.book(file).rules["anchor.money"].score == 2
    local(rules_dir, "packs: [shop]")
    assert rules_dir.book(file).warnings == []


def test_an_unknown_pack(rules_dir: RulesDir) -> None:
    rules_dir.write("packs/shop.yaml", PACK)
    assert local(rules_dir, "packs: [shpo]").errors() == [
        "rules/local/a.yaml:2:9: there is no pack 'shpo' (did you mean 'shop'?)"
    ]


def test_a_pack_must_fit_the_rules(rules_dir: RulesDir) -> None:
    rules_dir.write("packs/shop.yaml", PACK.replace("anchor.money", "anchor.mony"))
    assert rules_dir.book().rules
    assert local(rules_dir, "packs: [shop]").errors() == [
        "rules/packs/shop.yaml:3:7: there is no rule 'anchor.mony' (did you mean 'anchor.money'?)"
    ]


def test_lists_tell_who_changed_them(rules_dir: RulesDir) -> None:
    local(rules_dir, f"lists: {{lists/money.txt: {{add: [bonds], remove: [LOAN*], {BY}}}}}")
    assert rules_dir.book().list_changes == {
        "lists/money.txt": ["1 added, 1 removed (Ana) rules/local/a.yaml:2"]
    }
