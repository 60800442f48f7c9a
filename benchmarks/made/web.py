"""A web of many generated hosts on one loopback port, in a process of its own."""

from __future__ import annotations

import asyncio
import sys
from contextlib import contextmanager
from subprocess import PIPE, Popen
from typing import TYPE_CHECKING

from benchmarks.made.answering import Answering

if TYPE_CHECKING:
    from collections.abc import Iterator

TARGET = "target.example"
LIVE = "test"
DEAD = "invalid"
LINKING = 20
"""Every n-th page links to the target."""

_WORDS = " ".join(f"word{n}" for n in range(900))
_LINKS = "".join(f'<li><a href="/page/{n}">Page {n}</a></li>' for n in range(60))


_APP = """<!doctype html><html lang=en><head><title>App</title></head><body><div id=root></div>
<script>
setTimeout(() => {
  const text = document.createElement("p");
  text.textContent = WORDS;
  const link = document.createElement("a");
  link.href = "https://TARGET/";
  link.textContent = "the target";
  document.getElementById("root").append(text, link);
}, 100);
</script></body></html>"""


def page(path: str) -> bytes:
    """Return the page at *path*: about 10 KB with 60 internal links, a script's below ``/app/``."""
    if path.startswith("/app/"):
        return _APP.replace("WORDS", repr(_WORDS)).replace("TARGET", TARGET).encode()
    link = f'<a href="https://{TARGET}/">the target</a>' if is_linking(path) else ""
    return (
        f"<!doctype html><html lang=en><head><title>{path}</title></head><body><nav><ul>{_LINKS}"
        f"</ul></nav><main><h1>{path}</h1><p>{_WORDS}</p><p>See {link}.</p></main></body></html>"
    ).encode()


def is_linking(path: str) -> bool:
    """Tell whether the page at *path* links to the target before its scripts run."""
    return sum(path.encode()) % LINKING == 0


class _Answers(Answering):
    """One connection: answers each request with a page, robots.txt with 404."""

    def answer(self, path: bytes) -> bytes:
        return _answer(path.decode("ascii", "replace"))


def _answer(path: str) -> bytes:
    status, body = ("404 Not Found", b"") if path == "/robots.txt" else ("200 OK", page(path))
    head = f"HTTP/1.1 {status}\r\nContent-Type: text/html\r\nContent-Length: {len(body)}\r\n\r\n"
    return head.encode() + body


async def _serve() -> None:
    server = await asyncio.get_running_loop().create_server(_Answers, "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await asyncio.get_running_loop().run_in_executor(None, sys.stdin.read)


@contextmanager
def serving() -> Iterator[str]:
    """Serve while the block lasts; yield CONNECT_TO for every live host."""
    command = [sys.executable, "-m", "benchmarks.made.web"]
    with Popen(command, stdin=PIPE, stdout=PIPE, text=True) as process:
        assert process.stdin
        assert process.stdout
        port = int(process.stdout.readline())
        yield f"*.{LIVE}:80=127.0.0.1:{port}"
        process.stdin.close()


if __name__ == "__main__":
    asyncio.run(_serve())
