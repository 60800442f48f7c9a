"""What one process of a browser may take: a page that takes more loses its tab.

Nothing else bounds it: scripts may fill 4 GiB of heap, and as much as there is of buffers, pictures
and elements. Where the browser's own process takes too much it ends, and is replaced as any that
was lost.
"""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import TYPE_CHECKING, Final

import psutil

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

RENDER_MEMORY: Final = 1024
"""MiB that one process of a browser may take, without what it shares with others."""

_PACE: Final = 0.25
_MIB: Final = 1 << 20


class MemoryBound:
    """Kills those of the *processes* whose memory grows beyond *most* MiB."""

    def __init__(self, processes: Callable[[], Iterable[psutil.Process]], most: int) -> None:
        self._processes = processes
        self._killed = 0
        self.most = most

    async def keep(self) -> None:
        """Look at the processes again and again, until cancelled."""
        while True:
            await asyncio.sleep(_PACE)
            self._killed += await asyncio.to_thread(self._kill_large)

    def was_broken(self) -> bool:
        """Tell, once for each process killed, that one was."""
        broken = self._killed > 0
        self._killed -= broken
        return broken

    def _kill_large(self) -> int:
        large = [one for one in self._processes() if _memory(one) > self.most]
        for process in large:
            with suppress(psutil.NoSuchProcess):
                process.kill()
        return len(large)


def _memory(process: psutil.Process) -> float:
    try:
        memory = process.memory_info()
    except psutil.Error:
        return 0
    # Not everywhere it is known what is shared.
    own: int = memory.rss - getattr(memory, "shared", 0)
    return own / _MIB
