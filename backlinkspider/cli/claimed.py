"""``scrapy links --disagree``, ``--placements`` and ``--sources``: imports beside what was seen."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any, Final

from backlinkspider.cli.columns import (
    DISAGREEMENTS,
    DISAGREEMENTS_SHOWN,
    PLACEMENTS,
    PLACEMENTS_SHOWN,
    SOURCES,
    SOURCES_SHOWN,
)
from backlinkspider.cli.form import form_of
from backlinkspider.cli.output import print_answer
from backlinkspider.cli.questions import claim_question
from backlinkspider.cli.rows import limited, sorted_rows
from backlinkspider.links.claimed import disagreements, is_agreed, matched, placement
from backlinkspider.links.overlap import Overlap
from backlinkspider.store.look import READ

if TYPE_CHECKING:
    import argparse
    from collections.abc import AsyncIterator, Callable, Iterator, Sequence

    from backlinkspider.documents import Document
    from backlinkspider.store.base import Filter, Store

_BATCH: Final = 200
_FAILING: Final = frozenset({"missing", "changed"})


def add_claim_options(parser: argparse.ArgumentParser) -> None:
    """Add the options that ask for imports instead of links."""
    claimed = parser.add_mutually_exclusive_group()
    claimed.add_argument(
        "--disagree", action="store_true", help="where imports and what was seen differ"
    )
    claimed.add_argument(
        "--placements",
        action="store_true",
        help="agreed placements (expect_ columns of imports): kept, changed, missing, unknown",
    )
    claimed.add_argument(
        "--sources",
        action="store_true",
        help="what each import names, alone and together, and how much of it was seen",
    )


async def print_claimed(store: Store, opts: argparse.Namespace) -> int:
    """Print what imports say beside what was seen; exit status 1 if a placement is gone."""
    where = claim_question(opts)
    if opts.sources:
        rows, columns, shown, title = sources_of(store, where), SOURCES, SOURCES_SHOWN, "Sources"
    elif opts.disagree:
        rows, columns = disagreements_of(store, where), DISAGREEMENTS
        shown, title = DISAGREEMENTS_SHOWN, "Disagreements"
    else:
        rows, columns = placements_of(store, where), PLACEMENTS
        shown, title = PLACEMENTS_SHOWN, "Placements"
    ordered = sorted_rows(rows, opts.sort, columns) if opts.sort else rows
    gone = 0

    async def counted() -> AsyncIterator[Document]:
        nonlocal gone
        async for row in limited(ordered, opts.limit):
            gone += row.get("placement") in _FAILING
            yield row

    await print_answer(counted(), form=form_of(opts), columns=columns, shown=shown, title=title)
    return 1 if gone else 0


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


async def sources_of(store: Store, where: Filter) -> AsyncIterator[Document]:
    """Yield the rows of each target's ``Overlap``."""
    overlap, target = Overlap(), ""
    async for page, links in _pages(store, where, lambda page: page.get("links")):
        if page["target"] != target:
            for row in overlap.rows():
                yield {"target": target, **row}
            overlap, target = Overlap(), page["target"]
        overlap.feed(page, links, was_read=page["outcome"] in READ)
    for row in overlap.rows():
        yield {"target": target, **row}


def _claimed_pages(store: Store, where: Filter) -> AsyncIterator[tuple[Document, list[Document]]]:
    """Yield each page that an import names, with its stored links."""
    return _pages(store, where, lambda _: False)


async def _pages(
    store: Store, where: Filter, also: Callable[[Document], object]
) -> AsyncIterator[tuple[Document, list[Document]]]:
    """Yield each page that an import names, or that *also* selects, with its stored links.

    They come by target, referring domain and URL.
    """
    batch: list[Document] = []
    order = [("target", 1), ("domain", 1), ("url", 1), ("_id", 1)]
    async for page in store.iterate("pages", where, sort=order):
        if page.get("claims") or also(page):
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
