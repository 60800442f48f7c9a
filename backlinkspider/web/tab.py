"""One tab of the browser: opens a page, waits until it is quiet, reads its DOM.

Quiet is: no link changes, no script or data on its way, no timer that is due soon (timers.js). A
page that may load more when it is scrolled (lazy.js) is scrolled to its end, within bounds, and
back: a list that keeps only what is in view then has its beginning again. Nothing is clicked.
Pages are waited for in real time. Chromium's virtual time (``Emulation.setVirtualTimePolicy``)
ends long timers at once, but of 46 pages tried with it, it ran ahead of frames, animations,
idle callbacks and workers (5 links missed), stood still for what hangs (4) and hung on a loop
that waits for the clock (1).
"""

from __future__ import annotations

import asyncio
import json
import secrets
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Final

from playwright.async_api import Error as PlaywrightError

from backlinkspider.page.fetch import Hop
from backlinkspider.page.seen import FrameSource, Seen
from backlinkspider.web.look import Look
from backlinkspider.web.origins import keep_stacks, read_origins
from backlinkspider.web.probe import measure
from backlinkspider.web.world import World, source

if TYPE_CHECKING:
    from collections.abc import Sequence

    from playwright.async_api import Frame, Page, Request, Response, Worker

    from backlinkspider.web.world import Argument

PARSE_LIMIT: Final = 10.0
"""Seconds the markup may take to arrive; after that the page is read as far as it came."""

QUIET: Final = 0.5
"""Seconds without a change after which a page counts as finished, but for its timers."""

QUIET_LIMIT: Final = 5.0
"""Seconds a page may go on changing before it is read as it stands."""

WORKER_LIMIT: Final = 1.0
"""Seconds a new web worker may take to send its page something."""

SCROLL_STEPS: Final = 40
"""Steps in which a page is scrolled to its end: a screen each, more where it is longer."""

SCROLL_ROUNDS: Final = 3
"""Times a page is scrolled to its end: what came may have made it longer."""

SCROLL_LIMIT: Final = 5.0
"""Seconds that scrolling and waiting for what it brings may take together."""

MAX_NAVIGATIONS: Final = 10
"""Documents one tab follows: redirects by HTTP, by markup and by script together."""

_MARGIN: Final = 2.0
"""Seconds kept of the caller's time, to hand over what was read."""

_NEXT_DOCUMENT = 0.05
_ERROR_PAGE: Final = "chrome-error:"
_FILM: Final = {"everyNthFrame": 1000, "maxWidth": 16, "maxHeight": 16}
_AWAITED = frozenset({"script", "xhr", "fetch"})


class NotHtml(Exception):
    """The browser shows, or was offered for download, something that is no HTML document."""


class TabCrashed(Exception):
    """The page brought its tab down, mostly by using all memory a tab may have."""


