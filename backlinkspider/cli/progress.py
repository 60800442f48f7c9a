"""How far a long command is, on standard error."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


@contextmanager
def progress(target: str, total: int) -> Iterator[Callable[[int], None]]:
    """Give a function that is told of links done: a bar on a terminal, else a line now and then."""
    if sys.stderr.isatty():
        from rich.console import Console  # noqa: PLC0415 (a fast --help)
        from rich.progress import Progress  # noqa: PLC0415

        with Progress(console=Console(stderr=True), transient=True) as bar:
            task = bar.add_task(target, total=total)
            yield lambda count: bar.advance(task, count)
        return
    yield _Lines(target, total).advance


class _Lines:
    """A line on standard error for each tenth of the work."""

    def __init__(self, target: str, total: int) -> None:
        self._target = target
        self._total = total
        self._done = 0

    def advance(self, count: int) -> None:
        tenths = self._done * 10 // max(self._total, 1)
        self._done += count
        if self._done * 10 // max(self._total, 1) > tenths:
            print(f"{self._target}: {self._done:,} of {self._total:,} links", file=sys.stderr)
