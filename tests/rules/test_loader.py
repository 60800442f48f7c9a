# ruff: noqa: E501 - tables of one-line messages and conditions
from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from backlinkspider.yamlfile.errors import FileErrors

if TYPE_CHECKING:
    from tests.rules.conftest import RulesDir

PLACED = re.compile(r"rules/[\w./-]+:\d+:\d+: .+", re.DOTALL)


def test_a_sound_directory_loads(rules_dir: RulesDir) -> None:
    rules = rules_dir.rules()
    assert [rule.id for rule in rules.rules] == ["anchor.money"]


@pytest.mark.parametrize(
    ("old", "new", "error"),
    [
        ("severity: high", "severity: hihg",
         "anchor.yaml:7:15: rules.0.severity: 'hihg' is not 'note', 'low', 'medium', 'high' or 'critical' (did you mean 'high'?)"),
        ("severity: high", "severty: high",
         "anchor.yaml:7:5: unknown key 'severty' in rules.0 (did you mean 'severity'?)"),
        ("    message:", "    mesage:",
         "anchor.yaml:16:5: unknown key 'mesage' in rules.0 (did you mean 'message'?)"),
        ("    remediation: Ask.\n    references", "    remediation: [Ask]\n    references",
         "anchor.yaml:18:18: rules.0.remediation: input should be a valid string, not a list"),
        ("score: 3", "score: high",
         "anchor.yaml:8:12: rules.0.score: input should be a valid number, not 'high'"),
        ("score: 3", "score: 101",
         "anchor.yaml:8:12: rules.0.score: input should be less than or equal to 100, not 101"),
        ("id: anchor.money", "id: Money", "anchor.yaml:3:9: rules.0.id: 'Money' does not have the form"),
        ("    group: anchor\n", "", "anchor.yaml:3:5: rules.0 lacks the key 'group'"),
        ("group: anchor", "group: ancor",
         "anchor.yaml:9:12: anchor.money: groups.yaml has no group 'ancor' (did you mean 'anchor'?)"),
        ("[google.links]", "[google.link]",
         "anchor.yaml:19:18: anchor.money: clauses.yaml has no 'google.link' (did you mean 'google.links'?)"),
        ("field: link.text,", "field: link.txt,",
         "anchor.yaml:13:19: anchor.money: there is no field 'link.txt' (did you mean 'link.text'?)"),
        ("words: lists/money.txt", "words: lists/monney.txt",
         "anchor.yaml:13:37: anchor.money: there is no list 'lists/monney.txt' (did you mean 'lists/money.txt'?)"),
        ("lte: $max_words", "lte: $max_word",
         "anchor.yaml:14:46: anchor.money: there is no param 'max_word' (did you mean 'max_words'?)"),
        ("lte: $max_words", "lte: many", "anchor.yaml:14:46: anchor.money: 'lte' takes a number, not 'many'"),
        ("has_any: [nofollow, sponsored]", "eq: nofollow",
         "anchor.yaml:15:38: anchor.money: 'eq' does not work on link.rel (texts); has_any, has_all, exists do"),
        ("lte: $max_words", "eq: two",
         "anchor.yaml:14:45: anchor.money: signals.anchor_words is number, 'two' is not"),
        ("has_any: [nofollow, sponsored]", "exists: true",
         "anchor.yaml:15:42: anchor.money: 'exists' says nothing here"),
        ("lte: $max_words", "lte: 1, gte: 0",
         "anchor.yaml:14:11: rules.0.when.all.1: needs exactly one operator beside 'field'"),
        ("- not: {field: link.rel, has_any: [nofollow, sponsored]}", "- nofollow",
         "anchor.yaml:15:11: rules.0.when.all.2: a condition is a mapping"),
        ("- not: {field: link.rel, has_any: [nofollow, sponsored]}",
         "- k_of: {min: 2, of: [{field: link.text, eq: a}]}",
         "anchor.yaml:15:17: rules.0.when.all.2.k_of: min is 2, but there are 1 conditions"),
        ("{match.term}", "{match.trem}",
         "anchor.yaml:16:14: anchor.money: the message names 'match.trem', which is nothing known (did you mean 'match.term'?)"),
        ("version: 1", "version: 2", "anchor.yaml:1:10: version: 2 is not 1"),
        ("version: 1\n", "version: 1\nversion: 1\n", "anchor.yaml:2:1: the key 'version' is already there"),
    ],
)  # fmt: skip
def test_each_mistake_is_told_where_it_stands(
    rules_dir: RulesDir, old: str, new: str, error: str
) -> None:
    errors = rules_dir.edit(old, new).errors()
    assert len(errors) == 1
    assert errors[0].startswith(f"rules/{error}")


