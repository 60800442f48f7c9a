"""Reads what a report needs from the store, in batches: each document is fed on and let go."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING, Any, Final

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
    from collections.abc import Callable, Iterable
    from datetime import datetime

    from backlinkspider.documents import Document
    from backlinkspider.report.catalogue import Catalogue
    from backlinkspider.store.base import Store

    Advance = Callable[[int], None]

MAX_LINKS: Final = 100_000
"""Links in the table: a browser still opens the file in seconds."""

RUNS: Final = 12
"""Runs that are listed, the latest."""

_LINK_FIELDS: Final = (
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
    own_pages: list[Document] | None = None
    runs: list[Document] = field(default_factory=list)


async def read_target(
    store: Store,
    target: str,
    words: Catalogue,
    since: datetime | None,
    *,
    advance: Advance = lambda _: None,
    most: int = MAX_LINKS,
) -> Read:
    """Read all documents of *target*; changes are those after *since*. Raises ``StoreError``.

    *advance* is told of links as they are read. All of them are counted; the table lists *most*.
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
    await _links(store, target, read, advance)
    async for page in store.iterate("pages", of_target, fields=PAGE_FIELDS):
        read.pages.feed(page)
    async for event in store.iterate("events", of_target, fields=_EVENT_FIELDS):
        read.changes.feed(event)
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
        else:
            read.profile = one


async def _domains(store: Store, target: str) -> DomainRows | None:
    rows = DomainRows()
    async for domain in store.iterate("domains", {"target": target}):
        rows.add(domain)
    return rows if rows.rows else None


def _listed(todo: Iterable[dict[str, Any]]) -> list[str]:
    """Return the domains that the action list tells in full, of those *todo* in their order."""
    groups = groupby(todo, key=itemgetter("do"))
    return [one["domain"] for _, group in groups for one in list(group)[:LISTED]]


async def _links(store: Store, target: str, read: Read, advance: Advance) -> None:
    marks = await _marks(store, target, read)
    async for link in store.iterate("links", {"target": target}, fields=_LINK_FIELDS):
        mark = marks.get(link["_id"])
        read.links.feed(link, mark["verdict"] if mark else None)
        read.rows.add(link, mark)
        read.samples.offer(link)
        read.pictures.offer(link)
        advance(1)


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
