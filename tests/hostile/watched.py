"""Watches a crawl and its browsers from outside: memory, and what they leave behind."""

from __future__ import annotations

import threading
from contextlib import contextmanager, suppress
from dataclasses import replace
from typing import TYPE_CHECKING, Final

import psutil

from tests.crawls import ending

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Iterator
    from pathlib import Path

    from tests.conftest import Ended
    from tests.crawls import Crawl

_PACE: Final = 0.25
_GOING: Final = 60
"""Seconds in which processes that were told to end must have ended."""


class Watch:
    """Runs one crawl, with a folder of its own for temporary files."""

    def __init__(self) -> None:
        self._seen: set[psutil.Process] = set()
        self._peak = 0
        self._folder: Path

    def run(self, crawl: Crawl, folder: Path) -> tuple[Ended, int]:
        """Run *crawl* to its end; return that, and the most KiB its processes took together."""
        self._folder = folder / "temporary"
        self._folder.mkdir()
        watched = replace(crawl, environment={"TMPDIR": str(self._folder)})
        with watched.running() as process, self._watching(process):
            ended = ending(process, 600)
        return ended, self._peak // 1024

    @property
    def running(self) -> list[str]:
        """The names of the crawl's processes that still run, after a time to end in."""
        _, alive = psutil.wait_procs(self._seen, timeout=_GOING)
        return [process.name() for process in alive]

    @property
    def files(self) -> list[str]:
        """The temporary files that are left, but for those of the sound server."""
        left = [str(found.relative_to(self._folder)) for found in self._folder.rglob("*")]
        return [name for name in left if not name.startswith("pulse-")]

    @contextmanager
    def _watching(self, process: subprocess.Popen[str]) -> Iterator[None]:
        over = threading.Event()
        crawl = psutil.Process(process.pid)
        watching = threading.Thread(target=self._watch, args=(crawl, over))
        watching.start()
        try:
            yield
        finally:
            over.set()
            watching.join()

    def _watch(self, crawl: psutil.Process, over: threading.Event) -> None:
        while not over.wait(_PACE):
            with suppress(psutil.NoSuchProcess):
                tree = [crawl, *crawl.children(recursive=True)]
                self._seen.update(tree)
                self._peak = max(self._peak, sum(map(_own_memory, tree)))


def _own_memory(process: psutil.Process) -> int:
    """Return the bytes of *process* that it shares with no other: code is there only once."""
    with suppress(psutil.Error):
        memory = process.memory_info()
        return int(memory.rss - memory.shared)
    return 0
