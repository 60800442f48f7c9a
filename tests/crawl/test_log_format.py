"""What is logged of an item that breaks: its URL, not the page it holds."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, cast

import pytest

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
