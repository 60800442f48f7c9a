from __future__ import annotations

import asyncio
import base64
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

import pytest

from backlinkspider.web.addresses import parse_networks
from backlinkspider.web.connect_to import parse_connect_to
from backlinkspider.web.egress import Gate
from backlinkspider.web.lookup import Lookup
from backlinkspider.web.proxy import EgressProxy, Refusal
from backlinkspider.web.relay import Stream

if TYPE_CHECKING:
    from asyncio import StreamReader, StreamWriter
    from collections.abc import AsyncIterator, Awaitable, Callable

    Handler = Callable[[StreamReader, StreamWriter], Awaitable[None]]

NAMES = {"public.test": ["93.184.216.34"], "inward.test": ["10.0.0.7"]}


def ask(host: str) -> list[str]:
    if host not in NAMES:
        raise OSError(-2, "Name or service not known")
    return NAMES[host]


def gate(routes: str = "") -> Gate:
    lookup = Lookup(ask, threads=2)
    networks = parse_networks("127.0.0.1")
    return Gate(allow=networks, routes=parse_connect_to(routes), lookup=lookup)


class Client:
    """Speaks to the proxy as a browser does."""

    def __init__(self, proxy: dict[str, str]) -> None:
        self.port = int(proxy["server"].rpartition(":")[2])
        pair = f"{proxy['username']}:{proxy['password']}".encode()
        self.authorization = b"Proxy-Authorization: Basic " + base64.b64encode(pair) + b"\r\n"

    async def open(self) -> Stream:
        return Stream(*await asyncio.open_connection("127.0.0.1", self.port))

    async def ask(self, line: bytes, fields: bytes = b"", *, known: bool = True) -> bytes:
        """Send one request; return all that comes until the connection ends."""
        stream = await self.open()
        authorization = self.authorization if known else b""
        stream.writer.write(line + b"\r\n" + authorization + fields + b"\r\n")
        answer = await stream.reader.read()
        stream.writer.close()
        return answer


@asynccontextmanager
async def proxied(routes: str = "", **timeouts: float) -> AsyncIterator[tuple[EgressProxy, Client]]:
    proxy = EgressProxy(gate(routes), **timeouts)
    client = Client(await proxy.start())
    yield proxy, client
    await proxy.close()


@asynccontextmanager
async def served(handler: Handler) -> AsyncIterator[int]:
    async def serve(reader: StreamReader, writer: StreamWriter) -> None:
        await handler(reader, writer)
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    async with server:
        yield server.sockets[0].getsockname()[1]


async def page(reader: StreamReader, writer: StreamWriter) -> None:
    head = await reader.readuntil(b"\r\n\r\n")
    body = b"you sent " + head
    length = b"Content-Length: %d\r\n" % len(body)
    writer.write(b"HTTP/1.1 200 OK\r\nConnection: keep-alive\r\n" + length + b"\r\n" + body)


async def echo(reader: StreamReader, writer: StreamWriter) -> None:
    while data := await reader.read(1000):
        writer.write(data)
        await writer.drain()
    writer.write(b"bye")


async def test_a_plain_request_reaches_the_resolved_address() -> None:
    async with served(page) as port, proxied(f"a.test:80=127.0.0.1:{port}") as (proxy, client):
        answer = await client.ask(b"GET http://a.test/x HTTP/1.1", b"Host: b.test\r\n")
    head, _, body = answer.partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 200 OK\r\n")
    assert head.endswith(b"Connection: close")
    assert b"keep-alive" not in head
    assert body == b"you sent GET /x HTTP/1.1\r\nHost: a.test\r\nConnection: close\r\n\r\n"
    assert proxy.refusals == ()