def test_all_mistakes_of_all_files_come_at_once(rules_dir: RulesDir) -> None:
    rules_dir.edit("severity: high", "severity: hihg").edit("score: 3", "score: x")
    rules_dir.write("page.yaml", "version: 1\nrules: {}\n")
    rules_dir.write("lists/money.txt", "loan\nloan\n")
    rules_dir.write(
        "local/a.yaml", "version: 1\nset: {anchor.money: {status: of, by: x, reason: y}}"
    )
    rules_dir.root.joinpath("groups.yaml").unlink()
    files = [error.split(":")[0] for error in rules_dir.errors()]
    assert files == [
        "rules/anchor.yaml", "rules/anchor.yaml", "rules/groups.yaml", "rules/lists/money.txt",
        "rules/local/a.yaml", "rules/page.yaml",
    ]  # fmt: skip


def test_an_id_is_used_once(rules_dir: RulesDir) -> None:
    text = (rules_dir.root / "anchor.yaml").read_text()
    errors = rules_dir.write("other.yaml", text).errors()
    assert errors == [
        "rules/other.yaml:3:9: the id 'anchor.money' is already used at rules/anchor.yaml:3; ids are never reused"
    ]


def test_bytes_that_are_no_text(rules_dir: RulesDir) -> None:
    (rules_dir.root / "anchor.yaml").write_bytes(b"version: 1\n# \xff")
    assert rules_dir.errors() == ["rules/anchor.yaml:2:3: not UTF-8"]


def test_an_empty_directory(rules_dir: RulesDir) -> None:
    (rules_dir.root / "anchor.yaml").unlink()
    assert rules_dir.errors() == ["rules:1:1: no rule files (*.yaml) in there"]


fragments = st.sampled_from(
    ["when", "all", "any", "not", "k_of", "field", "words", "regex", "id", "$x", "link.text", "1"]
)
values = st.recursive(
    fragments | st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(fragments, inner, max_size=3),
    max_leaves=8,
)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(value=values, key=st.sampled_from(["when", "params", "tests", "needs", "message", "id"]))
def test_any_value_anywhere_loads_or_is_refused_with_a_place(
    rules_dir: RulesDir, value: object, key: str
) -> None:
    rule = (rules_dir.root / "anchor.yaml").read_text(encoding="utf-8").splitlines()
    kept = "\n".join(rule[:9])
    rules_dir.write("fuzz.yaml", f"{kept}\n    message: x\n    {key}: {json.dumps(value)}\n")
    problems = rules_dir.errors()  # at least that its id is used already
    (rules_dir.root / "fuzz.yaml").unlink()
    assert problems
    assert all(PLACED.fullmatch(problem) for problem in problems)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(alphabet="ab:-[]{}&*!|>'\"#%@?, \n\t0.~<"))
def test_any_text_in_any_file_is_refused_with_a_place(rules_dir: RulesDir, text: str) -> None:
    groups = (rules_dir.root / "groups.yaml").read_text(encoding="utf-8")
    for name in ("groups.yaml", "fuzz.yaml", "local/fuzz.yaml", "lists/fuzz.txt"):
        rules_dir.write(name, text)
        assert all(PLACED.fullmatch(problem) for problem in problems_of(rules_dir))
        (rules_dir.root / name).unlink()
        rules_dir.write("groups.yaml", groups)


def problems_of(rules_dir: RulesDir) -> list[str]:
    try:
        rules_dir.book()
    except FileErrors as error:
        return [str(problem) for problem in error.problems]
    return []
