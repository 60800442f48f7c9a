"""Finds into the store: pages that wait for a crawl, with what the archive shows as claims.

A page that the store has is no candidate again: its outcome stays, it only learns the claims.
"""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, Final

from backlinkspider.candidates import Candidate
from backlinkspider.crawl.ingest import Ingest, place_of
from backlinkspider.crawl.patience import patiently
from backlinkspider.discover.claims import claims_of, merge_shown
from backlinkspider.store.base import Change, StoreError
from backlinkspider.store.open import open_store

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from backlinkspider.discover.model import Find
    from backlinkspider.documents import Document
    from backlinkspider.store.base import Store
    from backlinkspider.target import Target

_BATCH: Final = 200
_ATTEMPTS: Final = 50


class Frontier:
    """Puts finds of the run *run* into *store*; doing it again changes nothing."""

    def __init__(self, store: Store, run: str, targets: Sequence[Target]) -> None:
        self._store = store
        self._ingest = Ingest(store, run, targets)
        self._targets = {target.name: target for target in targets}

    async def put(self, finds: Iterable[Find]) -> None:
        """Write the pages of *finds*. Raises ``StoreError``."""
        pages: dict[str, Document] = {}
        for find in finds:
            page = self._page(find)
            first = pages.setdefault(page["_id"], page)
            first["claims"] = merge_shown(first["claims"], page["claims"])
        if pages:
            await patiently(lambda: self._write(pages), "adding candidates")

    async def _write(self, pages: Mapping[str, Document]) -> None:
        waiting = pages
        for _ in range(_ATTEMPTS):
            stored = await self._store.get("pages", list(waiting))
            changes = [
                change
                for name, page in waiting.items()
                if (change := _change(stored.get(name), page)) is not None
            ]
            missed = await self._store.swap("pages", changes) if changes else set()
            if not missed:
                return
            waiting = {name: waiting[name] for name in missed}
        raise StoreError(f"{len(waiting)} candidates change too often to be written")

    def _page(self, find: Find) -> Document:
        candidate = Candidate(find.page, "page", find.file, find.record)
        key = self._ingest.key_of(find.page)
        place = place_of(candidate, key=key, turn=0, position=find.record)
        page = self._ingest.page(self._targets[find.target], find.page, place)
        return {**page, "claims": merge_shown((), claims_of(find))}


def _change(old: Document | None, page: Document) -> Change | None:
    """Return *page* as a new document, or *old* with further claims; ``None`` if it has them."""
    if old is None:
        return Change(None, page)
    claims = merge_shown(old.get("claims", ()), page["claims"])
    if claims == old.get("claims", []):
        return None
    return Change(old["v"], {**old, "claims": claims, "v": old["v"] + 1})


async def put_all(uri: str, run: str, targets: Sequence[Target], finds: Iterable[Find]) -> None:
    """Put *finds* of *run* into the store at *uri* as they come. Raises ``StoreError``."""
    store = open_store(uri)
    await store.open()
    try:
        frontier = Frontier(store, run, targets)
        coming = iter(finds)
        while batch := list(islice(coming, _BATCH)):
            await frontier.put(batch)
    finally:
        await store.close()
