"""The browsers of a crawl: started late, shared by its pages, replaced when lost or worn."""

from __future__ import annotations

import asyncio
import logging
import os
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Final

from playwright.async_api import Error as PlaywrightError

from backlinkspider.web.browser import HOW_TO_INSTALL, NoBrowser, find_chromium, launch_options
from backlinkspider.web.browser_session import BrowserSession
from backlinkspider.web.proxy import CALLS_HOME

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from scrapy.crawler import Crawler

    from backlinkspider.web.proxy import EgressProxy

logger = logging.getLogger(__name__)

RENDER_RECYCLE: Final = 200
"""Pages one browser renders: a bound on what they leave behind (400 small ones left nothing)."""

LAUNCH_LIMIT: Final = 60.0
"""Seconds a browser may take to start."""

_HOSTS_TOLD = 10


class Browsers:
    """Lends browsers whose traffic goes through *proxy*, which the first of them starts.

    Settings: CHROMIUM (path), RENDER_RECYCLE (pages a browser). What cannot start is ``NoBrowser``.
    """

    def __init__(self, crawler: Crawler, proxy: EgressProxy) -> None:
        self._crawler = crawler
        self._proxy = proxy
        self._proxy_option: dict[str, str] = {}
        self._pages_each = crawler.settings.getint("RENDER_RECYCLE", RENDER_RECYCLE)
        self._starting = asyncio.Lock()
        self._session: BrowserSession | None = None
        self._ending: set[asyncio.Task[None]] = set()
        self._missing = ""
        self._told = False

    @asynccontextmanager
    async def shared(self) -> AsyncIterator[BrowserSession]:
        """Lend the browser that all pages share, to one more page."""
        session = await self._running()
        session.pages += 1
        session.in_hand += 1
        try:
            yield session
        finally:
            session.in_hand -= 1
            if session is self._session and session.stuck:
                self._session = None
            if session is not self._session and not session.in_hand:
                self._end(session)

    @asynccontextmanager
    async def own(self) -> AsyncIterator[BrowserSession]:
        """Lend a new browser to one page alone."""
        async with self._starting:
            session = await self._started()
        try:
            yield session
        finally:
            self._end(session)

    def give_up(self, session: BrowserSession) -> None:
        """End *session* now, whatever pages are in hand; the next page gets another."""
        if self._session is session:
            self._session = None
        self._end(session)

    async def close(self) -> None:
        """Close browsers and proxy; nothing of them is left running. Safe to call twice."""
        async with self._starting:
            if self._session:
                self.give_up(self._session)
            await asyncio.gather(*self._ending)
            await self._proxy.close()
        if not self._told:  # each scheme's handler closes
            self._told = True
            self._tell_refusals()

    async def _running(self) -> BrowserSession:
        async with self._starting:
            session = self._session
            if session and not session.connected:
                self.give_up(session)
            elif session and session.pages >= self._pages_each:
                self._session = None
                if not session.in_hand:
                    self._end(session)
            if self._session is None:
                self._session = await self._started()
            return self._session

    async def _started(self) -> BrowserSession:
        # One at a time: a session takes the processes that appear while it starts for its own.
        if self._missing:
            raise NoBrowser(self._missing)
        session = BrowserSession(self._crawler, await self._launch_options())
        try:
            async with asyncio.timeout(LAUNCH_LIMIT):
                await session.start()
        except BaseException as error:
            self._end(session)
            if isinstance(error, (TimeoutError, PlaywrightError)):
                raise self._no_browser(error) from error
            raise
        self._crawler.stats.inc_value("render/browsers")
        return session

    def _no_browser(self, error: Exception) -> NoBrowser:
        if "Executable doesn't exist" in str(error):
            self._missing = HOW_TO_INSTALL
            return NoBrowser(self._missing)
        reason = str(error).strip().partition("\n")[0] or f"not in {LAUNCH_LIMIT:g} s"
        return NoBrowser(f"Chromium did not start: {reason}")

    async def _launch_options(self) -> dict[str, object]:
        try:
            executable = find_chromium(self._crawler.settings["CHROMIUM"])
        except NoBrowser as error:
            self._missing = str(error)
            raise
        if not self._proxy_option:
            self._proxy_option = await self._proxy.start()
        return launch_options(executable, self._proxy_option, root=os.geteuid() == 0)

    def _end(self, session: BrowserSession) -> None:
        task = asyncio.create_task(session.end())
        self._ending.add(task)
        task.add_done_callback(self._ending.discard)

    def _tell_refusals(self) -> None:
        refused = [it for it in self._proxy.refusals if it.host not in CALLS_HOME]
        if not refused:
            return
        logger.info(
            "Requests refused to rendered pages: %d (%s%s)",
            sum(it.count for it in refused),
            "; ".join(f"{it.host}: {it.reason}, {it.count}" for it in refused[:_HOSTS_TOLD]),
            f"; {len(refused) - _HOSTS_TOLD} more" if len(refused) > _HOSTS_TOLD else "",
        )
