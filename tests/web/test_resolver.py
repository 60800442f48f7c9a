"""Real crawls over loopback: what Scrapy connects to, with the resolver alone and with both."""

from __future__ import annotations

import asyncio
import socket
import threading
from contextlib import ExitStack
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any
from unittest.mock import Mock
from urllib.parse import quote, unquote

import pytest
from scrapy.settings import Settings
from twisted.internet.address import IPv4Address, IPv6Address

from backlinkspider.demo.model import Response, Site
from backlinkspider.demo.server import DemoWeb
from backlinkspider.web.resolver import EgressResolver
from tests.web.egress_crawl import crawl

if TYPE_CHECKING:
    from collections.abc import Iterator

MOCK = "127.0.0.2"
RESOLVER_ALONE: dict[str, Any] = {"DOWNLOADER_MIDDLEWARES": {}}
BOTH_GATES: dict[str, Any] = {}


class Canary:
    """A service on internal addresses that counts who connects, on one port of them all."""

    def __init__(self) -> None:
        self.visits: list[str] = []
        self._sockets = [socket.create_server(("127.0.0.1", 0))]
        self.port = self._sockets[0].getsockname()[1]
        if socket.has_ipv6:
            try:
                address = ("::1", self.port)
                self._sockets.append(socket.create_server(address, family=socket.AF_INET6))
            except OSError:  # a machine without ::1
                pass
        self._threads = [threading.Thread(target=self._watch, args=(s,)) for s in self._sockets]
        for thread in self._threads:
            thread.start()

    def close(self) -> None:
        for listening in self._sockets:
            listening.shutdown(socket.SHUT_RDWR)
            listening.close()
        for thread in self._threads:
            thread.join()

    def _watch(self, listening: socket.socket) -> None:
        while True:
            try:
                connection, peer = listening.accept()
            except OSError:
                return
            self.visits.append(str(peer))
            connection.close()


class Redirector(BaseHTTPRequestHandler):
    """Answers ``/to?URL`` with a redirect there, everything else with its own name."""

    def do_GET(self) -> None:
        path, _, target = self.path.partition("?")
        self.send_response(302 if path == "/to" else 200)
        if target:
            self.send_header("Location", unquote(target))
        self.send_header("Content-Length", "4")
        self.send_header("Connection", "close")
        self.end_headers()
        self.wfile.write(b"mock")

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def canary() -> Iterator[Canary]:
    canary = Canary()
    yield canary
    canary.close()


@pytest.fixture
def mock_port() -> Iterator[int]:
    with ThreadingHTTPServer((MOCK, 0), Redirector) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield server.server_port
        server.shutdown()
        thread.join()


SPELLINGS = (
    "127.0.0.1",
    "2130706433",
    "0x7f000001",
    "0x7f.1",
    "0177.0.0.1",
    "127.1",
    "127.0.0.1.",
    "%31%32%37.0.0.1",
    "[::1]",
    "[::ffff:127.0.0.1]",
    "[::ffff:7f00:1]",
    "0.0.0.0",
    "0",
    "localhost",
    "localhost.",
    "LOCALHOST",
    "x.localhost",
    "inward.test",
    "127%E3%80%820%E3%80%820%E3%80%821",
)


@pytest.mark.parametrize("redirected", [False, True], ids=["direct", "redirected"])
@pytest.mark.parametrize("gates", [BOTH_GATES, RESOLVER_ALONE], ids=["both", "resolver-alone"])
def test_the_canary_sees_nothing_in_any_spelling(
    canary: Canary, mock_port: int, gates: dict[str, Any], *, redirected: bool
) -> None:
    targets = [f"http://{host}:{canary.port}/" for host in SPELLINGS]
    start = f"http://{MOCK}:{mock_port}/"
    urls = [f"{start}to?{quote(target, safe='')}" for target in targets] if redirected else targets
    names = {"inward.test": [["127.0.0.1"]]}
    result = crawl([start, *urls], {"EGRESS_ALLOW": MOCK, **gates}, names=names)
    assert canary.visits == []
    pages = result["pages"]
    assert pages.pop(start)["text"] == "mock"
    assert len(pages) == len(SPELLINGS)
    errors = {page["error"] for page in pages.values()}
    if gates:
        assert errors <= {"CannotResolveHostError", "ValueError"}
    else:
        assert errors == {"EgressRefused"}
        assert all("is not public" in page["reason"] for page in pages.values())


def test_the_canary_would_see_what_is_allowed(canary: Canary) -> None:
    result = crawl([f"http://0x7f.1:{canary.port}/"], {"EGRESS_ALLOW": "127.0.0.1"})
    assert canary.visits
    assert [page["error"] for page in result["pages"].values()] == ["DownloadFailedError"]


