from __future__ import annotations

from urllib.parse import unquote_to_bytes

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from webencodings.labels import LABELS

from backlinkspider.page.codec import decode
from backlinkspider.page.query import encode_query

LEGACY = sorted(set(LABELS.values()) - {"utf-8", "utf-16le", "utf-16be", "replacement"})


@pytest.mark.parametrize(
    ("encoding", "href", "encoded"),
    [
        ("utf-8", "?é", "?é"),
        ("utf-16le", "?é", "?é"),
        ("replacement", "?é", "?é"),
        ("windows-1252", "/é?é#é", "/é?%E9#é"),
        ("windows-1252", "?a=1&b='x'", "?a=1&b='x'"),
        ("windows-1252", "é", "é"),
        ("windows-1252", "?中", "?%26%2320013%3B"),
        ("koi8-u", "?ў╝", "?%AE%26%239565%3B"),
        ("windows-1251", "?Ж?Ж", "?%C6?%C6"),
        ("gbk", "?中€😀ḿ", "?%D6%D0%80%26%23128512%3B%A8%BC"),
        ("gb18030", "?😀\ue7c7\ue5e5", "?%949%FC6%815%F47%26%2358853%3B"),
        ("big5", "?中€∕十", "?%A4%A4%A3%E1%A2A%A4Q"),
        ("euc-jp", "?−￠¥ｱ丂", "?%A1%DD%A1%F1\\%8E%B1%26%2319970%3B"),
        ("shift_jis", "?−纊‾\ue000", "?%81|%FA\\~%26%2357344%3B"),
        ("euc-kr", "?가갂", "?%B0%A1%81A"),
        ("iso-2022-jp", "?日本a語ｱ", "?%1B$BF%7CK%5C%1B(Ba%1B$B8l%%22%1B(B"),
    ],
)
def test_encoding(encoding: str, href: str, encoded: str) -> None:
    assert encode_query(href, encoding) == encoded.replace("%7C", "|").replace("%5C", "\\")


@given(st.text(st.characters(exclude_categories=["Cs"])), st.sampled_from(LEGACY))
def test_the_result_is_ascii_and_only_the_query_changes(text: str, encoding: str) -> None:
    assume("#" not in text and "?" not in text)
    encoded = encode_query(f"/é?{text}#é", encoding)
    assert encoded[:3] == "/é?"
    assert encoded[-2:] == "#é"
    assert encoded[3:-2].isascii()


@given(st.characters(min_codepoint=0xA0, exclude_categories=["Cs"]), st.sampled_from(LEGACY))
def test_what_an_encoding_can_write_reads_back(character: str, encoding: str) -> None:
    query = encode_query(f"?{character}", encoding)[1:]
    if query != f"%26%23{ord(character)}%3B":
        assert decode(unquote_to_bytes(query), encoding) in {character, *LOSSY.get(character, "")}


HALF_WIDTH = map(chr, range(0xFF61, 0xFFA0))
FULL_WIDTH = (
    "。「」、・ヲァィゥェォャュョッーアイウエオカキクケコサシスセソ"
    "タチツテトナニヌネノハヒフヘホマミムメモヤユヨラリルレロワン゛゜"
)
LOSSY = {"\u2212": "－", "¥": "\\", "‾": "~", "∕": "／", "﹨": "＼"} | dict(
    zip(HALF_WIDTH, FULL_WIDTH, strict=True)
)
"""Characters that the standard writes as another one, or that Python's big5hkscs reads as one."""
