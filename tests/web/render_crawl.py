"""A crawl in a process of its own, run by test_handler.py.

Reads {settings, steps} as JSON from standard input. A step is a list of requests made at once:
{url, rendered?, strike?, kills?, clings?}. *strike* is a signal sent to all browsers half a second
later; *kills* stands for a page that ends each browser that opens it, and no other; *clings* for
one whose tab does not close. Writes what came of each URL, and what was left running, as JSON.
"""

from __future__ import annotations

import asyncio
import dataclasses
import json
import sys
from contextlib import suppress
from typing import TYPE_CHECKING, Any

import psutil
import scrapy
from scrapy.crawler import AsyncCrawlerProcess
from scrapy.http.request import NO_CALLBACK

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

JOB = json.load(sys.stdin)
PAGES: dict[str, dict[str, Any]] = {}


def browsers() -> list[psutil.Process]:
    found = []
    for process in psutil.Process().children(recursive=True):
        with suppress(psutil.Error):
            if process.status() != psutil.STATUS_ZOMBIE:
                found.append(process)
    return found


def strike(signal: int) -> None:
    for process in browsers():
        with suppress(psutil.Error):
            if "--remote-debugging-pipe" in process.cmdline():
                process.send_signal(signal)


def let_pages_kill() -> None:
    """Let requests with ``meta["kills"]`` kill the browser they are rendered in."""
    from backlinkspider.web.browser_session import BrowserSession

    download_request = BrowserSession.download_request

    async def killed(session: BrowserSession, request: scrapy.Request) -> Any:
        if request.meta.get("kills"):
            loop = asyncio.get_running_loop()
            for process in session._processes:
                for child in process.children():
                    loop.call_later(0.5, child.kill)
        return await download_request(session, request)

    BrowserSession.download_request = killed


def let_pages_cling() -> None:
    """Let requests with ``meta["clings"]`` keep their tab: asked to close, it never answers."""
    from backlinkspider.web.browser_session import BrowserSession

    sessions: Any = BrowserSession
    download = sessions._download_request_with_page

    async def clung(
        session: BrowserSession, request: scrapy.Request, page: Any, spider: scrapy.Spider
    ) -> Any:
        if request.meta.get("clings"):
            page.close = asyncio.Event().wait
        return await download(session, request, page, spider)

    sessions._download_request_with_page = clung


class Crawl(scrapy.Spider):
    name = "crawl"
    none: tuple[scrapy.Request, ...] = ()

    async def start(self) -> AsyncIterator[scrapy.Request]:
        for step in JOB["steps"]:
            await asyncio.gather(*(self.visit(**request) for request in step))
        for request in self.none:
            yield request

    async def visit(self, url: str, rendered: bool = True, strike: int = 0, **acts: bool) -> None:
        if strike:
            asyncio.get_running_loop().call_later(0.5, globals()["strike"], strike)
        meta = {"playwright": True, **acts} if rendered else {}
        request = scrapy.Request(url, callback=NO_CALLBACK, dont_filter=True, meta=meta)
        try:
            response = await self.crawler.engine.download_async(request)
        except Exception as error:  # noqa: BLE001 (told to the test)
            problem = getattr(error, "problem", "")
            PAGES[url] = {"error": type(error).__name__, "problem": problem, "text": str(error)}
            return
        look = response.meta.get("rendered")
        PAGES[url] = {
            "url": response.url,
            "status": response.status,
            "text": response.text if len(response.text) < 100_000 else "",
            "size": len(response.text),
            "headers": dict(response.headers.to_unicode_dict()),
            "look": dataclasses.asdict(look) if look else None,
        }


if any(request.get("kills") for step in JOB["steps"] for request in step):
    let_pages_kill()
if any(request.get("clings") for step in JOB["steps"] for request in step):
    let_pages_cling()
process = AsyncCrawlerProcess(JOB["settings"])
crawler = process.create_crawler(Crawl)
process.crawl(crawler)
process.start()
json.dump(
    {
        "pages": PAGES,
        "stats": crawler.stats.get_stats(),
        "left": [process.name() for process in browsers()],
        "playwright": "playwright" in sys.modules,
    },
    sys.stdout,
    default=str,
)
