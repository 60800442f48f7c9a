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
