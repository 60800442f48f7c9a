from __future__ import annotations

import re
import sys
from unicodedata import category, normalize

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from backlinkspider.rules import folding
from backlinkspider.rules.folding import fold, may_part

MARKS = "".join(chr(code) for code in range(sys.maxunicode) if category(chr(code))[0] == "M")


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("ÜBER", "über"),
        ("u\u0308ber", "über"),
        ("Straße", "strasse"),
        ("İSTANBUL", "istanbul"),
        ("ｃａｓｉｎｏ", "casino"),
        ("ca\u00adsi\u200bno", "casino"),
        ("on-line\u00a0 \n shop", "on line shop"),
        ("on - line", "on line"),
        ("ΣΊΣΥΦΟΣ", "σίσυφοσ"),
        ("", ""),
    ],
)
def test_folding(text: str, folded: str) -> None:
    assert fold(text).text == folded


@pytest.mark.parametrize(
    ("text", "part", "original"),
    [("die Straße hier", "strasse", "Straße"), ("in İzmir", "izmir", "İzmir"),
     ("a - b", " ", " - "),
     ("e\u0301te\u0301 la\u0300", "été", "e\u0301te\u0301")],
)  # fmt: skip
def test_spans_point_at_the_original(text: str, part: str, original: str) -> None:
    folded = fold(text)
    start = folded.text.index(part)
    begin, end = folded.span(start, start + len(part))
    assert text[begin:end] == original


# Marks, joins, invisible characters, and what becomes several characters when folded.
HARD = (
    "aAäßİıIſŉǰﬁ½…№赌ทั가가ｶﾞᾳ#b \u0307\u0301\u0345\u00ad\u200b-\u2010\u2011\u00a0\u3000\n\t\x1c\x85"
)
texts = st.one_of(st.text(alphabet=HARD, max_size=12), st.text(max_size=12)).filter(
    lambda text: all(category(one) != "Cn" for one in text)  # what is unknown has no properties
)


def naive(text: str) -> list[tuple[str, int, int]]:
    """Return the folded characters of *text*, each with the span of its cluster."""
    found: list[tuple[str, int, int]] = []
    for place in re.finditer(f"(?s:.)[{MARKS}]*", text):
        cluster = place[0]
        folded = normalize("NFKC", normalize("NFKC", cluster).casefold()).replace("i\u0307", "i")
        if cluster in "\u00ad\u200b\u200c\u200d\u2060\ufeff":
            continue
        if re.fullmatch(r"[\s\-\u2010\u2011]", cluster):
            folded = " "
            if found and found[-1][0] == " ":
                found[-1] = (" ", found[-1][1], place.end())
                continue
        found += [(one, *place.span()) for one in folded]
    return found


@settings(max_examples=400)
@given(texts)
@example("\x1f \u00ad-")
@example("ทͅ")
def test_each_folded_character_knows_where_it_came_from(text: str) -> None:
    folded, expected = fold(text), naive(text)
    assert folded.text == "".join(one for one, _, _ in expected)
    starts, ends = folded.offsets
    assert list(zip(starts, ends, strict=True)) == [(start, end) for _, start, end in expected]


def test_no_mark_is_overlooked() -> None:
    """The short way for texts without marks asks one class of characters whether there are any."""
    assert [mark for mark in MARKS if not folding._SPECIAL.match(mark)] == []


mostly_ascii = st.lists(st.sampled_from(["Cheap loans - ", "\x1f x\n", *HARD, "\ud800"])).map(
    "".join
)


@given(mostly_ascii)
def test_characters_are_folded_each_by_itself(text: str) -> None:
    assert folding._fold_singly(text) == text.translate(folding._SINGLE)


@given(mostly_ascii)
def test_edges_in_longer_texts(text: str) -> None:
    folded = fold(text)
    starts, _ = folded.offsets
    for index in range(1, len(folded.text)):
        if may_part(folded.text[index - 1], folded.text[index]):
            assert folded.is_edge(index) is (starts[index] != starts[index - 1])


@settings(max_examples=400)
@given(texts)
def test_a_word_never_begins_or_ends_inside_a_character(text: str) -> None:
    folded, expected = fold(text), naive(text)
    for index in range(1, len(expected)):
        if may_part(folded.text[index - 1], folded.text[index]):
            assert folded.is_edge(index) is (expected[index][1] != expected[index - 1][1])


@given(st.text())
def test_case_does_not_matter_to_ascii(text: str) -> None:
    ascii_text = text.encode("ascii", "ignore").decode()
    assert fold(ascii_text.upper()).text == fold(ascii_text.lower()).text
