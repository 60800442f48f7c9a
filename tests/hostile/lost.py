"""Pages that cost the browser a process: their server kills it, or they make it too large.

One page is open at a time, so all of the browser's processes work for it.
"""

from __future__ import annotations

import signal
from contextlib import suppress
from itertools import count
from typing import TYPE_CHECKING, Any, Final

import psutil

from tests.hostile.abuse import MEMORY
from tests.hostile.case import LINK, Case, linked
from tests.hostile.scripted import script
from tests.hostile.wire import answer

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.hostile.wire import Serve, Talk

    Is = Callable[[list[str]], bool]

_DONE: Final = answer(b"done", kind="text/plain")
_STRIKE: Final = (
    "fetch('/strike').then(() => document.body.insertAdjacentHTML('beforeend',"
    f" `{LINK}`)).catch(() => 0)"
)
_GONE: Final = "not rendered: the browser ended, as did the one before it"
_HUNG: Final = "not rendered: the browser no longer answers, as did the one before it"
_CRASHED: Final = "not rendered: the page crashed its tab"


def _is_tab(words: list[str]) -> bool:
    return "--type=renderer" in words and "--top-chrome-webui" not in words


def _is_browser(words: list[str]) -> bool:
    return "--remote-debugging-pipe" in words


def _is_driver(words: list[str]) -> bool:
    return "run-driver" in words


def _strikes(which: Is, times: int, sent: signal.Signals = signal.SIGKILL) -> Serve:
    """Send a signal to the processes that are *which*, when asked for the first *times*."""
    number = count()

    def serve(talk: Talk) -> None:
        if next(number) < times:
            for process in psutil.Process().children(recursive=True):
                with suppress(psutil.Error):
                    if which(process.cmdline()):
                        process.send_signal(sent)
        else:
            _DONE(talk)

    return serve


def _survived(name: str, which: Is, *sent: signal.Signals) -> Case:
    """Return a page whose first look costs a process; the second brings its link."""
    pages = {"/": script(_STRIKE), "/strike": _strikes(which, 1, *sent)}
    return linked(f"lost-{name}", pages, {"seen_in": "rendered"})


def _failed(name: str, which: Is, detail: str, *sent: signal.Signals) -> Case:
    """Return a page of which each look costs a process."""
    pages = {"/": script(_STRIKE), "/strike": _strikes(which, 9, *sent)}
    return Case(f"lost-{name}", pages, "render_failed", detail=detail)


def _kept(name: str, code: str, detail: str, **more: Any) -> Case:
    """Return a page with a link in its markup that *code* makes fail."""
    pages = {"/": script(code, LINK), "/strike": _strikes(_is_tab, 9)}
    return linked(f"lost-{name}", pages, {"seen_in": "raw"}, detail=detail, **more)


CASES: Final = (
    _failed("renderer", _is_tab, _CRASHED),
    _kept("renderer-linked", _STRIKE, _CRASHED),
    _survived("browser-once", _is_browser),
    _failed("browser", _is_browser, _GONE),
    _survived("driver-once", _is_driver),
    _failed("driver", _is_driver, _GONE),
    _survived("browser-hangs-once", _is_browser, signal.SIGSTOP),
    _kept(
        "too-large",
        "const all = []; for (;;) all.push(new Blob([new Uint8Array(1 << 24).fill(1)]))",
        "not rendered: ",
    ),
    linked(
        "lost-after-all",
        script(f"document.body.insertAdjacentHTML('beforeend', `{LINK}`)"),
        {"seen_in": "rendered"},
    ),
)
SETTINGS: Final = {
    "RENDER_TABS": "1",
    "FRONTIER_WINDOW": "1",
    "RENDER_TIMEOUT": "8",
    "RENDER_MEMORY": str(MEMORY),
}