async def test_a_request_body_and_interim_responses_pass() -> None:
    async def server(reader: StreamReader, writer: StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\n\r\n")
        body = await reader.readexactly(5)
        writer.write(b"HTTP/1.1 200 OK\r\n\r\n" + body)

    async with served(server) as port, proxied(f"a.test:80=127.0.0.1:{port}") as (_, client):
        stream = await client.open()
        request = b"POST http://a.test/ HTTP/1.1\r\n" + client.authorization
        stream.writer.write(request + b"Content-Length: 5\r\n\r\n")
        assert b"100 Continue" in await stream.reader.readuntil(b"\r\n\r\n")
        stream.writer.write(b"hello")
        rest = await stream.reader.read()
        stream.writer.close()
    assert rest == (
        b"HTTP/1.1 103 Early Hints\r\n\r\nHTTP/1.1 200 OK\r\nConnection: close\r\n\r\nhello"
    )


async def test_what_is_no_http_passes_as_it_is() -> None:
    async def server(reader: StreamReader, writer: StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"ICY 200 OK\r\n\r\nnoise")

    async with served(server) as port, proxied(f"a.test:80=127.0.0.1:{port}") as (_, client):
        assert await client.ask(b"GET http://a.test/ HTTP/1.1") == b"ICY 200 OK\r\n\r\nnoise"


async def test_a_tunnel_carries_both_ways_and_half_closes() -> None:
    async with served(echo) as port, proxied(f"a.test:443=127.0.0.1:{port}") as (_, client):
        stream = await client.open()
        head = b"CONNECT a.test:443 HTTP/1.1\r\n" + client.authorization + b"\r\n"
        stream.writer.write(head + b"early ")
        assert b"200" in await stream.reader.readuntil(b"\r\n\r\n")
        assert await stream.reader.readexactly(6) == b"early "
        big = bytes(range(256)) * 20_000
        stream.writer.write(big)
        assert await stream.reader.readexactly(len(big)) == big
        stream.writer.write_eof()
        assert await stream.reader.read() == b"bye"
        stream.writer.close()


async def test_a_tunnel_ends_when_its_server_resets() -> None:
    async def reset(reader: StreamReader, writer: StreamWriter) -> None:
        await reader.read(1)
        writer.transport.abort()

    async with served(reset) as port, proxied(f"a.test:443=127.0.0.1:{port}") as (_, client):
        stream = await client.open()
        stream.writer.write(b"CONNECT a.test:443 HTTP/1.1\r\n" + client.authorization + b"\r\nx")
        await stream.reader.readuntil(b"\r\n\r\n")
        assert await stream.reader.read() == b""
        stream.writer.close()


@pytest.mark.parametrize(
    ("line", "status", "error"),
    [
        (b"CONNECT inward.test:443 HTTP/1.1", b"403", b"destination_ip_prohibited"),
        (b"GET http://0xa000001/ HTTP/1.1", b"403", b"destination_ip_prohibited"),
        (b"CONNECT [::1]:443 HTTP/1.1", b"403", b"destination_ip_prohibited"),
        (b"CONNECT public.test:443 HTTP/1.1", b"403", b"destination_ip_prohibited"),
        (b"CONNECT Accounts.Google.com.:443 HTTP/1.1", b"403", b"http_request_denied"),
        (b"CONNECT dead.test:443 HTTP/1.1", b"502", b"dns_error"),
        (b"CONNECT closed.test:443 HTTP/1.1", b"502", b"connection_refused"),
        (b"GET / HTTP/1.1", b"400", b"http_request_error"),
        (b"GET http://a.test/ HTTP/1.1\r\nX: " + b"x" * 70_000, b"400", b"http_request_error"),
    ],
)
async def test_the_proxy_says_why_it_does_not_connect(
    line: bytes, status: bytes, error: bytes
) -> None:
    async with served(page) as port:
        closed = port
    async with proxied(f"closed.test:443=127.0.0.1:{closed}") as (_, client):
        answer = await client.ask(line)
    assert answer.startswith(b"HTTP/1.1 " + status)
    assert b"Proxy-Status: backlinkspider; error=" + error in answer


@pytest.mark.parametrize("line", [b"GET http://a.test/ HTTP/1.1", b"CONNECT a.test:80 HTTP/1.1"])
@pytest.mark.parametrize("fields", [b"", b"Proxy-Authorization: Basic Y3Jhd2w6Z3Vlc3M=\r\n"])
async def test_strangers_are_challenged_and_get_nowhere(line: bytes, fields: bytes) -> None:
    visits = []

    async def note(_: StreamReader, writer: StreamWriter) -> None:
        visits.append(writer.get_extra_info("peername"))

    async with served(note) as port, proxied(f"a.test:80=127.0.0.1:{port}") as (_, client):
        answer = await client.ask(line, fields, known=False)
    assert answer.startswith(b"HTTP/1.1 407 ")
    assert visits == []


async def test_each_proxy_makes_up_its_own_password() -> None:
    async with proxied() as (_, one), proxied() as (_, other):
        assert one.authorization != other.authorization


async def test_refusals_are_counted_and_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("backlinkspider.web.proxy._MAX_REFUSALS", 2)
    async with proxied() as (proxy, client):
        for host in (b"10.0.0.1", b"10.0.0.2", b"10.0.0.2", b"10.0.0.3", b"10.0.0.4", b"10.0.0.2"):
            await client.ask(b"CONNECT %s:80 HTTP/1.1" % host)
    private = "is not public (private, RFC 1918)"
    assert proxy.refusals == (
        Refusal("10.0.0.2", f"10.0.0.2 {private}", 3),
        Refusal("", "more hosts than are listed", 2),
        Refusal("10.0.0.1", f"10.0.0.1 {private}", 1),
    )


async def test_silence_ends_a_connection() -> None:
    async with proxied(head_timeout=0.01) as (_, client):
        stream = await client.open()
        assert await stream.reader.read() == b""
        stream.writer.close()


async def test_silence_ends_a_tunnel() -> None:
    async with (
        served(echo) as port,
        proxied(f"a.test:443=127.0.0.1:{port}", idle_timeout=0.05) as (_, client),
    ):
        answer = await client.ask(b"CONNECT a.test:443 HTTP/1.1")
    assert answer == b"HTTP/1.1 200 Connection established\r\n\r\n"


async def test_the_first_address_that_answers_is_used(monkeypatch: pytest.MonkeyPatch) -> None:
    async with served(page) as port:
        monkeypatch.setitem(NAMES, "two.test", ["127.0.0.3", "127.0.0.1"])
        two = Gate(allow=parse_networks("127.0.0.0/8"), lookup=Lookup(ask, threads=1))
        proxy = EgressProxy(two)
        client = Client(await proxy.start())
        answer = await client.ask(b"GET http://two.test:%d/ HTTP/1.1" % port)
        await proxy.close()
    assert b"you sent GET / HTTP/1.1" in answer


async def test_an_address_that_does_not_answer_is_a_timeout(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async def never(*_: object, **__: object) -> None:
        await asyncio.get_running_loop().create_future()

    async with proxied("a.test:443=127.0.0.1:1", connect_timeout=0.01) as (_, client):
        stream = await client.open()
        monkeypatch.setattr(asyncio, "open_connection", never)
        stream.writer.write(b"CONNECT a.test:443 HTTP/1.1\r\n" + client.authorization + b"\r\n")
        assert (await stream.reader.read()).startswith(b"HTTP/1.1 504 ")
        stream.writer.close()


async def test_close_leaves_nothing_behind() -> None:
    async with served(echo) as port:
        proxy = EgressProxy(gate(f"a.test:443=127.0.0.1:{port}"))
        client = Client(await proxy.start())
        tunnel, silent = await client.open(), await client.open()
        tunnel.writer.write(b"CONNECT a.test:443 HTTP/1.1\r\n" + client.authorization + b"\r\n")
        await tunnel.reader.readuntil(b"\r\n\r\n")
        await proxy.close()
        await proxy.close()
        assert await tunnel.reader.read() == b""
        assert await silent.reader.read() == b""
        with pytest.raises(ConnectionRefusedError):
            await client.open()
        tunnel.writer.close()
        silent.writer.close()
