"""How Scrapy's events are logged: by the page's URL, never by the text of a whole page."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any, Self

from scrapy.logformatter import LogFormatter, LogFormatterResult

from backlinkspider.crawl.item import PageItem
from backlinkspider.crawl.writer import StoreLost

if TYPE_CHECKING:
    from scrapy import Request, Spider
    from scrapy.crawler import Crawler
    from scrapy.http import Response
    from twisted.python.failure import Failure


class PageLogFormatter(LogFormatter):
    """Names an item by its URL: its own text would hold all that a stranger's page says.

    What is told at the level DEBUG alone is put into words only where that level is logged: Scrapy
    leaves it to the handlers to drop what nobody reads.
    """

    def __init__(self, *, tells_all: bool = True) -> None:
        self._tells_all = tells_all

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Build it for the crawl's LOG_LEVEL."""
        level = logging.getLevelName(str(crawler.settings["LOG_LEVEL"]).upper())
        return cls(tells_all=not isinstance(level, int) or level <= logging.DEBUG)

    def crawled(  # type: ignore[override]  # Scrapy takes None for "say nothing"
        self, request: Request, response: Response, spider: Spider
    ) -> LogFormatterResult | None:
        """Log an answer."""
        return super().crawled(request, response, spider) if self._tells_all else None

    def scraped(  # type: ignore[override]  # same
        self, item: Any, response: Response | Failure | None, spider: Spider
    ) -> LogFormatterResult | None:
        """Log the end of a visit."""
        return super().scraped(item, response, spider) if self._tells_all else None

    def item_error(
        self,
        item: Any,
        exception: BaseException,
        response: Response | Failure | None,  # noqa: ARG002 (Scrapy's interface)
        spider: Spider,  # noqa: ARG002 (same)
    ) -> LogFormatterResult:
        """Log an item that a pipeline could not process; a lost store is said elsewhere, once."""
        told = isinstance(exception, StoreLost)
        url = item.visit.url if isinstance(item, PageItem) else type(item).__name__
        return {
            "level": logging.DEBUG if told else logging.ERROR,
            "msg": "%(url)s: what was found could not be processed",
            "args": {"url": url},
        }
