"""Decoding and query encoding in each encoding of the standard, cell by cell against Chromium."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pytest
from webencodings.labels import LABELS

from backlinkspider.page.codec import single_byte_table
from tests.page.chromium import Served
from tests.page.reading import differences

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from tests.page.chromium import Chromium

pytestmark = pytest.mark.browser

ENCODINGS: Final = sorted(set(LABELS.values()))
MULTI_BYTE: Final = ("gbk", "gb18030", "big5", "euc-jp", "shift_jis", "euc-kr")
ESCAPES: Final = {"iso-2022-jp": (b"\x1b$B", b"\x1b(B")}
HARMLESS: Final = sorted(set(range(0x30, 0x100)) - set(b"<&>"))
"""Trail bytes that can't begin markup."""

BROKEN_IN_CHROMIUM: Final = {b"\x88\x62", b"\x88\x64", b"\x88\xa3", b"\x88\xa5"}
"""Big5 pairs of two code points: Chromium 156 makes a lone surrogate of the second."""

UNTOLD: Final = {b"\xa2\x41", b"\xa2\x42"}
"""Big5 pairs that Python's codec merges with others."""


def read_as(encoding: str, texts: Iterable[bytes]) -> Served:
    links = b"\n".join(b"<a href=x>" + text + b"</a>" for text in texts)
    return Served(links, f"text/html; charset={encoding}")


@pytest.mark.parametrize("encoding", MULTI_BYTE)
def test_every_pair_of_bytes(chromium: Chromium, encoding: str) -> None:
    left_out = BROKEN_IN_CHROMIUM | UNTOLD if encoding == "big5" else set()
    pairs = ([bytes((lead, trail)) for trail in HARMLESS] for lead in range(0x80, 0x100))
    rows = (b"  ".join(pair for pair in row if pair not in left_out) for row in pairs)
    # EUC-JP: after 0x8F Chromium takes the next good pair for JIS X 0212, whatever stands between.
    kept = [row for row in rows if encoding != "euc-jp" or not row.startswith(b"\x8f")]
    assert differences(chromium, [read_as(encoding, kept)]) == []


def test_every_cell_of_iso_2022_jp(chromium: Chromium) -> None:
    rows = (bytes((row, cell)) for row in range(0x21, 0x7F) for cell in range(0x21, 0x7F))
    cells = [b"\x1b$B" + cell + b"\x1b(B" for cell in rows]
    other = [b"\x1b(I12345\x1b(B", b"\x1b(J\\~a\x1b(B", b"\x1b$@0!\x1b(B", b"a\x80b\x0e", b"\\~"]
    pages = [read_as("iso-2022-jp", [b"".join(cells)]), read_as("iso-2022-jp", other)]
    assert differences(chromium, pages) == []


def test_jis_x_0212(chromium: Chromium) -> None:
    cells = (bytes((0x8F, row, cell)) for row in range(0xA1, 0xFF) for cell in range(0xA1, 0xFF))
    texts = [b" ".join(cell for cell in cells if cell != b"\x8f\xa2\xb7")]  # Python: an ASCII tilde
    assert differences(chromium, [read_as("euc-jp", texts)]) == []


def test_every_byte(chromium: Chromium) -> None:
    row = b"|".join(bytes((byte,)) for byte in range(0x80, 0x100))
    single = [name for name in ENCODINGS if name not in MULTI_BYTE]
    assert differences(chromium, [read_as(encoding, [row]) for encoding in single]) == []


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16le", "utf-16be", "gb18030"])
def test_sequences_of_more_bytes(chromium: Chromium, encoding: str) -> None:
    texts = ["\ud800a", "a\udc00", "\ud83d\ude00", "\udc00\ud800b", "\ufffe\uffff", "\u1e3f\ufe10"]
    coded = [text.encode(encoding, "surrogatepass") for text in texts if encoding != "gb18030"]
    if encoding in {"utf-8", "gb18030"}:
        coded += [
            b"\x81\x30\x81\x30",
            b"\x84\x31\x82\x36",
            b"\x81\x35\xf4\x37",
            b"\xe3\x32\x9a\x35",
        ]
        coded += [
            b"\xf0\x9f\x98",
            b"\xc0\x80",
            b"\xed\xa0\x80",
            b"\x81\x30\x81",
            b"\xff\x30\xff\x30",
        ]
        pages = [read_as(encoding, coded)]
    else:
        opening, ending = (text.encode(encoding) for text in ("<a href=x>", "</a>"))
        pages = [
            Served(opening + text + ending + odd, f"text/html; charset={encoding}")
            for text in coded
            for odd in (b"", b"x")
        ]
    assert differences(chromium, pages) == []


def queries(encoding: str, characters: Sequence[str]) -> Served:
    """Give each character between two letters in some query."""
    references = [f"a&#{ord(character)};" for character in characters]
    rows = ("".join(references[start : start + 50]) for start in range(0, len(references), 50))
    links = "".join(f'<p><a href="?{row}b#{row}">x</a>' for row in rows)
    return Served(links.encode(), f"text/html; charset={encoding}")


@pytest.mark.parametrize("encoding", [*MULTI_BYTE, "iso-2022-jp"])
def test_queries_in_multi_byte_encodings(chromium: Chromium, encoding: str) -> None:
    codes = (*range(0xA0, 0x2700, 3), *range(0x2E80, 0x3400, 2), *range(0x3400, 0xFFFE, 17))
    special = "−〜～‖∥¢£¬￠￡￢€①№㈱ⅰ纊髙﨑ｱﾞ。゛═╞╡╪十卅ḿ︐龴\ue000\ue5e5\ue78d\ue7c7😀𠀋‧•"
    characters = [*special, *(chr(code) for code in codes if not 0xD800 <= code < 0xE000)]
    kept = [c for c in characters if not (encoding == "iso-2022-jp" and c in "¥‾")]
    assert differences(chromium, [queries(encoding, kept)]) == []


def test_queries_in_single_byte_encodings(chromium: Chromium) -> None:
    single = [
        encoding
        for encoding in ENCODINGS
        if encoding not in {*MULTI_BYTE, "iso-2022-jp", "replacement"} and "utf" not in encoding
    ]
    characters = sorted(
        {c for encoding in single for c in single_byte_table(encoding) if c > "\x9f"}
    )
    assert differences(chromium, [queries(encoding, characters) for encoding in single]) == []


def test_runs_of_characters_in_queries(chromium: Chromium) -> None:
    html = (
        '<meta charset=utf-8><a href="?中文=日本語&q=é😀ü\'x\' "y>#日本">x</a><a href="/é/ü?">y</a>'
    )
    pages = [
        Served(html.encode(encoding, "xmlcharrefreplace"), f"text/html; charset={encoding}")
        for encoding in ("gbk", "big5", "euc-jp", "shift_jis", "euc-kr", "iso-2022-jp", "koi8-r")
    ]
    assert differences(chromium, pages) == []


@pytest.mark.parametrize("pair", sorted(UNTOLD | BROKEN_IN_CHROMIUM))
@pytest.mark.xfail(reason="see UNTOLD and BROKEN_IN_CHROMIUM", strict=True)
def test_known_differences(chromium: Chromium, pair: bytes) -> None:
    assert differences(chromium, [read_as("big5", [pair])]) == []
