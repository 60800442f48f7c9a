from __future__ import annotations

import pytest

from backlinkspider.rules.patterns import pattern_faults


@pytest.mark.parametrize(
    ("pattern", "fault"),
    [
        (r"^(\w+\s?)+$", "error: the pattern repeats what repeats"),
        (r"^([a-z0-9]+-?)+\.html$", "error: the pattern repeats what repeats"),
        (r"(?:a|(?:links+))*", "error: the pattern repeats what repeats"),
        (r"(spam*){2,}", "error: the pattern repeats what repeats"),
        (r"spam{101}", "error: the pattern repeats something more than 100 times"),
        (r"spam{2,500}", "error: the pattern repeats something more than 100 times"),
        (r"(?i).*buy", "warning: the pattern begins with .*"),
        (r"[a-z]+", "warning: the pattern has no 3 plain characters"),
        (r"\d\d|a|b", "warning: the pattern has no 3 plain characters"),
    ],
)
def test_slow_patterns(pattern: str, fault: str) -> None:
    found = [f"{level}: {message}" for level, message in pattern_faults(pattern)]
    assert found[0].startswith(fault)


@pytest.mark.parametrize(
    "pattern",
    [
        r"(?i)back-?links?",
        r"(?:buy|sell)+ now",
        r"(links?)+ here",
        r"[(+*]+spam[)+]+",
        r"\(spam+\)+",
        r"spam{2,5}",
        r"(?P<a>spam)\pL+\x{41}[^]*+]",
        r"(?i)[?&](?:aff|affid)=",
    ],
)
def test_quick_patterns(pattern: str) -> None:
    assert list(pattern_faults(pattern)) == []
