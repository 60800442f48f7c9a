"""A wire to a server that can be cut, mended and slowed down, as seen by its clients."""

from __future__ import annotations

import socket
import threading
import time
from contextlib import closing, contextmanager, suppress
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from collections.abc import Iterator


class Wire:
    """Forwards connections to *host*:*port*; ``delay`` is the seconds each piece of data waits.

    Once a client has sent what holds *last*, ``ended`` is set and nothing comes back any more: the
    server did what was asked, and nobody is told.
    """

    def __init__(self, host: str, port: int, delay: float = 0.0, last: bytes = b"") -> None:
        self._server = (host, port)
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._open: set[socket.socket] = set()
        self.port: int = self._listener.getsockname()[1]
        self.delay = delay
        self.is_cut = False
        self._last = last
        self.ended = threading.Event()

    @classmethod
    def to(cls, uri: str, **more: Any) -> Wire:
        """Return the wire to the server of *uri*."""
        parts = urlsplit(uri)
        return cls(parts.hostname or "", parts.port or 27017, **more)

    def through(self, uri: str) -> str:
        """Return *uri* as it is reached over this wire."""
        return urlsplit(uri)._replace(netloc=f"127.0.0.1:{self.port}").geturl()

    @contextmanager
    def laid(self) -> Iterator[Wire]:
        """Forward while the block lasts."""
        threading.Thread(target=self._accept, daemon=True).start()
        try:
            yield self
        finally:
            self.cut()
            with suppress(OSError):
                self._listener.shutdown(socket.SHUT_RDWR)
            self._listener.close()

    def cut(self) -> None:
        """End all connections, as the server's death does, and end each new one at once."""
        self.is_cut = True
        for one in list(self._open):
            with suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)

    def mend(self) -> None:
        """Let connections through again."""
        self.is_cut = False

    def _accept(self) -> None:
        with suppress(OSError):  # until it is closed
            while True:
                client, _ = self._listener.accept()
                if self.is_cut:
                    client.close()
                    continue
                server = socket.create_connection(self._server)
                self._open |= {client, server}
                for pair, back in (((client, server), False), ((server, client), True)):
                    threading.Thread(target=self._forward, args=(*pair, back), daemon=True).start()

    def _forward(self, source: socket.socket, sink: socket.socket, back: bool) -> None:
        with suppress(OSError), closing(source):
            while data := source.recv(65536):
                time.sleep(self.delay)
                if not back and self._last and self._last in data:
                    self.ended.set()
                if not (back and self.ended.is_set()):
                    sink.sendall(data)
        with suppress(OSError):
            sink.shutdown(socket.SHUT_RDWR)
        self._open.discard(source)
