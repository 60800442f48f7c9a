from __future__ import annotations

import contextlib
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backlinkspider.yamlfile.errors import FileErrors
from backlinkspider.yamlfile.reader import MAX_CHARACTERS, read


def errors(text: str) -> list[str]:
    with pytest.raises(FileErrors) as caught:
        read(text, "x.yaml")
    return [str(problem) for problem in caught.value.problems]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("[no, on, off, yes, y, 12:30, 1_000, 2026-11-22]",
         ["no", "on", "off", "yes", "y", "12:30", "1_000", "2026-11-22"]),
        ("[true, False, null, ~, '', 'true']", [True, False, None, None, "", "true"]),
        ("[1, -2, 007, 0x1F, 0o17, 1.5, .5, 1e3]", [1, -2, 7, 31, 15, 1.5, 0.5, 1000.0]),
        ("1: a\nno: b", {"1": "a", "no": "b"}),
        ("a: >\n  b\n  c\n", {"a": "b c\n"}),
        ("\ufeffa: 1", {"a": 1}),
        ("# nothing\n", None),
    ],
)  # fmt: skip
def test_yaml_1_2_values(text: str, value: Any) -> None:
    assert read(text, "x.yaml").value == value


def test_every_value_and_key_has_its_place() -> None:
    tree = read("rules:\n  - id: a\n    é: [x, y]\n", "x.yaml")

    assert tree.value_mark(("rules", 0, "é", 1)) == (3, 12)
    assert tree.keys["rules", 0, "é"] == (3, 5)
    assert tree.value_mark(("rules", 0, "nowhere")) == (2, 5)
    assert tree.origin(("rules", 0, "id")) == "x.yaml:2"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a: 1\nb: 2\na: 3", "x.yaml:3:1: the key 'a' is already there"),
        ("a: &x 1", "x.yaml:1:4: anchors and aliases are not read"),
        ("a: !!str 1", "x.yaml:1:4: tags are not read"),
        ("a: ! b", "x.yaml:1:4: tags are not read"),
        ("a:\n  <<: {b: 1}", "x.yaml:2:3: merge keys are not read"),
        ("? [a]\n: b", "x.yaml:1:3: a mapping key must be plain text"),
        ("a: .inf", "x.yaml:1:4: .inf is not a finite number"),
        ("a: 1e999", "x.yaml:1:4: 1e999 is not a finite number"),
        ("a: 1\n---\nb: 2", "x.yaml:2:1: only one document in a file"),
        ("a: b: c", "x.yaml:1:5: mapping values are not allowed"),
        ("a: 1\nb: \x01", "x.yaml:2:4: "),
        ("é: \ud800", "x.yaml:1:4: half of a surrogate pair"),
        ("[" * 60, "x.yaml:1:33: nested deeper than 32 levels"),
        ("#" * (MAX_CHARACTERS + 1), "x.yaml:1:1: the file has more than"),
    ],
)
def test_what_is_refused_is_named_with_its_place(text: str, expected: str) -> None:
    assert errors(text)[0].startswith(expected)


def test_all_problems_are_told_at_once() -> None:
    assert len(errors("a: !x 1\nb: &y 2\na: .nan")) == 4


def test_nesting_costs_no_stack() -> None:
    assert "nested deeper" in errors("[" * 100_000)[0]


@given(st.text() | st.text(alphabet="ab:-[]{}&*!|>'\"#%@?, \n\t0.~<é\x00\ud800"))
def test_any_text_is_read_or_refused_with_a_place(text: str) -> None:
    with contextlib.suppress(FileErrors):
        read(text, "x.yaml")
        return
    problems = errors(text)
    lines = text.count("\n") + text.count("\r") + text.count("\x85") + text.count("\u2028")
    assert problems
    assert all(1 <= int(problem.split(":")[1]) <= lines + 3 for problem in problems)


scalars = (
    st.none()
    | st.booleans()
    | st.integers(-(10**17), 10**17)
    | st.text(st.characters(codec="utf-8", categories=["L", "N", "P", "Zs"]))
)
values = st.recursive(
    scalars, lambda inner: st.lists(inner) | st.dictionaries(st.text("abc", min_size=1), inner)
)


@given(values)
def test_json_reads_as_itself(value: Any) -> None:
    import json

    assert read(json.dumps(value, ensure_ascii=False), "x.yaml").value == value
