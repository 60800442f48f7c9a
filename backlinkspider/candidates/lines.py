"""Bytes to numbered lines in bounded memory, whatever the encoding.

The encoding is told by the content: a byte order mark; else the pattern of NUL bytes that
UTF-16 makes of ASCII; else UTF-8, where a line that is not UTF-8 is read as Windows-1252.
"""

from __future__ import annotations

import codecs
from dataclasses import dataclass
from typing import TYPE_CHECKING, BinaryIO, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

MAX_LINE: Final = 1 << 16
"""Bytes of UTF-8; of a longer line only the beginning is kept."""

_CHUNK: Final = 1 << 16

_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16: its mark begins with UTF-16's
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)


@dataclass(frozen=True, slots=True)
class Line:
    """A physical line without its end; *cut* if it was longer than ``MAX_LINE``."""

    number: int
    text: str
    cut: bool = False


def lines(stream: BinaryIO) -> Iterator[Line]:
    """Yield the lines of *stream*; they end in LF or CRLF, or in CR where there is no LF."""
    for number, line in enumerate(byte_lines(_utf8_chunks(stream)), start=1):
        yield Line(number, _decoded(line[:MAX_LINE].removesuffix(b"\r")), len(line) > MAX_LINE)


def byte_lines(chunks: Iterator[bytes]) -> Iterator[bytes]:
    """Yield the lines of *chunks* without their LF; a line beyond ``MAX_LINE`` may be cut."""
    rest = b""
    for chunk in chunks:
        *whole, rest = (rest + chunk).split(b"\n")
        yield from whole
        rest = rest[: MAX_LINE + 1]
    if rest:
        yield rest


def _decoded(line: bytes) -> str:
    try:
        return line.decode()
    except UnicodeDecodeError:
        return line.decode("cp1252", "replace")


def _utf8_chunks(stream: BinaryIO) -> Iterator[bytes]:
    head = stream.read(_CHUNK)
    mark, encoding = encoding_of(head)
    chunks = _transcoded(head[len(mark) :], stream, encoding)
    first = next(chunks, b"")
    old_mac = b"\n" not in first and b"\r" in first
    yield first.replace(b"\r", b"\n") if old_mac else first
    for chunk in chunks:
        yield chunk.replace(b"\r", b"\n") if old_mac else chunk


def _transcoded(head: bytes, stream: BinaryIO, encoding: str) -> Iterator[bytes]:
    if encoding == "utf-8":
        yield head
        yield from iter(lambda: stream.read(_CHUNK), b"")
        return
    decoder = codecs.getincrementaldecoder(encoding)("replace")
    yield decoder.decode(head).encode()
    for chunk in iter(lambda: stream.read(_CHUNK), b""):
        yield decoder.decode(chunk).encode()
    yield decoder.decode(b"", final=True).encode()


def encoding_of(head: bytes) -> tuple[bytes, str]:
    """Return the byte order mark and the encoding that the beginning of a file tells."""
    for mark, encoding in _MARKS:
        if head.startswith(mark):
            return mark, encoding
    return b"", _encoding_by_nuls(head)


def _encoding_by_nuls(head: bytes) -> str:
    """ASCII in UTF-16 has a NUL in every pair, always on one side; no other text has that."""
    pairs = len(head) // 2
    even, odd = head[0::2].count(0), head[1::2].count(0)
    if pairs and even == 0 and odd * 2 > pairs:
        return "utf-16-le"
    if pairs and odd == 0 and even * 2 > pairs:
        return "utf-16-be"
    return "utf-8"
