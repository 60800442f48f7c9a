from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backlinkspider.page.language import function_words
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


def every_phrase_share(words: list[str], common: frozenset[str]) -> float:
    """Return what ``top_phrase_share`` does, by counting every phrase of every size."""
    covered = [0]
    for size in (2, 3, 4):
        phrases = Counter(zip(*(words[start:] for start in range(size)), strict=False))
        for phrase, count in phrases.most_common(20):
            if count > 1 and not common.issuperset(phrase):
                text, found = ("".join(f"<{w}>" for w in each) for each in (words, phrase))
                covered.append(text.count(found) * size)
                break
    return min(1.0, max(covered) / len(words))


@given(st.lists(st.sampled_from([*"abcdefgh", "of", "the"]), min_size=1, max_size=80))
def test_only_phrases_of_phrases_that_come_twice_are_counted(words: list[str]) -> None:
    assert top_phrase_share(words, "en") == every_phrase_share(words, function_words("en"))
