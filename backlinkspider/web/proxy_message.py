"""The messages of an HTTP/1.1 forward proxy (pure): request heads in, answers out.

Sources: RFC 9112 (message format), RFC 9110 section 7.6.1 (hop-by-hop fields) and section 9.3.6
(CONNECT), RFC 9209 (the Proxy-Status field).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from http import HTTPStatus
from typing import Final, Literal

import ada_url

HEAD_END: Final = re.compile(rb"\r?\n\r?\n")
"""The end of a head; bare line feeds are accepted, as RFC 9112 section 2.2 allows."""

Error = Literal[
    "destination_ip_prohibited",
    "http_request_denied",
    "dns_error",
    "connection_refused",
    "connection_timeout",
    "http_request_error",
]
"""Why the proxy answered itself, in the terms of RFC 9209 section 2.3."""

_STATUS: Final[dict[Error, HTTPStatus]] = {
    "destination_ip_prohibited": HTTPStatus.FORBIDDEN,
    "http_request_denied": HTTPStatus.FORBIDDEN,
    "dns_error": HTTPStatus.BAD_GATEWAY,
    "connection_refused": HTTPStatus.BAD_GATEWAY,
    "connection_timeout": HTTPStatus.GATEWAY_TIMEOUT,
    "http_request_error": HTTPStatus.BAD_REQUEST,
}

# Upgrade is dropped too: Chromium opens ws: through CONNECT, so nothing here switches protocols.
_HOP_BY_HOP: Final = frozenset(
    (
        b"connection",
        b"keep-alive",
        b"proxy-authenticate",
        b"proxy-authorization",
        b"proxy-connection",
        b"proxy-status",
        b"te",
        b"upgrade",
    )
)
_CONNECT: Final = re.compile(rb"CONNECT (\[[0-9A-Fa-f:.]+\]|[^\s:\[\]]+):(\d{1,5}) HTTP/1\.[01]")
_ABSOLUTE: Final = re.compile(rb"([A-Z]+) (http://\S+) HTTP/1\.[01]")
_STATUS_LINE: Final = re.compile(rb"HTTP/1\.[01] (\d{3})\b")


class BadRequest(ValueError):
    """The client's message is nothing a browser sends to its proxy."""


@dataclass(frozen=True, slots=True)
class ProxyRequest:
    """Where a client wants to go, and the *head* to send there (empty: CONNECT, a tunnel).

    *authorization* is the value of Proxy-Authorization, empty if there is none.
    """

    host: str
    port: int
    authorization: bytes
    head: bytes = b""


def parse_request(head: bytes) -> ProxyRequest:
    """Read a request *head*, which ends with its blank line. Raises ``BadRequest``."""
    first, *fields = _lines(head)
    authorization = _value(fields, b"proxy-authorization")
    if tunnel := _CONNECT.fullmatch(first):
        host = tunnel[1].decode("ascii", "replace")
        return ProxyRequest(host, _port(tunnel[2]), authorization)
    absolute = _ABSOLUTE.fullmatch(first)
    if absolute is None:
        raise BadRequest("neither CONNECT host:port nor an absolute http: URL")
    try:
        url = ada_url.URL(absolute[2].decode("ascii"))
    except ValueError:
        raise BadRequest("the URL does not parse") from None
    target = f"{url.pathname}{url.search}".encode()
    kept = _end_to_end([field for field in fields if _name(field) != b"host"])
    lines = (b"%s %s HTTP/1.1" % (absolute[1], target), b"Host: " + url.host.encode(), *kept)
    return ProxyRequest(url.hostname, int(url.port or 80), authorization, _closing(lines))


def status_of(head: bytes) -> int:
    """Return the status code of a response *head*, 0 when it is no HTTP/1 response."""
    match = _STATUS_LINE.match(head)
    return int(match[1]) if match else 0


def response_head(head: bytes) -> bytes:
    """Return a server's *head* for the client: end-to-end fields, and the connection ends."""
    first, *fields = _lines(head)
    return _closing((first, *_end_to_end(fields)))


def own_answer(error: Error, reason: str) -> bytes:
    """Return the proxy's own response: *reason* as text, *error* in Proxy-Status."""
    status = _STATUS[error]
    body = f"{reason}\n".encode("ascii", "backslashreplace")
    lines = (
        f"HTTP/1.1 {status.value} {status.phrase}".encode(),
        f"Proxy-Status: backlinkspider; error={error}".encode(),
        b"Content-Type: text/plain; charset=utf-8",
        b"Content-Length: %d" % len(body),
    )
    return _closing(lines) + body


def challenge() -> bytes:
    """Return the response that asks the client for its credentials."""
    return _closing(
        (
            b"HTTP/1.1 407 Proxy Authentication Required",
            b'Proxy-Authenticate: Basic realm="backlinkspider"',
            b"Content-Length: 0",
        )
    )


def _lines(head: bytes) -> list[bytes]:
    # A folded field (obs-fold, RFC 9112 section 5.2) belongs to the line above it.
    return (
        re.sub(rb"\r?\n[ \t]+", b" ", HEAD_END.sub(b"", head)).replace(b"\r\n", b"\n").split(b"\n")
    )


def _end_to_end(fields: list[bytes]) -> list[bytes]:
    listed = _value(fields, b"connection").lower().split(b",")
    named = {token.strip() for token in listed}
    return [field for field in fields if _name(field) not in _HOP_BY_HOP | named]


def _closing(lines: tuple[bytes, ...]) -> bytes:
    return b"\r\n".join((*lines, b"Connection: close", b"", b""))


def _name(field: bytes) -> bytes:
    return field.partition(b":")[0].strip().lower()


def _value(fields: list[bytes], name: bytes) -> bytes:
    return b",".join(field.partition(b":")[2].strip() for field in fields if _name(field) == name)


def _port(digits: bytes) -> int:
    port = int(digits)
    if port > 65535:
        raise BadRequest(f"port {port} is above 65535")
    return port
