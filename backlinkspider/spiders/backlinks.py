"""``scrapy crawl backlinks``: visits candidates and keeps the links to the target."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from scrapy import Request, Spider, signals
from scrapy.exceptions import CloseSpider, StopDownload

from backlinkspider.candidates import CandidateFileError
from backlinkspider.crawl.agent import name_contact
from backlinkspider.crawl.arguments import Arguments
from backlinkspider.crawl.item import PageItem
from backlinkspider.crawl.outcome import outcome_of
from backlinkspider.crawl.session import Plan, Session
from backlinkspider.crawl.step import End, Follow, next_step
from backlinkspider.crawl.visit import (
    fetched,
    is_moved,
    rendered_reading,
    rendered_request,
    visit_request,
    without_tls,
)
from backlinkspider.documents import utc
from backlinkspider.links.record import Reading
from backlinkspider.page.fetch import Hop
from backlinkspider.store.base import StoreError
from backlinkspider.store.open import open_store
from backlinkspider.web.egress import ContactMissing
from backlinkspider.web.egress_middleware import CONTACT_MISSING
from backlinkspider.web.rendering import page_facts, render_reasons
from backlinkspider.web.robots_middleware import robots_of

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from scrapy.crawler import Crawler
    from scrapy.http import Response
    from scrapy.settings import BaseSettings
    from twisted.python.failure import Failure

    from backlinkspider.crawl.frontier import Visit

logger = logging.getLogger(__name__)


class BacklinksSpider(Spider):
    """Visits every candidate once, with exactly one outcome each."""

    name = "backlinks"
    session: Session
    rendered: int = 0

    @classmethod
    def update_settings(cls, settings: BaseSettings) -> None:
        """Put the contact URL into the User-Agent, wherever the setting came from."""
        super().update_settings(settings)
        name_contact(settings)

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> Self:
        """Check arguments, targets and rules. Raises what ``Plan.make`` raises."""
        spider = super().from_crawler(crawler, *args)
        today = datetime.now(UTC).date()
        plan = Plan.make(
            Arguments.from_strings(kwargs), Path(crawler.settings["RULES_FOLDER"]), today
        )
        store = open_store(crawler.settings["STORE_URI"])
        spider.session = Session(plan, crawler.settings, spider.store_lost, store)
        crawler.signals.connect(spider.stop_long_body, signals.bytes_received)
        crawler.signals.connect(spider.item_failed, signals.item_error)
        crawler.signals.connect(spider.step_failed, signals.spider_error)
        crawler.signals.connect(spider.close_session, signals.spider_closed)
        return spider

    async def start(self) -> AsyncIterator[Request]:
        """Yield the requests of the frontier's visits."""
        try:
            await self.session.open()
            async for visit in self.session.visits():
                hops = tuple(Hop(url=url, status=status) for url, status in visit.hops)
                yield self._request(visit, visit.fetch_url, hops)
        except StoreError as error:
            self.session.failure = str(error)
            raise CloseSpider("store_unavailable") from error
        except CandidateFileError as error:
            # Standard input, or a file that failed on the way: the others were looked at before.
            self.session.failure, self.session.exitcode = str(error), 2
            raise CloseSpider("candidates_unreadable") from error

    def _request(self, visit: Visit, url: str, hops: tuple[Hop, ...]) -> Request:
        request = visit_request(visit, url, hops, self.parse)
        return request.replace(errback=self.failed)

    async def parse(
        self, response: Response, visit: Visit, hops: tuple[Hop, ...]
    ) -> AsyncIterator[Request | PageItem]:
        """Follow, render or end the visit, as its plain answer asks for."""
        if await self.session.frontier.holds(visit):
            step = await self._after(response, visit, hops)
            if step is not None:
                yield step

    async def _after(
        self, response: Response, visit: Visit, hops: tuple[Hop, ...]
    ) -> Request | PageItem | None:
        fetch = fetched(response, hops, utc(datetime.now(UTC)))
        step = next_step(fetch, response.body)
        if isinstance(step, Follow):
            if is_moved(visit, step.url):
                await self.session.frontier.move(visit, step.url, step.hops)
                return None
            return self._request(visit, step.url, step.hops)
        if isinstance(step, End):
            return PageItem(visit=visit, outcome=step.outcome, detail=step.detail, fetch=fetch)
        fetch = replace(fetch, robots_txt=await self._blocked_bot(fetch.final_url))
        reading = Reading(visit.url, fetch, response.body, step.document)
        reading = replace(reading, render_reasons=self._render_reasons(reading))
        return self._rendered_or_read(visit, reading)

    def _rendered_or_read(self, visit: Visit, reading: Reading) -> Request | PageItem:
        if not reading.render_reasons or self.session.plan.arguments.render == "never":
            return _read(visit, reading)
        budget = self.settings.getint("RENDER_MAX_PAGES")
        if self.rendered >= budget:
            detail = f"not rendered: the run's {budget} pages (RENDER_MAX_PAGES) are spent"
            return replace(_read(visit, reading), outcome="skipped", detail=detail)
        self.rendered += 1
        request = rendered_request(visit, reading, self.parse_rendered)
        return request.replace(errback=self.render_failed)

    async def parse_rendered(
        self, response: Response, visit: Visit, reading: Reading
    ) -> AsyncIterator[PageItem]:
        """End the visit with the page as scripts left it."""
        if await self.session.frontier.holds(visit):
            look = response.meta["rendered"]
            yield _read(visit, rendered_reading(reading, response.body, look))

    async def failed(self, failure: Failure) -> AsyncIterator[Request | PageItem]:
        """End the visit with the outcome of a failed request."""
        request: Request = failure.request  # type: ignore[attr-defined]  # set by Scrapy
        visit: Visit = request.cb_kwargs["visit"]
        assert failure.value is not None
        outcome, detail = outcome_of(failure.value)
        if url := without_tls(visit, request.url, outcome):
            yield self._request(visit, url, request.cb_kwargs["hops"])
            return
        if outcome == "failed":
            logger.error("%s: %s", visit.url, detail, exc_info=failure.value)
        yield PageItem(visit=visit, outcome=outcome, detail=detail)

    async def render_failed(self, failure: Failure) -> AsyncIterator[PageItem]:
        """End the visit with the plain page, which may lack what scripts would have added."""
        request: Request = failure.request  # type: ignore[attr-defined]  # set by Scrapy
        reading: Reading = request.cb_kwargs["reading"]
        detail = f"not rendered: {failure.value}"[:500]
        logger.warning("%s: %s", reading.url, detail)
        yield PageItem(
            visit=request.cb_kwargs["visit"],
            outcome="render_failed",
            detail=detail,
            fetch=reading.fetch,
            reading=reading,
        )

    def _render_reasons(self, reading: Reading) -> tuple[str, ...]:
        """Return why the page should be rendered, also where that was not asked for."""
        if self.session.plan.arguments.render == "always":
            return ("always",)
        hosts = tuple(m.host for t in self.session.plan.targets for m in t.matchers)
        return render_reasons(page_facts(reading.raw.tree, hosts))

    async def _blocked_bot(self, url: str) -> str | None:
        """Return the search engine's bot that robots.txt keeps from *url*, if it does."""
        if not self.settings.getbool("ROBOTSTXT_OBEY"):
            return None
        for bot in ("googlebot", "bingbot"):
            verdict = await robots_of(self.crawler).verdict_for(url, bot)
            if verdict is not None and not verdict.allowed:
                return bot
        return None

    def stop_long_body(self, data: bytes, request: Request) -> None:
        """Stop a body at BODY_LIMIT; what has come is used and marked truncated."""
        received = request.meta.get("received", 0) + len(data)
        request.meta["received"] = received
        if received > self.settings.getint("BODY_LIMIT"):
            raise StopDownload(fail=False)

    async def item_failed(self, item: PageItem, failure: Failure) -> None:
        """Give a visit whose item a pipeline could not process its outcome all the same."""
        assert failure.value is not None
        await self.session.fail(item.visit, failure.value)

    async def step_failed(self, failure: Failure, response: Response | Failure) -> None:
        """Give a visit whose answer broke a callback its outcome; Scrapy has logged the reason."""
        request: Request = response.request  # type: ignore[union-attr,assignment]  # set by Scrapy
        assert failure.value is not None
        await self.session.fail(request.cb_kwargs["visit"], failure.value)

    def store_lost(self, error: Exception) -> None:
        """Close the crawl: without its store it can keep nothing."""
        self.session.failure = f"the store is lost: {error}"
        closing = self.crawler.engine.close_spider_async(reason="store_lost")
        self._closing = asyncio.ensure_future(closing)

    async def close_session(self, reason: str) -> None:
        """Settle the job; called when the last item is through."""
        if reason == CONTACT_MISSING:
            self.session.failure, self.session.exitcode = str(ContactMissing("a candidate")), 2
        await self.session.close(complete=reason == "finished")


def _read(visit: Visit, reading: Reading) -> PageItem:
    return PageItem(visit=visit, outcome="no_link", fetch=reading.fetch, reading=reading)
