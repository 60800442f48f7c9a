"""One file of an archive as one task: what a worker does, wherever it runs."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from backlinkspider.discover.frontier import BATCH, Frontier
from backlinkspider.discover.lines import lines_of
from backlinkspider.discover.model import Counts
from backlinkspider.discover.opening import ArchiveFile
from backlinkspider.discover.stream import all_records
from backlinkspider.discover.warc import finds_in_warc
from backlinkspider.discover.wat import WatError, finds_in_record
from backlinkspider.printable import printable
from backlinkspider.proof.model import ProofError
from backlinkspider.proof.reader import WHAT_IS_READ
from backlinkspider.store.open import open_store

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backlinkspider.discover.model import Find, Kind
    from backlinkspider.target import Target

PROBLEMS_SHOWN: Final = 20
"""Broken records that are named, of each file; all are counted."""

LINES_LIMIT: Final = 64 * 1024 * 1024
"""Bytes of JSON lines of one file, held until it is read to its end."""

_WAT_RECORD: Final = 32 * 1024 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """A file to read. With *store* its finds go there, for the run *run*; else they are lines."""

    address: str
    kind: Kind
    targets: tuple[Target, ...]
    store: str = ""
    run: str = ""


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


class TooManyLines(Exception):
    """A file has more lines than are held."""


def read_file(task: Task) -> Done:
    """Read the file of *task*; doing it again does the same. Raises ``StoreError``."""
    done = Done(address=task.address)
    try:
        if task.store:
            asyncio.run(_to_store(task, done))
        else:
            done.lines = _as_lines(_finds(task, done))
    except (ProofError, TooManyLines) as error:
        done.failure = printable(str(error))
    if not done.failure and not done.counts.records:
        nothing = f"{task.address}: empty: {WHAT_IS_READ}"
        done.failure = done.problems[0] if done.problems else nothing
    return done


def _finds(task: Task, done: Done) -> Iterator[Find]:
    file = ArchiveFile(task.address)
    if task.kind == "warc":
        found = finds_in_warc(file, task.address, task.targets, done.counts, done.broken)
    else:
        found = _finds_in_wat(file, task, done)
    for find in found:
        done.counts.finds += 1
        done.counts.links += len(find.links)
        yield find


def _finds_in_wat(file: ArchiveFile, task: Task, done: Done) -> Iterator[Find]:
    counts = done.counts
    wanted = {"metadata": _WAT_RECORD}
    everything = all_records(
        file, task.address, wanted=lambda kind: wanted.get(kind, 0), broken=done.broken
    )
    for record in everything:
        counts.records += 1
        if record.kind != "metadata" or "json" not in record.fields.get("content-type", ""):
            continue
        try:
            found = finds_in_record(record, counts.records, task.targets)
        except WatError as error:
            done.broken(f"{task.address}: the record at offset {record.offset}: {error}")
            continue
        counts.pages += found is not None
        yield from found or ()


async def _to_store(task: Task, done: Done) -> None:
    store = open_store(task.store)
    await store.open()
    try:
        frontier = Frontier(store, task.run, task.targets)
        batch: list[Find] = []
        for find in _finds(task, done):
            batch.append(find)
            if len(batch) == BATCH:
                await frontier.put(batch)
                batch = []
        await frontier.put(batch)
    finally:
        await store.close()


def _as_lines(finds: Iterator[Find]) -> bytes:
    lines = bytearray()
    for find in finds:
        for line in lines_of(find):
            lines += line.encode("utf-8", "backslashreplace") + b"\n"
        if len(lines) > LINES_LIMIT:
            raise TooManyLines(
                f"{find.file}: more than {LINES_LIMIT:,} bytes of lines: "
                "write to the store instead, with --to frontier"
            )
    return bytes(lines)
