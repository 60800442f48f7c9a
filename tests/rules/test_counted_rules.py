"""How many patterns the shipped rules know: rules that differ in lists or numbers are one."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

import pytest

from backlinkspider.rules.loader import load_rulebook

if TYPE_CHECKING:
    from pathlib import Path

    from backlinkspider.rules.resolved import Rulebook

PATTERNS = 100
GRAVE_PATTERNS = 60
GRAVE = {"medium", "high", "critical"}


def shape(written: Any, key: str = "") -> Any:
    """Return *written* without what a list, a language or a param decides."""
    if isinstance(written, dict):
        return tuple((name, shape(value, name)) for name, value in sorted(written.items()))
    if key in {"words", "domain_in", "skip"}:
        return "list"
    if isinstance(written, list):
        return tuple(shape(value) for value in written)
    is_number = isinstance(written, int | float) and not isinstance(written, bool)
    return "param" if is_number or str(written).startswith("$") else written


def conditions(rule: Any) -> tuple[Any, ...]:
    dumped = rule.model_dump(by_alias=True, exclude_unset=True)
    return rule.level, shape(dumped["when"]), shape(dumped.get("over", {}))


@pytest.fixture(scope="module")
def book(shipped: Path) -> Rulebook:
    return load_rulebook(shipped)


@pytest.fixture(scope="module")
def patterns(book: Rulebook) -> list[list[Any]]:
    """Return the rules that count, those of one pattern together."""
    same = defaultdict(list)
    for resolved in book.running:
        tests = resolved.rule.tests
        by_fields = len(tests.match) >= 2 and len(tests.no_match) >= 2
        if by_fields and tests.html.match and tests.html.no_match:
            same[conditions(resolved.rule)].append(resolved)
    return list(same.values())


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"field": "link.text", "words": "lists/a.txt"}, {"field": "link.text", "words": "$b"}),
        ({"field": "page.words", "lt": 10}, {"field": "page.words", "lt": "$most"}),
        ({"all": [{"field": "a", "gte": 1}]}, {"all": [{"gte": 2, "field": "a"}]}),
    ],
)
def test_lists_and_numbers_make_no_pattern_of_their_own(one: Any, other: Any) -> None:
    assert shape(one) == shape(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"field": "link.text", "eq": True}, {"field": "link.text", "eq": False}),
        ({"field": "link.region", "eq": "nav"}, {"field": "link.region", "eq": "footer"}),
        ({"field": "page.words", "lt": 10}, {"field": "page.words", "gt": 10}),
    ],
)
def test_what_is_asked_makes_a_pattern(one: Any, other: Any) -> None:
    assert shape(one) != shape(other)


def test_a_hundred_patterns_go_the_whole_way(patterns: list[list[Any]]) -> None:
    assert len(patterns) >= PATTERNS


def test_sixty_of_them_are_stable_and_weigh(patterns: list[list[Any]]) -> None:
    grave = [
        same
        for same in patterns
        if any(rule.status == "stable" and rule.severity in GRAVE for rule in same)
    ]
    assert len(grave) >= GRAVE_PATTERNS


def test_every_rule_of_weight_has_pages_that_go_the_whole_way(book: Rulebook) -> None:
    without = {
        resolved.rule.id
        for resolved in book.running
        if resolved.status == "stable"
        and resolved.severity in GRAVE
        and not (resolved.rule.tests.html.match and resolved.rule.tests.html.no_match)
    }
    assert without == set()
