"""Chromium's thin gate: a forward proxy on loopback, in the crawl's process.

Everything the browser asks for comes here: documents, subresources, redirects, WebSockets,
popups and workers, and its own calls home. The launch arguments in ``PROXY_ARGUMENTS`` close the
ways round it.

An open proxy would serve every local user, so this one asks for credentials made up at its
start. Playwright answers the challenge once a browser context, WebSockets and workers included.
Chromium's own calls home come without them: they end here twice over.
"""

from __future__ import annotations

import asyncio
import base64
import hmac
import logging
import secrets
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from backlinkspider.web.egress import EgressError, Unresolvable
from backlinkspider.web.proxy_message import BadRequest, challenge, own_answer, parse_request
from backlinkspider.web.relay import CHUNK, Stream, read_head, relay

if TYPE_CHECKING:
    from asyncio import StreamReader, StreamWriter

    from backlinkspider.web.egress import Address, Gate
    from backlinkspider.web.proxy_message import ProxyRequest

log = logging.getLogger(__name__)

PROXY_ARGUMENTS: Final = (
    # Chromium leaves loopback out of the proxy unless told otherwise.
    "--proxy-bypass-list=<-loopback>",
    # WebRTC's UDP goes past every proxy unless told otherwise.
    "--webrtc-ip-handling-policy=disable_non_proxied_udp",
)
"""Chromium arguments that belong to the launch option ``proxy``."""

CALLS_HOME: Final = frozenset(
    (
        "accounts.google.com",  # sign-in state
        "android.clients.google.com",  # push registration
        "clients2.google.com",  # extension updates
        "clients4.google.com",
        "clientservices.googleapis.com",  # field trials
        "content-autofill.googleapis.com",  # form field types
        "edgedl.me.gvt1.com",  # component downloads
        "mtalk.google.com",  # push messages
        "optimizationguide-pa.googleapis.com",  # page load hints
        "redirector.gvt1.com",  # component downloads
        "safebrowsing.googleapis.com",
        "update.googleapis.com",  # component updates
    )
)
"""What Chromium asks for on its own account. None of it is part of a page's links."""

_MAX_REFUSALS: Final = 1000
_THE_REST: Final = ("", "more hosts than are listed")
_USER: Final = "crawl"
_CALL_HOME: Final = "the browser's own call home"


@dataclass(frozen=True, slots=True)
class Refusal:
    """A destination the browser was denied, *count* times."""

    host: str
    reason: str
    count: int


class _Denied(Exception):
    def __init__(self, answer: bytes) -> None:
        super().__init__()
        self.answer = answer


class EgressProxy:
    """The browser's proxy; times are in seconds.

    A plain http request gets a connection of its own, a CONNECT its tunnel; either ends after
    *idle_timeout* without a byte in any direction.
    """

    def __init__(
        self,
        gate: Gate,
        *,
        head_timeout: float = 10.0,
        connect_timeout: float = 10.0,
        idle_timeout: float = 60.0,
    ) -> None:
        self._gate = gate
        self._head_timeout = head_timeout
        self._connect_timeout = connect_timeout
        self._idle_timeout = idle_timeout
        self._password = secrets.token_urlsafe()
        self._server: asyncio.Server | None = None
        self._talks: set[asyncio.Task[None]] = set()
        self._refusals: Counter[tuple[str, str]] = Counter()

    async def start(self) -> dict[str, str]:
        """Listen on an ephemeral loopback port; return Playwright's launch option ``proxy``."""
        self._server = await asyncio.start_server(self._accept, "127.0.0.1", 0, limit=CHUNK)
        port = self._server.sockets[0].getsockname()[1]
        server = f"http://127.0.0.1:{port}"
        return {"server": server, "username": _USER, "password": self._password}

    async def close(self) -> None:
        """Stop listening and drop what is open; safe to call twice."""
        if self._server is None:
            return
        self._server.close()
        for talk in self._talks:
            talk.cancel()
        await asyncio.gather(*self._talks, return_exceptions=True)
        await self._server.wait_closed()
        self._server = None

    @property
    def refusals(self) -> tuple[Refusal, ...]:
        """What was refused, most frequent first: at most 1,000 hosts and reasons, then a rest."""
        return tuple(Refusal(*key, count) for key, count in self._refusals.most_common())

    def _accept(self, reader: StreamReader, writer: StreamWriter) -> None:
        def finished(talk: asyncio.Task[None]) -> None:
            self._talks.discard(talk)
            writer.close()

        talk = asyncio.get_running_loop().create_task(self._talk(Stream(reader, writer)))
        self._talks.add(talk)
        talk.add_done_callback(finished)

    async def _talk(self, client: Stream) -> None:
        with suppress(OSError):
            await self._serve(client)
            await client.writer.drain()

    async def _serve(self, client: Stream) -> None:
        try:
            async with asyncio.timeout(self._head_timeout):
                head, rest = await read_head(client.reader)
            if not head:
                return
            request = parse_request(head)
            server = await self._open(request)
        except BadRequest as error:
            client.writer.write(own_answer("http_request_error", str(error)))
            return
        except _Denied as denied:
            client.writer.write(denied.answer)
            return
        try:
            server.writer.write(request.head + rest)
            tunnel = not request.head
            await relay(client, server, tunnel=tunnel, idle=self._idle_timeout)
        finally:
            server.writer.close()

    async def _open(self, request: ProxyRequest) -> Stream:
        addresses = await self._resolve(request)
        try:
            return await self._connect(addresses)
        except TimeoutError as error:
            answer = own_answer("connection_timeout", f"{request.host}: no address answered")
            raise _Denied(answer) from error
        except OSError as error:
            reason = f"{request.host}: {error.strerror or error}"
            raise _Denied(own_answer("connection_refused", reason)) from error

    async def _resolve(self, request: ProxyRequest) -> tuple[Address, ...]:
        host = request.host.lower().removesuffix(".")
        if host in CALLS_HOME:
            self._record(host, _CALL_HOME)
            raise _Denied(own_answer("http_request_denied", f"{host}: {_CALL_HOME}"))
        if not self._knows(request.authorization):
            raise _Denied(challenge())
        try:
            return await self._gate.resolve(request.host, request.port)
        except Unresolvable as error:
            raise _Denied(own_answer("dns_error", str(error))) from error
        except EgressError as error:
            self._record(error.host, error.reason)
            raise _Denied(own_answer("destination_ip_prohibited", str(error))) from error

    def _knows(self, authorization: bytes) -> bool:
        expected = base64.b64encode(f"{_USER}:{self._password}".encode())
        return hmac.compare_digest(authorization, b"Basic " + expected)

    async def _connect(self, addresses: tuple[Address, ...]) -> Stream:
        *others, last = addresses
        for address in others:
            with suppress(OSError):
                return await self._connect_one(address, len(addresses))
        return await self._connect_one(last, len(addresses))

    async def _connect_one(self, address: Address, of: int) -> Stream:
        async with asyncio.timeout(self._connect_timeout / of):
            return Stream(*await asyncio.open_connection(address.ip, address.port, limit=CHUNK))

    def _record(self, host: str, reason: str) -> None:
        log.debug("Refused to the browser: %s: %s", host, reason)
        key = (host, reason)
        room = key in self._refusals or len(self._refusals) < _MAX_REFUSALS
        self._refusals[key if room else _THE_REST] += 1
