"""A web of hosts that misbehave, and a canary that must never be visited."""

from __future__ import annotations

import socket
import threading
from contextlib import closing, contextmanager, suppress
from typing import TYPE_CHECKING, Final

from backlinkspider.demo.certificate import server_context
from tests.hostile.wire import Talk, answer

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from tests.hostile.wire import Serve

ADDRESS: Final = "127.77.0.1"
"""Where the web is, so that the rest of loopback is as forbidden as it is in production."""

_CANARIES: Final = ("127.0.0.1", "127.0.0.2")
_TLS_HANDSHAKE: Final = b"\x16"
_HEAD_LIMIT: Final = 64 * 1024
_NOTHING_HERE: Final = answer("<h1>404 Not Found</h1>", status=404)

Pages = dict[str, "Serve"]


class HostileWeb:
    """Serves *sites* (host -> path -> deed) on one port of ``ADDRESS`` while the block lasts.

    ``asked`` holds host and path of each request; ``canary`` what reached an address that no crawl
    may reach, by TCP or UDP. With *tls* the port speaks it, too, to those who begin so.
    """

    def __init__(self, sites: Mapping[str, Mapping[str, Serve]], *, tls: bool = False) -> None:
        self.sites = dict(sites)
        self.asked: list[tuple[str, str]] = []
        self.canary: list[str] = []
        self.canary_port = 0
        self.port = 0
        self._ending = threading.Event()
        self._tls = server_context(["*.test"]) if tls else None

    @contextmanager
    def served(self) -> Iterator[HostileWeb]:
        """Listen for crawlers and, on other addresses, for what must not come."""
        canary = _listening(_CANARIES[0], 0)
        self.canary_port = canary.getsockname()[1]
        others = [_listening(address, self.canary_port) for address in _CANARIES[1:]]
        datagrams = [_bound(address, self.canary_port) for address in _CANARIES]
        with closing(_listening(ADDRESS, 0)) as listener:
            self.port = listener.getsockname()[1]
            _in_background(self._accept, listener)
            for one in (canary, *others):
                _in_background(self._catch, one)
            for one in datagrams:
                _in_background(self._catch_datagrams, one)
            try:
                yield self
            finally:
                self._ending.set()
                for one in (canary, *others, *datagrams, listener):
                    with suppress(OSError):
                        one.shutdown(socket.SHUT_RDWR)
                    one.close()

    @property
    def connect_to(self) -> str:
        """The value of CONNECT_TO: all ports of every host are this web's one."""
        return ",".join(f"{host}:*={ADDRESS}:{self.port}" for host in self.sites)

    def _accept(self, listener: socket.socket) -> None:
        with suppress(OSError):  # until it is closed
            while True:
                connection, _ = listener.accept()
                _in_background(self._talk, connection)

    def _catch(self, listener: socket.socket) -> None:
        with suppress(OSError):
            while True:
                connection, _ = listener.accept()
                with closing(connection):
                    connection.settimeout(1)
                    with suppress(OSError):
                        self.canary.append(connection.recv(200).decode("latin-1"))

    def _catch_datagrams(self, receiver: socket.socket) -> None:
        with suppress(OSError):
            while data := receiver.recv(200):
                self.canary.append(data.decode("latin-1"))

    def _talk(self, connection: socket.socket) -> None:
        with suppress(OSError, ValueError), closing(connection):
            connection.settimeout(60)
            if connection.recv(1, socket.MSG_PEEK) != _TLS_HANDSHAKE:
                self._answer(connection)
            elif self._tls:
                with self._tls.wrap_socket(connection, server_side=True) as secured:
                    self._answer(secured)

    def _answer(self, connection: socket.socket) -> None:
        talk = self._read(connection)
        self.asked.append((talk.host, talk.path))
        pages = self.sites.get(talk.host, {})
        serve = pages.get(talk.path) or pages.get(talk.path.partition("?")[0], _NOTHING_HERE)
        serve(talk)
        _wait_for_the_client(connection)

    def _read(self, connection: socket.socket) -> Talk:
        received = b""
        while b"\r\n\r\n" not in received:
            data = connection.recv(65536)
            if not data or len(received) > _HEAD_LIMIT:
                raise ValueError("no request")
            received += data
        line, *lines = received.partition(b"\r\n\r\n")[0].decode("latin-1").split("\r\n")
        fields = (line.partition(":") for line in lines)
        headers = {name.strip().lower(): value.strip() for name, _, value in fields}
        host = headers.get("host", "").partition(":")[0].lower().removesuffix(".")
        return Talk(connection, host, line.split(" ")[1], headers, self._ending)


def _listening(address: str, port: int) -> socket.socket:
    return socket.create_server((address, port), backlog=200)


def _bound(address: str, port: int) -> socket.socket:
    receiver = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    receiver.bind((address, port))
    return receiver


def _in_background(work: object, *arguments: object) -> None:
    threading.Thread(target=work, args=arguments, daemon=True).start()  # type: ignore[arg-type]


def _wait_for_the_client(connection: socket.socket) -> None:
    """Let what was sent arrive: closing with bytes unread would be a reset."""
    with suppress(OSError):
        connection.shutdown(socket.SHUT_WR)
        connection.settimeout(1)
        while connection.recv(65536):
            pass
