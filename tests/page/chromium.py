"""A Chromium with scripts off, and a loopback server that gives it bytes under any host name."""

from __future__ import annotations

import asyncio
import os
from contextlib import AbstractAsyncContextManager, asynccontextmanager, contextmanager
from threading import Thread
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from playwright.async_api import async_playwright

from backlinkspider.web.browser import find_chromium

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Coroutine, Iterator, Sequence

    from playwright.async_api import Page

_READ: Final = """() => {
  const collapse = (t) => t.replace(/[\\t\\n\\v\\f\\r \\u00a0]+/g, ' ').replace(/^ | $/g, '');
  const anchors = [];
  for (const e of document.querySelectorAll('a, area')) {
    const svg = e instanceof SVGAElement;
    const html = e instanceof HTMLAnchorElement || e instanceof HTMLAreaElement;
    let href = e.getAttribute('href');
    if (href === null && svg) href = e.getAttributeNS('http://www.w3.org/1999/xlink', 'href');
    if (href === null || !(html || svg)) continue;
    const twin = document.createElement('a');
    twin.setAttribute('href', href);
    twin.setAttribute('rel', e.getAttribute('rel') || '');
    anchors.push({
      tag: e.localName, href, url: html ? e.href : twin.href,
      rel: [...twin.relList].map((t) => t.toLowerCase()),
      text: collapse(e.textContent),
    });
  }
  return {
    base: document.baseURI, charset: document.characterSet, title: collapse(document.title),
    lang: document.documentElement.getAttribute('lang') || '', anchors,
  };
}"""

_ARGUMENTS: Final = (
    "--disable-gpu",
    # One process for all frames: each page under test is a frame with a host of its own.
    "--disable-site-isolation-trials",
    "--disable-features=IsolateOrigins,site-per-process",
    *(["--no-sandbox"] if os.getuid() == 0 else []),
)


class Served(NamedTuple):
    """A page: its bytes, its Content-Type header (none where empty), and its http URL."""

    body: bytes
    content_type: str = "text/html"
    url: str = ""


class Chromium:
    """Reads pages in a browser that lives in a thread of its own, so that any test may use it."""

    def __init__(
        self, loop: asyncio.AbstractEventLoop, page: Page, pages: dict[str, Served]
    ) -> None:
        self._loop = loop
        self._page = page
        self._pages = pages

    def read(self, *pages: Served) -> list[dict[str, Any]]:
        """Return what the DOM says of each page; no two of *pages* may have the same URL."""
        job = asyncio.run_coroutine_threadsafe(self._read(pages), self._loop)
        return job.result(100)

    async def _read(self, pages: Sequence[Served]) -> list[dict[str, Any]]:
        self._pages.clear()
        self._pages |= {page.url.removeprefix("http://"): page for page in pages}
        frames = "".join(
            f'<iframe name="{number}" src="{page.url}"></iframe>'
            for number, page in enumerate(pages)
        )
        self._pages["frames.test/"] = Served(f"<!doctype html>{frames}".encode())
        await self._page.goto("http://frames.test/")
        found = {
            frame.name: frame
            for frame in self._page.frames
            if frame.parent_frame is self._page.main_frame
        }
        read: list[dict[str, Any]] = await asyncio.gather(
            *(found[str(n)].evaluate(_READ) for n in range(len(pages)))
        )
        return read


@contextmanager
def running_chromium() -> Iterator[Chromium]:
    """Start the browser and the server; both end with the block."""
    loop = asyncio.new_event_loop()
    thread = Thread(target=loop.run_forever)
    thread.start()
    session = _session()
    try:
        yield asyncio.run_coroutine_threadsafe(session.__aenter__(), loop).result(100)
    finally:
        asyncio.run_coroutine_threadsafe(_close(session), loop).result(100)
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()


async def _close(session: AbstractAsyncContextManager[Chromium]) -> None:
    await session.__aexit__(None, None, None)
    idle = asyncio.all_tasks() - {asyncio.current_task()}
    for task in idle:  # connections the browser opened ahead
        task.cancel()
    await asyncio.gather(*idle, return_exceptions=True)


@asynccontextmanager
async def _session() -> AsyncIterator[Chromium]:
    pages: dict[str, Served] = {}
    server = await asyncio.start_server(_answer(pages), "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    async with server, async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=find_chromium(None),
            args=[*_ARGUMENTS, f"--host-resolver-rules=MAP * 127.0.0.1:{port}"],
        )
        context = await browser.new_context(java_script_enabled=False)
        yield Chromium(asyncio.get_running_loop(), await context.new_page(), pages)
        await browser.close()


def _answer(
    pages: dict[str, Served],
) -> Callable[[asyncio.StreamReader, asyncio.StreamWriter], Coroutine[Any, Any, None]]:
    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            request = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
        except asyncio.IncompleteReadError:  # a connection opened ahead and not used
            writer.close()
            return
        path = request.split(" ", 2)[1]
        host = request.lower().partition("\r\nhost: ")[2].partition("\r\n")[0]
        page = pages.get(host + path)
        writer.write(_response(page) if page else b"HTTP/1.1 404 Not Found\r\n\r\n")
        await writer.drain()
        writer.close()

    return answer


def _response(page: Served) -> bytes:
    content_type = f"Content-Type: {page.content_type}\r\n" if page.content_type else ""
    head = f"HTTP/1.1 200 OK\r\n{content_type}Content-Length: {len(page.body)}\r\n\r\n"
    return head.encode("latin-1") + page.body
