"""Decoding; ``test_codec_browser.py`` compares every cell of every table with Chromium."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from webencodings.labels import LABELS

from backlinkspider.page import codec
from backlinkspider.page.codec import decode, single_byte_table

ENCODINGS = sorted(set(LABELS.values()))


@given(st.binary(), st.sampled_from(ENCODINGS))
def test_never_raises_and_gives_no_surrogates(body: bytes, encoding: str) -> None:
    decode(body, encoding).encode()


@given(st.text(st.characters(max_codepoint=0x7E, min_codepoint=0x20)), st.sampled_from(ENCODINGS))
def test_ascii_is_ascii(text: str, encoding: str) -> None:
    if encoding.startswith("utf-16") or encoding == "replacement":
        return
    assert decode(text.encode(), encoding) == text


MENDED = sorted({chr(code) for table in codec._AFTERWARDS.values() for code in table})


@given(
    st.lists(st.one_of(st.binary(max_size=4), st.sampled_from(MENDED))),
    st.sampled_from(sorted(codec._MULTI_BYTE)),
)
def test_every_character_that_differs_is_mended(pieces: list[bytes | str], encoding: str) -> None:
    name = codec._MULTI_BYTE[encoding]
    body = b"".join(
        piece.encode(name, "ignore") if isinstance(piece, str) else piece for piece in pieces
    )
    mended = codec._AFTERWARDS.get(encoding, {})
    assert decode(body, encoding) == body.decode(name, "whatwg").translate(mended)


@pytest.mark.parametrize(
    ("encoding", "body", "text"),
    [
        ("utf-8", b"\xef\xbb\xbfa\xff", "a\ufffd"),
        ("utf-16le", b"\xff\xfea\0", "a"),
        ("utf-16be", b"\xd8\0\0a", "\ufffda"),
        ("utf-16le", b"\0\xd8a\0b", "\ufffda\ufffd"),
        ("replacement", b"anything", "\ufffd"),
        ("replacement", b"", ""),
        ("windows-1252", b"\x80\x81\xe9", "€\x81é"),
        ("windows-1255", b"\xca\xd9", "\u05ba\ufffd"),
        ("koi8-u", b"\xae\xbe\xa4", "ўЎє"),
        ("x-user-defined", b"a\x80\xff", "a\uf780\uf7ff"),
        ("gbk", b"\x80\xa3\xa0\xd6\xd0\x81 ", "€\u3000中\ufffd "),
        ("gb18030", b"\x81\x30\x81\x30\xa6\xd9\xff\xfe\x39\xfe\x39", "\x80︐\ufffd\ufffd"),
        ("big5", b"\xa1\x45\xa1\xe3\x87\x7a\xa4\xa4\xa4", "‧～㡵中\ufffd"),
        ("euc-jp", b"\xa1\xc1\xad\xa1\x8e\xb1\xa4\xff\xa4a", "～①ｱ\ufffd\ufffda"),
        ("euc-jp", b"\x80\x8f\xa1\xa1a", "\ufffd\ufffda"),
        ("shift_jis", b"\x81\x60\x87\x40\xb1\xa0\xfd\x81 ", "～①ｱ\ufffd\ufffd\ufffd "),
        ("euc-kr", b"\xb0\xa1\x81\x41\xc9\xa1", "가갂\ufffd"),
        ("iso-2022-jp", b"a\x1b$B!A-!\x1b(Bb\x1b(I1\x1b(J\\~", "a～①bｱ¥\u203e"),
        ("iso-2022-jp", b"\x1b(B\x1b$B!!\xe9", "\ufffd\u3000\ufffd"),
    ],
)
def test_decoding(encoding: str, body: bytes, text: str) -> None:
    assert decode(body, encoding) == text


@pytest.mark.parametrize("encoding", ["utf-9", "latin-1-ish"])
def test_unknown_encodings_are_refused_by_name(encoding: str) -> None:
    with pytest.raises(LookupError, match=encoding):
        single_byte_table(encoding)


@given(
    st.lists(st.one_of(st.binary(max_size=4), st.text(max_size=4).map(str.encode))).map(b"".join),
    st.sampled_from(ENCODINGS),
)
def test_a_page_in_utf_8_is_what_it_decodes_to(body: bytes, encoding: str) -> None:
    assert codec.as_utf_8(body, encoding) == decode(body, encoding).encode("utf-8", "replace")


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_ascii_is_left_as_it_is_where_it_means_itself(encoding: str) -> None:
    body = bytes(range(128))
    assert codec.as_utf_8(body, encoding) == decode(body, encoding).encode("utf-8", "replace")
