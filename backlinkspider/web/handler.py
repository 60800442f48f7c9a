"""The download handler: plain requests to Scrapy's own, marked ones to the browser."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from scrapy.core.downloader.handlers.base import BaseDownloadHandler
from scrapy.core.downloader.handlers.http11 import HTTP11DownloadHandler

from backlinkspider.urls import without_userinfo
from backlinkspider.web.bounded_head import BoundedHeadFactory

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler
    from scrapy.http import Response

    from backlinkspider.web.renderer import Renderer


IDLE: Final = 3
"""Seconds a connection is kept for the next request to its host, which comes after one second or,
when other hosts had their turns, much later. Twisted's 240 would keep thousands of sockets open,
more than the 1024 files a process may have by default."""


class WebDownloadHandler(BaseDownloadHandler):
    """Handler for ``http`` and ``https``; ``meta["playwright"]`` asks for the browser.

    Scrapy builds one a scheme; both share the crawl's one ``Renderer``. Raises what
    ``HTTP11DownloadHandler`` and ``Renderer.render`` raise.
    """

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._plain = HTTP11DownloadHandler(crawler)
        self._plain._pool.cachedConnectionTimeout = IDLE  # noqa: SLF001 (no setting reaches it)
        self._plain._pool._factory = BoundedHeadFactory  # noqa: SLF001 (as Scrapy sets its own)
        self._renderer: Renderer | None = None

    async def download_request(self, request: Request) -> Response:
        """Fetch or render *request*."""
        if not request.meta.get("playwright"):
            return await self._plain.download_request(_as_sent(request))
        if self._renderer is None:
            # Most crawls never render: Playwright is imported by the first page that needs it.
            from backlinkspider.web.renderer import renderer_of  # noqa: PLC0415

            self._renderer = renderer_of(self.crawler)
        return await self._renderer.render(request)

    async def close(self) -> None:
        """Close connections and browser."""
        await self._plain.close()
        if self._renderer is not None:
            await self._renderer.close()


def _as_sent(request: Request) -> Request:
    """Return *request* as Twisted shall see it.

    Without user name and password, which it takes for a part of the host's name. With the meta
    ``cut_when_long`` whatever length is announced: who asks so stops the body himself.
    """
    sent = request
    if (url := without_userinfo(request.url)) != request.url:
        sent = sent.replace(url=url)
    if request.meta.get("cut_when_long"):
        sent = sent.replace(meta={**request.meta, "download_maxsize": 0})
    return sent
