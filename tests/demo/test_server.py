from __future__ import annotations

import http.client
import socket
import ssl
from contextlib import closing
from typing import TYPE_CHECKING, NamedTuple

import pytest

from backlinkspider.demo.model import Hit, Response, Site
from backlinkspider.demo.server import DemoWeb

if TYPE_CHECKING:
    from collections.abc import Iterator
    from email.message import Message

PAGE = b"<p>" + b"wool " * 200 + b"</p>"
SITES = {
    "a.test": Site(
        {
            "/": Response(PAGE, headers=(("Content-Type", "text/html"), ("X-Robots-Tag", "none"))),
            "/find": Response(b"any"),
            "/find?q=1": Response(b"one"),
            "/gone": Response(b"gone", status=410),
            "/cut": Response(PAGE, behaviour="cut"),
            "/drip": Response(PAGE, behaviour="drip"),
            "/close": Response(PAGE, behaviour="close"),
            "/reset": Response(PAGE, behaviour="reset"),
            "/hang": Response(PAGE, behaviour="hang"),
        }
    ),
    "dead.test": Site(reach="unmapped"),
    "refused.test": Site(reach="refused"),
    "broken.test": Site({"/": Response(PAGE)}, reach="no_tls"),
}


@pytest.fixture(scope="module")
def web() -> Iterator[DemoWeb]:
    with DemoWeb(SITES) as running:
        yield running


def unverified() -> ssl.SSLContext:
    context = ssl.create_default_context()
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context


class Answer(NamedTuple):
    status: int
    headers: Message
    body: bytes


def get(port: int, host: str, path: str) -> Answer:
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=10)) as connection:
        connection.request("GET", path, headers={"Host": host})
        response = connection.getresponse()
        return Answer(response.status, response.headers, response.read())


def body(port: int, path: str) -> bytes:
    return get(port, "a.test", path).body


def mapping(web: DemoWeb) -> dict[str, int]:
    entries = (entry.partition("=") for entry in web.connect_to.split(","))
    return {source: int(to.rpartition(":")[2]) for source, _, to in entries}


def test_answers_with_status_headers_and_body(web: DemoWeb) -> None:
    response = get(web.http_port, "a.test", "/")
    assert (response.status, response.body) == (200, PAGE)
    assert response.headers["X-Robots-Tag"] == "none"


@pytest.mark.parametrize(
    ("host", "path", "status"),
    [
        ("a.test", "/gone", 410),
        ("a.test", "/nowhere", 404),
        ("unknown.test", "/", 404),
        ("A.TEST:80", "/", 200),
    ],
)
def test_status_by_host_and_path(web: DemoWeb, host: str, path: str, status: int) -> None:
    assert get(web.http_port, host, path).status == status


@pytest.mark.parametrize(
    ("path", "expected"), [("/find", b"any"), ("/find?q=1", b"one"), ("/find?q=2", b"any")]
)
def test_a_path_with_its_query_comes_before_the_bare_path(
    web: DemoWeb, path: str, expected: bytes
) -> None:
    assert body(web.http_port, path) == expected


def test_https_with_a_certificate_that_names_the_hosts(web: DemoWeb) -> None:
    with (
        socket.create_connection(("127.0.0.1", web.https_port), timeout=10) as plain,
        unverified().wrap_socket(plain, server_hostname="a.test") as secure,
    ):
        certificate = secure.getpeercert(binary_form=True) or b""
        secure.sendall(b"GET / HTTP/1.1\r\nHost: a.test\r\nConnection: close\r\n\r\n")
        assert secure.recv(15) == b"HTTP/1.1 200 OK"
    assert b"a.test" in certificate


def test_connections_are_kept(web: DemoWeb) -> None:
    with closing(http.client.HTTPConnection("127.0.0.1", web.http_port, timeout=10)) as connection:
        seen = set()
        for _ in range(3):
            connection.request("GET", "/", headers={"Host": "a.test"})
            connection.getresponse().read()
            seen.add(connection.sock.getsockname())
    assert len(seen) == 1


