"""One tab of the browser: opens a page, waits until it is quiet, reads its DOM.

Quiet is: no link changes, no script or data on its way, no timer that is due soon (timers.js).
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
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any, Final

from playwright.async_api import Error as PlaywrightError

from backlinkspider.urls import host_of
from backlinkspider.web.probe import measure

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from playwright.async_api import CDPSession, Page, Request, Response, Worker

    from backlinkspider.page.measured import Measured

PARSE_LIMIT: Final = 10.0
"""Seconds the markup may take to arrive; after that the page is read as far as it came."""

QUIET: Final = 0.5
"""Seconds without a change after which a page counts as finished, but for its timers."""

QUIET_LIMIT: Final = 5.0
"""Seconds a page may go on changing before it is read as it stands."""

WORKER_LIMIT: Final = 1.0
"""Seconds a new web worker may take to send its page something."""

MAX_NAVIGATIONS: Final = 10
"""Documents one tab follows: redirects by HTTP, by markup and by script together."""

_NEXT_DOCUMENT = 0.05
_AWAITED = frozenset({"script", "xhr", "fetch"})


class NotHtml(Exception):
    """The browser shows, or was offered for download, something that is no HTML document."""


class TabCrashed(Exception):
    """The page brought its tab down, mostly by using all memory a tab may have."""


@dataclass(frozen=True, slots=True)
class Hop:
    """A document the browser left for the next one; *status* 200 where markup or script did."""

    url: str
    status: int


@dataclass(frozen=True, slots=True)
class Look:
    """A page as the browser read it.

    *url* is the document's, fragment included; *charset* what the browser decoded it with (query
    strings of links are encoded in it); *settled* is False where the page still changed when it
    was read; *truncated* where its markup was longer than the limit. *measured* and *screenshots*
    (PNG by URL and ordinal) are of the links to target hosts.
    """

    url: str
    status: int
    content_type: str
    charset: str
    headers: tuple[tuple[str, str], ...]
    redirects: tuple[Hop, ...]
    left_host: bool
    settled: bool
    truncated: bool
    measured: tuple[Measured, ...] = ()
    screenshots: Mapping[tuple[str, int], bytes] = field(default_factory=dict)


class Tab:
    """Drives *page* for one URL. Scripts run in an isolated world, where no page can meddle."""

    def __init__(self, page: Page) -> None:
        self._page = page
        self._cdp: CDPSession
        self._answers: list[Response] = []
        self._pending: set[Request | Worker] = set()
        self._idle = asyncio.Event()
        self._crashed = False
        self._events = (secrets.token_hex(), secrets.token_hex())
        page.on("request", self._asked)
        page.on("requestfinished", self._answered)
        page.on("requestfailed", self._failed)
        page.on("response", self._navigated)
        page.on("popup", self._close_popup)
        page.on("worker", self._hired)
        page.on("crash", self._crash)

    async def look(
        self, url: str, *, max_chars: int, hosts: Sequence[str] = ()
    ) -> tuple[Look, str]:
        """Open *url*; return what was seen and its markup, at most *max_chars* long.

        *hosts* are the targets' ASCII host names in lower case: links to them are measured. Raises
        ``NotHtml``, ``TabCrashed`` and Playwright's ``Error``; the caller sets the deadline.
        """
        try:
            return await self._look(url, max_chars, hosts)
        except PlaywrightError as error:
            if self._crashed:
                raise TabCrashed("the page crashed its tab") from error
            raise

    async def _look(self, url: str, max_chars: int, hosts: Sequence[str]) -> tuple[Look, str]:
        names = ", ".join(map(json.dumps, self._events))
        await self._page.add_init_script(f"({_source('timers.js')})({names})")
        await self._open(url)
        self._cdp = await self._page.context.new_cdp_session(self._page)
        settled = await self._settle()
        seen = await self._run_unless_left("snapshot.js", max_chars)
        seen = seen or await self._run("snapshot.js", max_chars)
        measured, screenshots = await measure(self._page, self._cdp, hosts)
        *left, last = self._answers
        urls = (*(answer.url for answer in left), seen["url"])
        look = Look(
            url=seen["url"],
            status=last.status,
            content_type=seen["content_type"],
            charset=seen["charset"],
            headers=tuple((h["name"], h["value"]) for h in await last.headers_array()),
            redirects=tuple(Hop(answer.url, answer.status) for answer in left),
            left_host=any(host_of(at) != host_of(url) for at in urls),
            settled=settled,
            truncated=seen["truncated"],
            measured=measured,
            screenshots=screenshots,
        )
        return look, seen["html"]

    async def _open(self, url: str) -> None:
        try:
            if await self._page.goto(url, wait_until="commit", timeout=0) is None:
                raise NotHtml("the browser was given no document")
        except PlaywrightError as error:
            aborted = "ERR_ABORTED" in error.message or "Download is starting" in error.message
            # A tab that crashes before its document has begun aborts the navigation as well.
            if aborted and not self._crashed:
                raise NotHtml("the browser was offered a download, no HTML") from error
            raise

    async def _settle(self) -> bool:
        """Wait until neither the DOM nor what scripts ask for is on the move."""
        now = asyncio.get_running_loop().time
        # A script that does not arrive holds up the markup; then what stands is read.
        await self._run_unless_left("parsed.js", PARSE_LIMIT * 1000)
        end = now() + QUIET_LIMIT
        while (left := end - now()) > 0 and len(self._answers) < MAX_NAVIGATIONS:
            quiet = await self._run_unless_left(
                "quiet.js", QUIET * 1000, left * 1000, *self._events
            )
            if quiet and not self._pending:
                return True
            await self._wait_idle(end - now())
        return False

    async def _wait_idle(self, seconds: float) -> None:
        self._idle.clear()
        if self._pending and seconds > 0:
            try:
                await asyncio.wait_for(self._idle.wait(), seconds)
            except TimeoutError:
                return

    async def _run_unless_left(self, script: str, *arguments: float | str) -> Any:
        """Run *script*; None where the document is left for another one meanwhile."""
        try:
            return await self._run(script, *arguments)
        except PlaywrightError:
            if self._page.is_closed():
                raise
            await asyncio.sleep(_NEXT_DOCUMENT)
            return None

    async def _run(self, script: str, *arguments: float | str) -> Any:
        tree = await self._cdp.send("Page.getFrameTree")
        world = await self._cdp.send(
            "Page.createIsolatedWorld",
            {"frameId": tree["frameTree"]["frame"]["id"], "worldName": "backlinkspider"},
        )
        answer = await self._cdp.send(
            "Runtime.callFunctionOn",
            {
                "functionDeclaration": _source(script),
                "executionContextId": world["executionContextId"],
                "arguments": [{"value": argument} for argument in arguments],
                "awaitPromise": True,
                "returnByValue": True,
            },
        )
        if "exceptionDetails" in answer:
            raise RuntimeError(f"{script}: {answer['exceptionDetails']['text']}")
        return answer["result"].get("value")

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
        # A navigation that became a download leaves the document where it is.
        self._answers = [answer for answer in self._answers if answer.request != request]
        self._answered(request)

    def _navigated(self, response: Response) -> None:
        request = response.request
        if request.is_navigation_request() and response.frame == self._page.main_frame:
            self._answers.append(response)
            self._pending.clear()

    async def _crash(self, page: Page) -> None:
        # What a crashed tab was asked stays unanswered until it is closed.
        self._crashed = True
        with suppress(PlaywrightError):
            await page.close()

    @staticmethod
    async def _close_popup(popup: Page) -> None:
        with suppress(PlaywrightError):
            await popup.close()


@cache
def _source(script: str) -> str:
    text = (files("backlinkspider.web") / script).read_text(encoding="utf-8")
    return "\n".join(line for line in text.splitlines() if not line.startswith("//")).rstrip(";\n")
