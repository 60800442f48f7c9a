"""Pages that abuse a browser: that never end, eat memory, flood, leave, ask and offer.

What can be read of them is read; where nothing can, that is said, and never "no link".
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tests.hostile.case import LINK, Case, linked, page
from tests.hostile.scripted import script
from tests.hostile.wire import answer, moved, silent

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tests.hostile.wire import Serve, Talk

LIMIT: Final = 10
"""Seconds a page may take (RENDER_TIMEOUT)."""

MEMORY: Final = 400
"""MiB one process of the browser may take (RENDER_MEMORY)."""

LATE: Final = f"not rendered: not rendered in {LIMIT} s"
_SOMEHOW: Final = "not rendered: "
"""Of what takes long to take much: on a busy machine its time is over before."""

_EATEN: Final = "not rendered: the page took more than 400 MiB of memory"
WRITE: Final = f"document.body.insertAdjacentHTML('beforeend', `{LINK}`)"


def survives(name: str, code: str, *before: str, tls: bool = False, **pages: Serve) -> Case:
    """Return a page that abuses the browser by *code*, and then writes the link."""
    serve = script(f"{code}; {WRITE}", *before)
    url = f"https://abuse-{name}.test/" if tls else ""
    return linked(f"abuse-{name}", _site(serve, pages), {"seen_in": "rendered"}, url=url)


def ends(name: str, code: str, detail: str, *before: str, **pages: Serve) -> Case:
    """Return a page without link that can not be rendered: nobody knows what it has."""
    serve = _site(script(code, *before), pages)
    return Case(f"abuse-{name}", serve, "render_failed", detail=detail)


def keeps(name: str, code: str, detail: str, **pages: Serve) -> Case:
    """Return a page with the link that can not be rendered: the plain one counts."""
    serve = _site(script(code, LINK), pages)
    return linked(f"abuse-{name}", serve, {"seen_in": "raw"}, detail=detail)


def answers_browsers(name: str, serve: Serve, outcome: str, detail: str = "") -> Case:
    """Return a page that a browser gets otherwise than a plain request, which finds no link."""
    plain = answer(page("<script></script>"))

    def either(talk: Talk) -> None:
        (serve if "upgrade-insecure-requests" in talk.headers else plain)(talk)

    links = ({"seen_in": "rendered"},) if outcome == "linked" else ()
    return Case(f"abuse-{name}", either, outcome, links, detail=detail)


def _site(root: Serve, pages: Mapping[str, Serve]) -> dict[str, Serve]:
    return {"/": root, **{f"/{name}": serve for name, serve in pages.items()}}


_EAT: Final = "const all = []; const eat = (more) => { for (;;) all.push(more()) };"
FAILED: Final = (
    ends("dialogs-endless", "for (;;) alert(1)", LATE),
    ends("loop", "for (;;);", LATE),
    keeps("loop-linked", "for (;;);", LATE),
    # It ends by time or by memory, whichever is used up first.
    ends("microtasks", "const on = () => Promise.resolve().then(on); on()", "not rendered: "),
    ends(
        "waits-for-ever",
        "const a = new XMLHttpRequest(); a.open('GET', '/hangs', false); a.send()",
        LATE,
        hangs=silent,
    ),
    # Told as leading on, unless the time is used up first; tests/web/test_tab.py holds the former.
    ends("reloads", "setTimeout(() => location.reload(), 20)", _SOMEHOW),
    keeps("reloads-linked", "location.reload()", _SOMEHOW),
    ends("leads-on", "location = '/?' + Math.random()", _SOMEHOW),
    answers_browsers("redirects", moved("/"), "render_failed", "ERR_TOO_MANY_REDIRECTS"),
    keeps("blank", "location = 'about:blank'", ""),
    ends("eats-arrays", f"{_EAT} eat(() => new Array(1e6).fill(1.5))", _SOMEHOW),
    ends("eats-buffers", f"{_EAT} eat(() => new Uint8Array(1 << 24).fill(1))", _EATEN),
    ends(
        "eats-canvas",
        f"{_EAT} eat(() => {{ const one = document.createElement('canvas');"
        " one.width = one.height = 2000; one.getContext('2d').fillRect(0, 0, 2000, 2000);"
        " return one })",
        _SOMEHOW,
    ),
    ends(
        "eats-elements",
        "for (;;) root.insertAdjacentHTML('beforeend', '<p title=x>x</p>'.repeat(10000))",
        _SOMEHOW,
    ),
    keeps("eats-linked", f"{_EAT} eat(() => new Uint8Array(1 << 24).fill(1))", _EATEN),
    ends(
        "eats-in-worker",
        "new Worker(URL.createObjectURL(new Blob([`"
        f"{_EAT} eat(() => new Uint8Array(1 << 24).fill(1))`]))); for (;;);",
        _SOMEHOW,
    ),
    answers_browsers("silent", silent, "render_failed", LATE),
)
SURVIVED: Final = (
    survives("dialogs", "alert(1); confirm(2); prompt(3, 'x')"),
    survives("debugger", "for (let n = 0; n < 100; n += 1) debugger"),
    survives("print", "print(); print()"),
    survives(
        "workers-busy",
        "for (let n = 0; n < 20; n += 1) new Worker(URL.createObjectURL(new Blob(['for (;;);'])))",
    ),
    survives(
        "timers",
        "setInterval(() => document.body.append(' '), 1);"
        " const on = () => { requestAnimationFrame(on); root.textContent = Date.now() }; on()",
    ),
    survives("errors", "setInterval(() => { throw new Error('x'.repeat(1000)) }, 1)"),
    survives(
        "beforeunload", "onbeforeunload = (event) => { event.preventDefault(); return 'stay' }"
    ),
    survives("closes", "window.close()"),
    survives("history", "for (let n = 0; n < 3000; n += 1) history.pushState({}, '', `?${n}`)"),
    survives("hashes", "for (let n = 0; n < 3000; n += 1) location.hash = n"),
    survives("popups", "for (let n = 0; n < 50; n += 1) window.open('/', '_blank', 'popup')"),
    survives(
        "frames",
        "const add = () => document.body.append(Object.assign("
        "document.createElement('iframe'), {src: '/?' + Math.random()}));"
        " if (self !== top) throw 0; setInterval(add, 100)",
    ),
    survives(
        "frames-nested",
        "document.body.append(Object.assign("
        "document.createElement('iframe'), {src: '/?' + Math.random()}));"
        " if (self !== top) throw 0",
    ),
    survives("console", "for (let n = 0; n < 20000; n += 1) console.log('x'.repeat(2000), n)"),
    survives("messages", "for (let n = 0; n < 20000; n += 1) postMessage('x'.repeat(1000), '*')"),
)
