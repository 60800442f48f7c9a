"""What ``scrapy discover`` does: files, in parts; their results; what to say of them."""

from __future__ import annotations

import asyncio
import sys
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, TextIO, get_args

from scrapy.exceptions import UsageError

from backlinkspider.cli.destination import text_to
from backlinkspider.cli.engine_options import say_on_terminal
from backlinkspider.cli.output import counted
from backlinkspider.cli.progress import progress
from backlinkspider.crawl.discovered import DISCOVERED, DISCOVERER
from backlinkspider.crawl.run import Job
from backlinkspider.discover.cut import PART_BYTES, cut
from backlinkspider.discover.files import archive_addresses
from backlinkspider.discover.frontier import put_all
from backlinkspider.discover.lines import encoded_lines
from backlinkspider.discover.model import Counts, Kind
from backlinkspider.discover.opening import ArchiveFileError
from backlinkspider.discover.parts import joined, read_task
from backlinkspider.discover.read import Task
from backlinkspider.discover.run import begin_run, end_run
from backlinkspider.engine.parts import results
from backlinkspider.target import TargetError, load_targets

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterable, Sequence

    from scrapy.settings import BaseSettings

    from backlinkspider.discover.model import Find
    from backlinkspider.discover.read import Done
    from backlinkspider.engine.parts import Engine
    from backlinkspider.target import Target


@dataclass(slots=True)
class _Sum:
    """What all files together came to; *unread* were not read to their end."""

    files: int = 0
    unread: int = 0
    counts: Counts = field(default_factory=Counts)

    def add(self, done: Done) -> None:
        self.files += 1
        self.unread += bool(done.failure)
        self.counts.add(done.counts)


def discover(opts: argparse.Namespace, settings: BaseSettings, engine: Engine) -> int:
    """Do what *opts* ask by *engine*; return the exit status.

    Raises ``UsageError`` before anything starts, then ``EngineError``, ``StoreError``.
    """
    targets = _targets(opts.target, Path(settings["RULES_FOLDER"]))
    files = _files(opts)
    if opts.to:
        return _to_store(opts, settings["STORE_URI"], targets, files, engine)
    tasks = [Task(address=one, kind=kind, targets=targets) for one, kind in files]
    with text_to(opts.output) as out:
        total = _read(tasks, engine, out)
    if opts.output:
        print(_summary(total, f"lines in {opts.output}"))
    elif total.counts.broken or sys.stderr.isatty():
        print(_summary(total, ""), file=sys.stderr)
    return 1 if total.unread else 0


def _to_store(
    opts: argparse.Namespace,
    uri: str,
    targets: tuple[Target, ...],
    files: Sequence[tuple[str, Kind]],
    engine: Engine,
) -> int:
    names = tuple(target.name for target in targets)
    given = {kind: ",".join(getattr(opts, kind)) for kind in ("warc", "wat")}
    arguments = {"target": opts.target, **{kind: text for kind, text in given.items() if text}}
    job = Job(spider=DISCOVERER, targets=names, arguments=arguments)
    run = asyncio.run(begin_run(uri, job, datetime.now(UTC)))
    tasks = [Task(address=a, kind=kind, targets=targets, store=uri, run=run) for a, kind in files]
    total = _read(tasks, engine, sys.stdout)
    facts = {"files": total.files, "unread": total.unread, **total.counts.document()}
    waiting = asyncio.run(end_run(uri, run, datetime.now(UTC), facts, complete=not total.unread))
    print(_summary(total, f"{counted(waiting, 'page')} new to the store"))
    print(f"next: scrapy crawl backlinks -a target={opts.target} -a candidates={DISCOVERED}")
    return 1 if total.unread else 0


def _targets(spec: str, root: Path) -> tuple[Target, ...]:
    try:
        return load_targets(spec, root / "targets")
    except TargetError as error:
        raise UsageError(str(error), print_help=False) from None


def _files(opts: argparse.Namespace) -> list[tuple[str, Kind]]:
    """Return the archives that *opts* name, each with its kind."""
    try:
        return [
            (address, kind)
            for kind in get_args(Kind)
            for address in archive_addresses(getattr(opts, kind), opts.base)
        ]
    except ArchiveFileError as error:
        raise UsageError(str(error), print_help=False) from None


def _read(tasks: Sequence[Task], engine: Engine, out: TextIO) -> _Sum:
    def put(task: Task, finds: Iterable[Find]) -> None:
        if task.store:
            asyncio.run(put_all(task.store, task.run, task.targets, finds))
        else:
            out.writelines(encoded_lines(find).decode() for find in finds)

    total = _Sum()
    prints = out is sys.stdout
    parts = cut(tasks, PART_BYTES)
    with progress("discover", len(parts), noun="part", prints=prints) as advance:
        for done in joined(results(engine, read_task, parts, say_on_terminal), put):
            if done is not None:
                out.write(done.lines.decode())
                total.add(done)
                _name_problems(done)
            advance(1)
    return total


def _name_problems(done: Done) -> None:
    problems = done.problems if done.counts.records else ()
    for problem in problems:
        print(f"warning: {problem}", file=sys.stderr)
    if (more := done.counts.broken - len(done.problems)) > 0:
        print(f"warning: {done.address}: {more:,} more like these", file=sys.stderr)
    if done.failure:
        print(f"error: {done.failure}", file=sys.stderr)


def _summary(total: _Sum, where: str) -> str:
    counts = total.counts
    parts = [
        counted(total.files, "file"),
        counted(counts.records, "record"),
        counted(counts.pages, "HTML page"),
        f"{counts.links:,} links on {counted(counts.finds, 'page')}",
        *([f"{counts.broken:,} broken"] if counts.broken else []),
        *([f"{counted(total.unread, 'file')} not read to the end"] if total.unread else []),
        *([where] if where else []),
    ]
    return ", ".join(parts)
