"""A sitemap's bytes as text, piece by piece and bounded: gzip, byte order marks, declarations."""

from __future__ import annotations

import codecs
import gzip
import re
import zlib
from io import BytesIO
from typing import TYPE_CHECKING, Final

import webencodings

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

MAX_UNPACKED: Final = 50 * 1024 * 1024
"""Bytes of a sitemap that are read; the protocol's own limit (sitemaps.org, "52,428,800 bytes")."""

_PIECE: Final = 1 << 16
_GZIP: Final = b"\x1f\x8b"
_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
    (b"<\x00", "utf-16-le"),
    (b"\x00<", "utf-16-be"),
)
_DECLARED: Final = re.compile(rb"\s*<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([\w.:-]{1,40})[\"']")

_IMPOSSIBLE: Final = ("utf-16", "replacement")
"""Declared where the declaration could be read as ASCII: a slip, or an attack."""


class CutShortError(Exception):
    """The data ends early; the message says why. What came before is good."""


def read_text(body: bytes) -> Iterator[str]:
    """Yield the text of *body*, packed or not. Raises ``CutShortError`` behind the last piece."""
    pieces = _bounded(_gunzip(body) if body.startswith(_GZIP) else _sliced(body))
    decoder: codecs.IncrementalDecoder | None = None
    for piece in pieces:
        decoder = decoder or _decoder(piece)
        yield decoder.decode(piece)
    if decoder is not None:
        yield decoder.decode(b"", final=True)


def _sliced(body: bytes) -> Iterator[bytes]:
    for start in range(0, len(body), _PIECE):
        yield body[start : start + _PIECE]


def _gunzip(body: bytes) -> Iterator[bytes]:
    with gzip.GzipFile(fileobj=BytesIO(body)) as unpacked:
        try:
            while piece := unpacked.read1(_PIECE):
                yield piece
        except EOFError:
            raise CutShortError("the gzip data ends early") from None
        except (OSError, zlib.error) as error:
            raise CutShortError(f"broken gzip data: {error}") from error


def _bounded(pieces: Iterable[bytes]) -> Iterator[bytes]:
    room = MAX_UNPACKED
    for piece in pieces:
        yield piece[:room]
        room -= len(piece)
        if room < 0:
            raise CutShortError(f"more than {MAX_UNPACKED:,} bytes unpacked")


def _decoder(head: bytes) -> codecs.IncrementalDecoder:
    """Return the decoder for text that starts with *head*; sitemaps should be UTF-8 (protocol)."""
    for mark, name in _MARKS:
        if head.startswith(mark):
            return codecs.getincrementaldecoder(name)("replace")
    declared = _DECLARED.match(head)
    encoding = webencodings.lookup(declared[1].decode("ascii", "replace")) if declared else None
    if encoding is None or encoding.name.startswith(_IMPOSSIBLE):
        encoding = webencodings.UTF8
    return encoding.codec_info.incrementaldecoder("replace")  # type: ignore[no-any-return]
