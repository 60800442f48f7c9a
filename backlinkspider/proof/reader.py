"""Reads WARC files, whoever wrote them: record after record, or one at its offset."""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import IO, TYPE_CHECKING, Any, Final, Literal, Protocol

from warcio.archiveiterator import ArchiveIterator
from warcio.exceptions import ArchiveLoadFailed
from warcio.statusandheaders import StatusAndHeadersParserException

from backlinkspider.proof.model import ProofError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

WHAT_IS_READ: Final = "give WARC files, plain or compressed record by record (.warc, .warc.gz)"
_BROKEN: Final = (
    ArchiveLoadFailed,
    StatusAndHeadersParserException,
    zlib.error,
    EOFError,
    ValueError,
    AttributeError,
    TypeError,
)
"""What warcio raises on bytes that are no WARC; the last two from headers that are missing."""


class Unreadable(ProofError):
    """The bytes themselves can't be had: what a file holds further on can't be read either."""


class Openable(Protocol):
    """A file as ``Path`` is one."""

    def open(self, mode: Literal["rb"], /) -> IO[bytes]:
        """Return its bytes as a stream. Raises ``OSError``."""


class _Records(ArchiveIterator):  # type: ignore[misc]
    # It writes to standard error where the bytes between two records are wrong.
    INC_RECORD = ""


@dataclass(frozen=True, slots=True)
class Record:
    """One record: its fields by lower-case name, and the start of its block.

    *length* is that of the whole record in its file; *cut* tells that the block is longer than
    what was asked for.
    """

    file: str
    offset: int
    length: int
    fields: Mapping[str, str]
    block: bytes
    cut: bool

    @property
    def kind(self) -> str:
        """The WARC-Type."""
        return self.fields["warc-type"]

    @property
    def uri(self) -> str:
        """The WARC-Target-URI."""
        return self.fields.get("warc-target-uri", "")

    @property
    def identity(self) -> str:
        """The WARC-Record-ID."""
        return self.fields.get("warc-record-id", "")

    @property
    def date(self) -> datetime | None:
        """The WARC-Date in UTC."""
        return parse_date(self.fields.get("warc-date", ""))

    @property
    def about(self) -> str:
        """The id of the record that this one belongs to."""
        return self.fields.get("warc-refers-to") or self.fields.get("warc-concurrent-to", "")


def parse_date(text: str) -> datetime | None:
    """Return the moment *text* names (WARC 1.1, 5.4, or any ISO 8601); ``None`` for no date."""
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        return None
    return at.astimezone(UTC) if at.tzinfo else at.replace(tzinfo=UTC)


def records(
    path: Openable, name: str, *, wanted: Callable[[str], int], offset: int = 0
) -> Iterator[Record]:
    """Yield the records of *path* from *offset* on, in bounded memory.

    *wanted* gives, by WARC-Type, how many bytes of a block are read; *name* is what the file is
    called. Raises ``ProofError``, after all records before the place where it is broken.
    """
    try:
        stream = path.open("rb")
    except OSError as error:
        raise Unreadable(f"{name}: can't be read: {error.strerror}") from None
    with stream:
        if offset:  # a pipe can't be asked to go anywhere
            stream.seek(offset)
        yield from _read(stream, name, wanted, offset)


def record_at(path: Openable, name: str, offset: int, *, limit: int) -> Record:
    """Return the record at *offset*, at most *limit* bytes of its block. Raises ``ProofError``."""
    for record in records(path, name, wanted=lambda _: limit, offset=offset):
        return record
    raise ProofError(f"{name}: there is no record at offset {offset}")


def _read(stream: IO[bytes], name: str, wanted: Callable[[str], int], at: int) -> Iterator[Record]:
    try:
        iterator = _Records(stream, no_record_parse=True)
        for record in iterator:
            at = iterator.offset
            if record.rec_type == "arc_header":
                raise ProofError(f"{name}: an ARC file: convert it with: warcio recompress")
            if record.format != "warc":  # wrong bytes that happen to look like one of ARC's lines
                raise ProofError(_broken(name, at, ValueError("what stands there is no record")))
            yield _one(iterator, record, name, wanted)
            at = iterator.offset
    except OSError as error:
        raise Unreadable(f"{name}: can't be read at offset {at}: {error.strerror}") from None
    except _BROKEN as error:
        raise ProofError(_broken(name, at, error)) from None


def _one(iterator: Any, record: Any, name: str, wanted: Callable[[str], int]) -> Record:
    at = iterator.offset
    fields = {key.lower(): value for key, value in record.rec_headers.headers}
    if "content-length" not in fields:
        raise ProofError(f"{name}: the file ends within the head of the record at offset {at}")
    if "warc-type" not in fields:
        raise ProofError(f"{name}: the record at offset {at} has no WARC-Type")
    limit = wanted(fields["warc-type"])
    block = _read_up_to(record.raw_stream, limit)
    cut = record.raw_stream.limit > 0
    iterator.read_to_end()
    if record.raw_stream.limit > 0:
        missing = record.raw_stream.limit
        raise ProofError(f"{name}: the record at offset {at} is torn: {missing} bytes are missing")
    return Record(name, at, iterator.get_record_length(), fields, block, cut)


def _read_up_to(stream: Any, limit: int) -> bytes:
    parts = []
    while limit > 0 and (part := stream.read(min(limit, 65536))):
        parts.append(part)
        limit -= len(part)
    return b"".join(parts)


def _broken(name: str, at: int, error: Exception) -> str:
    if "non-chunked gzip" in str(error):
        return (
            f"{name}: compressed as one piece, not record by record (at offset {at}):"
            " convert it with: warcio recompress"
        )
    if at == 0:
        return f"{name}: no WARC file: {WHAT_IS_READ}"
    what = " ".join(str(error).split())[:200] or type(error).__name__
    return f"{name}: broken at offset {at}: {what}"
