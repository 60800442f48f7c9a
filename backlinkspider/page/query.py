"""The query of a URL, percent-encoded in the page's legacy encoding as a browser sends it."""

from __future__ import annotations

import re
from functools import cache
from itertools import product
from typing import TYPE_CHECKING, Final
from urllib.parse import quote_from_bytes

from backlinkspider.page.codec import decode, single_byte_table
from backlinkspider.page.encoding_tables import BIG5_LAST, GB18030

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

_SAFE: Final = "!$%&()*+,-./:;=?@[\\]^_`{|}~"
"""ASCII that the URL standard's special-query percent-encode set leaves as it is."""

_QUERY: Final = re.compile(r"\?([^#]*)")
_NON_ASCII: Final = re.compile(r"[^\x00-\x7f]+")
_GB18030_BACK: Final = {ord(new): old for old, new in GB18030.items()} | {0x3000: 0x3000}
_Cell = tuple[bytes, str]
"""How a character is written, and the character."""

_REPLACED: Final = "\ufffd"
_JIS_ASCII: Final[tuple[_Cell, ...]] = ((b"\\", "\u00a5"), (b"~", "\u203e"))
_KATAKANA: Final = range(0xA1, 0xE0)
_HALF_WIDTH: Final = 0xFF61 - 0xA1
_FULL_WIDTH: Final = (
    "。「」、・ヲァィゥェォャュョッーアイウエオカキクケコサシスセソ"
    "タチツテトナニヌネノハヒフヘホマミムメモヤユヨラリルレロワン゛゜"
)


def encode_query(href: str, encoding: str) -> str:
    """Return *href* with its query percent-encoded in *encoding*.

    For a special URL in a document whose encoding is not UTF-8 (URL standard, query state). A
    character the encoding lacks becomes ``%26%23N%3B`` (its decimal character reference).
    """
    if encoding.startswith("utf-") or href.isascii() or encoding == "replacement":
        return href
    return _QUERY.sub(lambda query: "?" + _percent_encode(query[1], encoding), href, count=1)


def _percent_encode(query: str, encoding: str) -> str:
    return _NON_ASCII.sub(lambda run: _percent_encode_run(run[0], encoding), query)


def _percent_encode_run(run: str, encoding: str) -> str:
    """Encode a run of non-ASCII at once: ISO-2022-JP switches character sets round it."""
    encoded = _encode(run, encoding)
    if encoded is not None:
        return quote_from_bytes(encoded, safe=_SAFE)
    if len(run) == 1:
        return f"%26%23{ord(run)}%3B"
    return "".join(_percent_encode_run(character, encoding) for character in run)


def _encode(run: str, encoding: str) -> bytes | None:
    """Return *run* in *encoding*, or ``None`` where the standard's encoder has an error."""
    if encoding in {"gbk", "gb18030"}:
        return _encode_gb(run, encoding)
    index = _index(encoding)
    try:
        encoded = b"".join(index[character] for character in run)
    except KeyError:
        return None
    if encoding != "iso-2022-jp":
        return encoded
    return (b"\x1b(J" if len(encoded) == 1 else b"\x1b$B") + encoded + b"\x1b(B"


def _encode_gb(run: str, encoding: str) -> bytes | None:
    if encoding == "gbk" and "\u20ac" in run:
        return b"\x80" if run == "\u20ac" else None
    if "\ue5e5" in run:
        return None
    try:
        pieces = [c.translate(_GB18030_BACK).encode("gb18030") for c in run]
    except UnicodeEncodeError:
        return None
    if encoding == "gbk" and any(len(piece) > 2 for piece in pieces):
        return None
    return b"".join(pieces)


@cache
def _index(encoding: str) -> Mapping[str, bytes]:
    """Return the bytes of each non-ASCII character that *encoding* can write."""
    if encoding in _CELLS:
        return _multi_byte_index(encoding)
    table = single_byte_table(encoding)
    return {table[byte]: bytes((byte,)) for byte in range(255, 127, -1) if table[byte] != _REPLACED}


def _multi_byte_index(encoding: str) -> Mapping[str, bytes]:
    index: dict[str, bytes] = {}
    for written, character in _CELLS[encoding]():
        if character in index and not (encoding == "big5" and character in BIG5_LAST):
            continue
        if len(character) == 1 and character != _REPLACED:
            index[character] = written
    return index


def _pairs(leads: Iterable[int], trails: Iterable[int], encoding: str) -> Iterator[_Cell]:
    for pair in map(bytes, product(leads, trails)):
        yield pair, decode(pair, encoding)


def _big5_cells() -> Iterator[_Cell]:
    yield from ((b"\xa2\x41", "\u2215"), (b"\xa2\x42", "\ufe68"))
    yield from _pairs(range(0xA1, 0xFF), (*range(0x40, 0x7F), *range(0xA1, 0xFF)), "big5")


def _euc_kr_cells() -> Iterator[_Cell]:
    return _pairs(range(0x81, 0xFF), range(0x41, 0xFF), "euc-kr")


def _shift_jis_cells() -> Iterator[_Cell]:
    """All but the private use area and what stands a second time further on."""
    yield from (
        *_JIS_ASCII,
        *((bytes((byte,)), chr(byte + _HALF_WIDTH)) for byte in _KATAKANA),
        (b"\x81\x7c", "\u2212"),
    )
    leads = (*range(0x81, 0xA0), *range(0xE0, 0xED), *range(0xEF, 0xF0), *range(0xFA, 0xFD))
    yield from _pairs(leads, (*range(0x40, 0x7F), *range(0x80, 0xFD)), "shift_jis")


def _euc_jp_cells() -> Iterator[_Cell]:
    yield from (
        *_JIS_ASCII,
        *((bytes((0x8E, byte)), chr(byte + _HALF_WIDTH)) for byte in _KATAKANA),
        (b"\xa1\xdd", "\u2212"),
    )
    yield from _pairs(range(0xA1, 0xFF), range(0xA1, 0xFF), "euc-jp")


def _iso_2022_jp_cells() -> Iterator[_Cell]:
    """EUC-JP's in seven bits; half-width katakana are written full-width."""
    yield from _JIS_ASCII
    index = _index("euc-jp")
    wide = dict(zip((chr(byte + _HALF_WIDTH) for byte in _KATAKANA), _FULL_WIDTH, strict=True))
    for character in index:
        written = index[wide.get(character, character)]
        yield bytes(byte & 0x7F for byte in written), character


_CELLS: Final[dict[str, Callable[[], Iterator[_Cell]]]] = {
    "big5": _big5_cells,
    "euc-kr": _euc_kr_cells,
    "shift_jis": _shift_jis_cells,
    "euc-jp": _euc_jp_cells,
    "iso-2022-jp": _iso_2022_jp_cells,
}
