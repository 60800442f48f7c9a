"""Pages that archives showed, as candidates: those in the store that no crawl has looked at yet."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from backlinkspider.candidates import Candidate
from backlinkspider.crawl.ingest import BATCH
from backlinkspider.documents import PENDING
from backlinkspider.store.batches import batched

if TYPE_CHECKING:
    from backlinkspider.crawl.ingest import Ingest
    from backlinkspider.documents import Document
    from backlinkspider.store.base import Store

logger = logging.getLogger(__name__)

DISCOVERED: Final = "discovered"
"""What the source is called among candidates."""

DISCOVERER: Final = "discover"
"""What runs of ``scrapy discover`` have as their spider."""

_FIELDS: Final = ("target", "url", "kind", "source")


@dataclass(frozen=True, slots=True)
class Discovered:
    """Pages that discoveries found for *targets* (their names) and that wait since."""

    targets: tuple[str, ...]

    async def feed(self, ingest: Ingest) -> None:
        """Take them into the run of *ingest*; what another run has taken waits no more."""
        where = await self._waiting(ingest.store)
        count = 0
        async for batch in batched(ingest.store.iterate("pages", where, fields=_FIELDS), BATCH):
            await ingest.add_known((_candidate(page), (page["target"],)) for page in batch)
            count += len(batch)
        if not count:
            names = ", ".join(self.targets)
            logger.warning("no discovered page of %s waits: scrapy discover --to frontier", names)

    async def _waiting(self, store: Store) -> dict[str, Any]:
        runs = await store.find("runs", {"spider": DISCOVERER}, fields=["_id"])
        return {
            "run": {"$in": [run["_id"] for run in runs]},
            "outcome": PENDING,
            "target": {"$in": list(self.targets)},
        }


def _candidate(page: Document) -> Candidate:
    source = page["source"]
    return Candidate(page["url"], page["kind"], source["file"], source["line"])
