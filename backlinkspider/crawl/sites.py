"""The pages of a site: which ones a visit finds, from sitemaps and links, within the budget."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from scrapy import Request
from scrapy.http.request import NO_CALLBACK

from backlinkspider.site.discover import discover, site_links
from backlinkspider.site.scope import site_of
from backlinkspider.site.sitemap import read_sitemap, sitemap_urls
from backlinkspider.urls import host_of, politeness_key, resolve
from backlinkspider.web.robots_middleware import robots_of

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Sequence

    from scrapy.crawler import Crawler
    from scrapy.http import Response

    from backlinkspider.crawl.item import Visit
    from backlinkspider.crawl.session import Session
    from backlinkspider.links.record import Reading
    from backlinkspider.site.discover import Found

logger = logging.getLogger(__name__)

_ANSWERS: Final = frozenset({200, 301, 302, 303, 307, 308})

MAX_SITEMAPS: Final = 10
"""Sitemap files read of one site: an index of a thousand would be a crawl of its own."""


@dataclass(frozen=True, slots=True)
class Extent:
    """Where a visit stands in its site: the *site*'s name, and the *depth* of the page."""

    site: str
    depth: int


def extent_of(visit: Visit, reading: Reading, scope: str) -> Extent | None:
    """Return where the page stands in its site; ``None`` where only the page was asked for."""
    page = visit.pages[0]
    if page.get("site"):
        return Extent(page["site"], page["depth"])
    if scope == "site" or (scope == "auto" and visit.kind == "site"):
        return Extent(site_of(visit.url, reading.fetch.final_url), 0)
    return None


class SiteWalk:
    """Finds the next pages of sites; fetches their sitemaps, politely, with the home page."""

    def __init__(self, crawler: Crawler, session: Session) -> None:
        self._crawler = crawler
        self._session = session

    async def discover(self, visit: Visit, reading: Reading, extent: Extent) -> tuple[Found, ...]:
        """Return the pages to visit next, best first, as many as the site's budget has room for."""
        reach = self._session.plan.reach
        if extent.depth >= reach.depth:
            return ()
        known = await self._session.pages_of(extent.site)
        room = reach.max_pages - 1 - len(known)
        if room <= 0:
            return ()
        sitemap = await self._sitemap(visit, reading) if extent.depth == 0 else []
        links = site_links(reading.final, extent.site)
        if self._session.plan.is_own:
            links = tuple(link for link in links if self._is_own(link.url))
            sitemap = [url for url in sitemap if self._is_own(url)]
            known |= await self._session.all_pages()  # those that links lead to are no finds
        home = f"https://{extent.site}/"
        # In a thread: fifty thousand addresses take half a second, other hosts wait meanwhile.
        discovery = await asyncio.to_thread(
            discover,
            links,
            sitemap,
            site=extent.site,
            depth=extent.depth,
            known={home, *known, visit.url, reading.fetch.final_url},
            room=room,
            max_depth=reach.depth,
        )
        for reason, count in discovery.passed_over:
            logger.info("%s: %d addresses passed over: %s", visit.url, count, reason)
        return discovery.found

    def _is_own(self, url: str | None) -> bool:
        """Tell whether *url* is a target's own; it may have but a part of its site."""
        return url is not None and any(t.matches(url) for t in self._session.plan.targets)

    async def _sitemap(self, visit: Visit, reading: Reading) -> list[str]:
        """Return the pages the site's sitemaps name, in their order."""
        home = reading.fetch.final_url
        listed: Sequence[str] = ()
        asked = self._session.plan.archive is None
        if asked and self._session.settings.getbool("ROBOTSTXT_OBEY"):
            listed = (await robots_of(self._crawler).robots(home)).sitemaps
        pages: list[str] = []
        urls = list(sitemap_urls(listed, home))
        async for locations in self._sitemaps(visit, urls, guessed=not listed):
            pages += locations
        return pages

    async def _sitemaps(
        self, visit: Visit, waiting: list[str], *, guessed: bool
    ) -> AsyncIterator[Sequence[str]]:
        """Yield the locations of each sitemap; where they are *guessed*, of the first there is."""
        asked: set[str] = set()
        while waiting and len(asked) < MAX_SITEMAPS:
            url = waiting.pop(0)
            if url in asked or politeness_key(host_of(url)) != visit.key:
                continue
            asked.add(url)
            response = await self._fetch(visit, url)
            if response is None:
                continue
            location = response.headers.get("Location", b"")
            if location and response.status != 200:
                onward = resolve(location.decode("utf-8", "replace"), response.url)
                waiting[:0] = [onward] if onward else []
                continue
            sitemap = await asyncio.to_thread(read_sitemap, response.body, response.url)
            if sitemap.problem:
                logger.info("%s: %s", url, sitemap.problem)
            if sitemap.kind == "index":
                waiting += sitemap.locations
            elif sitemap.locations:
                yield sitemap.locations
                if guessed:
                    return

    async def _fetch(self, visit: Visit, url: str) -> Response | None:
        """Return the answer for a sitemap; ``None`` where there is none: sites do without."""
        request = Request(
            url,
            callback=NO_CALLBACK,
            dont_filter=True,
            meta={"download_slot": visit.key, "handle_httpstatus_all": True, "verbatim_url": True},
        )
        try:
            response = await self._crawler.engine.download_async(request)
        except Exception as error:  # noqa: BLE001 (whatever a download raises)
            logger.info("%s: no sitemap: %s", url, error)
            return None
        return response if response.status in _ANSWERS else None
