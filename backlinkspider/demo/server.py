"""All hosts of a web, served over http and https on two loopback ports."""

from __future__ import annotations

import asyncio
import socket
import threading
from concurrent.futures import Future
from contextlib import closing, suppress
from functools import partial
from typing import TYPE_CHECKING, Self

from backlinkspider.demo.certificate import server_context
from backlinkspider.demo.model import NOT_FOUND, Hit, Site
from backlinkspider.demo.wire import MalformedRequest, read_request, refuse, write_response

if TYPE_CHECKING:
    from asyncio import Server, StreamReader, StreamWriter
    from collections.abc import Mapping

_LOOPBACK = "127.0.0.1"


class DemoWeb:
    """Serve *sites* (by host name, punycode) from a thread of its own while the block lasts.

    >>> with DemoWeb({"a.test": Site({"/": Response(b"<p>hello")})}) as web:
    ...     crawl(connect_to=web.connect_to)
    ...     web.paths("a.test")
    ['/robots.txt', '/']

    ``hits`` is the request log in order of arrival. The ports are ephemeral; ``connect_to`` is
    the value for the CONNECT_TO setting that leads there.
    """

    def __init__(self, sites: Mapping[str, Site]) -> None:
        self.sites = dict(sites)
        self.hits: list[Hit] = []
        self.http_port = 0
        self.https_port = 0
        self._closed_port = socket.socket()  # bound, never listening: connections are refused
        self._stop: asyncio.Event | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._thread = threading.Thread(target=self._run, name="demo-web", daemon=True)
        self._started: Future[None] = Future()

    def __enter__(self) -> Self:
        self._closed_port.bind((_LOOPBACK, 0))
        self._thread.start()
        self._started.result()
        return self

    def __exit__(self, *_exception: object) -> None:
        if self._loop and self._stop:
            self._loop.call_soon_threadsafe(self._stop.set)
        self._thread.join()
        self._closed_port.close()

    @property
    def connect_to(self) -> str:
        """``host:port=address:port`` for each served host, comma-separated."""
        return ",".join(
            f"{host}:{port}={_LOOPBACK}:{to}"
            for host, site in self.sites.items()
            for port, to in self._ports(site).items()
        )

    def paths(self, host: str) -> list[str]:
        """Return the paths asked of *host*, in order of arrival."""
        return [hit.path for hit in self.hits if hit.host == host]

    def _ports(self, site: Site) -> dict[str, int]:
        """Return where the ports of *site* lead; nobody listens on others than these two."""
        if site.reach == "unmapped":
            return {}
        closed = {"*": self._closed_port.getsockname()[1]}
        if site.reach == "refused":
            return closed
        secure = self.http_port if site.reach == "no_tls" else self.https_port
        return {"80": self.http_port, "443": secure, **closed}

    def _run(self) -> None:
        try:
            asyncio.run(self._serve())
        except BaseException as error:
            if self._started.done():
                raise
            self._started.set_exception(error)

    async def _serve(self) -> None:
        self._loop, self._stop = asyncio.get_running_loop(), asyncio.Event()
        talks: set[asyncio.Task[None]] = set()
        context = server_context(self.sites)
        plain = await asyncio.start_server(partial(self._accept, talks, "http"), _LOOPBACK, 0)
        secure = await asyncio.start_server(
            partial(self._accept, talks, "https"), _LOOPBACK, 0, ssl=context
        )
        self.http_port, self.https_port = _port(plain), _port(secure)
        self._started.set_result(None)
        with closing(plain), closing(secure):
            await self._stop.wait()
        for talk in talks:
            talk.cancel()
        await asyncio.gather(*talks, return_exceptions=True)

    def _accept(
        self,
        talks: set[asyncio.Task[None]],
        scheme: str,
        reader: StreamReader,
        writer: StreamWriter,
    ) -> None:
        talk = asyncio.get_running_loop().create_task(self._talk(scheme, reader, writer))
        talks.add(talk)
        talk.add_done_callback(talks.discard)

    async def _talk(self, scheme: str, reader: StreamReader, writer: StreamWriter) -> None:
        try:
            with suppress(ConnectionError):
                while await self._answer(scheme, reader, writer):
                    pass
        except MalformedRequest:
            await refuse(reader, writer)
        except asyncio.CancelledError:
            writer.transport.abort()  # a client that keeps its connection must not delay the end
            raise
        finally:
            writer.close()
            with suppress(OSError):
                await writer.wait_closed()

    async def _answer(self, scheme: str, reader: StreamReader, writer: StreamWriter) -> bool:
        hit = await read_request(reader, scheme)
        if hit is None:
            return False
        self.hits.append(hit)
        site = self.sites.get(hit.host.removesuffix("."))
        return await write_response(writer, hit, site.reply_to(hit) if site else NOT_FOUND)


def _port(server: Server) -> int:
    port: int = server.sockets[0].getsockname()[1]
    return port
