"""Scrapy's thin gate: the name resolver of TWISTED_DNS_RESOLVER asks ``Gate.resolve``.

Twisted's ``HostnameEndpoint`` takes every host to the resolver, literal addresses in any
spelling included, and connects to the address and port it is given. So this is the last word
for everything Scrapy fetches, and where CONNECT_TO changes ports.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Protocol, Self, cast

from scrapy.resolver import HostResolution
from scrapy.utils.defer import deferred_from_coro
from twisted.internet.address import IPv4Address, IPv6Address
from twisted.internet.interfaces import IHostnameResolver
from zope.interface import implementer  # type: ignore[import-untyped]

from backlinkspider.web.egress import EgressError, gate_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scrapy.crawler import AsyncCrawlerProcess, CrawlerProcess
    from twisted.internet.base import ReactorBase
    from twisted.internet.interfaces import IAddress

    from backlinkspider.web.egress import Gate

log = logging.getLogger(__name__)


class Receiver(Protocol):
    """Twisted's ``IResolutionReceiver`` as a type checker reads it."""

    def resolutionBegan(self, resolution: HostResolution) -> None:  # noqa: N802
        """Take note of the look-up that began."""

    def addressResolved(self, address: IPv4Address | IPv6Address) -> None:  # noqa: N802
        """Take one address."""

    def resolutionComplete(self) -> None:  # noqa: N802
        """Take note that there are no more."""


@implementer(IHostnameResolver)
class EgressResolver:
    """The reactor's name resolver; a refused host resolves to nothing."""

    def __init__(self, process: AsyncCrawlerProcess | CrawlerProcess, reactor: ReactorBase) -> None:
        self._process = process
        self._reactor = reactor

    @classmethod
    def from_crawler(
        cls, crawler: AsyncCrawlerProcess | CrawlerProcess, reactor: ReactorBase
    ) -> Self:
        """Build it as Scrapy does, which passes the process and not one of its crawlers."""
        return cls(crawler, reactor)

    def install_on_reactor(self) -> None:
        """Become the reactor's name resolver."""
        self._reactor.installNameResolver(cast("IHostnameResolver", self))

    def resolveHostName(  # noqa: N802 (Twisted's interface)
        self,
        resolutionReceiver: Receiver,  # noqa: N803
        hostName: str,  # noqa: N803
        portNumber: int = 0,  # noqa: N803
        addressTypes: Sequence[type[IAddress]] | None = None,  # noqa: N803
        transportSemantics: str = "TCP",  # noqa: ARG002, N803
    ) -> HostResolution:
        """Give *resolutionReceiver* the permitted addresses (``IHostnameResolver``)."""
        resolution = HostResolution(hostName)
        resolutionReceiver.resolutionBegan(resolution)
        kinds = tuple(addressTypes or (IPv4Address, IPv6Address))
        deferred_from_coro(self._resolve(resolutionReceiver, hostName, portNumber, kinds))
        return resolution

    async def _resolve(
        self, receiver: Receiver, host: str, port: int, kinds: tuple[type[IAddress], ...]
    ) -> None:
        try:
            for address in await self._gate().resolve(host, port):
                kind = IPv6Address if ":" in address.ip else IPv4Address
                if kind in kinds:
                    receiver.addressResolved(kind("TCP", address.ip, address.port))
        except EgressError as error:
            log.debug("No address for %s", error)
        finally:
            receiver.resolutionComplete()

    def _gate(self) -> Gate:
        # The reactor has one resolver for the whole process: with one crawl in it, as the
        # commands run it, both gates share the crawl's policy and look-ups; with several, or in
        # the shell, the process's own settings decide.
        crawlers = tuple(self._process.crawlers)
        return gate_of(crawlers[0] if len(crawlers) == 1 else self._process)