def test_head_has_no_body(web: DemoWeb) -> None:
    with closing(http.client.HTTPConnection("127.0.0.1", web.http_port, timeout=10)) as connection:
        connection.request("HEAD", "/", headers={"Host": "a.test"})
        response = connection.getresponse()
        assert (response.read(), response.headers["Content-Length"]) == (b"", str(len(PAGE)))


def test_drip_sends_everything_in_the_end(web: DemoWeb) -> None:
    assert body(web.http_port, "/drip") == PAGE


def test_cut_sends_less_than_it_announces(web: DemoWeb) -> None:
    with pytest.raises(http.client.IncompleteRead) as caught:
        body(web.http_port, "/cut")
    assert len(caught.value.partial) == len(PAGE) // 2


@pytest.mark.parametrize(
    ("path", "error"), [("/close", http.client.RemoteDisconnected), ("/reset", ConnectionError)]
)
def test_ends_without_an_answer(web: DemoWeb, path: str, error: type[Exception]) -> None:
    with pytest.raises(error):
        get(web.http_port, "a.test", path)


def test_hang_never_answers_and_does_not_delay_the_end() -> None:
    with DemoWeb(SITES) as web, socket.create_connection(("127.0.0.1", web.http_port)) as client:
        client.settimeout(0.2)
        client.sendall(b"GET /hang HTTP/1.1\r\nHost: a.test\r\n\r\n")
        with pytest.raises(TimeoutError):
            client.recv(1)
        assert web.paths("a.test") == ["/hang"]


def test_connect_to_by_reach(web: DemoWeb) -> None:
    ports = mapping(web)
    assert ports["a.test:80"] == ports["broken.test:80"] == web.http_port
    assert ports["a.test:443"] == web.https_port
    assert ports["broken.test:443"] == web.http_port
    assert ports["a.test:*"] == ports["refused.test:*"], "nobody listens on other ports"
    assert not any(source.startswith("dead.test") for source in ports)


def test_a_refused_host_refuses(web: DemoWeb) -> None:
    with pytest.raises(ConnectionRefusedError):
        get(mapping(web)["refused.test:*"], "refused.test", "/")


def test_no_tls_fails_the_handshake(web: DemoWeb) -> None:
    with (
        socket.create_connection(("127.0.0.1", web.http_port), timeout=10) as plain,
        pytest.raises(ssl.SSLError),
    ):
        unverified().wrap_socket(plain, server_hostname="broken.test")


def test_a_reply_may_be_made_for_each_hit() -> None:
    statuses = iter((503, 200))

    def reply(hit: Hit) -> Response:
        return Response(hit.path.encode(), status=next(statuses))

    with DemoWeb({"a.test": Site({"/x": reply})}) as web:
        assert [get(web.http_port, "a.test", "/x").status for _ in range(2)] == [503, 200]


def test_the_log_keeps_order_headers_and_time() -> None:
    with DemoWeb(SITES) as web:
        for path in ("/", "/find?q=1"):
            get(web.http_port, "a.test", path)
        first, second = web.hits
    assert (first.scheme, first.host, first.path, first.method) == ("http", "a.test", "/", "GET")
    assert first.headers["host"] == "a.test"
    assert first.at <= second.at
    assert web.paths("a.test") == ["/", "/find?q=1"]


@pytest.mark.parametrize(
    "request_bytes",
    [
        b"nonsense\r\n\r\n",
        b"GET / HTTP/1.1\r\nContent-Length: many\r\n\r\n",
        b"GET / HTTP/1.1\r\nX: " + b"x" * 100_000 + b"\r\n\r\n",
    ],
)
def test_what_is_no_request_gets_400(web: DemoWeb, request_bytes: bytes) -> None:
    with socket.create_connection(("127.0.0.1", web.http_port), timeout=10) as client:
        client.sendall(request_bytes)
        assert client.recv(12) == b"HTTP/1.1 400"
