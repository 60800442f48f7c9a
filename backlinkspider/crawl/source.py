"""Where the candidates of a crawl come from: lists and archives, or the store itself."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backlinkspider.candidates import BadLine, Candidate
    from backlinkspider.crawl.discovered import Discovered
    from backlinkspider.crawl.ingest import Ingest
    from backlinkspider.proof.archive import Archive


class Source(Protocol):
    """Gives candidates to a run. Doing it again, after a crash, changes nothing."""

    @property
    def spooled(self) -> bool:
        """Whether all candidates must be in the store before the first fetch."""

    async def feed(self, ingest: Ingest) -> None:
        """Put every candidate into the run of *ingest*. Raises ``StoreError``, ``ValueError``."""


@dataclass(frozen=True, slots=True)
class Listed:
    """Candidates that files, standard input and archives list, and those that were *discovered*."""

    rows: tuple[Iterator[Candidate | BadLine], ...]
    spooled: bool = False
    archive: Archive | None = None
    discovered: Discovered | None = None

    async def feed(self, ingest: Ingest) -> None:
        """Take what waits in the store, then read the archives' index, then row by row."""
        if self.discovered:
            await self.discovered.feed(ingest)
        rows = self.rows
        if self.archive:
            await asyncio.to_thread(self.archive.scan)
            rows = (self.archive.rows(), *rows)
        await ingest.take(chain.from_iterable(rows))
