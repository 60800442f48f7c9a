"""Answers as bytes and as deeds: what a server can do to a crawler over one connection."""

from __future__ import annotations

import socket
import struct
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from threading import Event

_RESET_ON_CLOSE = struct.pack("ii", 1, 0)  # SO_LINGER: on, for 0 seconds


@dataclass(frozen=True, slots=True)
class Talk:
    """One request and the connection it came on; *ending* is set when the web closes."""

    connection: socket.socket
    host: str
    path: str
    headers: Mapping[str, str] = field(repr=False)
    ending: Event = field(repr=False)

    def send(self, data: bytes) -> None:
        """Send *data* whole. Raises ``OSError`` when the client has gone."""
        self.connection.sendall(data)

    def reset(self) -> None:
        """End the connection with a TCP reset."""
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET_ON_CLOSE)
        self.connection.close()


Serve = Callable[[Talk], None]
"""Answers a request; afterwards the connection is closed."""


def raw(data: bytes) -> Serve:
    """Send *data*, whatever it is."""
    return lambda talk: talk.send(data)


def answer(
    body: bytes | str = b"",
    *headers: str,
    status: int | str = 200,
    kind: str = "text/html; charset=utf-8",
    length: int | None = None,
) -> Serve:
    """Answer as HTTP has it; *length* is what Content-Length says, the truth unless given."""
    return raw(_answer(body, headers, status, kind, length))


def _answer(
    body: bytes | str, headers: Iterable[str], status: int | str, kind: str, length: int | None
) -> bytes:
    body = body.encode() if isinstance(body, str) else body
    said = len(body) if length is None else length
    return head(f"Content-Type: {kind}", f"Content-Length: {said}", *headers, status=status) + body


def head(*headers: str, status: int | str = 200) -> bytes:
    """Return status line and *headers*."""
    line = f"HTTP/1.1 {status} X" if isinstance(status, int) else status
    return "\r\n".join([line, *headers, "Connection: close", "", ""]).encode("latin-1")


def moved(to: str, status: int = 302, *headers: str) -> Serve:
    """Redirect to *to*."""
    return answer(b"", f"Location: {to}", *headers, status=status)


def parts(*pieces: bytes | float) -> Serve:
    """Send *pieces* one after the other; a number is a pause in seconds."""

    def serve(talk: Talk) -> None:
        for piece in pieces:
            if isinstance(piece, bytes):
                talk.send(piece)
            elif talk.ending.wait(piece):
                return

    return serve


def endless(beginning: bytes, piece: bytes, pause: float = 0) -> Serve:
    """Send *beginning*, then *piece* for ever."""

    def serve(talk: Talk) -> None:
        talk.send(beginning)
        while not talk.ending.wait(pause) if pause else not talk.ending.is_set():
            talk.send(piece)

    return serve


def silent(talk: Talk) -> None:
    """Say nothing until the web closes."""
    talk.ending.wait()


def cut_off(beginning: bytes = b"") -> Serve:
    """Send *beginning* and reset the connection."""

    def serve(talk: Talk) -> None:
        if beginning:
            talk.send(beginning)
        talk.reset()

    return serve