class Tab:
    """Drives *page* for one URL."""

    def __init__(self, page: Page) -> None:
        self._page = page
        self._world: World
        self._answers: list[Response] = []
        self._shown = 0
        self._pending: set[Request | Worker] = set()
        self._idle = asyncio.Event()
        self._crashed = False
        self._events = [secrets.token_hex() for _ in range(3)]
        self._is_lazy = secrets.token_hex()
        page.on("request", self._asked)
        page.on("requestfinished", self._answered)
        page.on("requestfailed", self._failed)
        page.on("response", self._navigated)
        page.on("framenavigated", self._showed)
        page.on("popup", self._close_popup)
        page.on("worker", self._hired)
        page.on("crash", self._crash)

    async def look(
        self, url: str, *, max_chars: int, hosts: Sequence[str] = (), until: float | None = None
    ) -> tuple[Look, str]:
        """Open *url*; return what was seen and its markup, with its frames at most *max_chars*.

        *hosts* are the targets' ASCII host names in lower case; what costs more than a look is
        done for anchors to them only. *until* is the moment (of the event loop's clock) by which
        the caller will give up: measuring ends before. Raises ``NotHtml``, ``TabCrashed`` and
        Playwright's ``Error``; the caller sets the deadline.
        """
        try:
            return await self._look(url, max_chars, hosts, until)
        except PlaywrightError as error:
            if self._crashed:
                raise TabCrashed("the page crashed its tab") from error
            raise

    async def _look(
        self, url: str, max_chars: int, hosts: Sequence[str], until: float | None
    ) -> tuple[Look, str]:
        await self.open(url, hosts)
        settled = await self.settle()
        if len(self._answers) >= MAX_NAVIGATIONS:
            raise PlaywrightError(f"the page led on to {MAX_NAVIGATIONS} documents, and further")
        seen = await self._run_unless_left("snapshot.js", max_chars)
        seen = seen or await self._world.run("snapshot.js", max_chars)
        if seen["url"].startswith(_ERROR_PAGE):
            raise PlaywrightError("the page led to an address that does not load")
        origins = await read_origins(self._world, hosts) if hosts else {}
        left = None if until is None else until - asyncio.get_running_loop().time() - _MARGIN
        measured, screenshots = await measure(self._page, self._world.cdp, hosts, seconds=left)
        *before, last = self._answers
        look = Look(
            url=seen["url"],
            status=last.status,
            content_type=seen["content_type"],
            charset=seen["charset"],
            headers=tuple((h["name"], h["value"]) for h in await last.headers_array()),
            redirects=tuple(Hop(url=answer.url, status=answer.status) for answer in before),
            settled=settled,
            whole=seen["whole"],
            truncated=seen["truncated"],
            seen=Seen(
                measured=measured,
                origins=origins,
                screenshots=screenshots,
                frames=tuple(FrameSource(**frame) for frame in seen["frames"]),
            ),
        )
        return look, seen["html"]

    async def open(self, url: str, hosts: Sequence[str] = ()) -> None:
        """Open *url*, up to where its document begins. Raises as ``look`` does."""
        await self._prepare(hosts)
        try:
            if await self._page.goto(url, wait_until="commit", timeout=0) is None:
                raise NotHtml("the browser was given no document")
        except PlaywrightError as error:
            aborted = "ERR_ABORTED" in error.message or "Download is starting" in error.message
            # A tab that crashes before its document has begun aborts the navigation as well.
            if aborted and not self._crashed:
                raise NotHtml("the browser was offered a download, no HTML") from error
            raise

    async def _prepare(self, hosts: Sequence[str]) -> None:
        events, lazy = json.dumps(self._events), json.dumps(self._is_lazy)
        noting = f"({source('timers.js')})(...{events});({source('lazy.js')})({lazy})"
        await self._page.add_init_script(noting)
        self._world = World(await self._page.context.new_cdp_session(self._page))
        if hosts:
            await keep_stacks(self._world.cdp)

    async def settle(self) -> bool:
        """Wait until the page is quiet, as far as it can be read by scrolling; tell if it is."""
        # A script that does not arrive holds up the markup; then what stands is read.
        await self._run_unless_left("parsed.js", PARSE_LIMIT * 1000)
        settled, lazy = await self._quiet(QUIET_LIMIT)
        if not lazy:
            return settled
        # A tab in the background has one frame a second; one that is filmed has them all.
        await self._world.cdp.send("Page.startScreencast", _FILM)
        settled = await self._scroll(settled=settled)
        await self._run_unless_left("top.js")
        await self._world.cdp.send("Page.stopScreencast")
        return settled

    async def _scroll(self, *, settled: bool) -> bool:
        """Scroll to the end, and on if that brought more; tell whether the page is quiet then."""
        end = self._now() + SCROLL_LIMIT
        for _ in range(SCROLL_ROUNDS):
            came = await self._run_unless_left(
                "scroll.js", SCROLL_STEPS, (end - self._now()) * 1000, *self._events
            )
            if came is False and not self._pending:
                break
            settled, _ = await self._quiet(end - self._now())
        return settled

    async def _quiet(self, limit: float) -> tuple[bool, bool]:
        """Wait until neither the DOM nor what scripts ask for is on the move.

        Tells whether it came to that within *limit* seconds, and whether the page may load more
        when it is scrolled.
        """
        end = self._now() + limit
        lazy = False
        while (left := end - self._now()) > 0 and len(self._answers) < MAX_NAVIGATIONS:
            quiet = await self._run_unless_left(
                "quiet.js", QUIET * 1000, left * 1000, *self._events[:2], self._is_lazy
            )
            lazy = quiet is not None and quiet["lazy"]
            if quiet and quiet["settled"] and not self._pending:
                return True, lazy
            await self._wait_idle(end - self._now())
        return False, lazy

    @staticmethod
    def _now() -> float:
        return asyncio.get_running_loop().time()

    async def _wait_idle(self, seconds: float) -> None:
        self._idle.clear()
        if self._pending and seconds > 0:
            try:
                await asyncio.wait_for(self._idle.wait(), seconds)
            except TimeoutError:
                return

    async def _run_unless_left(self, script: str, *arguments: Argument) -> Any:
        """Run *script*; None where the document is left for another one meanwhile."""
        try:
            return await self._world.run(script, *arguments)
        except PlaywrightError:
            if self._page.is_closed():
                raise
            await asyncio.sleep(_NEXT_DOCUMENT)
            return None

    def _asked(self, request: Request) -> None:
        if request.resource_type in _AWAITED:
            self._pending.add(request)

    def _hired(self, worker: Worker) -> None:
        self._pending.add(worker)
        worker.on("close", self._answered)
        asyncio.get_running_loop().call_later(WORKER_LIMIT, self._answered, worker)

    def _answered(self, awaited: Request | Worker) -> None:
        self._pending.discard(awaited)
        if not self._pending:
            self._idle.set()

    def _failed(self, request: Request) -> None:
        # A navigation that became a download leaves the document where it is. What was shown and
        # left before it had come whole fails as well, and stays.
        coming = [answer for answer in self._answers[self._shown :] if answer.request != request]
        self._answers[self._shown :] = coming
        self._answered(request)

    def _navigated(self, response: Response) -> None:
        request = response.request
        if request.is_navigation_request() and response.frame == self._page.main_frame:
            self._answers.append(response)
            self._pending.clear()

    def _showed(self, frame: Frame) -> None:
        if frame == self._page.main_frame:
            self._shown = len(self._answers)

    async def _crash(self, page: Page) -> None:
        # What a crashed tab was asked stays unanswered until it is closed.
        self._crashed = True
        with suppress(PlaywrightError):
            await page.close()

    @staticmethod
    async def _close_popup(popup: Page) -> None:
        with suppress(PlaywrightError):
            await popup.close()
