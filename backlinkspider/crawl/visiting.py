"""What comes after each answer of a visit: another request, or the item that ends it."""

from __future__ import annotations

import logging
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

from backlinkspider.crawl import clock
from backlinkspider.crawl.archived import (
    archived_fetch,
    archived_page,
    archived_reading,
    newer_look,
)
from backlinkspider.crawl.item import PageItem
from backlinkspider.crawl.outcome import outcome_of
from backlinkspider.crawl.pace import keep_pace
from backlinkspider.crawl.probing import CloakingProbe
from backlinkspider.crawl.redirects import PathFinder
from backlinkspider.crawl.rendering import NotRendered, Rendering
from backlinkspider.crawl.sites import SiteWalk, extent_of
from backlinkspider.crawl.step import End, Follow, next_step
from backlinkspider.crawl.visit import (
    fetched,
    is_moved,
    rendered_reading,
    rendered_request,
    visit_request,
    without_tls,
)
from backlinkspider.links.record import Reading
from backlinkspider.page.fetch import Hop
from backlinkspider.web.robots_middleware import robots_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from scrapy import Request
    from scrapy.crawler import Crawler
    from scrapy.http import Response

    from backlinkspider.crawl.item import Visit
    from backlinkspider.crawl.session import Session
    from backlinkspider.page.fetch import Fetch

logger = logging.getLogger(__name__)

_UNSETTLED: Final = "the page still changed when it was read"
_UNREAD: Final = "not rendered whole: its markup had not come to its end when it was read"

_SEARCH_ENGINES: Final = ("googlebot", "bingbot")


@dataclass(frozen=True, slots=True)
class Callbacks:
    """Where the answers to a visit's requests go: the spider's methods."""

    parse: Callable[..., Any]
    failed: Callable[..., Any]
    parse_rendered: Callable[..., Any]
    render_failed: Callable[..., Any]


