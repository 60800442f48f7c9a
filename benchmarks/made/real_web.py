"""Real pages, gzipped, on many hosts of two loopback ports (the second with TLS), in a process.

CORPUS_DIR names the folder of saved pages; without it pages of the same size are generated. Below
``/linked/`` each page has one more link, in the last third of it, to ``TARGET``.
"""

from __future__ import annotations

import asyncio
import gzip
import json
import os
import sys
from contextlib import contextmanager
from pathlib import Path
from subprocess import PIPE, Popen
from typing import TYPE_CHECKING, Final

from backlinkspider.demo.certificate import server_context
from benchmarks.made.answering import Answering

if TYPE_CHECKING:
    from collections.abc import Iterator

TARGET: Final = "target.example"
_LINK: Final = f'<p>More on it: <a href="https://{TARGET}/shop">the workshop</a>.</p>'.encode()
_WORDS: Final = " ".join(f"word{n}" for n in range(90))

Page = tuple[str, bytes]
"""Content-Type and body."""


def pages() -> list[Page]:
    """Return the real pages, or generated ones of about 90 KB with 150 links."""
    given = os.environ.get("CORPUS_DIR")
    if not given:
        return [_generated(n) for n in range(100)]
    folder = Path(given)
    with (folder / "index.jsonl").open(encoding="utf-8") as index:
        entries = [json.loads(line) for line in index]
    return [
        (
            entry["content_type"] or "text/html",
            (folder / "pages" / f"{entry['id']}.html").read_bytes(),
        )
        for entry in entries
    ]


def _generated(number: int) -> Page:
    items = "".join(
        f'<li class="i{n % 7}"><a href="/page/{number}/{n}">Page {n}</a>{_WORDS[: 400 + n]}</li>'
        for n in range(150)
    )
    text = (
        f"<!doctype html><html lang=en><head><title>{number}</title></head><body><ul>{items}</ul>"
    )
    return "text/html; charset=utf-8", f"{text}</body></html>".encode()


def with_link(body: bytes) -> bytes:
    """Return *body* with a link to the target where a block begins in its last third."""
    at = body.find(b"<div", len(body) * 2 // 3)
    at = at if at >= 0 else body.lower().rfind(b"</body")
    return body[:at] + _LINK + body[at:] if at >= 0 else body + _LINK


def served(kind: str, page: Page) -> bytes:
    """Return the body of *page* as it is served below ``/plain/`` or ``/linked/``."""
    return with_link(page[1]) if kind == "linked" else page[1]


class _Answers(Answering):
    """One connection: answers requests with pages, robots.txt with 404."""

    answers: dict[bytes, bytes] = {}  # noqa: RUF012 (filled once)

    def answer(self, path: bytes) -> bytes:
        return self.answers.get(path.rpartition(b"-")[0], _MISSING)


_MISSING: Final = b"HTTP/1.1 404 Not Found\r\nContent-Type: text/plain\r\nContent-Length: 0\r\n\r\n"


def _answer(content_type: str, body: bytes) -> bytes:
    packed = gzip.compress(body)
    head = (
        f"HTTP/1.1 200 OK\r\nContent-Type: {content_type}\r\nContent-Encoding: gzip\r\n"
        f"Content-Length: {len(packed)}\r\n\r\n"
    )
    return head.encode("latin-1") + packed


async def _serve() -> None:
    for number, page in enumerate(pages()):
        for kind in ("plain", "linked"):
            name = f"/{kind}/{number}".encode()
            _Answers.answers[name] = _answer(page[0], served(kind, page))
    loop, ports = asyncio.get_running_loop(), []
    for context in (None, server_context(["*.test"])):
        server = await loop.create_server(_Answers, "127.0.0.1", 0, ssl=context)
        ports.append(server.sockets[0].getsockname()[1])
    print(*ports, len(_Answers.answers) // 2, flush=True)
    await loop.run_in_executor(None, sys.stdin.read)


@contextmanager
def serving(cpu: int | None) -> Iterator[tuple[int, int, int]]:
    """Serve while the block lasts, on core *cpu*.

    Yields the port, that with TLS, and how many pages there are.
    """
    command = [sys.executable, "-m", "benchmarks.made.real_web"]
    with Popen(command, stdin=PIPE, stdout=PIPE, text=True) as process:
        assert process.stdin
        assert process.stdout
        if cpu is not None:
            os.sched_setaffinity(process.pid, {cpu})
        port, secure, count = map(int, process.stdout.readline().split())
        yield port, secure, count
        process.stdin.close()


if __name__ == "__main__":
    asyncio.run(_serve())
