"""``scrapy intersect``: referring domains of competitors, read domain by domain from the store."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from backlinkspider.cli.spool import Spool
from backlinkspider.crawl.ingest import OWN_SITE
from backlinkspider.documents import page_id
from backlinkspider.links.intersect import FIELDS, OurPages, Referrer
from backlinkspider.store.look import GONE, READ
from backlinkspider.target.matching import parse_matcher
from backlinkspider.urls import host_of, registrable_domain

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Collection, Sequence

    from backlinkspider.documents import Document
    from backlinkspider.store.base import Store

_BATCH: Final = 100
_MOST_MOVED: Final = 50
"""Pages of a domain that are looked up one by one: listed under another domain, they led here."""

_ORDER: Final = (("page.domain", 1), ("page.url", 1), ("_id", 1))
_PAGE: Final = ("domain", "outcome", "detail", "page.status")


@dataclass(slots=True)
class _Found:
    """A referring domain, and where its pages are listed if that is another domain."""

    referrer: Referrer
    moved: dict[str, None] = field(default_factory=dict)

    def feed(self, link: Document) -> None:
        self.referrer.feed(link)
        url = link["page"]["url"]
        if len(self.moved) < _MOST_MOVED and registrable_domain(host_of(url)) != (
            self.referrer.domain
        ):
            self.moved[page_id(self.referrer.us, url)] = None


@dataclass(frozen=True, slots=True)
class Intersection:
    """Who links to at least *least* of *others* and has no live link to *us*."""

    us: str
    others: Sequence[str]
    least: int = 1

    async def rows(
        self, store: Store, wanted: Collection[str], left_out: Counter[str]
    ) -> AsyncIterator[Document]:
        """Yield a row for each such domain: most competitors first, then by authority and name.

        Only those where we stand as *wanted* says; *left_out* is told how many stand otherwise.
        """
        with Spool() as spool:
            async for row in self._unsorted(store):
                if row["ours"] in wanted:
                    key = (-row["competitors"], -(row["authority"] or 0.0), row["domain"])
                    spool.add(key, row)
                else:
                    left_out[row["ours"]] += 1
            for row in spool.sorted():
                yield row

    async def _unsorted(self, store: Store) -> AsyncIterator[Document]:
        batch: list[_Found] = []
        sites = self._sites()
        async for found in self._referrers(store):
            referrer = found.referrer
            is_theirs = referrer.domain in sites
            if len(referrer.others) >= self.least and not (referrer.ours["live"] or is_theirs):
                batch.append(found)
            if len(batch) == _BATCH:
                for row in await _rows(store, batch):
                    yield row
                batch = []
        for row in await _rows(store, batch):
            yield row

    def _sites(self) -> set[str]:
        """Return the domains of those compared: they are no referrers."""
        matchers = map(parse_matcher, (self.us, *self.others))
        return {registrable_domain(one.host) for one in matchers if one.kind != "prefix"}

    async def _referrers(self, store: Store) -> AsyncIterator[_Found]:
        where = {"target": {"$in": [self.us, *self.others]}}
        found: _Found | None = None
        async for link in store.iterate("links", where, sort=_ORDER, fields=FIELDS):
            domain = link["page"]["domain"]
            if found is None or found.referrer.domain != domain:
                if found is not None:
                    yield found
                found = _Found(Referrer(self.us, domain))
            found.feed(link)
        if found is not None:
            yield found


async def _rows(store: Store, batch: Sequence[_Found]) -> list[Document]:
    """Return the rows of *batch*, with what was looked at there for us."""
    if not batch:
        return []
    counts: defaultdict[str, Counter[bool]] = defaultdict(Counter)
    own: set[str] = set()
    us, domains = batch[0].referrer.us, [one.referrer.domain for one in batch]
    where = {"target": us, "domain": {"$in": domains}}
    async for page in store.iterate("pages", where, fields=_PAGE):
        counts[page["domain"]][_is_read(page)] += 1
        if page.get("detail") == OWN_SITE:
            own.add(page["domain"])
    moved = {key: one.referrer.domain for one in batch for key in one.moved}
    for key, page in (await store.get("pages", list(moved))).items():
        counts[moved[key]][_is_read(page)] += 1
    return [
        one.referrer.row(OurPages(counted[True], counted[False]))
        for one in batch
        if one.referrer.domain not in own
        for counted in [counts[one.referrer.domain]]
    ]


def _is_read(page: Document) -> bool:
    """Tell whether it is known that *page* has no link to us, or has one."""
    status = (page.get("page") or {}).get("status")
    return page["outcome"] in READ or (page["outcome"] == "http_error" and status in GONE)
