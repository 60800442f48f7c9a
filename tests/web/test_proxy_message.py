from __future__ import annotations

from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backlinkspider.web.proxy_message import (
    BadRequest,
    Error,
    challenge,
    own_answer,
    parse_request,
    response_head,
    status_of,
)


@pytest.mark.parametrize(
    ("line", "host", "port"),
    [
        (b"CONNECT a.test:443 HTTP/1.1", "a.test", 443),
        (b"CONNECT [::1]:8443 HTTP/1.1", "[::1]", 8443),
        (b"CONNECT 0x7f.1:80 HTTP/1.0", "0x7f.1", 80),
    ],
)
def test_a_tunnel(line: bytes, host: str, port: int) -> None:
    request = parse_request(
        line + b"\r\nHost: other.test\r\nProxy-Authorization: Basic eA==\r\n\r\n"
    )
    assert (request.host, request.port, request.head) == (host, port, b"")
    assert request.authorization == b"Basic eA=="


def test_an_absolute_url_becomes_a_request_to_its_host() -> None:
    request = parse_request(
        b"POST http://user:pw@A.test:8080/p?q=1#f HTTP/1.1\r\n"
        b"Host: other.test\r\n"
        b"Proxy-Connection: keep-alive\r\n"
        b"Proxy-Authorization: Basic eA==\r\n"
        b"Connection: keep-alive, X-Drop\r\n"
        b"X-Drop: 1\r\n"
        b"Upgrade: h2c\r\n"
        b"X-Keep: 2\r\n"
        b"Content-Length: 3\r\n"
        b"\r\n"
    )
    assert (request.host, request.port) == ("a.test", 8080)
    assert request.authorization == b"Basic eA=="
    assert request.head == (
        b"POST /p?q=1 HTTP/1.1\r\n"
        b"Host: a.test:8080\r\n"
        b"X-Keep: 2\r\n"
        b"Content-Length: 3\r\n"
        b"Connection: close\r\n"
        b"\r\n"
    )


@pytest.mark.parametrize(
    ("url", "host", "port"),
    [
        (b"http://a.test", "a.test", 80),
        (b"http://0x7f.1/", "127.0.0.1", 80),
        (b"http://[::1]:81/", "[::1]", 81),
    ],
)
def test_where_an_absolute_url_leads(url: bytes, host: str, port: int) -> None:
    request = parse_request(b"GET %s HTTP/1.1\r\n\r\n" % url)
    assert (request.host, request.port) == (host, port)


@pytest.mark.parametrize(
    "line",
    [
        b"",
        b"GET / HTTP/1.1",
        b"GET https://a.test/ HTTP/1.1",
        b"GET ftp://a.test/ HTTP/1.1",
        b"GET file:///etc/passwd HTTP/1.1",
        b"GET http:///nohost HTTP/2",
        b"GET http://1.2.3.256/ HTTP/1.1",
        b"GET http://\xff.test/ HTTP/1.1",
        b"CONNECT a.test HTTP/1.1",
        b"CONNECT ::1:80 HTTP/1.1",
        b"CONNECT a.test:99999 HTTP/1.1",
        b"CONNECT a b:80 HTTP/1.1",
        b"\x16\x03\x01\x02",
    ],
)
def test_what_no_browser_sends_to_its_proxy(line: bytes) -> None:
    with pytest.raises(BadRequest):
        parse_request(line + b"\r\n\r\n")


@given(st.binary(max_size=80))
def test_any_bytes_parse_or_are_a_bad_request(data: bytes) -> None:
    try:
        request = parse_request(data)
    except BadRequest:
        return
    assert request.host


def test_a_response_ends_its_connection_and_drops_what_is_hop_by_hop() -> None:
    head = (
        b"HTTP/1.1 200 Fine\r\nConnection: Keep-Alive, X-Hop\r\nKeep-Alive: timeout=5\r\n"
        b"X-Hop: 1\r\nProxy-Status: backlinkspider; error=dns_error\r\nSet-Cookie: a=1\r\n"
        b"Set-Cookie: b=2\r\nTransfer-Encoding: chunked\r\n\r\n"
    )
    assert response_head(head) == (
        b"HTTP/1.1 200 Fine\r\nSet-Cookie: a=1\r\nSet-Cookie: b=2\r\n"
        b"Transfer-Encoding: chunked\r\nConnection: close\r\n\r\n"
    )


def test_bare_line_feeds_and_folded_fields_are_read() -> None:
    assert response_head(b"HTTP/1.0 200 OK\nX-A: 1\n 2\nKeep-Alive: 3\n\t4\n\n") == (
        b"HTTP/1.0 200 OK\r\nX-A: 1 2\r\nConnection: close\r\n\r\n"
    )


@pytest.mark.parametrize(
    ("head", "status"),
    [(b"HTTP/1.1 204 No Content\r\n\r\n", 204), (b"HTTP/1.0 500\n\n", 500), (b"ICY 200 OK", 0)],
)
def test_status(head: bytes, status: int) -> None:
    assert status_of(head) == status


@pytest.mark.parametrize("error", get_args(Error))
def test_an_own_answer_is_a_whole_response_that_names_the_error(error: Error) -> None:
    head, _, body = own_answer(error, "a.test: why — not").partition(b"\r\n\r\n")
    assert status_of(head) in (400, 403, 502, 504)
    assert b"Proxy-Status: backlinkspider; error=" + error.encode() in head
    assert b"Content-Length: %d\r\n" % len(body) in head
    assert body == b"a.test: why \\u2014 not\n"


def test_the_challenge() -> None:
    assert status_of(challenge()) == 407
    assert b"Proxy-Authenticate: Basic" in challenge()