def test_a_name_that_turns_inward_between_the_gates(canary: Canary) -> None:
    url = f"http://rebind.test:{canary.port}/"
    names = {"rebind.test": [[MOCK], ["127.0.0.1"]]}
    result = crawl([url], {"EGRESS_ALLOW": MOCK}, names=names, ttl=0)
    assert canary.visits == []
    assert result["pages"][url]["error"] == "EgressRefused"
    assert "loopback" in result["pages"][url]["reason"]


def test_a_name_with_both_kinds_is_reached_at_the_permitted_one(
    canary: Canary, mock_port: int
) -> None:
    url = f"http://mixed.test:{mock_port}/"
    names = {"mixed.test": [["127.0.0.1", MOCK]]}
    result = crawl([url], {"EGRESS_ALLOW": MOCK}, names=names)
    assert result["pages"][url]["ip"] == MOCK
    assert canary.visits == []


def test_names_ports_and_schemes_reach_the_web_that_connect_to_names() -> None:
    page = Response(b"<p>here")
    move = Response(status=302, headers=(("Location", "https://b.test/"),))
    sites = {
        "a.test": Site({"/": page, "/move": move}),
        "b.test": Site({"/": page}),
        "a_b.test": Site({"/": page}),
        "xn--bcher-kva.test": Site({"/": page}),
    }
    urls = [
        "http://a.test/",
        "https://b.test/",
        "http://a.test/move",
        "http://a_b.test/",
        "https://bücher.test/",
    ]
    with DemoWeb(sites) as web:
        settings = {"CONNECT_TO": web.connect_to, "EGRESS_ALLOW": "127.0.0.1"}
        result = crawl([*urls, "http://elsewhere.test/"], settings)
        hits = {(hit.scheme, hit.host) for hit in web.hits}
    assert result["pages"].pop("http://elsewhere.test/")["error"] == "CannotResolveHostError"
    assert {page["text"] for page in result["pages"].values()} == {"<p>here"}
    assert result["pages"]["http://a.test/move"]["url"] == "https://b.test/"
    assert {("https", "b.test"), ("http", "a_b.test"), ("https", "xn--bcher-kva.test")} <= hits


class Process:
    """As much of a crawler process as the resolver asks for."""

    def __init__(self, *crawlers: Process, allow: str = "") -> None:
        self.crawlers = set(crawlers)
        self.settings = Settings({"EGRESS_ALLOW": allow})


class Collected:
    """An IResolutionReceiver that keeps what it is given."""

    def __init__(self) -> None:
        self.addresses: list[IPv4Address | IPv6Address] = []
        self.complete = asyncio.Event()

    def resolutionBegan(self, resolution: object) -> None:  # noqa: N802
        self.began = resolution

    def addressResolved(self, address: IPv4Address | IPv6Address) -> None:  # noqa: N802
        self.addresses.append(address)

    def resolutionComplete(self) -> None:  # noqa: N802
        self.complete.set()


async def resolved(process: Any, *args: Any) -> list[IPv4Address | IPv6Address]:
    receiver = Collected()
    resolution = EgressResolver(process, Mock()).resolveHostName(receiver, *args)
    await receiver.complete.wait()
    assert resolution is receiver.began
    return receiver.addresses


async def test_one_crawl_decides_for_its_process() -> None:
    assert await resolved(Process(Process(allow="127.0.0.1")), "0x7f.1", 80) == [
        IPv4Address("TCP", "127.0.0.1", 80)
    ]
    assert await resolved(Process(Process(), allow="127.0.0.1"), "0x7f.1", 80) == []


async def test_without_one_crawl_the_settings_of_the_process_decide() -> None:
    two = (Process(allow="127.0.0.1"), Process(allow="127.0.0.1"))
    assert await resolved(Process(*two), "127.0.0.1", 80) == []
    assert await resolved(Process(), "127.0.0.1", 80) == []
    assert await resolved(Process(allow="127.0.0.1"), "127.0.0.1", 80)


async def test_only_the_kinds_asked_for() -> None:
    process = Process(allow="127.0.0.1, ::1")
    assert await resolved(process, "localhost", 80, [IPv6Address]) == [
        IPv6Address("TCP", "::1", 80)
    ]
    assert len(await resolved(process, "localhost", 80)) == 2


def test_ipv6_addresses_are_connected_to() -> None:
    with ExitStack() as stack:
        try:
            server = stack.enter_context(socket.create_server(("::1", 0), family=socket.AF_INET6))
        except OSError:
            pytest.skip("this machine has no ::1")
        server.settimeout(30)
        answered = threading.Thread(target=_answer_once, args=(server,))
        answered.start()
        url = f"http://[::1]:{server.getsockname()[1]}/"
        result = crawl([url], {"EGRESS_ALLOW": "::1"})
        answered.join()
    assert result["pages"][url]["text"] == "six"


def _answer_once(server: socket.socket) -> None:
    connection, _ = server.accept()
    with connection:
        connection.recv(65536)
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 3\r\nConnection: close\r\n\r\nsix")
