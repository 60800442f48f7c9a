from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backlinkspider.rules.folding import fold


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


@given(st.text())
def test_each_folded_character_knows_where_it_came_from(text: str) -> None:
    folded = fold(text)
    spans = [folded.span(index, index + 1) for index in range(len(folded.text))]
    assert all(0 <= start < end <= len(text) for start, end in spans)
    assert spans == sorted(spans)


@given(st.text())
def test_case_does_not_matter_to_ascii(text: str) -> None:
    ascii_text = text.encode("ascii", "ignore").decode()
    assert fold(ascii_text.upper()).text == fold(ascii_text.lower()).text
