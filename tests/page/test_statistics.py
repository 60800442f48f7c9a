from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backlinkspider.page.statistics import top_phrase_share, unique_word_share


@pytest.mark.parametrize(
    ("text", "share"),
    [
        ("buy oak tables now", 0),
        ("buy oak tables buy oak chairs", 4 / 6),
        ("oak oak oak oak", 1),
        ("of the oak in the elm of the ash in the", 0),
        ("cheap oak table in leeds cheap oak table in york", 8 / 10),
    ],
)
def test_top_phrase_share(text: str, share: float) -> None:
    assert top_phrase_share(text.split(), "en") == share


def test_nothing_has_no_share() -> None:
    assert top_phrase_share([], "en") is None
    assert unique_word_share([]) is None


def test_unique_word_share() -> None:
    assert unique_word_share(["a", "b", "a", "c"]) == 0.75


@given(st.lists(st.sampled_from("abc"), min_size=1, max_size=60))
def test_shares_are_shares(words: list[str]) -> None:
    share = top_phrase_share(words, None)
    assert share is not None
    assert 0 <= share <= 1
