"""Connections whose answers have a head of bounded length.

Twisted bounds a line of a head but not how many there are: one answer that never comes to its body
would fill memory and keep the reactor busy until the download's time is over.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from scrapy.core.downloader.handlers.http11 import (
    _LenientHTTP11ClientFactory,
    _LenientHTTP11ClientProtocol,
)
from twisted.python.failure import Failure
from twisted.web._newclient import HEADER, STATUS

if TYPE_CHECKING:
    from twisted.internet.defer import Deferred
    from twisted.internet.interfaces import IAddress
    from twisted.web._newclient import HTTP11ClientProtocol, Request
    from twisted.web.iweb import IResponse

MAX_HEAD: Final = 256 * 1024
"""Bytes of status line and header fields, informational answers before them included; what Chromium
takes as well (net/http/http_stream_parser.h, ``kMaxHeaderBufSize``)."""


class HeadTooLong(Exception):
    """An answer does not come to its body."""


class BoundedHeadProtocol(_LenientHTTP11ClientProtocol):
    """Scrapy's protocol, which gives up where a head is longer than ``MAX_HEAD``."""

    _head = 0

    def request(self, request: Request) -> Deferred[IResponse]:
        """Send *request*; its answer's head is counted from here on."""
        self._head = 0
        return super().request(request)

    def dataReceived(self, data: bytes) -> None:  # noqa: N802 - Twisted's name
        """Parse *data*, and count it while it is part of a head."""
        super().dataReceived(data)  # type: ignore[no-untyped-call]
        if self._parser is None or self._parser.state not in {STATUS, HEADER}:
            return
        self._head += len(data)
        if self._head > MAX_HEAD:
            problem = HeadTooLong(f"a head of more than {MAX_HEAD:,} bytes")
            self._giveUp(Failure(problem))  # type: ignore[no-untyped-call]


class BoundedHeadFactory(_LenientHTTP11ClientFactory):
    """Makes such connections for Twisted's pool."""

    def buildProtocol(self, addr: IAddress | None) -> HTTP11ClientProtocol:  # noqa: ARG002, N802
        """Return the protocol of a new connection."""
        return BoundedHeadProtocol(self._quiescentCallback)  # type: ignore[no-untyped-call]
