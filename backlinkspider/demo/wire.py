"""HTTP/1.1 on asyncio streams, with the ways to answer badly that servers have."""

from __future__ import annotations

import asyncio
import socket
import struct
import time
from contextlib import suppress
from http import HTTPStatus
from typing import TYPE_CHECKING

from backlinkspider.demo.model import Hit

if TYPE_CHECKING:
    from asyncio import StreamReader, StreamWriter

    from backlinkspider.demo.model import Response

_TLS_HANDSHAKE = b"\x16"
_DRIP_PARTS = 20
_LINGER = 1.0
_BAD_REQUEST = b"HTTP/1.1 400 Bad Request\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"
_RESET_ON_CLOSE = struct.pack("ii", 1, 0)  # SO_LINGER: on, for 0 seconds


class MalformedRequest(Exception):
    """What came is no HTTP request."""


async def read_request(reader: StreamReader, scheme: str) -> Hit | None:
    """Return the next request, its body discarded; None when the client has closed.

    Raises ``MalformedRequest``, for a TLS handshake on the plain port too.
    """
    first = await reader.read(1)
    if not first:
        return None
    if first == _TLS_HANDSHAKE:
        raise MalformedRequest
    try:
        head = first + await reader.readuntil(b"\r\n\r\n")
        hit = _parse_head(head.decode("latin-1"), scheme)
        await reader.readexactly(int(hit.headers.get("content-length", "0")))
    except (asyncio.LimitOverrunError, asyncio.IncompleteReadError, ValueError) as error:
        raise MalformedRequest from error
    return hit


def _parse_head(head: str, scheme: str) -> Hit:
    request_line, *lines = head.rstrip("\r\n").split("\r\n")
    method, path, _version = request_line.split(" ")
    pairs = (line.partition(":") for line in lines)
    headers = {name.strip().lower(): value.strip() for name, _, value in pairs}
    host = headers.get("host", "").partition(":")[0].lower()
    return Hit(scheme, host, path, method, headers, time.monotonic())


async def write_response(writer: StreamWriter, hit: Hit, response: Response) -> bool:
    """Send *response* in its own way; return whether the connection can be used again."""
    if response.behaviour == "drip":
        return await _drip(writer, response)
    await asyncio.sleep(response.delay)
    match response.behaviour:
        case "hang":
            await asyncio.get_running_loop().create_future()
        case "reset":
            _reset(writer)
        case "cut":
            writer.write(_head(response) + response.body[: len(response.body) // 2])
            await writer.drain()
        case "answer":
            writer.write(_head(response) + (b"" if hit.method == "HEAD" else response.body))
            await writer.drain()
            return hit.headers.get("connection", "").lower() != "close"
    return False


async def refuse(reader: StreamReader, writer: StreamWriter) -> None:
    """Answer 400 and read on for up to a second: closing with bytes unread would reset."""
    writer.write(_BAD_REQUEST)
    if writer.can_write_eof():
        writer.write_eof()
    with suppress(TimeoutError, ConnectionError):
        async with asyncio.timeout(_LINGER):
            while await reader.read(65_536):
                pass


async def _drip(writer: StreamWriter, response: Response) -> bool:
    writer.write(_head(response))
    step = max(1, -(-len(response.body) // _DRIP_PARTS))
    for start in range(0, len(response.body), step):
        await asyncio.sleep(response.delay)
        writer.write(response.body[start : start + step])
        await writer.drain()
    return True


def _reset(writer: StreamWriter) -> None:
    connection: socket.socket = writer.get_extra_info("socket")
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET_ON_CLOSE)
    writer.transport.abort()


def _head(response: Response) -> bytes:
    reason = HTTPStatus(response.status).phrase if response.status in set(HTTPStatus) else "-"
    lines = [f"HTTP/1.1 {response.status} {reason}"]
    lines += [f"{name}: {value}" for name, value in response.headers]
    if not any(name.lower() == "content-length" for name, _ in response.headers):
        lines.append(f"Content-Length: {len(response.body)}")
    return "\r\n".join([*lines, "", ""]).encode("latin-1")
