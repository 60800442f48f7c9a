"""Redirects that circle, leave, lie or never end."""

from __future__ import annotations

from itertools import count
from typing import TYPE_CHECKING, Any, Final

from tests.hostile.case import LINK, Case, linked, page
from tests.hostile.wire import answer, cut_off, moved, silent

if TYPE_CHECKING:
    from tests.hostile.wire import Serve, Talk

_PAGE: Final = answer(page(LINK))


def _ever_on() -> Serve:
    number = count()

    def serve(talk: Talk) -> None:
        moved(f"/?{next(number)}")(talk)

    return serve


def _chain(length: int) -> dict[str, Serve]:
    pages: dict[str, Serve] = {f"/{n}": moved(f"/{n + 1}") for n in range(1, length)}
    return {"/": moved("/1"), **pages, f"/{length}": _PAGE}


def _to(name: str, location: str, outcome: str, *, path: str = "/new", status: int = 302) -> Case:
    """Return the case of one redirect, to a page with a link at *path*."""
    links: tuple[dict[str, Any], ...] = ({},) if outcome == "linked" else ()
    pages = {path: _PAGE, "/": moved(location, status)}
    return Case(f"moved-{name}", pages, outcome, links)


CASES: Final = (
    *(_to(f"by-{n}", "/new", "linked", status=n) for n in (301, 302, 303, 307, 308)),
    _to("not-by-300", "/new", "http_error", status=300),
    _to("not-by-305", "/new", "http_error", status=305),
    _to("not-by-304", "/new", "http_error", status=304),
    _to("not-by-200", "/new", "no_link", status=200),
    _to("created", "/new", "no_link", status=201),
    _to("relative", "new", "linked"),
    _to("query-only", "?x", "linked", path="/?x"),
    _to("fragment", "/new#part", "linked"),
    _to("spaces", " \t/new ", "linked"),
    _to("backslash", "\\new", "linked"),
    _to("dots", "/a/./../new", "linked"),
    _to("not-ascii", "/caf\u00e9".encode().decode("latin-1"), "linked", path="/caf%C3%A9"),
    _to("latin-1", "/caf\u00e9", "linked", path="/caf%E9"),
    _to("space-inside", "/a b", "linked", path="/a%20b"),
    _to("scheme-relative", "//moved-scheme-relative.test/new", "linked"),
    _to("upper-case", "HTTP://MOVED-UPPER-CASE.TEST/new", "linked"),
    _to("userinfo", "http://user:secret@moved-userinfo.test/new", "linked"),
    _to("root-dot", "http://moved-root-dot.test./new", "linked"),
    _to("mail", "mailto:x@target.test", "http_error"),
    _to("script", "javascript:alert(1)", "http_error"),
    _to("nowhere", "http://", "http_error"),
    _to("bad-port", "http://moved-bad-port.test:99999/", "http_error"),
    _to("blocked-port", "http://moved-blocked-port.test:25/", "refused"),
    _to("itself", "/", "redirect_loop"),
    _to("itself-fragment", "/#x", "redirect_loop"),
    Case("moved-circle", {"/": moved("/b"), "/b": moved("/c"), "/c": moved("/")}, "redirect_loop"),
    Case("moved-for-ever", _ever_on(), "redirect_loop"),
    linked("moved-ten-times", _chain(10)),
    Case("moved-eleven-times", _chain(11), "redirect_loop"),
    Case(
        "moved-between-owners",
        moved("http://moved-other.test/"),
        "redirect_loop",
        elsewhere={"moved-other.test": {"/": moved("http://moved-between-owners.test/")}},
    ),
    Case(
        "moved-to-silence",
        moved("http://moved-silent.test/"),
        "timeout",
        elsewhere={"moved-silent.test": {"/": silent, "/robots.txt": answer("", status=404)}},
    ),
    Case("moved-to-reset", {"/": moved("/x"), "/x": cut_off()}, "connection_error"),
    Case(
        "moved-to-denied",
        moved("http://moved-denied.test/"),
        "robots_denied",
        elsewhere={
            "moved-denied.test": {
                "/": _PAGE,
                "/robots.txt": answer("User-agent: *\nDisallow: /", kind="text/plain"),
            }
        },
    ),
    Case("moved-to-nobody", moved("http://no-such-name.invalid/"), "dns_error"),
    Case("moved-giant", moved("/" + "x" * 60_000), "connection_error"),
    linked("moved-by-refresh", answer(page(LINK), "Refresh: 0; url=/elsewhere")),
    linked("moved-twice", answer(page(LINK), "Location: /elsewhere")),
)
