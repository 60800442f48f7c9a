"""The pace a host's robots.txt asks for, kept by whatever is asked of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from backlinkspider.web.robots_middleware import robots_of

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

    from backlinkspider.web.robots import Robots

MAX_CRAWL_DELAY: Final = 30.0
"""Seconds of a Crawl-delay that are kept; Nutch skips hosts that ask for more."""


def keep_pace(crawler: Crawler, key: str, robots: Robots) -> float:
    """Let the downloader ask *key* as seldom as *robots* wants; return the seconds, 0 for any.

    The downloader's slot is made by the first request to the owner; later ones wait in it.
    """
    delay = min(robots.crawl_delay(robots_of(crawler).agent) or 0.0, MAX_CRAWL_DELAY)
    slot = crawler.engine.downloader.slots.get(key) if delay else None
    if slot is not None:
        slot.delay = max(slot.delay, delay)
    return delay
