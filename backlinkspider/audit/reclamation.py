"""The reclamation list of a target, read from the store."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from backlinkspider.disavow.stored import stored_cover
from backlinkspider.ownsite.reclaim import (
    LINK_FIELDS,
    OWN_FIELDS,
    PAGE_FIELDS,
    Reclamation,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from backlinkspider.disavow.cover import Cover
    from backlinkspider.documents import Document
    from backlinkspider.store.base import Store

_ORDER: Final = [("_id", 1)]


@dataclass(frozen=True, slots=True)
class Reclaimed:
    """The *entries*, the most to be won first.

    *unchecked* has the own URLs with live links that nobody could look at, with how many links;
    *crawled* tells whether the own site was visited at all.
    """

    entries: list[Document]
    unchecked: dict[str, int]
    crawled: bool


@dataclass(frozen=True, slots=True)
class Reclaiming:
    """A list that is being made of documents fed to it: links by ``_id``, and candidate pages."""

    found: Reclamation
    disavowed: Cover
    crawled: bool

    def add_link(self, link: Mapping[str, Any]) -> None:
        """Take a link's document, or its ``LINK_FIELDS``."""
        self.found.add_link(link)

    def add_page(self, page: Mapping[str, Any]) -> None:
        """Take a candidate page's document, or its ``PAGE_FIELDS``, unless it is disavowed."""
        if page.get("mentions") and self.disavowed.find(page["url"]) is None:
            self.found.add_page(page)

    def finish(self) -> Reclaimed:
        """Return the list, once all was fed."""
        return Reclaimed(self.found.entries(), self.found.unchecked, crawled=self.crawled)


async def begin(store: Store, target: str) -> Reclaiming:
    """Read what *target*'s list needs besides links and candidates. Raises ``StoreError``."""
    own = await store.find("own_pages", {"target": target}, fields=OWN_FIELDS)
    unwanted, disavowed = await _unwanted(store, target), await stored_cover(store, target)

    def is_unwanted(link: Mapping[str, Any]) -> bool:
        return link["_id"] in unwanted or disavowed.find_link(link) is not None

    found = Reclamation(target, own, is_unwanted=is_unwanted)
    return Reclaiming(found, disavowed, crawled=bool(own))


async def reclamation(store: Store, target: str) -> Reclaimed:
    """Return what *target* can win back. Raises ``StoreError``."""
    reclaiming = await begin(store, target)
    # In one order in every store: examples are the first there are.
    links = store.iterate("links", {"target": target}, sort=_ORDER, fields=LINK_FIELDS)
    async for link in links:
        reclaiming.add_link(link)
    naming = {"target": target, "mentions.term": {"$exists": True}}
    async for page in store.iterate("pages", naming, sort=_ORDER, fields=PAGE_FIELDS):
        reclaiming.add_page(page)
    return reclaiming.finish()


async def _unwanted(store: Store, target: str) -> set[str]:
    """Return the ids of the links that somebody judged bad."""
    where = {"target": target, "kind": "link", "verdict": "bad"}
    return {mark["_id"] for mark in await store.find("marks", where, fields=["_id"])}
