"""The records of a file to its end, though some are broken: reading goes on at the next good one.

A gzip member is known by its first bytes and by the head it unpacks to, a plain record by its
version line and the field below it (WARC 1.1, 4 and annex A).
"""

from __future__ import annotations

import re
import zlib
from dataclasses import dataclass
from typing import IO, TYPE_CHECKING, Final

from backlinkspider.proof.model import ProofError
from backlinkspider.proof.reader import Unreadable, records

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from backlinkspider.proof.reader import Openable, Record

_GZIP: Final = b"\x1f\x8b\x08"
_START: Final = re.compile(rb"\x1f\x8b\x08|WARC/1\.[01]\r\n")
_HEAD: Final = re.compile(rb"WARC/\d\.\d+\r?\n[!-9;-~]+:")
_HEAD_BYTES: Final = 256
_BLANK: Final = 16
"""Bytes in which the empty lines between two plain records end."""

_PIECE: Final = 1024 * 1024
_WINDOW: Final = 4096
"""Bytes from a possible start on that are looked at: enough of a member to unpack its head."""

_FARTHEST: Final = 64 * 1024 * 1024
"""Bytes behind a broken record in which the next is looked for; the largest page is half of it."""


@dataclass(frozen=True, slots=True)
class Break:
    """No record could be read at *offset*, where one should begin; *problem* says why."""

    offset: int
    problem: str


def all_records(
    file: Openable, name: str, *, wanted: Callable[[str], int], offset: int = 0
) -> Iterator[Record | Break]:
    """Yield the records of *file*, called *name*, from the one at *offset* on, and each break.

    *wanted* is as for ``records``. Raises ``Unreadable`` where the bytes can't be had.
    """
    at: int | None = offset
    while at is not None:
        try:
            for record in records(file, name, wanted=wanted, offset=at):
                yield record
                at = record.offset + record.length
        except Unreadable:
            raise
        except ProofError as error:
            problem = str(error)
        else:
            return
        yield Break(at, problem)
        at = next_start(file, name, at)


class Walk:
    """What of *passing* begins before *end* (``None``: all of it), and what comes first behind."""

    def __init__(self, passing: Iterator[Record | Break], end: int | None = None) -> None:
        self._passing = passing
        self._end = end
        self._behind: Record | Break | None = None

    def within(self) -> Iterator[Record | Break]:
        """Yield what begins before the end."""
        for one in self._passing:
            if self._end is not None and one.offset >= self._end:
                self._behind = one
                return
            yield one

    def beyond(self) -> Iterator[Record | Break]:
        """Yield what comes after that; to be asked when ``within`` is done, and once."""
        if self._behind is not None:
            yield self._behind
            yield from self._passing

    @property
    def next(self) -> int | Break | None:
        """Where the first record behind the end begins, or the break there; ``None``: nowhere."""
        return self._behind if isinstance(self._behind, Break | None) else self._behind.offset


def next_start(file: Openable, name: str, offset: int) -> int | None:
    """Return where a record begins behind the broken one at *offset*; ``None`` if none is near.

    Raises ``Unreadable``.
    """
    try:
        with file.open("rb") as stream:
            if not stream.seekable():
                return None
            stream.seek(offset)
            blank = len(head := stream.read(_BLANK)) - len(head.lstrip(b"\r\n"))
            begin = offset + blank + 1
            stream.seek(begin)
            return _search(stream, begin, begin + _FARTHEST)
    except OSError as error:
        raise _unreadable(name, offset, error) from None


def start_within(file: Openable, name: str, first: int, end: int | None) -> int | None:
    """Return the first place from *first* on, before *end*, where a record seems to begin.

    What a record holds may look like a record, too: whoever read what stands before it knows.
    Raises ``Unreadable``.
    """
    try:
        with file.open("rb") as stream:
            stream.seek(first)
            return _search(stream, first, end)
    except OSError as error:
        raise _unreadable(name, first, error) from None


def _unreadable(name: str, offset: int, error: OSError) -> Unreadable:
    return Unreadable(f"{name}: can't be read at offset {offset}: {error.strerror}")


def _search(stream: IO[bytes], offset: int, end: int | None) -> int | None:
    held = b""
    while end is None or offset < end:
        piece = stream.read(_PIECE)
        held += piece
        # The rest is looked at with the next piece, so that each place is judged by a whole window.
        settled = max(0, len(held) - _WINDOW) if piece else len(held)
        for found in _START.finditer(held):
            at = found.start()
            if at >= settled or (end is not None and offset + at >= end):
                break
            if _is_record(held[at : at + _WINDOW]):
                return offset + at
        if not piece:
            return None
        held, offset = held[settled:], offset + settled
    return None


def _is_record(data: bytes) -> bool:
    if data.startswith(_GZIP):
        try:
            data = zlib.decompressobj(31).decompress(data, _HEAD_BYTES)
        except zlib.error:
            return False
    return _HEAD.match(data) is not None
