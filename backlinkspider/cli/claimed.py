"""``scrapy links --disagree`` and ``--placements``: imports beside what was seen, as rows."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any, Final

from backlinkspider.links.claimed import disagreements, is_agreed, matched, placement
from backlinkspider.store.look import READ

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator, Sequence

    from backlinkspider.documents import Document
    from backlinkspider.store.base import Filter, Store

_BATCH: Final = 200


async def disagreements_of(store: Store, where: Filter) -> AsyncIterator[Document]:
    """Yield a row for each field in which a claim and its link differ, on pages that were read."""
    async for page, links in _claimed_pages(store, where):
        if page["outcome"] not in READ:
            continue
        for claim, link in matched(page["claims"], links):
            for one in disagreements(claim, link):
                seen = {"field": one.field, "claimed": one.claimed, "seen": one.seen}
                yield {**_place(page, claim, link), **seen}


async def placements_of(store: Store, where: Filter) -> AsyncIterator[Document]:
    """Yield a row for each agreed placement: kept, changed, missing or unknown."""
    async for page, links in _claimed_pages(store, where):
        agreed = [claim for claim in page["claims"] if is_agreed(claim)]
        for claim, link in matched(agreed, links):
            stands, changed = placement(claim, link, was_read=page["outcome"] in READ)
            yield {
                **_place(page, claim, link),
                "placement": stands,
                "changed": [f"{one.field}: {one.claimed!r}, now {one.seen!r}" for one in changed],
            }


async def _claimed_pages(
    store: Store, where: Filter
) -> AsyncIterator[tuple[Document, list[Document]]]:
    """Yield each page that an import names, with its stored links."""
    batch: list[Document] = []
    async for page in store.iterate("pages", where, sort=[("domain", 1), ("url", 1), ("_id", 1)]):
        if page.get("claims"):
            batch.append(page)
        if len(batch) == _BATCH:
            for pair in await _with_links(store, batch):
                yield pair
            batch = []
    for pair in await _with_links(store, batch):
        yield pair


async def _with_links(
    store: Store, pages: Sequence[Document]
) -> Iterator[tuple[Document, list[Document]]]:
    links: defaultdict[str, list[Document]] = defaultdict(list)
    if pages:
        where = {"page_id": {"$in": [page["_id"] for page in pages]}}
        for link in await store.find("links", where, sort=[("link.ordinal", 1), ("_id", 1)]):
            links[link["page_id"]].append(link)
    return ((page, links[page["_id"]]) for page in pages)


def _place(page: Document, claim: Document, link: Document | None) -> dict[str, Any]:
    return {
        "target": page["target"],
        "page_url": page["url"],
        "outcome": page["outcome"],
        "tool": claim["tool"],
        "file": claim["file"],
        "row": claim["row"],
        "link": link["_id"] if link else None,
    }
