"""One running browser: scrapy-playwright's handler with our way of reading a page."""

from __future__ import annotations

import asyncio
import logging
import re
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Final

import psutil
from playwright.async_api import Error as PlaywrightError
from scrapy.http import HtmlResponse
from scrapy_playwright.handler import ScrapyPlaywrightDownloadHandler
from selectolax.lexbor import LexborHTMLParser

from backlinkspider.web.browser import should_abort
from backlinkspider.web.browser_files import BrowserFiles
from backlinkspider.web.memory_bound import RENDER_MEMORY, MemoryBound
from backlinkspider.web.tab import NotHtml, Tab, TabCrashed

if TYPE_CHECKING:
    from playwright.async_api import Page
    from scrapy import Request, Spider
    from scrapy.crawler import Crawler

    from backlinkspider.web.look import Look

MAX_CHARS: Final = 10 * 1024 * 1024
"""UTF-16 units of a rendered page that are read, as many as bytes of a plain one."""

_PAGE_CLOSE_LIMIT = 3.0
_PING_LIMIT = 3.0
_CLOSE_LIMIT = 5.0
_KILL_LIMIT = 5.0
_NO_LIMIT = 1_000_000  # tabs are bounded by the renderer
_HTML = frozenset({"text/html", "application/xhtml+xml"})
# What the egress proxy says itself (RFC 9209).
_OWN_ANSWER = re.compile(r"^backlinkspider; error=(\w+)")
_POLICY = frozenset({"destination_ip_prohibited", "http_request_denied"})
_DROPPED = frozenset({"content-encoding", "content-length", "content-type", "transfer-encoding"})

# It warns, with a traceback, of every page that does not load; the renderer reports these.
logging.getLogger("scrapy-playwright").setLevel(logging.ERROR)


class ProxyDenied(Exception):
    """The egress proxy answered instead of the site; *policy*: it would, but must not, connect."""

    def __init__(self, text: str, *, policy: bool) -> None:
        super().__init__(text)
        self.policy = policy


