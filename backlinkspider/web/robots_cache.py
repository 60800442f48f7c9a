"""One robots.txt per origin: fetched once for all who wait, kept for as long as it holds."""

from __future__ import annotations

import asyncio
import time
from collections import OrderedDict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine
    from typing import Any

    from backlinkspider.web.robots import Robots

MAX_ORIGINS: Final = 20_000
"""Origins kept: every host of a large export, which come round again and again."""

MAX_BYTES: Final = 4 * 1024 * 1024
"""Robots.txt bytes kept; parsed rules take up to 64 times as much memory (measured)."""


@dataclass(slots=True)
class _Entry:
    """An origin: being read, or *robots* as read. The task is let go then: it takes more room."""

    reading: asyncio.Task[Robots] | None
    robots: Robots | None = None
    expires: float = float("inf")
    size: int = 0


class RobotsCache:
    """Least recently used first out; an origin that is being read is never dropped.

    *fetch* reads the robots.txt of an origin. It runs as a task of its own, so that a waiter
    that is cancelled disturbs no other. What it raises reaches everybody who waits and is not
    kept: the next one asks again.
    """

    def __init__(
        self,
        fetch: Callable[[str], Coroutine[Any, Any, Robots]],
        *,
        max_origins: int = MAX_ORIGINS,
        max_bytes: int = MAX_BYTES,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._fetch = fetch
        self._max_origins = max_origins
        self._max_bytes = max_bytes
        self._clock = clock
        self._entries: OrderedDict[str, _Entry] = OrderedDict()
        self._bytes = 0

    def __len__(self) -> int:
        return len(self._entries)

    async def get(self, origin: str) -> Robots:
        """Return the robots.txt of *origin*. Raises what fetching it raised."""
        entry = self._entries.get(origin)
        if entry is None or entry.expires <= self._clock():
            self._forget(origin)
            entry = self._start(origin)
        self._entries.move_to_end(origin)
        if entry.robots is not None:
            return entry.robots
        assert entry.reading is not None
        return await asyncio.shield(entry.reading)

    def _start(self, origin: str) -> _Entry:
        reading = asyncio.create_task(self._fetch(origin), name=f"robots {origin}")
        entry = self._entries[origin] = _Entry(reading)
        reading.add_done_callback(lambda task: self._read(origin, entry, task))
        return entry

    def _read(self, origin: str, entry: _Entry, task: asyncio.Task[Robots]) -> None:
        if task.cancelled() or task.exception():
            self._forget(origin)
            return
        entry.reading, entry.robots = None, (robots := task.result())
        entry.expires = self._clock() + robots.lifetime
        entry.size = robots.size
        self._bytes += robots.size
        self._shrink()

    def _shrink(self) -> None:
        while self._is_over():
            read = (origin for origin, entry in self._entries.items() if entry.robots)
            oldest = next(read, None)
            if oldest is None:
                return
            self._forget(oldest)

    def _is_over(self) -> bool:
        return len(self._entries) > self._max_origins or self._bytes > self._max_bytes

    def _forget(self, origin: str) -> None:
        if entry := self._entries.pop(origin, None):
            self._bytes -= entry.size
