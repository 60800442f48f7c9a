from __future__ import annotations

from typing import Any

import pytest

from backlinkspider.rules.fields import FIELDS
from backlinkspider.rules.operators import OPERATORS, Found, Sources
from backlinkspider.rules.words import Lexicon

TERMS = {"lists/a.txt": ["loan*"], "lists/tlds.txt": ["top", "co.example"]}
SOURCES = Sources(Lexicon(TERMS), TERMS)


def find(operator: str, argument: Any, value: Any) -> Found | None:
    assert OPERATORS[operator].fault(argument) == ""
    return OPERATORS[operator].build(argument, SOURCES)(value)


@pytest.mark.parametrize(
    ("operator", "argument", "held", "not_held"),
    [
        ("eq", "a", "a", "A"),
        ("in", ["a", "b"], "b", "c"),
        ("has_any", ["x", "y"], ["y"], ["z"]),
        ("has_all", ["x", "y"], ["y", "z", "x"], ["y"]),
        ("lt", 3, 2.9, 3),
        ("lte", 3, 3, 3.1),
        ("gt", 3, 3.1, 3),
        ("gte", 2.5, 3, 2),
        ("between", [1, 2], 2, 2.1),
        ("starts", "ab", "abc", "cab"),
        ("ends", "bc", "abc", "bca"),
        ("contains", "b", "abc", "aBc"),
        ("words", "lists/a.txt", "my Loans", "my balloons"),
        ("regex", "(?i)ü+b", "ÜÜB", "ub"),
        ("domain_in", "lists/tlds.txt", "a.TOP.", "atop"),
        ("domain_in", ["a.example"], "x.a.example", "xa.example"),
        ("domain_in", ["a.example"], "https://u@x.a.example:8080/b", "https://b.example/a.example"),
        ("cidr", ["203.0.113.0/24", "2001:db8::/32"], "2001:db8::1", "198.51.100.1"),
        ("cidr", ["203.0.113.0/24"], "203.0.113.9", "not an address"),
    ],
)
def test_operators(operator: str, argument: Any, held: Any, not_held: Any) -> None:
    assert find(operator, argument, held) is not None
    assert find(operator, argument, not_held) is None


@pytest.mark.parametrize(
    ("operator", "argument", "value", "found"),
    [
        ("words", ["lists/a.txt"], "die Loans", Found((4, 9), "Loans", "loan*", "lists/a.txt")),
        ("contains", "b", "abc", Found((1, 2), "b")),
        ("regex", "ü.", "xüß", Found((1, 3), "üß")),
        ("domain_in", "lists/tlds.txt", "x.co.example",
         Found(None, "x.co.example", "co.example", "lists/tlds.txt")),
    ],
)  # fmt: skip
def test_what_was_found(operator: str, argument: Any, value: str, found: Found) -> None:
    assert find(operator, argument, value) == found


@pytest.mark.parametrize(
    ("operator", "argument", "fault"),
    [
        ("lt", "3", "takes a number"),
        ("lt", True, "takes a number"),
        ("in", "a", "takes a list of values"),
        ("has_any", [], "takes a list of texts"),
        ("between", [2, 1], "takes two numbers, [lowest, highest]"),
        ("words", "money.txt", "takes lists/NAME.txt, or a list of them"),
        ("words", [1], "takes lists/NAME.txt, or a list of them"),
        ("exists", "yes", "takes true or false"),
        ("cidr", ["300.0.0.0/8"], "takes a list of networks such as 203.0.113.0/24"),
        ("regex", r"(?=a)", "takes a regular expression within limits; this has '(?='"),
        ("regex", r"(a)\1", r"takes a regular expression within limits; this has '\\1'"),
        ("regex", "(a", "takes a regular expression within limits; this is no regular expression"),
        ("regex", "", "takes a regular expression"),
    ],
)
def test_wrong_arguments(operator: str, argument: Any, fault: str) -> None:
    assert OPERATORS[operator].fault(argument).startswith(fault)


def test_patterns_know_the_words_of_all_scripts() -> None:
    assert find("regex", r"(?i)\bкупить\b", "хочу Купить ссылки") == Found((5, 11), "Купить")
    assert find("regex", r"\büber\b", "darüber") is None


def test_a_pattern_that_never_ends_is_given_up() -> None:
    with pytest.raises(TimeoutError):
        find("regex", "^(a|aa)+$", "a" * 500 + "b")


def test_every_kind_of_field_has_operators() -> None:
    kinds = {field.kind for field in FIELDS.values()}
    assert all(any(kind in one.kinds for one in OPERATORS.values()) for kind in kinds)
