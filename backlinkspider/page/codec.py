"""Page bytes to text as the Encoding standard decodes them.

Python's codecs do the work; where they differ from the standard they are mended here.
"""

from __future__ import annotations

import codecs
import re
from functools import cache
from typing import Final

import webencodings

from backlinkspider.page.encoding_tables import (
    BIG5,
    BIG5_POINTERS,
    EUC_JP,
    GB18030,
    SHIFT_JIS,
    SINGLE_BYTE,
)

_MULTI_BYTE: Final = {
    "gbk": "gb18030",
    "gb18030": "gb18030",
    "big5": "big5hkscs",
    "euc-jp": "euc_jp",
    "shift_jis": "cp932",
    "euc-kr": "cp949",
}
"""Python's codec for each multi-byte encoding; the standard decodes GBK as gb18030."""

_AFTERWARDS: Final = {
    "gbk": GB18030,
    "gb18030": GB18030,
    "big5": BIG5,
    "euc-jp": EUC_JP,
    "shift_jis": SHIFT_JIS,
}
_MENDED: Final = {
    encoding: tuple((chr(code), new) for code, new in table.items())
    for encoding, table in _AFTERWARDS.items()
}
"""The characters that are something else in the standard, and what."""

_BIG5_CELLS: Final = {
    first + offset: character
    for first, run in BIG5_POINTERS.items()
    for offset, character in enumerate(run)
}
_NOT_ASCII: Final = ("utf-16", "replacement", "iso-2022-jp")
"""Encodings in which bytes below 0x80 may be something else than ASCII."""

_REPLACED: Final = "\ufffd"
_ESCAPES: Final = re.compile(rb"\x1b(\([BJI]|\$[@B])")
_HIGH: Final = bytes(byte | 0x80 if 0x21 <= byte <= 0x7E else 0xFF for byte in range(256))
_ASCII: Final = "".join(
    _REPLACED if byte >= 0x80 or byte in {0x0E, 0x0F, 0x1B} else chr(byte) for byte in range(256)
)
_SEGMENTS: Final = {
    b"(B": _ASCII,
    b"(J": _ASCII.replace("\\", "¥").replace("~", "\u203e"),
    b"(I": "".join(
        chr(byte + 0xFF40) if 0x21 <= byte <= 0x5F else _REPLACED for byte in range(256)
    ),
}


def decode(body: bytes, encoding: str) -> str:
    """Return *body* as text; *encoding* is a WHATWG name in lower case. Never raises for those.

    A byte order mark is dropped; what can't be decoded becomes U+FFFD.
    """
    if encoding == "utf-8":
        return body.removeprefix(codecs.BOM_UTF8).decode("utf-8", "replace")
    if encoding.startswith("utf-16"):
        return body.decode(encoding.replace("utf-16", "utf-16-"), "replace").removeprefix("\ufeff")
    if encoding == "replacement":
        return _REPLACED if body else ""
    if encoding == "iso-2022-jp":
        return _decode_iso_2022_jp(body)
    if encoding in _MULTI_BYTE:
        return _decode_multi_byte(body, encoding)
    return codecs.charmap_decode(body, "replace", single_byte_table(encoding))[0]


def as_utf_8(body: bytes, encoding: str) -> bytes:
    """Return what ``decode`` makes of *body* as UTF-8: most pages are that already."""
    if body.isascii() and not encoding.startswith(_NOT_ASCII):
        return body
    text = decode(body, encoding)
    if encoding == "utf-8" and _REPLACED not in text:
        return body.removeprefix(codecs.BOM_UTF8)
    return text.encode("utf-8", "replace")


@cache
def single_byte_table(encoding: str) -> str:
    """Return the 256 characters of a single-byte encoding; U+FFFD where a byte has none.

    Bytes 0x80 to 0x9F without a character are C1 controls, as in the standard's indexes.
    """
    found = webencodings.lookup(encoding)
    if found is None:
        raise LookupError(f"{encoding!r} is not an encoding of the Encoding standard")
    table = []
    for byte in range(256):
        try:
            character = found.codec_info.decode(bytes((byte,)), "strict")[0]
        except UnicodeDecodeError:
            character = chr(byte) if byte < 0xA0 else _REPLACED
        table.append(SINGLE_BYTE.get((encoding, byte), character))
    return "".join(table)


