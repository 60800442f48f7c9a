"""Spans of time as people write them."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backlinkspider.ages import parse_age, span_in_words, spell_age


@pytest.mark.parametrize(
    ("text", "age"),
    [
        ("12h", timedelta(hours=12)),
        ("7d", timedelta(days=7)),
        ("4w", timedelta(weeks=4)),
        ("0h", timedelta(0)),
        ("7 d", None),
        ("7", None),
        ("-7d", None),
        ("7D", None),
        ("123456d", None),
        ("٧d", None),
        ("", None),
    ],
)
def test_an_age(text: str, age: timedelta | None) -> None:
    assert parse_age(text) == age


@given(st.integers(0, 99_999), st.sampled_from("hdw"))
def test_an_age_spelled_is_the_same_age(number: int, unit: str) -> None:
    age = parse_age(f"{number}{unit}")
    assert age is not None
    hours = spell_age(age)
    assert hours.endswith("h")
    assert int(hours[:-1]) == age // timedelta(hours=1)


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(0, "1 s"), (40.4, "40 s"), (89, "89 s"), (90, "2 min"), (720, "12 min"), (12_600, "3.5 h")],
)
def test_spans_in_words(seconds: float, words: str) -> None:
    assert span_in_words(seconds) == words
