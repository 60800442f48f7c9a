"""One file of an archive, or a part of one, as one task: what a worker does, wherever it runs."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from backlinkspider.discover.frontier import put_all
from backlinkspider.discover.lines import encoded_lines
from backlinkspider.discover.model import Counts
from backlinkspider.discover.opening import ArchiveFile
from backlinkspider.discover.originals import Originals
from backlinkspider.discover.stream import Break, Walk, all_records
from backlinkspider.discover.warc import finds_in_warc, wanted_of_warc
from backlinkspider.discover.wat import WatError, finds_in_record
from backlinkspider.printable import printable
from backlinkspider.proof.model import ProofError
from backlinkspider.proof.reader import WHAT_IS_READ

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from backlinkspider.discover.model import Find, Kind
    from backlinkspider.target import Target

PROBLEMS_SHOWN: Final = 20
"""Broken records that are named, of each file; all are counted."""

LINES_LIMIT: Final = 64 * 1024 * 1024
"""Bytes of JSON lines of one file, held until it is read to its end."""

_WAT_RECORD: Final = 32 * 1024 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """A file to read, or, where it is *cut*, its records that begin from *first* on, before *end*.

    With *store* its finds go there, for the run *run*; else they are lines. *streamed* is as for
    ``ArchiveFile``.
    """

    address: str
    kind: Kind
    targets: tuple[Target, ...]
    store: str = ""
    run: str = ""
    first: int = 0
    end: int | None = None
    streamed: bool = False

    @property
    def is_cut(self) -> bool:
        """Whether this is a part of a file."""
        return self.first > 0 or self.end is not None

    def __str__(self) -> str:
        """Name the file, and the part of it."""
        return f"{self.address} from offset {self.first}" if self.is_cut else self.address

    def walk(self, offset: int) -> Walk:
        """Return the records from the one at *offset* on, to the end of the part.

        They raise ``Unreadable``.
        """
        wanted = wanted_of_warc if self.kind == "warc" else _wanted_of_wat
        records = all_records(self.file, self.address, wanted=wanted, offset=offset)
        return Walk(records, self.end)

    @property
    def file(self) -> ArchiveFile:
        """The file, to be opened."""
        return ArchiveFile(self.address, self.streamed)


@dataclass(slots=True, kw_only=True)
class Done:
    """What a file came to; *failure* says why it was not read to its end, if it was not."""

    address: str
    counts: Counts = field(default_factory=Counts)
    problems: list[str] = field(default_factory=list)
    failure: str = ""
    lines: bytes = b""

    def broken(self, problem: str) -> None:
        """Note a record that could not be read."""
        self.counts.broken += 1
        if len(self.problems) < PROBLEMS_SHOWN:
            self.problems.append(printable(problem))

    def fail(self, error: Exception) -> None:
        """Note why the rest was not read."""
        self.failure = printable(str(error))

    def end(self) -> None:
        """Note that all was read; a file without a record is no archive."""
        if not self.failure and not self.counts.records:
            nothing = f"{self.address}: empty: {WHAT_IS_READ}"
            self.failure = self.problems[0] if self.problems else nothing


class TooManyLines(Exception):
    """A file has more lines than are held."""


def read_file(task: Task) -> Done:
    """Read the file of *task*; doing it again does the same. Raises ``StoreError``."""
    done = Done(address=task.address)
    found = finds(task, task.walk(0), Originals(task.file), done.counts, done.broken)
    try:
        if task.store:
            asyncio.run(put_all(task.store, task.run, task.targets, found))
        else:
            done.lines = _as_lines(found)
    except (ProofError, TooManyLines) as error:
        done.fail(error)
    done.end()
    return done


def finds(
    task: Task,
    walk: Walk,
    originals: Originals,
    counts: Counts,
    broken: Callable[[str], None],
) -> Iterator[Find]:
    """Yield the finds of *walk*, records of *task*; the rest is as for ``finds_in_warc``."""
    if task.kind == "warc":
        found = finds_in_warc(walk, task.targets, originals, counts, broken)
    else:
        found = _finds_in_wat(walk, task, counts, broken)
    for find in found:
        counts.finds += 1
        counts.links += len(find.links)
        yield find


def _wanted_of_wat(kind: str) -> int:
    return _WAT_RECORD if kind == "metadata" else 0


def _finds_in_wat(
    walk: Walk, task: Task, counts: Counts, broken: Callable[[str], None]
) -> Iterator[Find]:
    for record in walk.within():
        if isinstance(record, Break):
            broken(record.problem)
            continue
        counts.records += 1
        if record.kind != "metadata" or "json" not in record.fields.get("content-type", ""):
            continue
        try:
            found = finds_in_record(record, counts.records, task.targets)
        except WatError as error:
            broken(f"{task.address}: the record at offset {record.offset}: {error}")
            continue
        counts.pages += found is not None
        yield from found or ()


def _as_lines(found: Iterable[Find]) -> bytes:
    lines = bytearray()
    for find in found:
        lines += encoded_lines(find)
        if len(lines) > LINES_LIMIT:
            raise TooManyLines(
                f"{find.file}: more than {LINES_LIMIT:,} bytes of lines: "
                "write to the store instead, with --to frontier"
            )
    return bytes(lines)
