"""What is logged of an item that breaks: its URL, not the page it holds."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, cast

import pytest
from scrapy import Request
from scrapy.http import Response
from scrapy.utils.test import get_crawler

from backlinkspider.crawl.item import PageItem, Visit
from backlinkspider.crawl.log_format import PageLogFormatter
from backlinkspider.crawl.writer import StoreLost

if TYPE_CHECKING:
    from scrapy import Spider


@pytest.mark.parametrize(
    ("error", "level"), [(KeyError("x"), logging.ERROR), (StoreLost("gone"), logging.DEBUG)]
)
def test_an_item_is_named_by_its_url(error: Exception, level: int) -> None:
    url = "http://a.test/"
    visit = Visit(key="a.test", url=url, fetch_url=url, hops=(), kind="page", pages=())
    item = PageItem(visit=visit, outcome="no_link", detail="secret words of the page")
    told = PageLogFormatter().item_error(item, error, None, cast("Spider", None))
    assert told["level"] == level
    assert told["msg"] % told["args"] == f"{url}: what was found could not be processed"


@pytest.mark.parametrize(
    ("level", "told"), [("WARNING", False), ("info", False), ("DEBUG", True), (10, True)]
)
def test_pages_are_told_of_where_that_level_is_logged(level: str | int, *, told: bool) -> None:
    formatter = PageLogFormatter.from_crawler(get_crawler(settings_dict={"LOG_LEVEL": level}))
    request = Request("http://a.test/")
    response = Response("http://a.test/", request=request)
    spider = cast("Spider", None)
    assert (formatter.crawled(request, response, spider) is not None) is told
    assert (formatter.scraped({}, response, spider) is not None) is told
