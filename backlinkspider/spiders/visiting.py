"""What all spiders share: from the frontier's visits to page items, and how a crawl ends."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING, Any, Self
from weakref import WeakKeyDictionary

from scrapy import Request, Spider, signals
from scrapy.exceptions import CloseSpider, StopDownload

from backlinkspider.audit.broken import OF_DOCUMENTS, broken_document, told
from backlinkspider.candidates import CandidateFileError
from backlinkspider.crawl.agent import name_contact
from backlinkspider.crawl.item import PageItem
from backlinkspider.crawl.memory import LargePages, spare_collector
from backlinkspider.crawl.session import Session
from backlinkspider.crawl.visiting import Callbacks, Visitor
from backlinkspider.store.base import StoreError
from backlinkspider.store.open import open_store
from backlinkspider.store.own_pages import OwnPages
from backlinkspider.web.egress import ContactMissing

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Coroutine, Mapping

    from scrapy.crawler import Crawler
    from scrapy.http import Response
    from scrapy.settings import BaseSettings
    from twisted.python.failure import Failure

    from backlinkspider.crawl.item import Visit
    from backlinkspider.crawl.plan import Plan
    from backlinkspider.links.record import Reading
    from backlinkspider.page.fetch import Hop

    Step = Request | PageItem | None

logger = logging.getLogger(__name__)


_handed_over: WeakKeyDictionary[Crawler, Plan] = WeakKeyDictionary()


def hand_over(crawler: Crawler, plan: Plan) -> None:
    """Let the spider that *crawler* makes work by *plan*: reading all rules twice takes long."""
    _handed_over[crawler] = plan


class VisitingSpider(Spider):
    """Visits every candidate of its plan once, with exactly one outcome each."""

    session: Session
    visitor: Visitor
    large_pages: LargePages

    @classmethod
    def plan(cls, settings: BaseSettings, given: Mapping[str, str]) -> Plan:
        """Check the arguments *given*, targets and rules.

        Raises ``ArgumentError``, ``TargetError``, ``FileErrors``, ``CandidateFileError`` or
        ``StoreError``, before anything starts.
        """
        raise NotImplementedError

    @classmethod
    def update_settings(cls, settings: BaseSettings) -> None:
        """Put the contact URL into the User-Agent, wherever the setting came from."""
        super().update_settings(settings)
        name_contact(settings)

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> Self:
        """Take the plan that was handed over, or make it. Raises what ``plan`` raises."""
        spider = super().from_crawler(crawler, *args)
        plan = _handed_over.pop(crawler, None) or cls.plan(crawler.settings, kwargs)
        store = open_store(crawler.settings["STORE_URI"])
        if plan.is_own:
            store = OwnPages(store)
        spider.session = Session(plan, crawler.settings, spider.store_lost, store)
        callbacks = Callbacks(
            spider.parse, spider.failed, spider.parse_rendered, spider.render_failed
        )
        spider.visitor = Visitor(crawler, spider.session, callbacks)
        spider.large_pages = LargePages()
        crawler.signals.connect(spider.stop_long_body, signals.bytes_received)
        crawler.signals.connect(spider.item_failed, signals.item_error)
        crawler.signals.connect(spider.close_session, signals.spider_closed)
        return spider

    async def start(self) -> AsyncIterator[Request]:
        """Yield the requests of the frontier's visits."""
        spare_collector()
        try:
            await self.session.open()
            async for visit in self.session.visits():
                yield self.visitor.first_request(visit)
        except StoreError as error:
            self.session.failure = str(error)
            raise CloseSpider("store_unavailable") from error
        except CandidateFileError as error:
            # Standard input, or a file that failed on the way: the others were looked at before.
            self.session.failure, self.session.exitcode = str(error), 2
            raise CloseSpider("candidates_unreadable") from error
        except OF_DOCUMENTS as error:
            broken = await broken_document(self.session.store)
            if broken is None:
                raise
            self.session.failure = broken
            raise CloseSpider("store_broken") from error

    async def parse(
        self, response: Response, visit: Visit, hops: tuple[Hop, ...]
    ) -> AsyncIterator[Request | PageItem]:
        """Follow, render or end the visit, as its plain answer asks for."""
        self.large_pages.before(len(response.body))
        async for step in self._guarded(visit, self.visitor.after_answer(response, visit, hops)):
            yield step

    async def parse_rendered(
        self, response: Response, visit: Visit, reading: Reading
    ) -> AsyncIterator[Request | PageItem]:
        """End the visit with the page as scripts left it."""
        coming = self.visitor.after_rendering(response, visit, reading)
        async for step in self._guarded(visit, coming):
            yield step

    async def failed(self, failure: Failure) -> AsyncIterator[Request | PageItem]:
        """End the visit with the outcome of a failed request."""
        request: Request = failure.request  # type: ignore[attr-defined]  # set by Scrapy
        assert failure.value is not None
        if isinstance(failure.value, ContactMissing):
            # No outcome: the crawl ends, and goes on with this page when it may.
            self.session.failure, self.session.exitcode = str(failure.value), 2
            return
        yield self.visitor.after_failure(failure.value, request, request.cb_kwargs["visit"])

    async def render_failed(self, failure: Failure) -> AsyncIterator[Request | PageItem]:
        """End the visit with the plain page."""
        request: Request = failure.request  # type: ignore[attr-defined]  # set by Scrapy
        assert failure.value is not None
        coming = self.visitor.after_failed_rendering(failure.value, **request.cb_kwargs)
        async for step in self._guarded(request.cb_kwargs["visit"], coming):
            yield step

    async def _guarded(
        self, visit: Visit, coming: Coroutine[Any, Any, Step]
    ) -> AsyncIterator[Request | PageItem]:
        """Yield what is *coming* while the visit's host is ours; if it breaks, that is its end."""
        try:
            if await self.session.frontier.holds(visit):
                step = await coming
            else:
                coming.close()
                return
        except Exception as error:
            coming.close()
            logger.exception("%s: reading the page failed", visit.url)
            step = PageItem(visit=visit, outcome="failed", detail=repr(error)[:500])
        if step is not None:
            yield step

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

    def store_lost(self, error: Exception) -> None:
        """Close the crawl: without its store it can keep nothing."""
        self.session.failure = f"the store is lost: {error}"
        self._closing = asyncio.ensure_future(self._close_without_store(error))

    async def _close_without_store(self, error: Exception) -> None:
        if isinstance(error, OF_DOCUMENTS):
            why = await told(self.session.store, error)
            self.session.failure = f"a page can't be written: {why}"
        await self.crawler.engine.close_spider_async(reason="store_lost")

    async def close_session(self, reason: str) -> None:
        """Settle the job; called when the last item is through."""
        await self.session.close(complete=reason == "finished")
