"""How far a long command is, on standard error: a bar on a terminal, else a line now and then.

A command that is done within ``QUIET`` seconds says nothing where there is no terminal.
"""

from __future__ import annotations

import sys
import time
from collections import Counter
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final, Protocol, TypeVar

from backlinkspider.advance import unheard
from backlinkspider.ages import span_in_words
from backlinkspider.cli.output import counted

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Mapping

    from rich.progress import Progress, TaskID

    Clock = Callable[[], float]
    from backlinkspider.advance import Advance

QUIET: Final = 5.0
"""Seconds before the first plain line."""

_PLAIN: Final = 10.0
_LIVE: Final = 0.1
"""Seconds between two plain lines, and between two looks of the bar."""

_ENOUGH: Final = 100
"""Done from which on, or from one in a hundred on, it can be said how long the rest will take."""

_NAMED: Final = 4
"""Outcomes named in a line, the most frequent."""

_T = TypeVar("_T")


class _Display(Protocol):
    def show(self, done: int, told: str) -> None:
        """Show that *done* are done, and the line that says so."""


@contextmanager
def progress(
    label: str,
    total: int = 0,
    *,
    noun: str = "link",
    prints: bool = False,
    clock: Clock = time.monotonic,
) -> Iterator[Advance]:
    """Give a function that is told of each *noun*, or some of them, and what they came to.

    *total* is how many there are, 0 where that is not known. A bar is gone in the end. Where the
    command *prints* meanwhile, a terminal that shows it needs none.
    """
    if prints and sys.stdout.isatty():
        yield unheard
        return
    if not sys.stderr.isatty():
        yield _Meter(_Lines(label), total, noun, clock, first=QUIET, every=_PLAIN).advance
        return
    from rich.console import Console  # noqa: PLC0415 (a fast --help)
    from rich.progress import BarColumn, Progress, TextColumn  # noqa: PLC0415

    columns = (TextColumn("{task.description}", markup=False), BarColumn())
    told = TextColumn("{task.fields[told]}", markup=False)
    # What is printed meanwhile stays where it was sent: rich would take it to standard error.
    console = Console(stderr=True)
    with Progress(*columns, told, console=console, transient=True, redirect_stdout=False) as bar:
        display = _Bar(bar, bar.add_task(label, total=total or None, told=""))
        yield _Meter(display, total, noun, clock, first=0.0, every=_LIVE).advance


def each(items: Iterable[_T], advance: Callable[[int], object]) -> Iterator[_T]:
    """Yield *items*, telling *advance* of each when the next is asked for."""
    for item in items:
        yield item
        advance(1)


async def each_read(
    items: AsyncIterator[_T], advance: Callable[[int], object]
) -> AsyncIterator[_T]:
    """Yield *items* as ``each`` does."""
    async for item in items:
        yield item
        advance(1)


def progress_line(
    done: int, total: int, seconds: float, noun: str, outcomes: Mapping[str, int] | None = None
) -> str:
    """Return in words how far it is, how fast, how long it will take and what came of it.

    >>> progress_line(300, 1200, 10.0, "link")
    '300 of 1,200 links, 25%, 30/s, about 30 s left'
    >>> progress_line(300, 0, 10.0, "row", {"changed": 12})
    '300 rows, 30/s: 12 changed'
    """
    line = _how_far(done, total, seconds, noun)
    told = [f"{count:,} {name}" for name, count in (outcomes or {}).items() if count]
    return f"{line}: {', '.join(told)}" if told else line


def _how_far(done: int, total: int, seconds: float, noun: str) -> str:
    rate = done / seconds if seconds > 0 else 0.0
    speed = f"{rate:,.0f}/s" if rate >= 10 else f"{rate:.1f}/s"
    if not total:
        return f"{counted(done, noun)}, {speed}"
    line = f"{done:,} of {counted(total, noun)}, {min(1, done / total):.0%}, {speed}"
    if done < total and rate and (done >= _ENOUGH or done * 100 >= total):
        line += f", about {span_in_words((total - done) / rate)} left"
    return line


class _Lines:
    """Plain lines on standard error."""

    def __init__(self, label: str) -> None:
        self._label = label

    def show(self, _: int, told: str) -> None:
        print(f"{self._label}: {told}", file=sys.stderr, flush=True)


class _Bar:
    """A bar that moves."""

    def __init__(self, bar: Progress, task: TaskID) -> None:
        self._bar = bar
        self._task = task

    def show(self, done: int, told: str) -> None:
        self._bar.update(self._task, completed=done, told=told)


class _Meter:
    """Counts what is done, and shows it now and then: showing each would take longer than doing."""

    def __init__(
        self, display: _Display, total: int, noun: str, clock: Clock, *, first: float, every: float
    ) -> None:
        self._display = display
        self._total = total
        self._noun = noun
        self._clock = clock
        self._every = every
        self._began = clock()
        self._next = self._began + first
        self._done = 0
        self._outcomes: Counter[str] = Counter()

    def advance(self, count: int, outcomes: Mapping[str, int] | None = None, /) -> None:
        self._done += count
        self._outcomes.update(outcomes or {})
        now = self._clock()
        if now >= self._next:
            self._next = now + self._every
            seconds, outcomes = now - self._began, dict(self._outcomes.most_common(_NAMED))
            told = progress_line(self._done, self._total, seconds, self._noun, outcomes)
            self._display.show(self._done, told)
