from __future__ import annotations

from backlinkspider.rules.sieve import sieves


def candidates(patterns: list[str], text: str) -> list[int]:
    return sorted(number for sieve in sieves(patterns) for number in sieve.candidates(text))


def test_the_patterns_are_told_by_number() -> None:
    patterns = ["buy", r"(?:\w+ ){12}", r"\bcheap", "sell"]
    assert candidates(patterns, "buy cheap links") == [0, 2]
    assert candidates(patterns, "a b c d e f g h i j k l m") == [1]
    assert candidates(patterns, "") == []


def test_patterns_that_count_far_are_searched_alone() -> None:
    patterns = ["buy", r"(?:\w+ ){12}", "sell", "(?:a,){20}"]
    assert sorted(sieve.numbers for sieve in sieves(patterns)) == [[0, 2], [1], [3]]


def test_half_a_surrogate_pair_is_left_to_the_confirmation() -> None:
    assert candidates(["a", "b", "c{9}"], "\ud800") == [0, 1, 2]


def test_many_words_fit_into_one_set() -> None:
    words = [f"word{number}x" for number in range(4000)]
    patterns = ["|".join(words[start::8]) for start in range(8)]
    assert candidates(patterns, "here is word1234x") == [1234 % 8]
