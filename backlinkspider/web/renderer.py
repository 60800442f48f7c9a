"""Rendered requests: started late, bounded in time and tabs, a dead browser replaced."""

from __future__ import annotations

import asyncio
import logging
import os
from typing import TYPE_CHECKING, Final, Literal, Protocol

from playwright.async_api import Error as PlaywrightError

from backlinkspider.web.browser import (
    HOW_TO_INSTALL,
    NoBrowser,
    context_options,
    find_chromium,
    launch_options,
)
from backlinkspider.web.browser_session import BrowserSession, ProxyDenied
from backlinkspider.web.egress import gate_of
from backlinkspider.web.proxy import EgressProxy
from backlinkspider.web.tab import NotHtml

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler
    from scrapy.http import Response

logger = logging.getLogger(__name__)

RENDER_TIMEOUT: Final = 30.0
"""Seconds a rendered request may take, waiting for a tab left out."""

RENDER_TABS: Final = 4
"""Tabs open at once; more did not cost less a page (measured on two cores)."""

_LAUNCH_LIMIT = 60.0

Problem = Literal["timeout", "browser_gone", "navigation", "not_html", "no_browser", "refused"]


class RenderFailed(Exception):
    """A page could not be rendered; *problem* is the kind, the text says it in full."""

    def __init__(self, problem: Problem, text: str) -> None:
        super().__init__(text)
        self.problem = problem


class Proxy(Protocol):
    """What the browser's traffic goes through."""

    async def start(self) -> dict[str, str]:
        """Begin to listen and return Playwright's launch option ``proxy``."""

    async def close(self) -> None:
        """Stop listening; safe to call twice and before a start."""


class Renderer:
    """Renders requests of one crawl in one browser, which the first of them starts.

    Settings: CHROMIUM (path), RENDER_TIMEOUT (seconds a request), RENDER_TABS, USER_AGENT. How
    many pages a crawl renders is its caller's affair. All failures are ``RenderFailed``.
    """

    def __init__(self, crawler: Crawler, proxy: Proxy) -> None:
        settings = crawler.settings
        self._crawler = crawler
        self._proxy = proxy
        self._timeout = settings.getfloat("RENDER_TIMEOUT", RENDER_TIMEOUT)
        self._tabs = asyncio.Semaphore(settings.getint("RENDER_TABS", RENDER_TABS))
        self._context = context_options(settings["USER_AGENT"])
        self._starting = asyncio.Lock()
        self._session: BrowserSession | None = None
        self._ending: set[asyncio.Task[None]] = set()
        self._proxy_option: dict[str, str] = {}
        self._missing = ""

    async def render(self, request: Request) -> Response:
        """Return the page as the browser reads it, UTF-8; ``meta["rendered"]`` is its ``Look``.

        Raises ``RenderFailed``.
        """
        inner = request.replace(
            meta={
                **request.meta,
                "playwright_context": "crawl",
                "playwright_context_kwargs": self._context,
            }
        )
        async with self._tabs:
            session = await self._running()
            response = await self._rendered(session, inner)
        request.meta["rendered"] = inner.meta["rendered"]
        return response

    async def close(self) -> None:
        """Close browser and proxy; nothing of them is left running. Safe to call twice."""
        async with self._starting:
            self._retire(self._session)
            await asyncio.gather(*self._ending)
            await self._proxy.close()
        _renderers.pop(self._crawler, None)

    async def _rendered(self, session: BrowserSession, request: Request) -> Response:
        try:
            async with asyncio.timeout(self._timeout):
                response: Response = await session.download_request(request)
        except ProxyDenied as error:
            raise RenderFailed("refused" if error.policy else "navigation", str(error)) from error
        except NotHtml as error:
            raise RenderFailed("not_html", str(error)) from error
        except TimeoutError as error:
            if not await session.answers():
                self._retire(session)
                raise RenderFailed("browser_gone", "the browser no longer answers") from error
            raise RenderFailed("timeout", f"not rendered in {self._timeout:g} s") from error
        except PlaywrightError as error:
            if not session.connected:
                self._retire(session)
                raise RenderFailed("browser_gone", "the browser ended") from error
            raise RenderFailed("navigation", _first_line(error)) from error
        return response

    async def _running(self) -> BrowserSession:
        async with self._starting:
            if self._session and not self._session.connected:
                self._retire(self._session)
            if self._session is None:
                self._session = await self._started()
            return self._session

    async def _started(self) -> BrowserSession:
        if self._missing:
            raise RenderFailed("no_browser", self._missing)
        session = BrowserSession(self._crawler, await self._launch_options())
        try:
            async with asyncio.timeout(_LAUNCH_LIMIT):
                await session.start()
        except (TimeoutError, PlaywrightError) as error:
            self._retire(session)
            text = f"Chromium did not start: {_first_line(error)}"
            if "Executable doesn't exist" in str(error):
                text = self._missing = HOW_TO_INSTALL
            raise RenderFailed("no_browser", text) from error
        self._crawler.stats.inc_value("render/browsers")
        return session

    async def _launch_options(self) -> dict[str, object]:
        try:
            executable = find_chromium(self._crawler.settings["CHROMIUM"])
        except NoBrowser as error:
            self._missing = str(error)
            raise RenderFailed("no_browser", self._missing) from error
        if not self._proxy_option:
            self._proxy_option = await self._proxy.start()
        return launch_options(executable, self._proxy_option, root=os.geteuid() == 0)

    def _retire(self, session: BrowserSession | None) -> None:
        """Forget *session*; the next rendered request starts another."""
        if session is None:
            return
        if self._session is session:
            self._session = None
        task = asyncio.create_task(session.end())
        self._ending.add(task)
        task.add_done_callback(self._ending.discard)


_renderers: dict[Crawler, Renderer] = {}


def renderer_of(crawler: Crawler) -> Renderer:
    """Return the renderer of *crawler*, the same one for every scheme; it starts nothing yet."""
    renderer = _renderers.get(crawler)
    if renderer is None:
        renderer = _renderers[crawler] = Renderer(crawler, EgressProxy(gate_of(crawler)))
    return renderer


def _first_line(error: BaseException) -> str:
    return str(error).strip().partition("\n")[0] or type(error).__name__
