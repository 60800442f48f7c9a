"""Rendered requests: bounded in time and tabs, tried again where the browser was lost."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Final, Literal

from playwright.async_api import Error as PlaywrightError

from backlinkspider.web.browser import NoBrowser, context_options
from backlinkspider.web.browser_session import ProxyDenied
from backlinkspider.web.browsers import LAUNCH_LIMIT, Browsers
from backlinkspider.web.egress import gate_of
from backlinkspider.web.proxy import EgressProxy
from backlinkspider.web.tab import NotHtml, TabCrashed

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler
    from scrapy.http import Response

    from backlinkspider.web.browser_session import BrowserSession

RENDER_TIMEOUT: Final = 30.0
"""Seconds a rendered request may take; waiting for a tab and a second try come on top."""

RENDER_TABS: Final = 4
"""Tabs open at once; more did not cost less a page (measured on two cores)."""

_CLOSED: Final = "has been closed"
"""Playwright's words for what happens in a tab, context or browser that is no more."""

Problem = Literal["timeout", "browser_gone", "navigation", "not_html", "no_browser", "refused"]


class RenderFailed(Exception):
    """A page could not be rendered; *problem* is the kind, the text says it in full."""

    def __init__(self, problem: Problem, text: str) -> None:
        super().__init__(text)
        self.problem = problem


class Renderer:
    """Renders requests of one crawl. All failures are ``RenderFailed``.

    Settings: those of ``Browsers``, RENDER_TIMEOUT (seconds a try), RENDER_TABS, USER_AGENT. How
    many pages a crawl renders is its caller's affair.
    """

    def __init__(self, crawler: Crawler, browsers: Browsers) -> None:
        settings = crawler.settings
        self._crawler = crawler
        self._browsers = browsers
        self._timeout = settings.getfloat("RENDER_TIMEOUT", RENDER_TIMEOUT)
        self._tabs = asyncio.Semaphore(settings.getint("RENDER_TABS", RENDER_TABS))
        self._context = context_options(settings["USER_AGENT"])

    async def render(self, request: Request) -> Response:
        """Return the page as the browser reads it, UTF-8; ``meta["rendered"]`` is its ``Look``.

        Raises ``RenderFailed``.
        """
        async with self._tabs:
            try:
                async with self._browsers.shared() as session:
                    return await self._rendered(session, request)
            except NoBrowser as error:
                raise RenderFailed("no_browser", str(error)) from error
            except RenderFailed as failure:
                if failure.problem != "browser_gone":
                    raise
                lost = failure
            return await self._rendered_again(request, lost)

    async def close(self) -> None:
        """Close browser and proxy; nothing of them is left running. Safe to call twice."""
        await self._browsers.close()
        _renderers.pop(self._crawler, None)

    async def _rendered_again(self, request: Request, lost: RenderFailed) -> Response:
        """Render in a browser of its own: any page in hand may have killed the shared one."""
        self._crawler.stats.inc_value("render/tried_again")
        limit = LAUNCH_LIMIT + self._timeout  # its neighbours' browsers start before its own
        try:
            async with asyncio.timeout(limit), self._browsers.own() as session:
                return await self._rendered(session, request)
        except (NoBrowser, TimeoutError) as error:
            reason = str(error) or f"not rendered in {limit:g} s"
            raise RenderFailed("browser_gone", f"{lost}; then {reason}") from error
        except RenderFailed as failure:
            if failure.problem != "browser_gone":
                raise
            raise RenderFailed("browser_gone", f"{failure}, as did the one before it") from failure

    async def _rendered(self, session: BrowserSession, request: Request) -> Response:
        inner = request.replace(
            meta={
                **request.meta,
                "playwright_context": "crawl",
                "playwright_context_kwargs": self._context,
            }
        )
        try:
            response = await session.render(inner, self._timeout)
        except ProxyDenied as error:
            raise RenderFailed("refused" if error.policy else "navigation", str(error)) from error
        except NotHtml as error:
            raise RenderFailed("not_html", str(error)) from error
        except TimeoutError as error:
            text = f"not rendered in {self._timeout:g} s"
            raise await self._failure(session, "timeout", text) from error
        except (PlaywrightError, TabCrashed) as error:
            raise await self._failure(session, "navigation", _first_line(error)) from error
        request.meta["rendered"] = inner.meta["rendered"]
        return response

    async def _failure(self, session: BrowserSession, problem: Problem, text: str) -> RenderFailed:
        # A tab that others closed may be the first that is heard of a browser's end.
        doubtful = problem == "timeout" or _CLOSED in text
        answers = not doubtful or await session.answers()
        if not session.connected:
            problem, text = "browser_gone", "the browser ended"
        elif not answers:
            problem, text = "browser_gone", "the browser no longer answers"
        if problem == "browser_gone":
            self._browsers.give_up(session)
        return RenderFailed(problem, text)


_renderers: dict[Crawler, Renderer] = {}


def renderer_of(crawler: Crawler) -> Renderer:
    """Return the renderer of *crawler*, the same one for every scheme; it starts nothing yet."""
    renderer = _renderers.get(crawler)
    if renderer is None:
        browsers = Browsers(crawler, EgressProxy(gate_of(crawler)))
        renderer = _renderers[crawler] = Renderer(crawler, browsers)
    return renderer


def _first_line(error: BaseException) -> str:
    return str(error).strip().partition("\n")[0] or type(error).__name__
