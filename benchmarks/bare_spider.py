"""Scrapy as it comes: fetches every URL of a file and throws the answer away.

The only setting is a resolver: every name is this machine. ``python -m benchmarks.bare_spider FILE PORT``
"""

import sys
from pathlib import Path

from scrapy import Request, Spider
from scrapy.crawler import AsyncCrawlerProcess
from scrapy.resolver import HostResolution
from twisted.internet.address import IPv4Address
from twisted.internet.interfaces import IHostnameResolver
from zope.interface import implementer

from benchmarks.meter import meter


@implementer(IHostnameResolver)
class Loopback:
    """Takes every name for 127.0.0.1."""

    def __init__(self, reactor):
        self.reactor = reactor

    @classmethod
    def from_crawler(cls, crawler, reactor):
        return cls(reactor)

    def install_on_reactor(self):
        self.reactor.installNameResolver(self)

    def resolveHostName(self, receiver, name, portNumber=0, **unused):
        resolution = HostResolution(name)
        receiver.resolutionBegan(resolution)
        receiver.addressResolved(IPv4Address("TCP", "127.0.0.1", int(sys.argv[2])))
        receiver.resolutionComplete()
        return resolution


class Bare(Spider):
    name = "bare"

    async def start(self):
        for url in Path(self.urls).read_text().split():
            yield Request(url)

    def parse(self, response):
        pass


if __name__ == "__main__":
    meter()
    process = AsyncCrawlerProcess({"TWISTED_DNS_RESOLVER": Loopback, "LOG_LEVEL": "WARNING"})
    process.crawl(Bare, urls=sys.argv[1])
    process.start()
