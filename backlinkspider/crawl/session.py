"""One crawl job of one process: its store, run, frontier, writer, targets and rules, opened once."""

from __future__ import annotations

import asyncio
import logging
import sys
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from itertools import chain
from typing import TYPE_CHECKING, Final

from backlinkspider import __version__
from backlinkspider.candidates import BadLine, expand, read
from backlinkspider.crawl.frontier import Frontier, Visit
from backlinkspider.crawl.ingest import BATCH, Ingest
from backlinkspider.crawl.lease import this_owner
from backlinkspider.crawl.run import Job, close_run, note_ingested, start_run, unaccounted
from backlinkspider.crawl.writer import StoreLost, Writer
from backlinkspider.documents import Document, utc
from backlinkspider.rules.loader import load_rules
from backlinkspider.store.merge import Look
from backlinkspider.store.base import StoreError
from backlinkspider.target import load_targets

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Iterator, Sequence
    from pathlib import Path

    from scrapy.settings import BaseSettings

    from backlinkspider.candidates import Candidate
    from backlinkspider.crawl.arguments import Arguments
    from backlinkspider.rules.evaluate import RuleSet
    from backlinkspider.store.base import Store
    from backlinkspider.target import Target

logger = logging.getLogger(__name__)

_BAD_LINES_SHOWN: Final = 20


@dataclass(frozen=True, slots=True)
class Plan:
    """All that can be checked before anything starts: targets, rules, sources of candidates."""

    arguments: Arguments
    targets: tuple[Target, ...]
    rules: dict[str, RuleSet]
    rows: tuple[Iterator[Candidate | BadLine], ...]
    spooled: bool
    """Whether standard input is among the sources: then all is read before the first fetch."""

    @classmethod
    def make(cls, arguments: Arguments, rules_folder: Path, today: date) -> Plan:
        """Read target files and rules, find the candidate files.

        Raises ``TargetError``, ``RuleErrors`` or ``CandidateFileError``, before anything starts.
        """
        targets = load_targets(arguments.target, rules_folder / "targets")
        rules = {t.name: load_rules(rules_folder, t, today=today) for t in targets}
        sources = expand(arguments.candidates)
        rows = tuple(read(source.path or sys.stdin.buffer, source.name) for source in sources)
        return cls(arguments, targets, rules, rows, any(s.path is None for s in sources))


@dataclass(slots=True)
class Session:
    """The open job. ``open`` before the first request, ``close`` after the last item."""

    plan: Plan
    settings: BaseSettings
    store_lost: Callable[[Exception], None]
    store: Store
    run: Document | None = None
    frontier: Frontier = field(init=False)
    writer: Writer = field(init=False)
    bad_lines: int = 0
    ingest_done: bool = False
    failure: str | None = None
    exitcode: int = 1
    """The exit status where ``failure`` is set."""
    closed: bool = False
    _ingesting: asyncio.Task[None] | None = None

    async def open(self) -> None:
        """Open the store and join, resume or start the run. Raises ``StoreError``."""
        owner = this_owner()
        await self.store.open()
        self.run = await start_run(self.store, self._job(), _now(), self._facts())
        self.frontier = Frontier(
            self.store,
            run=self.run["_id"],
            owner=owner,
            window=self.settings.getint("FRONTIER_WINDOW"),
            delay=self.settings.getfloat("DOWNLOAD_DELAY"),
        )
        self.writer = Writer(self.store, owner=owner, lost=self.store_lost)
        self.writer.start()

    def _job(self) -> Job:
        return Job(
            spider="backlinks",
            targets=tuple(target.name for target in self.plan.targets),
            arguments=self.plan.arguments.identity(),
        )

    def _facts(self) -> Document:
        revisions = [
            {"target": name, "revision": rules.revision} for name, rules in self.plan.rules.items()
        ]
        return {"version": __version__, "rulesets": revisions}

    async def visits(self) -> AsyncIterator[Visit]:
        """Yield visits while candidates are read in, until nothing of the run is pending."""
        self._ingesting = asyncio.create_task(self._ingest())
        try:
            if self.plan.spooled:
                await self._ingesting
            async for visit in self.frontier.visits(self._ingesting):
                yield visit
        finally:
            self._ingesting.cancel()

    async def _ingest(self) -> None:
        ingest = Ingest(self.store, self.run["_id"], self.plan.targets)
        batch: list[Candidate] = []
        for entry in chain.from_iterable(self.plan.rows):
            if isinstance(entry, BadLine):
                self._note_bad_line(entry)
                continue
            batch.append(entry)
            if len(batch) >= BATCH:
                await ingest.add(batch)
                batch = []
        await ingest.add(batch)
        facts = {"bad_lines": self.bad_lines, "added": ingest.accepted, "known": ingest.known}
        await note_ingested(self.store, self.run["_id"], facts)
        self.ingest_done = True

    def _note_bad_line(self, line: BadLine) -> None:
        self.bad_lines += 1
        if self.bad_lines <= _BAD_LINES_SHOWN:
            logger.warning("%s", line)
        elif self.bad_lines == _BAD_LINES_SHOWN + 1:
            logger.warning("more bad lines follow; they are counted")

    async def write(self, visit: Visit, looks: Sequence[Look]) -> None:
        """Write what a visit found, if its host is still ours, and take the visit back."""
        if not await self.frontier.holds(visit):
            logger.info("%s: another process has taken this host over", visit.url)
            return
        await self.writer.write(looks)
        await self.frontier.done(visit)

    async def fail(self, visit: Visit, error: BaseException) -> None:
        """Give *visit* the outcome ``failed``: an item of it broke in a pipeline."""
        if isinstance(error, StoreLost):
            return
        detail = f"{type(error).__name__}: {error}"[:500]
        looks = [
            Look(
                page=page,
                run=self.run["_id"],
                at=_now(),
                outcome="failed",
                detail=detail,
                facts={"url": visit.url},
            )
            for page in visit.pages
        ]
        await self.write(visit, looks)

    async def close(self, *, complete: bool) -> None:
        """Drain the writer, release leases and write how the run stands.

        Sets ``failure`` when candidates don't add up, the store was lost or the job was
        interrupted.
        """
        if self.run is None:
            await self.store.close()
            return
        self.frontier.close()
        await self.writer.close()
        try:
            await self.frontier.release_all()
            await self._settle(complete=complete)
        except StoreError as error:
            self.failure = self.failure or str(error)
        finally:
            self.closed = True
            await self.store.close()

    async def _settle(self, *, complete: bool) -> None:
        complete = complete and self.ingest_done and self.failure is None
        state = "finished" if complete else "interrupted"
        self.run = await close_run(self.store, self.run["_id"], state, _now())
        missing = unaccounted(self.run) if complete else 0
        if missing:
            self.run = await close_run(self.store, self.run["_id"], "interrupted", _now())
            self.failure = f"the counts do not add up: {missing} candidates have no outcome"
        elif not complete:
            pending = self.run["outcomes"].get("pending", 0)
            self.failure = self.failure or (
                f"interrupted with {pending} candidates pending: the same command goes on with them"
            )


def _now() -> datetime:
    return utc(datetime.now(UTC))
