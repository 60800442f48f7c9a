"""How Scrapy's events are logged: by the page's URL, never by the text of a whole page."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

from scrapy.logformatter import LogFormatter, LogFormatterResult

from backlinkspider.crawl.item import PageItem
from backlinkspider.crawl.writer import StoreLost

if TYPE_CHECKING:
    from scrapy import Spider
    from scrapy.http import Response
    from twisted.python.failure import Failure


class PageLogFormatter(LogFormatter):
    """Names an item by its URL: its own text would hold all that a stranger's page says."""

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
