from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backlinkspider.report.surroundings import AROUND, around, head, tail


@pytest.mark.parametrize(
    ("before", "after", "whole"),
    [
        ("We bought it at", "last year", "We bought it at X last year"),
        ("We bought it at", ", last year", "We bought it at X, last year"),
        ("(see", ")", "(see X)"),
        ("said “", "” twice", "said “X” twice"),
        ("", "", "X"),
    ],
)
def test_the_three_read_as_they_stand_on_the_page(before: str, after: str, whole: str) -> None:
    left, right = around({"before": before, "after": after})
    assert f"{left}X{right}" == whole


def test_a_document_without_surroundings() -> None:
    assert around({"before": None}) == ("", "")


@given(st.text(max_size=3 * AROUND))
def test_what_is_kept_is_next_to_the_link_and_short(text: str) -> None:
    assert text.endswith(tail(text).removeprefix("…"))
    assert text.startswith(head(text).removesuffix("…"))
    assert len(tail(text)) <= AROUND + 1
    assert len(head(text)) <= AROUND + 1


def test_words_are_kept_whole() -> None:
    text = " ".join(["word"] * 60)
    assert tail(text).startswith("…word ")
    assert head(text).endswith(" word…")
