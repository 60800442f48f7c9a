"""Decoding page bytes and encoding URL queries in legacy encodings as the Encoding standard says.

Python's codecs differ from the standard's tables in a few places; each is mended here and named.
"""

from __future__ import annotations

import codecs
import re
from typing import Final
from urllib.parse import quote_from_bytes

import webencodings

_CODECS: Final = {"gbk": "gb18030", "x-user-defined": "x-user-defined"}
"""The standard decodes GBK with the gb18030 decoder."""

_DOUBLE_BYTE: Final = frozenset({"cp932", "euc_jp", "cp949", "big5hkscs", "gb18030"})
_UNASSIGNED_IN_SHIFT_JIS: Final = dict.fromkeys((0xF8F0, 0xF8F1, 0xF8F2, 0xF8F3), "\ufffd")
"""Code page 932 maps the bytes 0xA0, 0xFD, 0xFE and 0xFF to these; the standard doesn't."""

_EUC_JP_FROM_PYTHON: Final = {
    0x301C: 0xFF5E,
    0x2016: 0x2225,
    0x2212: 0xFF0D,
    0x00A2: 0xFFE0,
    0x00A3: 0xFFE1,
    0x00AC: 0xFFE2,
    0x2014: 0x2015,
}
"""Python maps some JIS X 0208 symbols to other code points than the standard's jis0208 index."""

_EUC_JP_TO_PYTHON: Final = {new: old for old, new in _EUC_JP_FROM_PYTHON.items()}
_QUERY_SAFE: Final = "!$%&()*+,-./:;=?@[\\]^_`{|}~"
"""ASCII that the URL standard's special-query percent-encode set leaves as it is."""

_QUERY: Final = re.compile(r"\?([^#]*)")
_NON_ASCII: Final = re.compile(r"[^\x00-\x7f]+")


def decode(body: bytes, encoding: str) -> str:
    """Return *body* as text; *encoding* is a WHATWG name in lower case. Never raises.

    A byte order mark is dropped; what can't be decoded becomes U+FFFD.
    """
    if encoding == "utf-8":
        return body.removeprefix(codecs.BOM_UTF8).decode("utf-8", "replace")
    if encoding == "replacement":
        return "\ufffd" if body else ""
    text, _ = _codec(encoding).decode(body, "whatwg")
    if encoding == "euc-jp":
        text = text.translate(_EUC_JP_FROM_PYTHON)
    if encoding == "shift_jis":
        text = text.translate(_UNASSIGNED_IN_SHIFT_JIS)
    return text.removeprefix("\ufeff") if encoding.startswith("utf-16") else text


def encode_query(href: str, encoding: str) -> str:
    """Return *href* with its query percent-encoded in *encoding*, as a browser sends it.

    For a special URL in a document whose encoding is not UTF-8 (URL standard, query state). A
    character the encoding lacks becomes ``%26%23N%3B`` (its decimal character reference).
    """
    if encoding.startswith("utf-") or href.isascii() or encoding == "replacement":
        return href
    return _QUERY.sub(lambda query: "?" + _percent_encode(query[1], encoding), href, count=1)


def _percent_encode(query: str, encoding: str) -> str:
    if query.isascii():
        return query
    if encoding == "euc-jp":
        query = query.translate(_EUC_JP_TO_PYTHON)
    return _NON_ASCII.sub(lambda run: _percent_encode_run(run[0], encoding), query)


def _percent_encode_run(run: str, encoding: str) -> str:
    """Encode a run of non-ASCII at once: ISO-2022-JP switches character sets round it."""
    encoded = _encode(run, encoding)
    if encoded is not None:
        return quote_from_bytes(encoded, safe=_QUERY_SAFE)
    if len(run) == 1:
        return f"%26%23{ord(run)}%3B"
    return "".join(_percent_encode_run(character, encoding) for character in run)


def _encode(run: str, encoding: str) -> bytes | None:
    """Return *run* in *encoding*, or ``None`` where the standard's encoder has an error."""
    if encoding == "gbk":
        pieces = [b"\x80" if c == "\u20ac" else _encode(c, "gb18030") or b"" for c in run]
        return None if any(len(piece) not in (1, 2) for piece in pieces) else b"".join(pieces)
    try:
        return _codec(encoding).encode(run, "strict")[0]
    except UnicodeEncodeError:
        return None


def _codec(encoding: str) -> codecs.CodecInfo:
    found = webencodings.lookup(encoding)
    if found is None:
        raise LookupError(f"{encoding!r} is not an encoding of the Encoding standard")
    name = _CODECS.get(encoding)
    return codecs.lookup(name) if name and name != "x-user-defined" else found.codec_info


def _recover(error: UnicodeError) -> tuple[str, int]:
    """Decode what a Python codec refuses and the standard's decoder doesn't.

    Single-byte encodings map unassigned bytes 0x80 to 0x9F to C1 controls; gb18030 maps 0x80 to
    the euro sign; EUC-JP has NEC's row 13, which is found through code page 932. A lead byte takes
    its trail byte along into one U+FFFD, unless that is ASCII.
    """
    if not isinstance(error, UnicodeDecodeError):
        raise error
    start, encoding = error.start, error.encoding
    pair = error.object[start : start + 2]
    if encoding == "charmap":
        return (chr(pair[0]) if pair[0] < 0xA0 else "\ufffd"), start + 1
    if encoding == "gb18030" and pair[0] == 0x80:
        return "\u20ac", start + 1
    if encoding == "euc_jp" and (found := _euc_jp_pair(pair)):
        return found, start + 2
    if encoding in _DOUBLE_BYTE and 0x80 < pair[0] < 0xFF and pair[1:] > b"\x7f":
        return "\ufffd", start + 2
    return "\ufffd", start + 1


def _euc_jp_pair(pair: bytes) -> str | None:
    if len(pair) < 2 or min(pair) < 0xA1 or max(pair) > 0xFE:
        return None
    row, cell = pair[0] - 0xA1, pair[1] - 0xA1
    lead = row // 2 + (0x81 if row < 62 else 0xC1)
    trail = cell + (0x9F if row % 2 else 0x40 + (cell >= 63))
    try:
        return bytes((lead, trail)).decode("cp932")
    except UnicodeDecodeError:
        return None


codecs.register_error("whatwg", _recover)