def _decode_multi_byte(body: bytes, encoding: str) -> str:
    text = body.decode(_MULTI_BYTE[encoding], "whatwg")
    # Few pages have any of them: looking for each is a hundred times faster than ``translate``.
    found = {one: new for one, new in _MENDED.get(encoding, ()) if one in text}
    if not found.keys().isdisjoint(found.values()):
        return text.translate(_AFTERWARDS[encoding])
    for one, new in found.items():
        text = text.replace(one, new)
    return text


def _decode_iso_2022_jp(body: bytes) -> str:
    """Decode by segments: each escape sequence names the character set of what follows.

    Two sequences with nothing between them are an error, as the standard has it.
    """
    first, *rest = _ESCAPES.split(body)
    pieces = [codecs.charmap_decode(first, "replace", _ASCII)[0]]
    segments = list(zip(rest[::2], rest[1::2], strict=True))
    for charset, segment in segments:
        if table := _SEGMENTS.get(charset):
            pieces.append(codecs.charmap_decode(segment, "replace", table)[0])
        else:
            pieces.append(_decode_multi_byte(segment.translate(_HIGH), "euc-jp"))
        pieces.append("" if segment else _REPLACED)
    if segments and not segments[-1][1]:
        pieces.pop()
    return "".join(pieces)


def _recover(error: UnicodeError) -> tuple[str, int]:
    """Decode what a Python codec refuses and the standard's decoder doesn't.

    A lead byte takes its trail byte along into one U+FFFD, unless that is ASCII.
    """
    if not isinstance(error, UnicodeDecodeError):
        raise error
    recovered = _RECOVERIES[error.encoding](error.object[error.start : error.start + 4])
    return recovered[0], error.start + recovered[1]


def _recover_pair(found: bytes) -> tuple[str, int]:
    return _REPLACED, 2 if 0x80 < found[0] < 0xFF and found[1:2] > b"\x7f" else 1


def _recover_gb18030(found: bytes) -> tuple[str, int]:
    if found[0] == 0x80:
        return "\u20ac", 1
    if re.fullmatch(rb"[\x81-\xfe][0-9][\x81-\xfe][0-9]", found):
        return _REPLACED, 4
    return _recover_pair(found)


def _recover_big5(found: bytes) -> tuple[str, int]:
    lead, trail = found[0], found[1] if len(found) > 1 else 0
    if 0x81 <= lead <= 0xFE and (0x40 <= trail <= 0x7E or 0xA1 <= trail <= 0xFE):
        pointer = (lead - 0x81) * 157 + trail - (0x40 if trail < 0x7F else 0x62)
        if pointer in _BIG5_CELLS:
            return _BIG5_CELLS[pointer], 2
    return _recover_pair(found)


def _recover_euc_jp(found: bytes) -> tuple[str, int]:
    """NEC's row 13 and IBM's extensions, which Python lacks, are found through code page 932."""
    if len(found) > 1 and min(found[:2]) >= 0xA1 and max(found[:2]) <= 0xFE:
        character = _jis_to_cp932(found[0] - 0xA0, found[1] - 0xA0).decode("cp932", "replace")
        return (character if len(character) == 1 else _REPLACED), 2
    if found[0] not in {0x8E, 0x8F} and not 0xA1 <= found[0] <= 0xFE:
        return _REPLACED, 1
    if found[0] == 0x8F and len(found) > 2 and all(0xA1 <= byte <= 0xFE for byte in found[1:3]):
        return _REPLACED, 3
    return _recover_pair(found)


def _jis_to_cp932(row: int, cell: int) -> bytes:
    """Return the code page 932 bytes of a JIS X 0208 position (row and cell from 1 to 94)."""
    lead = (row - 1) // 2 + (0x81 if row < 63 else 0xC1)
    trail = cell + (0x9E if row % 2 == 0 else 0x3F + (cell > 63))
    return bytes((lead, trail))


_RECOVERIES: Final = {
    "gb18030": _recover_gb18030,
    "big5hkscs": _recover_big5,
    "euc_jp": _recover_euc_jp,
    "cp932": _recover_pair,
    "cp949": _recover_pair,
}
codecs.register_error("whatwg", _recover)