class BrowserSession(ScrapyPlaywrightDownloadHandler):  # type: ignore[misc]
    """Takes from scrapy-playwright the browser, its context, tabs and request routing.

    How a tab is read is ours: page methods wait for the ``load`` event, which one resource that
    hangs holds back for good, and ``page.content()`` has no size limit and fails on a lone
    surrogate. *pages* counts those begun, *in_hand* those not yet done; *stuck*: a tab does not
    close, and works on until the browser ends.
    """

    def __init__(self, crawler: Crawler, launch: dict[str, Any]) -> None:
        super().__init__(crawler)
        self._files = BrowserFiles()
        self.config.launch_options = {**launch, "artifacts_dir": self._files.artifacts}
        self.config.max_pages_per_context = _NO_LIMIT
        self.config.navigation_timeout_ms = None
        self.config.restart_disconnected_browser = False
        self.config.target_closed_max_retries = 0
        self.abort_request = should_abort
        self.process_request_headers = None
        self._processes: list[psutil.Process] = []
        most = crawler.settings.getint("RENDER_MEMORY", RENDER_MEMORY)
        self._memory = MemoryBound(lambda: _with_descendants(self._processes), most)
        self._keeping: asyncio.Task[None] | None = None
        self._limits: set[asyncio.Timeout] = set()
        self._ended = False
        self.pages = 0
        self.in_hand = 0
        self.stuck = False

    async def start(self) -> None:
        """Start Playwright's driver and the browser. Raises Playwright's ``Error``."""
        before = set(psutil.Process().children())
        try:
            await self._launch()
            await self._maybe_launch_browser()
        finally:
            self._processes = [p for p in psutil.Process().children() if p not in before]
        self._files.note(_with_descendants(self._processes))
        self._keeping = asyncio.create_task(self._memory.keep())

    @property
    def connected(self) -> bool:
        """Whether the browser still runs, as far as is known without asking it."""
        if not hasattr(self, "browser") or not self.browser.is_connected():
            return False
        # Playwright does not tell that its driver, through which it hears of the browser, ended.
        return all(map(_runs, self._processes))

    async def render(self, request: Request, seconds: float) -> HtmlResponse:
        """Render *request*; ``request.meta["rendered"]`` is its ``Look``.

        ``meta["target_hosts"]``, if there, names the hosts whose links are looked at closely.
        Raises ``TimeoutError`` after *seconds*, and as soon as the browser ends: a tab it is asked
        for just then Playwright never answers. Raises ``NotHtml``, ``TabCrashed``,
        ``ProxyDenied`` and Playwright's ``Error``.
        """
        async with asyncio.timeout(seconds) as limit:
            request.meta["render_until"] = limit.when()
            self._limits.add(limit)
            try:
                response: HtmlResponse = await self.download_request(request)
            finally:
                self._limits.discard(limit)
        return response

    async def answers(self) -> bool:
        """Ask the browser something; False where it gives no answer."""
        if not self.connected:
            return False
        try:
            async with asyncio.timeout(_PING_LIMIT):
                cdp = await self.browser.new_browser_cdp_session()
                await cdp.send("Browser.getVersion")
                await cdp.detach()
        except (TimeoutError, PlaywrightError):
            return False
        return True

    async def end(self) -> None:
        """Close the browser and what belongs to it; kill what does not close in time.

        Its profile and downloads go as well. Safe to call twice.
        """
        if self._ended:
            return
        self._ended = True
        if self._keeping:
            self._keeping.cancel()
        processes = _with_descendants(self._processes)
        if all(map(_runs, self._processes)):  # one that is gone is not asked to close
            with suppress(TimeoutError, PlaywrightError):
                async with asyncio.timeout(_CLOSE_LIMIT):
                    await self.close()
        for process in processes:
            with suppress(psutil.NoSuchProcess):
                process.kill()
        await asyncio.to_thread(psutil.wait_procs, processes, timeout=_KILL_LIMIT)
        await asyncio.to_thread(self._files.remove)

    async def _browser_disconnected_callback(self) -> None:
        for limit in self._limits:
            if not limit.expired():
                limit.reschedule(0)
        await super()._browser_disconnected_callback()

    async def _download_request_with_page(
        self,
        request: Request,
        page: Page,
        spider: Spider,  # noqa: ARG002 (scrapy-playwright's signature)
    ) -> HtmlResponse:
        try:
            hosts = request.meta.get("target_hosts", ())
            until = request.meta.get("render_until")
            look, html = await Tab(page).look(
                request.url, max_chars=MAX_CHARS, hosts=hosts, until=until
            )
        except TabCrashed as error:
            if self._memory.was_broken():
                text = f"the page took more than {self._memory.most:,} MiB of memory"
                raise TabCrashed(text) from error
            raise
        finally:
            await self._close_tab(page)
        _check(look, html)
        request.meta["rendered"] = look
        return _response(look, html)

    async def _close_tab(self, page: Page) -> None:
        try:
            async with asyncio.timeout(_PAGE_CLOSE_LIMIT):
                await page.close()
        except TimeoutError:
            # Seen, now and then, with a page that leads on without end.
            self.stuck = True
        except PlaywrightError:
            return


def _check(look: Look, html: str) -> None:
    headers = {name.lower(): value for name, value in look.headers}
    if error := _OWN_ANSWER.search(headers.get("proxy-status", "")):
        text = LexborHTMLParser(html).text().strip()
        raise ProxyDenied(text, policy=error[1] in _POLICY)
    if look.content_type not in _HTML:
        raise NotHtml(f"the browser shows {look.content_type}, no HTML")


def _response(look: Look, html: str) -> HtmlResponse:
    headers = [(n, v) for n, v in look.headers if n.lower() not in _DROPPED]
    headers.append(("content-type", f"{look.content_type}; charset=utf-8"))
    return HtmlResponse(
        look.url,
        status=look.status,
        headers=headers,
        body=html.encode(),
        encoding="utf-8",
        flags=["playwright"],
    )


def _runs(process: psutil.Process) -> bool:
    try:
        return bool(process.status() != psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return False


def _with_descendants(processes: list[psutil.Process]) -> list[psutil.Process]:
    found = []
    for process in processes:
        with suppress(psutil.NoSuchProcess):
            found += [*process.children(recursive=True), process]
    return found