class Visitor:
    """Takes visits from their first request to their item."""

    def __init__(self, crawler: Crawler, session: Session, callbacks: Callbacks) -> None:
        self._crawler = crawler
        self._session = session
        self._callbacks = callbacks
        self._walk = SiteWalk(crawler, session)
        self._rendering = Rendering(crawler, session)
        plan = session.plan
        self._paths = PathFinder(crawler, plan.targets, plan.shorteners())
        self._cloaking = CloakingProbe(crawler, plan.targets)
        session.tally.beyond |= {
            "link paths": self._paths.counts,
            "cloaking probe": self._cloaking.counts,
        }

    def first_request(self, visit: Visit) -> Request:
        """Return the request a visit begins, or goes on, with."""
        hops = tuple(Hop(url=url, status=status) for url, status in visit.hops)
        return self._request(visit, visit.fetch_url, hops)

    async def after_answer(
        self, response: Response, visit: Visit, hops: tuple[Hop, ...]
    ) -> Request | PageItem | None:
        """Follow, render or end the visit; ``None`` where its candidate moved to another owner."""
        fetch = fetched(response, hops, clock.now())
        if archived := archived_page(response):
            return await self._after_archived(response, visit, archived_fetch(fetch, archived))
        step = next_step(fetch, response.body)
        if isinstance(step, Follow):
            if is_moved(visit, step.url):
                await self._session.frontier.move(visit, step.url, step.hops)
                return None
            return self._request(visit, step.url, step.hops)
        if isinstance(step, End):
            return PageItem(visit=visit, outcome=step.outcome, detail=step.detail, fetch=fetch)
        fetch = await self._heed_robots(visit, fetch)
        reading = Reading(visit.url, fetch, response.body, step.document)
        return await self._render_or_read(visit, self._rendering.with_reasons(visit, reading))

    async def _after_archived(
        self, response: Response, visit: Visit, fetch: Fetch
    ) -> Request | PageItem:
        """Follow or end a visit to a page of an archive; redirects stay within the archive."""
        archived = archived_page(response)
        assert archived is not None
        step = next_step(fetch, response.body)
        if isinstance(step, Follow):
            return self._request(visit, step.url, step.hops)
        if newer := newer_look(visit, archived):
            detail = f"the store has a newer look at this page, of {newer:%Y-%m-%d %H:%M} UTC"
            return PageItem(visit=visit, outcome="skipped", detail=detail)
        if isinstance(step, End):
            item = PageItem(visit=visit, outcome=step.outcome, detail=step.detail, fetch=fetch)
            return replace(item, archived=archived)
        reading = Reading(visit.url, fetch, response.body, step.document)
        reading = self._rendering.with_reasons(visit, reading)
        look = self._session.plan.arguments.render != "never"
        reading = archived_reading(reading, archived, rendered=look)
        item = await self._read(visit, reading, is_known=archived.facts is not None)
        return replace(item, archived=archived)

    async def after_rendering(self, response: Response, visit: Visit, reading: Reading) -> PageItem:
        """End the visit with the page as scripts left it."""
        look = response.meta["rendered"]
        reading = rendered_reading(reading, response.body, look)
        self._rendering.learn(visit, reading)
        item = await self._read(visit, reading)
        if look.whole:
            return item if look.settled else replace(item, detail=_UNSETTLED)
        return replace(item, outcome="render_failed", detail=_UNREAD)

    def after_failure(
        self, error: BaseException, request: Request, visit: Visit
    ) -> Request | PageItem:
        """End the visit with the outcome of a failed request, or try a bare domain without TLS."""
        outcome, detail = outcome_of(error)
        if url := without_tls(visit, request.url, outcome):
            return self._request(visit, url, request.cb_kwargs["hops"])
        if outcome == "failed":
            logger.error("%s: %s", visit.url, detail, exc_info=error)
        return PageItem(visit=visit, outcome=outcome, detail=detail)

    async def after_failed_rendering(
        self, error: BaseException, visit: Visit, reading: Reading
    ) -> PageItem:
        """End the visit with the plain page, which may lack what scripts would have added."""
        plain = self._rendering.failed(reading, error)
        logger.warning("%s: %s", reading.url, plain.detail)
        return await self._read_plain(visit, plain)

    def _request(self, visit: Visit, url: str, hops: tuple[Hop, ...]) -> Request:
        request = visit_request(visit, url, hops, self._callbacks.parse)
        return request.replace(errback=self._callbacks.failed)

    async def _render_or_read(self, visit: Visit, reading: Reading) -> Request | PageItem:
        decided = self._rendering.decide(visit, reading)
        if isinstance(decided, NotRendered):
            return await self._read_plain(visit, decided)
        hosts = self._rendering.hosts
        request = rendered_request(visit, decided, hosts, self._callbacks.parse_rendered)
        return request.replace(errback=self._callbacks.render_failed)

    async def _read_plain(self, visit: Visit, plain: NotRendered) -> PageItem:
        item = await self._read(visit, plain.reading)
        if plain.reading.fetch.broke_off and plain.outcome is None:
            detail = f"the body broke off after {len(plain.reading.body):,} bytes"
            return replace(item, outcome="connection_error", detail=detail)
        return replace(item, outcome=plain.outcome or item.outcome, detail=plain.detail)

    async def _read(self, visit: Visit, reading: Reading, *, is_known: bool = False) -> PageItem:
        """End the visit with *reading*. *is_known*: where its links lead was asked before."""
        if not is_known and not self._session.plan.is_own:
            reading = await self._paths.with_paths(reading)
            if self._session.plan.arguments.probe == "cloaking" and self._may_link(visit, reading):
                reading = await self._cloaking.probe(reading)
        if reading.final.cut:
            reading = replace(reading, fetch=replace(reading.fetch, truncated=True))
        extent = extent_of(visit, reading, self._session.plan.reach.scope)
        found = await self._walk.discover(visit, reading, extent) if extent else ()
        return PageItem(
            visit=visit,
            outcome="no_link",
            fetch=reading.fetch,
            reading=reading,
            site=extent.site if extent else None,
            found=found,
        )

    def _may_link(self, visit: Visit, reading: Reading) -> bool:
        """Tell whether the page links to a target, or did so when it was last looked at."""
        return any(page.get("links") for page in visit.pages) or self._cloaking.holds_links(reading)

    async def _heed_robots(self, visit: Visit, fetch: Fetch) -> Fetch:
        """Slow down as robots.txt asks; note the search engine's bot it keeps from the page."""
        if not self._crawler.settings.getbool("ROBOTSTXT_OBEY"):
            return fetch
        robots = await robots_of(self._crawler).robots(fetch.final_url)
        if delay := keep_pace(self._crawler, visit.key, robots):
            self._session.frontier.slow_down(visit, delay)
        blocked = (b for b in _SEARCH_ENGINES if not robots.verdict(fetch.final_url, b).allowed)
        return replace(fetch, robots_txt=next(blocked, None))
