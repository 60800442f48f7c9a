"""HTTP answers as the bytes of a record: written without transfer codings, read with any."""

from __future__ import annotations

import re
from dataclasses import dataclass
from http import HTTPStatus
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable

Headers = tuple[tuple[bytes, bytes], ...]

HEAD_LIMIT: Final = 256 * 1024
"""Bytes within which the headers of an answer end."""

_CODED: Final = frozenset({b"content-encoding", b"transfer-encoding", b"content-length"})
_RENAMED: Final = b"X-Crawler-"
_END: Final = re.compile(rb"\r?\n\r?\n")
_STATUS: Final = re.compile(rb"(HTTP/\d(?:\.\d)?)[ \t]+(\d{3})(?:[ \t].*)?")
_FOLD: Final = re.compile(rb"\r?\n[ \t]+")
_CHUNK: Final = re.compile(rb"[ \t]*([0-9A-Fa-f]{1,8})[ \t]*(?:;[^\r\n]*)?\r?\n")


@dataclass(frozen=True, slots=True)
class Answer:
    """A recorded answer; *body* without transfer coding, *cut* where its end is missing."""

    protocol: str
    status: int
    headers: Headers
    body: bytes
    cut: bool = False

    def header(self, name: bytes) -> bytes:
        """Return the last value of header *name* (lower case); empty where there is none."""
        values = [value for key, value in self.headers if key.lower() == name]
        return values[-1] if values else b""


def answer_head(protocol: str, status: int, headers: Iterable[tuple[bytes, bytes]]) -> bytes:
    """Return status line and *headers* of an answer whose body is kept unpacked.

    Scrapy tells no reason phrase, so the line has the standard one, and names have the case that
    Scrapy gives them. Headers that speak of the body
    as it was sent get the name other crawlers give them, ``X-Crawler-Content-Length`` and so on.
    """
    try:
        phrase = HTTPStatus(status).phrase
    except ValueError:
        phrase = ""
    lines = [f"{protocol} {status} {phrase}".encode()]
    for name, value in headers:
        shown = _RENAMED + name if name.lower() in _CODED else name
        lines.append(shown + b": " + value)
    return b"\r\n".join(lines) + b"\r\n\r\n"


def read_answer(block: bytes) -> Answer:
    """Return the answer that *block* holds. Raises ``ValueError`` where it is none."""
    head = read_head(block)
    if head is None:
        raise ValueError("it holds no HTTP answer")
    protocol, status, headers, end = head
    answer = Answer(protocol, status, headers, block[end:])
    chunked = answer.header(b"transfer-encoding").strip().lower() == b"chunked"
    body, cut = _unchunked(answer.body) if chunked else (answer.body, False)
    return Answer(protocol, status, _describing(headers, body), body, cut)


def read_head(block: bytes) -> tuple[str, int, Headers, int] | None:
    """Return protocol, status, headers and where the body starts; ``None`` where that is no HTTP.

    The end of the head may be missing where *block* is cut.
    """
    end = _END.search(block, 0, HEAD_LIMIT)
    head = block[: end.start()] if end else block[:HEAD_LIMIT]
    first, *lines = _FOLD.sub(b" ", head).split(b"\n")
    match = _STATUS.fullmatch(first.rstrip(b"\r"))
    if match is None:
        return None
    pairs = (line.rstrip(b"\r").partition(b":") for line in lines)
    headers = tuple((name.strip(), value.strip()) for name, colon, value in pairs if colon)
    return match[1].decode(), int(match[2]), headers, end.end() if end else len(block)


def _describing(headers: Headers, body: bytes) -> Headers:
    """Return *headers* without those that don't hold for *body*.

    Some tools keep the Content-Encoding of a body they have unpacked.
    """
    gone = {b"transfer-encoding"}
    start = body[:64].lstrip(b"\xef\xbb\xbf\t\n\f\r ")
    if start[:1] == b"<" and (start[1:2] in {b"!", b"?"} or start[1:2].isalpha()):
        gone.add(b"content-encoding")
    return tuple((name, value) for name, value in headers if name.lower() not in gone)


def _unchunked(body: bytes) -> tuple[bytes, bool]:
    """Return *body* without its chunks' frames; as it is where it has none (tools undo them)."""
    parts: list[bytes] = []
    at = 0
    while match := _CHUNK.match(body, at):
        size = int(match[1], 16)
        if size == 0:
            return b"".join(parts), False
        parts.append(body[match.end() : match.end() + size])
        at = match.end() + size
        at += 2 if body[at : at + 2] == b"\r\n" else 1 if body[at : at + 1] == b"\n" else 0
    return (b"".join(parts), True) if parts else (body, False)
