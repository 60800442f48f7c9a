"""Scrapy as it comes: fetches every URL of a file and throws the answer away.

``python -m benchmarks.spiders.bare FILE PORT``. The only settings are a resolver, which takes every
name for this machine's PORT, and a quiet log.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Self

from scrapy import Request, Spider
from scrapy.crawler import AsyncCrawlerProcess
from scrapy.resolver import HostResolution
from twisted.internet.address import IPv4Address
from twisted.internet.interfaces import IHostnameResolver
from zope.interface import implementer  # type: ignore[import-untyped]

from benchmarks.meter import meter

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from scrapy.http import Response


@implementer(IHostnameResolver)
class Loopback:
    """Takes every name for 127.0.0.1."""

    def __init__(self, reactor: Any) -> None:
        self._reactor = reactor

    @classmethod
    def from_crawler(cls, crawler: Any, reactor: Any) -> Self:  # noqa: ARG003 (Scrapy's interface)
        """Build it, as Scrapy asks for."""
        return cls(reactor)

    def install_on_reactor(self) -> None:
        """Become the reactor's name resolver."""
        self._reactor.installNameResolver(self)

    def resolveHostName(  # noqa: N802 (Twisted's interface)
        self,
        receiver: Any,
        name: str,
        **_: Any,
    ) -> HostResolution:
        """Give *receiver* the one address."""
        resolution = HostResolution(name)
        receiver.resolutionBegan(resolution)
        receiver.addressResolved(IPv4Address("TCP", "127.0.0.1", int(sys.argv[2])))
        receiver.resolutionComplete()
        return resolution


URLS: Final = Path(sys.argv[1]).read_text(encoding="ascii").split() if sys.argv[1:] else []


class Bare(Spider):
    """Does nothing with what it gets."""

    name = "bare"

    async def start(self) -> AsyncIterator[Request]:
        """Yield every URL."""
        for url in URLS:
            yield Request(url)

    def parse(self, response: Response) -> None:
        """Throw *response* away."""


if __name__ == "__main__":
    meter()
    process = AsyncCrawlerProcess({"TWISTED_DNS_RESOLVER": Loopback, "LOG_LEVEL": "WARNING"})
    process.crawl(Bare)
    process.start()
