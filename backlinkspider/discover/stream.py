"""The records of a file to its end, though some are broken: reading goes on at the next good one.

A gzip member is known by its first bytes and by what it unpacks to, a plain record by its version
line (WARC 1.1, 4 and annex A).
"""

from __future__ import annotations

import re
import zlib
from typing import IO, TYPE_CHECKING, Final

from backlinkspider.proof.model import ProofError
from backlinkspider.proof.reader import Unreadable, records

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from backlinkspider.proof.reader import Openable, Record

_START: Final = re.compile(rb"\x1f\x8b\x08|WARC/1\.[01]\r\n")
_GZIP: Final = b"\x1f\x8b\x08"
_MAGIC: Final = b"WARC/"
_BLANK: Final = 16
"""Bytes in which the empty lines between two plain records end."""

_PIECE: Final = 1024 * 1024
_OVERLAP: Final = 4096
"""Bytes of a piece that are looked at again with the next: enough of a member to unpack it."""

_FARTHEST: Final = 64 * 1024 * 1024
"""Bytes behind a broken record in which the next is looked for; the largest page is half of it."""


def all_records(
    file: Openable,
    name: str,
    *,
    wanted: Callable[[str], int],
    broken: Callable[[str], None],
) -> Iterator[Record]:
    """Yield the records of *file*, called *name*, and tell *broken* of each break.

    *wanted* is as for ``records``. Raises ``Unreadable`` where the bytes can't be had.
    """
    offset: int | None = 0
    while offset is not None:
        try:
            for record in records(file, name, wanted=wanted, offset=offset):
                yield record
                offset = record.offset + record.length
        except Unreadable:
            raise
        except ProofError as error:
            broken(str(error))
            offset = _next_start(file, offset)
        else:
            return


def _next_start(file: Openable, offset: int) -> int | None:
    """Return where a record begins behind the broken one at *offset*; ``None`` if none is near."""
    try:
        with file.open("rb") as stream:
            if not stream.seekable():
                return None
            stream.seek(offset)
            blank = len(head := stream.read(_BLANK)) - len(head.lstrip(b"\r\n"))
            stream.seek(offset + blank + 1)
            return _search(stream, offset + blank + 1)
    except OSError as error:
        raise Unreadable(f"it can't be read at offset {offset}: {error.strerror}") from None


def _search(stream: IO[bytes], offset: int) -> int | None:
    held = b""
    end = offset + _FARTHEST
    while offset < end:
        piece = stream.read(_PIECE)
        held += piece
        for found in _START.finditer(held):
            if _is_record(held[found.start() :][:_OVERLAP]):
                return offset + found.start()
        if not piece:
            return None
        passed = max(0, len(held) - _OVERLAP)
        held, offset = held[passed:], offset + passed
    return None


def _is_record(data: bytes) -> bool:
    if not data.startswith(_GZIP):
        return True
    try:
        return zlib.decompressobj(31).decompress(data, len(_MAGIC)) == _MAGIC
    except zlib.error:
        return False
