"""The downloader middleware that asks robots.txt before every request.

Scrapy's own lets all but the first request through that waits for the same robots.txt (2.14 to
2.19, ``Deferred.asFuture`` on a shared Deferred) and allows what it can't read.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Self

import ada_url
from scrapy import signals
from scrapy.exceptions import DownloadCancelledError, IgnoreRequest, StopDownload
from scrapy.http import Request
from scrapy.http.request import NO_CALLBACK

from backlinkspider.urls import host_of, is_http, politeness_key, resolve
from backlinkspider.web.robots import (
    MAX_REDIRECTS,
    READ_LIMIT,
    Robots,
    Verdict,
    product_token,
    read_robots,
    unreachable,
)
from backlinkspider.web.robots_cache import RobotsCache

if TYPE_CHECKING:
    from scrapy.crawler import Crawler
    from scrapy.http import Response

logger = logging.getLogger(__name__)

PRIORITY = 1000

_UNREADABLE = (IgnoreRequest, DownloadCancelledError)  # too large to download or to unpack


class RobotsDenied(IgnoreRequest):
    """robots.txt does not allow the request; the text is the rule, or why it can't be read."""


class RobotsMiddleware:
    """Raises ``RobotsDenied`` for what robots.txt does not allow (setting ``ROBOTSTXT_OBEY``).

    Where robots.txt can't be fetched for a reason that would fail the page as well (no address,
    no connection, a timeout, TLS, the egress policy), the page's request fails with that very
    exception: "no such host" tells more than "denied". A rendered response is checked again for
    the URL the browser ended at. Requests for robots.txt carry ``meta["robots"] = True``.
    """

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler
        self.obey = crawler.settings.getbool("ROBOTSTXT_OBEY")
        self.agent = product_token(crawler.settings["USER_AGENT"])
        self._cache = RobotsCache(self._fetch)
        crawler.signals.connect(self._stop_at_limit, signals.bytes_received)
        if not self.obey:
            logger.warning("ROBOTSTXT_OBEY is off: robots.txt is not asked before a request")

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Build the middleware, as Scrapy asks for."""
        return cls(crawler)

    async def process_request(self, request: Request) -> None:
        """Let *request* pass or raise ``RobotsDenied``, or what fetching robots.txt raised."""
        if not request.meta.get("robots"):
            await self._check(request.url)

    async def process_response(self, request: Request, response: Response) -> Response:
        """Check where a browser's redirects ended."""
        if request.meta.get("playwright") and response.url != request.url:
            await self._check(response.url)
        return response

    async def allowed(self, url: str) -> Verdict:
        """Tell whether this crawler may fetch *url*. Raises what fetching robots.txt raised."""
        if not self.obey or not is_http(url):
            return Verdict(True)
        return (await self.robots(url)).verdict(url, self.agent)

    async def verdict_for(self, url: str, agent: str) -> Verdict | None:
        """Tell whether another crawler (``googlebot``) may fetch *url*; None where unknown."""
        try:
            robots = await self.robots(url)
        except Exception as error:  # noqa: BLE001 (whatever a download raises)
            logger.debug("robots.txt of %s not read: %s", url, error)
            return None
        return robots.verdict(url, product_token(agent))

    async def robots(self, url: str) -> Robots:
        """Return what the robots.txt for *url* says. Raises what fetching it raised."""
        return await self._cache.get(ada_url.URL(url).origin)

    async def _check(self, url: str) -> None:
        verdict = await self.allowed(url)
        if not verdict.allowed:
            self.crawler.stats.inc_value("robots/denied")
            raise RobotsDenied(verdict.reason)

    async def _fetch(self, origin: str) -> Robots:
        url = f"{origin}/robots.txt"
        for hop in range(MAX_REDIRECTS + 1):
            try:
                response = await self._download(url)
            except Exception as error:
                # What fails on another host is not the page's own.
                if hop == 0 and not isinstance(error, _UNREADABLE):
                    raise
                return unreachable(f"{url}: {str(error) or type(error).__name__}")
            self.crawler.stats.inc_value(f"robots/status/{response.status}")
            location = _redirect(response)
            if location is None:
                if "dataloss" in response.flags:
                    return unreachable(f"{url}: the body broke off")
                truncated = "download_stopped" in response.flags
                return read_robots(response.status, response.body, truncated=truncated)
            url = location
        return Robots()

    async def _download(self, url: str) -> Response:
        request = Request(
            url,
            # Unpacking could stop short of what RFC 9309 wants read.
            headers={"Accept-Encoding": "identity", "Accept": "text/plain,*/*;q=0.5"},
            priority=PRIORITY,
            dont_filter=True,
            callback=NO_CALLBACK,
            meta={
                "robots": True,
                "download_slot": politeness_key(host_of(url)),
                "dont_redirect": True,
                "dont_retry": True,
            },
        )
        self.crawler.stats.inc_value("robots/requests")
        return await self.crawler.engine.download_async(request)

    def _stop_at_limit(self, data: bytes, request: Request) -> None:
        if request.meta.get("robots"):
            received = request.meta.get("robots_received", 0) + len(data)
            request.meta["robots_received"] = received
            if received > READ_LIMIT:
                raise StopDownload(fail=False)


def robots_of(crawler: Crawler) -> RobotsMiddleware:
    """Return the middleware of a running *crawler*. Raises ``LookupError`` where it is off."""
    middleware = crawler.get_downloader_middleware(RobotsMiddleware)
    if middleware is None:
        raise LookupError("RobotsMiddleware is missing in DOWNLOADER_MIDDLEWARES")
    return middleware


def _redirect(response: Response) -> str | None:
    """Return where *response* redirects to over http(s); None where it does not."""
    location = response.headers.get("Location")
    if not 300 <= response.status < 400 or not location:
        return None
    url = resolve(location.decode("utf-8", "replace"), response.url)
    return url if url and is_http(url) else None
