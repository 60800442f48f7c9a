"""One connection of a server that measures others: as little work for an answer as can be."""

from __future__ import annotations

import asyncio


class Answering(asyncio.Protocol):
    """Answers each request, of which the path is all that counts."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Take the connection."""
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        self._received = b""

    def data_received(self, data: bytes) -> None:
        """Answer the requests that have come whole."""
        self._received += data
        while b"\r\n\r\n" in self._received:
            head, _, self._received = self._received.partition(b"\r\n\r\n")
            self._transport.write(self.answer(head.split(b" ", 2)[1]))

    def answer(self, path: bytes) -> bytes:
        """Return the whole answer to a request for *path*."""
        raise NotImplementedError
