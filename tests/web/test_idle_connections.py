"""Connections are let go soon: a crawl of many hosts must not run out of files to open."""

from __future__ import annotations

import subprocess
import sys

from twisted.web.client import HTTPConnectionPool

from backlinkspider.web.handler import IDLE

_BUILT = """
from scrapy.utils.reactor import install_reactor
install_reactor("twisted.internet.asyncioreactor.AsyncioSelectorReactor")
from scrapy.utils.test import get_crawler
from backlinkspider.web.handler import WebDownloadHandler
handler = WebDownloadHandler(get_crawler())
print(type(handler._plain._pool).__name__, handler._plain._pool.cachedConnectionTimeout)
"""


def test_the_pool_of_plain_requests_keeps_connections_for_seconds() -> None:
    """Guards what no setting reaches: Scrapy's pool, and Twisted's name for its time."""
    assert HTTPConnectionPool.cachedConnectionTimeout == 240
    command = [sys.executable, "-W", "ignore", "-c", _BUILT]
    ended = subprocess.run(command, check=True, capture_output=True, text=True)
    name, seconds = ended.stdout.split()
    assert name == HTTPConnectionPool.__name__
    assert seconds == str(IDLE)
