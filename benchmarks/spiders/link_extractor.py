"""A peer: Scrapy as it comes, whose callback takes the links to the target with its LinkExtractor.

``python -m benchmarks.spiders.link_extractor FILE PORT``, with the settings of ``bare``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from scrapy.crawler import AsyncCrawlerProcess
from scrapy.http import HtmlResponse
from scrapy.linkextractors import LinkExtractor

from benchmarks.made.real_web import TARGET
from benchmarks.meter import meter
from benchmarks.spiders.bare import Bare, Loopback

if TYPE_CHECKING:
    from scrapy.http import Response

_EXTRACTOR: Final = LinkExtractor(allow_domains=[TARGET], unique=False)


class Extracting(Bare):
    """Reads the links of every page and does nothing with them."""

    name = "extracting"

    def parse(self, response: Response) -> None:
        """Take the links out of *response*."""
        if isinstance(response, HtmlResponse):
            _EXTRACTOR.extract_links(response)


if __name__ == "__main__":
    meter()
    process = AsyncCrawlerProcess({"TWISTED_DNS_RESOLVER": Loopback, "LOG_LEVEL": "WARNING"})
    process.crawl(Extracting)
    process.start()
