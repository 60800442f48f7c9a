from __future__ import annotations

from backlinkspider.rules.sieve import PatternSet


def test_the_patterns_are_told_by_number() -> None:
    sieve = PatternSet(["buy", r"(?:\w+ ){12}", r"\bcheap", "sell"])
    assert sorted(sieve.candidates("buy cheap links")) == [0, 2]
    assert sorted(sieve.candidates("a b c d e f g h i j k l m")) == [1]
    assert list(sieve.candidates("")) == []


def test_half_a_surrogate_pair_is_left_to_the_confirmation() -> None:
    assert list(PatternSet(["a", "b"]).candidates("\ud800")) == [0, 1]


def test_many_words_fit_into_one_set() -> None:
    words = [f"word{number}x" for number in range(4000)]
    sieve = PatternSet(["|".join(words[start::8]) for start in range(8)])
    assert list(sieve.candidates("here is word1234x")) == [1234 % 8]
