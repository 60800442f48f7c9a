"""Bytes both ways between a browser and a server, with back-pressure and an idle limit."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import TYPE_CHECKING, Final, NamedTuple

from backlinkspider.web.proxy_message import HEAD_END, BadRequest, response_head, status_of

if TYPE_CHECKING:
    from asyncio import StreamReader, StreamWriter
    from collections.abc import Callable

CHUNK: Final = 1 << 16
"""Bytes read at a time, and the longest head accepted."""

_ESTABLISHED: Final = b"HTTP/1.1 200 Connection established\r\n\r\n"


class Stream(NamedTuple):
    """One TCP connection."""

    reader: StreamReader
    writer: StreamWriter


async def read_head(reader: StreamReader, data: bytes = b"") -> tuple[bytes, bytes]:
    """Return the next head with its blank line and what came after it; *data* was read before.

    The head is empty if the stream ended before it was complete. Raises ``BadRequest`` on one
    longer than 64 KiB.
    """
    while not (end := HEAD_END.search(data)) and len(data) <= CHUNK:
        chunk = await reader.read(CHUNK)
        if not chunk:
            return b"", data
        data += chunk
    if end is None or end.end() > CHUNK:
        raise BadRequest("the head is longer than 64 KiB")
    return data[: end.end()], data[end.end() :]


async def relay(client: Stream, server: Stream, *, tunnel: bool, idle: float) -> None:
    """Carry a tunnel, or one response, to its end, or until *idle* seconds without a byte."""
    loop = asyncio.get_running_loop()
    with suppress(TimeoutError):
        async with asyncio.timeout(idle) as deadline:

            def alive() -> None:
                if not deadline.expired():
                    deadline.reschedule(loop.time() + idle)

            await _both_ways(client, server, alive, tunnel=tunnel)


async def _both_ways(
    client: Stream, server: Stream, alive: Callable[[], None], *, tunnel: bool
) -> None:
    with suppress(OSError, BadRequest):
        sending = asyncio.create_task(_pump(client.reader, server.writer, alive))
        try:
            if tunnel:
                client.writer.write(_ESTABLISHED)
            else:
                await _forward_heads(server.reader, client.writer)
            await _pump(server.reader, client.writer, alive)
            if tunnel:
                await sending
        finally:
            sending.cancel()
            await asyncio.gather(sending, return_exceptions=True)


async def _pump(reader: StreamReader, writer: StreamWriter, alive: Callable[[], None]) -> None:
    while data := await reader.read(CHUNK):
        alive()
        writer.write(data)
        await writer.drain()
    if not writer.is_closing():
        writer.write_eof()


async def _forward_heads(reader: StreamReader, writer: StreamWriter) -> None:
    head, rest = await read_head(reader)
    while 100 <= status_of(head) < 200:
        writer.write(head)
        head, rest = await read_head(reader, rest)
    # What is no HTTP/1 response goes through as it is: the browser names the error.
    writer.write((response_head(head) if status_of(head) else head) + rest)
