from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backlinkspider.links.anchor_text import (
    GENERIC,
    covers,
    find_term,
    named_host,
    normalise,
    remembering,
    scripts_of,
)


@pytest.mark.parametrize(
    ("text", "words"),
    [("  The “Best”, oak\u00a0tables! ", "the best oak tables"), ("ＯＡＫ", "oak"),
     ("İZMİR", "izmir"), ("Oak & Loom's", "oak loom's"), ("…", "")],
)  # fmt: skip
def test_normalise(text: str, words: str) -> None:
    assert normalise(text) == words


@given(st.text())
def test_normalising_twice_changes_nothing(text: str) -> None:
    assert normalise(normalise(text)) == normalise(text)


@pytest.mark.parametrize(
    ("text", "term", "found", "all_of_it"),
    [
        ("cheap oak tables", "Oak Tables", True, False),
        ("oak tables", "oak tables", True, True),
        ("oak tablespoons", "oak table", False, False),
        ("oak tables", "oak table*", True, True),
        ("soak tables", "oak tables", False, False),
        ("去橡木家具店", "橡木家具", True, False),
        ("anything", "!!", False, False),
    ],
)
def test_terms(text: str, term: str, found: bool, all_of_it: bool) -> None:
    words = normalise(text)
    assert (find_term(words, (term,)) == term) is found
    assert covers(term, words) is all_of_it


_WORDS = st.lists(
    st.sampled_from(["oak", "table", "tables", "oaks", "橡木", "家具", "loom's", "é"])
)


@given(_WORDS.map(" ".join), st.lists(_WORDS.map(" ".join) | st.just("oak tab*"), max_size=4))
def test_a_term_is_found_where_its_words_stand_one_after_another(
    text: str, terms: list[str]
) -> None:
    words = normalise(text)
    longest_first = sorted(filter(normalise, terms), key=len, reverse=True)
    found = [term for term in longest_first if stands_in(term, words)]
    assert find_term(words, tuple(terms)) == next(iter(found), None)


def stands_in(term: str, words: str) -> bool:
    """Tell whether *term* stands in *words*, by looking at each place for it."""
    own, many = normalise(term).split(), words.split()
    if not term.isascii() and "é" not in term:
        return normalise(term) in words
    places = [many[at : at + len(own)] for at in range(len(many) - len(own) + 1)]
    if term.endswith("*"):
        return any(p[:-1] == own[:-1] and p[-1].startswith(own[-1]) for p in places)
    return own in places


@pytest.mark.parametrize(
    ("text", "host"),
    [
        ("Example.COM", "example.com"),
        ("http://a.example:8080/x?y#z", "a.example"),
        ("two words.example", None),
        ("word", None),
        ("3.14", None),
        ("a.example,", None),
    ],
)
def test_named_host(text: str, host: str | None) -> None:
    assert named_host(text) == host


def test_scripts() -> None:
    assert scripts_of("Oak дуб 橡木 オーク 123 →") == {"LATIN", "CYRILLIC", "CJK", "KATAKANA"}


def test_generic_anchors_are_as_anchors_are_compared() -> None:
    assert {normalise(anchor) for anchor in GENERIC} == GENERIC


def test_long_texts_are_not_remembered() -> None:
    asked: list[str] = []

    @remembering
    def length(text: str) -> int:
        asked.append(text)
        return len(text)

    short, long = "oak", "oak " * 100
    assert [length(one) for one in (short, short, long, long)] == [3, 3, 400, 400]
    assert asked == [short, long, long]
