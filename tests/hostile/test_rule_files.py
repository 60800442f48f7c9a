"""Rule files, word lists and target files from a hostile hand: one clear place, nothing run."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Final

import pytest

from backlinkspider.rules.evaluate import RuleSet
from backlinkspider.rules.lint import lint
from backlinkspider.target.file import load_targets, read_target
from backlinkspider.target.matching import TargetError
from backlinkspider.yamlfile.errors import FileErrors
from tests.rules.conftest import RULE, TODAY, RulesDir

if TYPE_CHECKING:
    from pathlib import Path

MOST_SECONDS: Final = 10
"""Of processor time, where minutes would be the fault."""

_LAUGHS: Final = "a: &a [x, x]\n" + "".join(
    f"{name}: &{name} [*{before}, *{before}]\n"
    for before, name in zip("abcdefgh", "bcdefghi", strict=True)
)
REFUSED: Final = {
    "a billion laughs": (_LAUGHS, "anchors and aliases are not read"),
    "an alias to itself": ("a: &a [*a]\n", "anchors and aliases are not read"),
    "a Python object": ("version: !!python/object/apply:os.system ['true']\n", "tags are not read"),
    "a Python name": ("version: !!python/name:os.system\n", "tags are not read"),
    "a tag of one's own": ("version: !evil 1\n", "tags are not read"),
    "a merge key": ("version: 1\n<<: {rules: []}\n", "merge keys are not read"),
    "ten megabytes": ("version: 1\n#" + "x" * 10_000_000, "more than 1048576 characters"),
    "a million levels": ("a: " + "[" * 1_000_000, "nested deeper than 32 levels"),
    "levels of blocks": ("".join(f"{' ' * n}a:\n" for n in range(900)), "nested deeper than 32"),
    "levels of a key": ("? " * 5000 + "a", "a mapping key must be plain text"),
    "the same key twice": ("version: 1\nversion: 1\nrules: []\n", "is already there"),
    "two documents": ("version: 1\n---\nversion: 2\n", "only one document in a file"),
    "another directive": ("%YAML 9.9\n---\nversion: 1\n", ""),
    "a NUL": ("version: 1\0\n", ""),
    "an escape sequence": ("version: 1 \x1b[2J\n", ""),
    "half a surrogate pair": ('version: "\\ud800"\n', ""),
    "not a finite number": ("version: .inf\n", "not a finite number"),
    "a number of a million digits": ("version: " + "9" * 1_000_000 + "\n", ""),
    "a list at the top": ("- version: 1\n", "a mapping at the top"),
    "nothing but a comment": ("# rules\n", "a mapping at the top"),
    "a tab": ("version: 1\nrules:\n\t- id: a.b\n", ""),
    "a quote that stays open": ('version: 1\ntitle: "x\n', ""),
}
"""Texts of a rule file, and what the first problem must say besides its place."""


@pytest.mark.parametrize("what", REFUSED)
def test_a_hostile_rule_file_is_refused_with_its_place(what: str, rules_dir: RulesDir) -> None:
    text, says = REFUSED[what]
    (rules_dir.root / "evil.yaml").write_bytes(text.encode("utf-8", "surrogatepass"))
    started = time.process_time()
    errors = rules_dir.errors()
    assert time.process_time() - started < MOST_SECONDS
    assert all(error.startswith("rules/evil.yaml:") for error in errors), errors
    assert any(says in error for error in errors), errors
    assert all(error.isprintable() and len(error) < 500 for error in errors)


@pytest.mark.parametrize(
    ("content", "place"),
    [
        (b"version: 1\nrules: [\xff]\n", "rules/evil.yaml:2:9: not UTF-8"),
        ("version: 1\n".encode("utf-16"), "rules/evil.yaml:1:1: not UTF-8"),
        (b"PK\x03\x04" + bytes(range(256)), "rules/evil.yaml:2:"),
        (b"\x00" * 4096, "rules/evil.yaml:1:"),
    ],
)
def test_bytes_that_are_no_text_are_refused(
    content: bytes, place: str, rules_dir: RulesDir
) -> None:
    (rules_dir.root / "evil.yaml").write_bytes(content)
    [error] = rules_dir.errors()
    assert error.startswith(place)


def test_a_byte_order_mark_is_no_fault(rules_dir: RulesDir) -> None:
    (rules_dir.root / "anchor.yaml").write_bytes(b"\xef\xbb\xbf" + RULE.encode())
    assert "anchor.money" in rules_dir.book().rules


def _check_places(error: FileErrors, file: str) -> None:
    assert {one.file for one in error.problems} == {file}
    assert all(str(one).isprintable() for one in error.problems)


SLOW: Final = {
    "repeats what repeats": "(a+)+$",
    "repeats a choice": "(a|a)*$",
    "repeats a choice of lengths": "(a|aa)+$",
    "repeats a group with an end": "(.*a){25}$",
    "repeats spaces": "(\\s*x?\\s*)*y",
    "two that fight": "^.*.*.*.*.*=$",
    "of words": "(\\w+\\s?)*!$",
    "counted within counted": "(?:a{0,90}){0,90}b",
}


@pytest.mark.parametrize("what", SLOW)
def test_a_pattern_that_would_never_end_is_given_up(what: str, rules_dir: RulesDir) -> None:
    pattern = SLOW[what].replace("'", "''")
    rules_dir.edit("words: lists/money.txt", f"regex: '{pattern}'")
    try:
        book = rules_dir.book()
    except FileErrors as error:
        _check_places(error, "rules/anchor.yaml")
        return
    rules = RuleSet(book, TODAY, time.monotonic)
    started = time.process_time()
    for text in ("a" * 5000 + "!", "x " * 3000, "=" * 5000, "word " * 2000):
        rules.evaluate({"link": {"text": text, "rel": []}, "signals": {"anchor_words": 1}})
    assert time.process_time() - started < MOST_SECONDS
    assert all(problem.line for problem in lint(book, TODAY))


LISTS: Final = {
    "a term of a megabyte": "x" * 1_000_000,
    "very many terms": "\n".join(f"term{n}" for n in range(10_000)),
    "stars alone": "*\n**\n* *",
    "a pattern": "(a+)+\n[\n\\",
    "control characters": "loan\x00s\nloan\x1b[2J",
    "letters that only look alike": "lоans\n\u202eloans",
    "formulas": "=1+1\n@SUM(A1)",
    "markup": "<script>alert(1)</script>",
}


@pytest.mark.parametrize("what", LISTS)
def test_a_hostile_word_list_is_words_or_a_fault(what: str, rules_dir: RulesDir) -> None:
    rules_dir.write("lists/money.txt", f"# source: x\n# date: 2026-11-22\n{LISTS[what]}\n")
    try:
        rules = rules_dir.rules()
    except FileErrors as error:
        _check_places(error, "rules/lists/money.txt")
        return
    rules.evaluate({"link": {"text": "cheap loans", "rel": []}, "signals": {"anchor_words": 1}})


TARGET_FILES: Final = {
    "aliases": ("target: a.test\naliases: &a [*a]\n", "anchors and aliases are not read"),
    "a tag": ("target: !!python/object:os.x a.test\n", "tags are not read"),
    "ten megabytes": ("target: a.test\n#" + "x" * 10_000_000, "more than 1048576 characters"),
    "levels": ("target: " + "{a: " * 5000, "nested deeper than 32 levels"),
    "a path": ("target: ../../etc/passwd\n", ""),
    "an address within": ("target: prefix:file:///etc/passwd\n", ""),
    "a script": ("target: 'javascript:alert(1)'\n", ""),
    "an operator": ("target: {$ne: null}\n", "target is a text"),
    "an operator among terms": ("target: a.test\nbrand_terms: [{$gt: ''}]\n", "holds texts"),
    "a term that is a map": ("target: a.test\nbrand_terms: {$where: x}\n", "is a list"),
    "control characters": ('target: "a.test\\x1b[2J"\n', ""),
    "a language of a thousand letters": (f"target: a.test\nlanguages: [{'x' * 1000}]\n", "tag"),
    "a key twice": ("target: a.test\ntarget: b.test\n", "is already there"),
}


@pytest.mark.parametrize("what", TARGET_FILES)
def test_a_hostile_target_file_is_refused_with_its_place(what: str, tmp_path: Path) -> None:
    text, says = TARGET_FILES[what]
    path = tmp_path / "a.test.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(TargetError) as caught:
        read_target(path)
    lines = str(caught.value).split("\n")
    assert all(line.startswith(f"{path}:") for line in lines)
    assert any(says in line for line in lines)
    assert all(line.isprintable() for line in lines)


@pytest.mark.parametrize(
    "name",
    [
        "../../../etc/passwd",
        "/etc/passwd",
        "..",
        "a.test/../../x",
        "prefix:file:///etc/passwd",
        "host:a.test/../..",
        "$where",
        "{$ne: 1}",
        "a.test\0.b",
        "a" * 5000,
        ",,,",
        "javascript:alert(1)",
    ],
)
def test_a_targets_name_leads_to_no_other_file(name: str, tmp_path: Path) -> None:
    folder = tmp_path / "rules" / "targets"
    folder.mkdir(parents=True)
    for path in (tmp_path / "x.yaml", tmp_path / "rules" / "x.yaml"):
        path.write_text("target: elsewhere.test\n")
    with pytest.raises(TargetError):
        load_targets(name, folder)
