from __future__ import annotations

import pytest
import regex
from hypothesis import given
from hypothesis import strategies as st

from backlinkspider.rules.words import Lexicon


def found(text: str, *terms: str) -> list[tuple[str, str]]:
    hits = Lexicon({"lists/a.txt": terms}).scan(text).get("lists/a.txt", ())
    return [(text[hit.start : hit.end], hit.term) for hit in hits]


@pytest.mark.parametrize(
    ("text", "terms", "hits"),
    [
        ("хочу Купить ссылки дёшево", ["купить ссылки"], ["Купить ссылки"]),
        ("Alles ÜBER uns", ["über"], ["ÜBER"]),
        ("u\u0308ber uns", ["über"], ["u\u0308ber"]),
        ("Große Straße", ["strasse"], ["Straße"]),
        ("ONLİNE BAHİS", ["online bahis"], ["ONLİNE BAHİS"]),
        ("in moreover", ["more"], []),
        ("Sussex, alphabetsoup", ["sex", "bet"], []),
        ("e\u0301te", ["e"], []),
        ("Payday-Loans here", ["payday loan*"], ["Payday-Loans"]),
        ("payday\u00a0\n loans", ["payday loans"], ["payday\u00a0\n loans"]),
        ("paydays loansome", ["payday loan*"], []),
        ("best loans, loan", ["loan*"], ["loans", "loan"]),
        ("去在线赌场玩", ["赌场"], ["赌场"]),
        ("casino赌场", ["casino", "赌场"], ["casino", "赌场"]),
        ("ß", ["s"], []),
        ("", ["x"], []),
        ("a_b", ["b"], []),
        ("#ad now", ["#ad"], ["#ad"]),
    ],
)
def test_words(text: str, terms: list[str], hits: list[str]) -> None:
    assert [text for text, _ in found(text, *terms)] == hits


def test_overlapping_terms_and_lists_are_all_told() -> None:
    lexicon = Lexicon({"lists/a.txt": ["cheap loans", "loans"], "lists/b.txt": ["loans"]})
    hits = lexicon.scan("Cheap loans")
    assert [hit.term for hit in hits["lists/a.txt"]] == ["cheap loans", "loans"]
    assert [(hit.start, hit.end) for hit in hits["lists/b.txt"]] == [(6, 11)]


def test_lists_with_a_term_are_told_without_places() -> None:
    lexicon = Lexicon({"lists/a.txt": ["cheap*"], "lists/b.txt": ["½ price"], "lists/c.txt": ["1"]})
    assert lexicon.lists_in("Cheapest, for ½ price") == {"lists/a.txt", "lists/b.txt"}
    assert lexicon.lists_in("cheap1") == {"lists/a.txt"}


def test_no_terms_find_nothing() -> None:
    assert Lexicon({}).scan("anything") == {}
    assert Lexicon({"lists/a.txt": []}).scan("anything") == {}


# Letters of several scripts, without those whose folding the oracle does not know.
letters = st.text(alphabet="abßäÄéжЖσςΣ1_ ,.-\u00a0", max_size=30)
words = st.text(alphabet="abßäéжσ1", min_size=1, max_size=4)
terms_lists = st.lists(
    st.builds(lambda parts, star: " ".join(parts) + "*" * star,
              st.lists(words, min_size=1, max_size=2), st.booleans()),
    min_size=1, max_size=6, unique=True,
)  # fmt: skip


@given(letters, terms_lists)
def test_agrees_with_a_naive_regex(text: str, terms: list[str]) -> None:
    expected = set()
    for term in terms:
        body = r"[\s\-]+".join(map(regex.escape, term.removesuffix("*").split()))
        tail = r"[\w\p{M}]*" if term.endswith("*") else ""
        pattern = regex.compile(
            rf"(?<![\w\p{{M}}]){body}{tail}(?![\w\p{{M}}])",
            regex.IGNORECASE | regex.FULLCASE | regex.V1,
        )
        expected |= {(*match.span(), term) for match in pattern.finditer(text, overlapped=True)}
    hits = Lexicon({"lists/a.txt": terms}).scan(text).get("lists/a.txt", ())
    assert {(hit.start, hit.end, hit.term) for hit in hits} == expected
