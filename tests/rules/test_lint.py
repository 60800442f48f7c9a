# ruff: noqa: E501 - tables of one-line messages and conditions
from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from backlinkspider.rules.lint import lint
from tests.rules.conftest import TODAY

if TYPE_CHECKING:
    from tests.rules.conftest import RulesDir


def findings(rules_dir: RulesDir) -> list[str]:
    return [str(problem) for problem in lint(rules_dir.book(), TODAY)]


def test_a_sound_directory_has_no_findings(rules_dir: RulesDir) -> None:
    assert findings(rules_dir) == []


@pytest.mark.parametrize(
    ("old", "new", "path", "finding"),
    [
        ("    rationale: Because.\n", "", "anchor.yaml", "anchor.yaml:3:5: anchor.money: lacks rationale"),
        ("    references: [google.links]\n", "", "anchor.yaml", "anchor.yaml:3:5: anchor.money: lacks references"),
        ("        - {link.text: balloons}\n", "", "anchor.yaml",
         "anchor.yaml:27:9: anchor.money: has 1 no_match examples, needs at least 2"),
        ("{link.text: balloons}", "{link.txt: balloons}", "anchor.yaml",
         "anchor.yaml:28:11: anchor.money: there is no field 'link.txt' (did you mean 'link.text'?)"),
        ("{link.text: balloons}", "{link.text: 7}", "anchor.yaml",
         "anchor.yaml:28:11: anchor.money: link.text is text, 7 is not"),
        ("params: {max_words: 5}", "params: {max_words: 5, other: 1}", "anchor.yaml",
         "anchor.yaml:10:35: anchor.money: the param 'other' is not used"),
        ("words: lists/money.txt", "regex: '[a-z]+'", "anchor.yaml",
         "anchor.yaml:13:37: warning: anchor.money: the pattern has no 3 plain characters in a row to search for"),
        ("words: lists/money.txt", "regex: '(loans+)+'", "anchor.yaml",
         "anchor.yaml:13:37: anchor.money: the pattern repeats what repeats, as in (a+)+: in the worst case its time grows without bound; write it without the inner or the outer repetition"),
        ("cheap hotels", "loan\nloan sharks\nloans", "lists/money.txt",
         "lists/money.txt:6:1: warning: 'loans' is needless: 'loan*' at rules/lists/money.txt:3 matches it too"),
        ("# source: a test\n", "", "lists/money.txt",
         "lists/money.txt:1:1: lacks its source: begin with '# source: ...'"),
        ("loan*\ncheap hotels\n", "", "lists/money.txt", "lists/money.txt:1:1: the list has no terms"),
    ],
)  # fmt: skip
def test_findings(rules_dir: RulesDir, old: str, new: str, path: str, finding: str) -> None:
    assert f"rules/{finding}" in findings(rules_dir.edit(old, new, path))


def test_a_list_that_nobody_reads(rules_dir: RulesDir) -> None:
    rules_dir.write("lists/b.txt", "# source: x\n# date: 2026-01-01\nterm\n")
    assert findings(rules_dir) == ["rules/lists/b.txt:1:1: warning: no rule uses this list"]


def test_an_expired_allow(rules_dir: RulesDir) -> None:
    entry = "{domain: a.example, rules: [anchor.money], expires: '2026-11-21', by: A, reason: B}"
    rules_dir.write("local/a.yaml", f"version: 1\nallow: [{entry}]\n")
    assert findings(rules_dir) == [
        "rules/local/a.yaml:2:61: the allow entry expired on 2026-11-21: renew or remove it"
    ]


@pytest.mark.parametrize(
    ("domain", "said"),
    [
        ("https://a.example/x", "is not a domain: write example.org here, a URL in url_prefix"),
        ("a.example:8080", "is not a domain: write example.org here, a URL in url_prefix"),
        ("bücher.example", "has letters beyond a to z: write it as xn--..."),
        ("*.example", "is not a domain such as example.org"),
    ],
)
def test_an_allow_for_what_is_no_domain(rules_dir: RulesDir, domain: str, said: str) -> None:
    entry = f"{{domain: '{domain}', rules: ['*'], by: A, reason: B, expires: '2099-11-21'}}"
    rules_dir.write("local/a.yaml", f"version: 1\nallow: [{entry}]\n")
    (error,) = rules_dir.errors()
    assert error.endswith(f"{domain!r} {said}")


def test_a_stable_rule_without_html_examples(rules_dir: RulesDir) -> None:
    rules_dir.edit("      html:", "      other:").edit("status: stable", "status: test")
    text = (rules_dir.root / "anchor.yaml").read_text(encoding="utf-8")
    rules_dir.write("anchor.yaml", text[: text.index("      other:")])
    assert findings(rules_dir) == []
    assert findings(rules_dir.edit("status: test", "status: stable")) == [
        "rules/anchor.yaml:22:7: anchor.money: has no html examples for match and no_match"
    ]


def test_examples_of_a_population(rules_dir: RulesDir) -> None:
    rules_dir.edit("level: link", "level: profile")
    rules_dir.edit(
        "    when:\n      all:\n",
        "    over: {minimum: 1}\n    when:\n      all:\n        - {aggregate: count, gte: 1}\n",
    )
    for leaf in (
        "{field: link.text, words: lists/money.txt}",
        "{field: signals.anchor_words, lte: $max_words}",
    ):
        rules_dir.edit(f"        - {leaf}\n", "")
    rules_dir.edit("        - not: {field: link.rel, has_any: [nofollow, sponsored]}\n", "")
    rules_dir.edit("Followed link {link.text!r} with {match.term}", "x")
    (rules_dir.root / "lists" / "money.txt").unlink()
    rules_dir.edit("{link.text: cheap loans}", "{links: [{repeat: 0, of: {}}]}")
    rules_dir.edit("{link.text: balloons}", "{links: [{repeat: 2, of: {link.txt: a}}]}")
    rules_dir.edit(
        "{link: {text: Loans}, signals: {anchor_words: 5}}",
        "{links: [{of: {seen.days: 3}}], own_outlinks: [a.example]}",
    )
    assert findings(rules_dir) == [
        "rules/anchor.yaml:23:11: anchor.money: repeat is a whole number from 1, not 0",
        "rules/anchor.yaml:26:11: anchor.money: an example of a rule with over has the form {links: [{repeat: 40, of: {...}}]}",
        "rules/anchor.yaml:27:36: anchor.money: there is no field 'link.txt' (did you mean 'link.text'?)",
    ]
