"""The target's own pages into the frontier: pending ``own_pages``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backlinkspider.crawl.ingest import Ingest
from backlinkspider.documents import PENDING, Document, own_page_id

if TYPE_CHECKING:
    from collections.abc import Iterable

    from backlinkspider.target import Target


class OwnIngest(Ingest):
    """Puts pages of the targets themselves into the store, each for the target that it is of."""

    def targets_of(self, url: str) -> Iterable[Target]:
        """Return the targets whose site has *url*; an allied site's pages are none."""
        return (target for target in self.targets if target.matches(url))

    def page(self, target: Target, url: str, place: Document) -> Document:
        """Return the pending document of *url*; no backlinks are expected on it."""
        return {
            "_id": own_page_id(target.name, url),
            "target": target.name,
            "run": self.run,
            **place,
            "expected": 0,
            "attempts": 0,
            "fetch_url": url,
            "hops": [],
            "v": 1,
            "outcome": PENDING,
        }
