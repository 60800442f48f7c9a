"""Asks the egress gate before a request is downloaded, so that its errback learns the reason.

The resolver has the last word when Scrapy connects, and the proxy when Chromium does, but
neither can say more than "no address". This middleware turns the gate's answers into exceptions
an errback can tell apart: ``EgressRefused``, Scrapy's ``CannotResolveHostError``, and
``ContactMissing``, which also closes the spider.
"""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING, Final, Self

import ada_url
from scrapy import signals
from scrapy.exceptions import CannotResolveHostError, CloseSpider, IgnoreRequest

from backlinkspider.web.egress import ContactMissing, Refused, Unresolvable, gate_of
from backlinkspider.web.resolver import EgressResolver

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler

log = logging.getLogger(__name__)

CONTACT_MISSING: Final = "contact_missing"
"""Finish reason of a crawl that would have left loopback without CONTACT_URL."""
GATE_OPEN: Final = "egress_gate_open"
"""Finish reason of a crawl whose settings let requests past the gate."""

_PORTS: Final = {"http:": 80, "https:": 443}


class EgressRefused(IgnoreRequest):
    """The egress policy forbids the request: outcome ``refused`` with *reason*."""

    def __init__(self, host: str, reason: str) -> None:
        super().__init__(f"{host}: {reason}")
        self.host = host
        self.reason = reason


class EgressMiddleware:
    """Downloader middleware; stands first (order below robots.txt's)."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._gate = gate_of(crawler)
        self._closing: asyncio.Task[None] | None = None
        crawler.signals.connect(self.spider_opened, signals.spider_opened)
        crawler.signals.connect(self.engine_stopped, signals.engine_stopped)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Build the middleware. Raises ``ValueError`` on a bad EGRESS_ALLOW or CONNECT_TO."""
        return cls(crawler)

    def spider_opened(self) -> None:
        """Close the spider before its first request when requests could pass beside the gate."""
        from twisted.internet import reactor  # noqa: PLC0415 (importing it installs a reactor)

        if not isinstance(reactor.nameResolver, EgressResolver):
            self._refuse_to_run("TWISTED_DNS_RESOLVER is not EgressResolver, or not in force")
        if self._crawler.settings.getbool("HTTPPROXY_ENABLED"):
            self._refuse_to_run("HTTPPROXY_ENABLED lets a proxy from the environment in: set False")

    def engine_stopped(self) -> None:
        """Release the gate's threads."""
        self._gate.close()

    async def process_request(self, request: Request) -> None:
        """Let *request* through, or raise one of the exceptions named above."""
        url = ada_url.URL(request.url)
        if url.protocol not in _PORTS:
            raise EgressRefused(url.hostname, f"scheme {url.protocol} is not http: or https:")
        try:
            await self._gate.resolve(url.hostname, int(url.port or _PORTS[url.protocol]))
        except Refused as error:
            raise EgressRefused(error.host, error.reason) from error
        except Unresolvable as error:
            raise CannotResolveHostError(str(error)) from error
        except ContactMissing as error:
            self._close_spider(error)
            raise

    async def process_exception(self, request: Request, exception: Exception) -> None:
        """Give the reason when Scrapy found no address: the answer may have changed since."""
        if isinstance(exception, CannotResolveHostError):
            await self.process_request(request)

    def _close_spider(self, error: ContactMissing) -> None:
        if self._closing is None:
            log.error("%s", error)
            engine = self._crawler.engine
            self._closing = asyncio.create_task(engine.close_spider_async(reason=CONTACT_MISSING))

    @staticmethod
    def _refuse_to_run(problem: str) -> None:
        log.error("The egress gate is open: %s", problem)
        raise CloseSpider(GATE_OPEN)
