"""Reads what a report needs from the store, in batches: each document is fed on and let go."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING, Any, Final

from backlinkspider.advance import unheard
from backlinkspider.audit.reclamation import begin
from backlinkspider.ownsite.reclaim import LINK_FIELDS as WINNING
from backlinkspider.ownsite.reclaim import PAGE_FIELDS as NAMING
from backlinkspider.report.bound import Bound
from backlinkspider.report.changes import Changes
from backlinkspider.report.document import score_of
from backlinkspider.report.domain_rows import DomainRows
from backlinkspider.report.link_figures import LinkFigures
from backlinkspider.report.link_rows import LinkRows
from backlinkspider.report.page_figures import FIELDS as PAGE_FIELDS
from backlinkspider.report.page_figures import PageFigures
from backlinkspider.report.pictures import Wanted
from backlinkspider.report.samples import LISTED, Samples

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterable
    from datetime import datetime

    from backlinkspider.advance import Advance
    from backlinkspider.audit.reclamation import Reclaimed
    from backlinkspider.documents import Document
    from backlinkspider.report.catalogue import Catalogue
    from backlinkspider.store.base import Store

MAX_LINKS: Final = 100_000
"""Links in the table: a browser still opens the file in seconds."""

RUNS: Final = 12
"""Runs that are listed, the latest."""

_LINK_FIELDS: Final = (
    *WINNING,
    "page.url",
    "page.domain",
    "page.title",
    "page.lang",
    "page.text_language",
    "link.url",
    "link.text",
    "link.before",
    "link.after",
    "link.rel",
    "link.follow",
    "link.passes_credit",
    "link.credit_blockers",
    "link.region",
    "link.place",
    "link.seen_in",
    "link.via",
    "link.visibility.state",
    "signals.anchor_class",
    "signals.tld",
    "flags",
    "audit",
    "worth",
    "action",
    "proof",
    "state",
    "first_seen",
    "last_seen",
    "lost_at",
    "lost_reason",
    "unknown_reason",
)
_ORDER: Final = [("_id", 1)]
_EVENT_FIELDS: Final = ("kind", "at", "link_id", "page", "link", "details")


@dataclass(slots=True, kw_only=True)
class Read:
    """What the documents of a target come to."""

    links: LinkFigures
    rows: LinkRows
    samples: Samples
    pictures: Wanted
    pages: PageFigures = field(default_factory=PageFigures)
    domains: DomainRows | None = None
    changes: Changes
    verdicts: int = 0
    outreach: dict[str, int] = field(default_factory=dict)
    findings: list[Document] = field(default_factory=list)
    profile: Document | None = None
    reclaimed: Reclaimed | None = None
    runs: list[Document] = field(default_factory=list)


async def read_target(
    store: Store,
    target: str,
    words: Catalogue,
    since: datetime | None,
    *,
    advance: Advance = unheard,
    most: int = MAX_LINKS,
) -> Read:
    """Read all documents of *target*; changes are those after *since*. Raises ``StoreError``.

    *advance* is told of links, pages and events as they are read. All links are counted; the table
    lists *most*.
    """
    of_target = {"target": target}
    domains = await _domains(store, target)
    listed = _listed(domains.todo() if domains else ())
    read = Read(
        links=LinkFigures(since),
        rows=LinkRows(words, since, await _bound(store, target, most)),
        samples=Samples(listed),
        pictures=Wanted(listed),
        domains=domains,
        changes=Changes(since),
    )
    reclaiming = await begin(store, target)
    async for link, mark in _links(store, target, read):
        read.links.feed(link, mark.get("verdict"))
        read.rows.add(link, mark)
        read.samples.offer(link, mark)
        read.pictures.offer(link)
        reclaiming.add_link(link)
        advance(1, {link["state"]: 1})
    pages = store.iterate("pages", of_target, sort=_ORDER, fields=(*PAGE_FIELDS, *NAMING))
    async for page in pages:
        read.pages.feed(page)
        reclaiming.add_page(page)
        advance(1)
    read.reclaimed = reclaiming.finish()
    async for event in store.iterate("events", of_target, fields=_EVENT_FIELDS):
        read.changes.feed(event)
        advance(1)
    await _profile(store, target, read)
    where = {"targets": target}
    read.runs = await store.find("runs", where, sort=[("started_at", -1)], limit=RUNS)
    return read


async def _bound(store: Store, target: str, most: int) -> Bound:
    """Return which links the table has room for: where there are too many, those of most risk."""
    if await store.count("links", {"target": target}) <= most:
        return Bound(most)
    scores: Counter[float] = Counter()
    async for link in store.iterate("links", {"target": target}, fields=["audit.score"]):
        scores[score_of(link)] += 1
    return Bound.among(scores, most)


async def _profile(store: Store, target: str, read: Read) -> None:
    for one in await store.find("profile_flags", {"target": target}, sort=[("_id", 1)]):
        if one["kind"] == "finding":
            read.findings.append(one)
        elif one["kind"] == "summary":
            read.profile = one


async def _domains(store: Store, target: str) -> DomainRows | None:
    rows = DomainRows()
    async for domain in store.iterate("domains", {"target": target}, sort=_ORDER):
        rows.add(domain)
    return rows if rows.rows else None


def _listed(todo: Iterable[dict[str, Any]]) -> list[str]:
    """Return the domains that the action list tells in full, of those *todo* in their order."""
    groups = groupby(todo, key=itemgetter("do"))
    return [one["domain"] for _, group in groups for one in list(group)[:LISTED]]


async def _links(
    store: Store, target: str, read: Read
) -> AsyncIterator[tuple[Document, dict[str, Any]]]:
    """Yield each link with what people said of it."""
    marks = await _marks(store, target, read)
    # In one order in every store: examples are the first there are.
    links = store.iterate("links", {"target": target}, sort=_ORDER, fields=_LINK_FIELDS)
    async for link in links:
        yield link, marks.get(link["_id"], {})


async def _marks(store: Store, target: str, read: Read) -> dict[str, dict[str, Any]]:
    """Return what people said of links, by link."""
    marks: dict[str, dict[str, Any]] = {}
    async for mark in store.iterate("marks", {"target": target, "kind": "link"}):
        state = (mark.get("outreach") or {}).get("state")
        read.verdicts += bool(mark.get("verdict"))
        if state:
            read.outreach[state] = read.outreach.get(state, 0) + 1
        marks[mark["_id"]] = {
            "verdict": mark.get("verdict"),
            "reason": mark.get("reason"),
            "outreach": mark.get("outreach"),
        }
    return marks
