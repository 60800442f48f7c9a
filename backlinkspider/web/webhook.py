"""A POST to a receiver of the user's own, through the egress gate like everything that goes out."""

from __future__ import annotations

import asyncio
import os
import ssl
from contextlib import suppress
from typing import TYPE_CHECKING, Final

import ada_url

from backlinkspider.web.egress import EgressError, Refused

if TYPE_CHECKING:
    from backlinkspider.web.egress import Gate

TIMEOUT: Final = 30.0
"""Seconds that a receiver may take in all."""

_PORTS: Final = {"http:": 80, "https:": 443}


class WebhookError(Exception):
    """The receiver did not take it; one line that names its host only: the URL may be secret."""


async def post_json(url: str, body: bytes, gate: Gate, *, agent: str) -> None:
    """Send *body*, JSON in UTF-8, to *url*. Redirects are not followed.

    Connects to the address the gate decided on, with the certificate of the host checked. Raises
    ``WebhookError`` unless the answer is 2xx.
    """
    receiver = ada_url.URL(url)
    try:
        async with asyncio.timeout(TIMEOUT):
            status = await _send(receiver, body, gate, agent)
    except Refused as error:
        hint = "; allow its network with EGRESS_ALLOW if it is your own"
        not_public = "not public" in error.reason
        raise WebhookError(f"the webhook's host {error}{hint if not_public else ''}") from error
    except EgressError as error:
        raise WebhookError(f"the webhook's host {error}") from error
    except TimeoutError:
        problem = f"did not answer in {TIMEOUT:g} s"
        raise WebhookError(f"the webhook at {receiver.hostname} {problem}") from None
    except (OSError, ValueError, asyncio.LimitOverrunError) as error:
        raise WebhookError(f"the webhook at {receiver.hostname}: {_problem(error)}") from error
    if not 200 <= status < 300:
        raise WebhookError(f"the webhook at {receiver.hostname} answered {status}")


async def _send(receiver: ada_url.URL, body: bytes, gate: Gate, agent: str) -> int:
    """Return the status of the answer; nothing else of it is read."""
    port = int(receiver.port or _PORTS[receiver.protocol])
    address = (await gate.resolve(receiver.hostname, port))[0]
    tls = ssl.create_default_context() if receiver.protocol == "https:" else None
    name = receiver.hostname if tls else None
    reader, writer = await asyncio.open_connection(
        address.ip, address.port, ssl=tls, server_hostname=name
    )
    try:
        writer.write(_head(receiver, len(body), agent) + body)
        await writer.drain()
        line = await reader.readline()
    finally:
        writer.close()
        with suppress(OSError):
            await writer.wait_closed()
    version, _, rest = line.decode("latin-1").partition(" ")
    if not version.startswith("HTTP/1.") or not rest[:3].isdigit():
        raise ValueError("its answer is no HTTP")
    return int(rest[:3])


def _problem(error: Exception) -> str:
    """Return *error* in words; a failed connection without its address, which may be internal."""
    if isinstance(error, ConnectionError) and error.errno:
        return os.strerror(error.errno)
    return str(error)


def _head(receiver: ada_url.URL, length: int, agent: str) -> bytes:
    lines = (
        f"POST {receiver.pathname}{receiver.search} HTTP/1.1",
        f"Host: {receiver.host}",
        f"User-Agent: {agent}",
        "Content-Type: application/json; charset=utf-8",
        f"Content-Length: {length}",
        "Connection: close",
    )
    return "\r\n".join([*lines, "", ""]).encode("ascii", "replace")
