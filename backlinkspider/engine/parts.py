"""Results of a job's parts in the order of the parts, whoever does them."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

_Part = TypeVar("_Part")
_Result = TypeVar("_Result")


class EngineError(Exception):
    """The workers can't be had, or a part can't be done by any; the message says what to do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Engine:
    """Who does the parts: *workers* processes here, or those of the Dask cluster at *scheduler*.

    Without either, as many processes as this machine has cores, and none for a single part. With
    no workers (0) this process does them.
    """

    workers: int | None = None
    scheduler: str = ""

    def processes(self, parts: int) -> int:
        """Return how many processes of this machine are started for *parts* parts."""
        if self.scheduler:
            return 0
        if self.workers is not None:
            return self.workers
        cores = os.process_cpu_count() if hasattr(os, "process_cpu_count") else os.cpu_count()
        wanted = min(cores or 1, parts)
        return wanted if wanted > 1 else 0


def results(
    engine: Engine,
    function: Callable[[_Part], _Result],
    parts: Sequence[_Part],
    say: Callable[[str], None],
) -> Iterator[_Result]:
    """Yield what *function* returns of each of *parts*, in their order.

    A part that a lost worker had is done again by another, so *function* must be safe to repeat; it
    is found by its name on the workers. *say* is told where the work can be watched. Raises what
    *function* raises, and ``EngineError``.
    """
    processes = engine.processes(len(parts))
    if not processes and not engine.scheduler:
        yield from map(function, parts)
        return
    from backlinkspider.engine.cluster import by_dask  # noqa: PLC0415 - Dask is slow to import

    yield from by_dask(function, parts, processes, engine.scheduler, say)
