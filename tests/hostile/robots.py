"""robots.txt that is missing, broken, huge, slow or a trap (RFC 9309)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tests.hostile.case import LINK, Case, linked, page
from tests.hostile.wire import answer, cut_off, endless, head, moved, parts, silent

if TYPE_CHECKING:
    from tests.hostile.wire import Serve

_PAGE: Final = answer(page(LINK))
_DENY: Final = "User-agent: *\nDisallow: /\n"
_TEXT: Final = "Content-Type: text/plain"


def _sites(robots: Serve, path: str) -> dict[str, Serve]:
    return {"/robots.txt": robots, path: _PAGE}


def _allows(name: str, robots: Serve, path: str = "/") -> Case:
    return linked(f"robots-{name}", _sites(robots, path), path=path)


def _denies(
    name: str, robots: Serve, detail: str = "", path: str = "/", outcome: str = "robots_denied"
) -> Case:
    return Case(f"robots-{name}", _sites(robots, path), outcome, detail=detail, path=path)


def _says(text: str | bytes, *, kind: str = "text/plain") -> Serve:
    return answer(text, kind=kind)


CASES: Final = (
    _denies("plain", _says(_DENY), "Disallow: /"),
    _allows("missing", answer(_DENY, status=404)),
    _allows("gone", answer(_DENY, status=410)),
    _allows("forbidden", answer(_DENY, status=403)),
    _allows("login", answer(_DENY, status=401)),
    _allows("odd-status", answer(_DENY, status=418)),
    _denies("error", answer("", status=500), "unreachable"),
    _denies("busy", answer("", status=503), "unreachable"),
    _denies("too-often", answer("", status=429), "unreachable"),
    _denies("silent", silent, outcome="timeout"),
    _denies("reset", cut_off(), outcome="connection_error"),
    _denies("reset-inside", cut_off(head(_TEXT, "Content-Length: 99") + b"User-agent: *\n")),
    _denies("shorter-than-said", answer("", length=5000, kind="text/plain"), "unreachable"),
    _denies("endless", endless(head(_TEXT) + _DENY.encode(), b"# more\n" * 9000), "Disallow"),
    _denies("dripping", parts(head(_TEXT), *(0.5, b"#" * 9) * 40), outcome="timeout"),
    _denies("late", parts(1.0, head(_TEXT) + _DENY.encode()), "Disallow"),
    _allows("beyond-limit", _says("#" * 600 * 1024 + "\n" + _DENY)),
    _denies("at-limit", _says("#" * 499 * 1024 + "\n" + _DENY), "Disallow"),
    _denies("byte-order-mark", _says("\ufeff" + _DENY), "Disallow"),
    _denies("old-line-ends", _says(_DENY.replace("\n", "\r")), "Disallow"),
    _denies("nul-bytes", _says(b"\0\0\n" + _DENY.encode()), "Disallow"),
    _denies("no-utf-8", _says(b"# \xff\xfe\n" + _DENY.encode()), "Disallow"),
    _denies("case", _says("USER-AGENT: BackLinkSpider\nDISALLOW: /"), "Disallow"),
    _denies("grouped", _says("User-agent: x\nUser-agent: backlinkspider\nDisallow: /"), "Dis"),
    _allows("own-group-first", _says(_DENY + "User-agent: backlinkspider\nAllow: /")),
    _allows("other-bot", _says("User-agent: backlinkspiderman\nDisallow: /")),
    _allows("longest-match", _says("User-agent: *\nDisallow: /a\nAllow: /a/b"), "/a/b/c"),
    _denies("percent", _says("User-agent: *\nDisallow: /caf%C3%A9"), "Dis", "/caf%c3%a9"),
    _denies("wildcards", _says("User-agent: *\nDisallow: /*.php$"), "Dis", "/x/y.php"),
    _allows("wildcard-end", _says("User-agent: *\nDisallow: /*.php$"), "/x.php5"),
    _denies("many-wildcards", _says(f"User-agent: *\nDisallow: /{'*a' * 500}$\n{_DENY}"), "Dis"),
    _denies("a-long-line", _says("Disallow: /" + "x" * 400_000 + "\n" + _DENY), "Disallow"),
    _allows("html", _says("<html><body>Disallow: /</body></html>", kind="text/html")),
    _allows("html-of-a-login", _says(page("Please log in"), kind="text/html")),
    _allows("redirect-to-home", moved("/", 302)),
    Case(
        "robots-redirected",
        {"/": _PAGE, "/robots.txt": moved("/r", 301), "/r": _says(_DENY)},
        "robots_denied",
    ),
    _allows("loop", moved("/robots.txt", 302)),
    _allows("chain-too-long", moved("/robots.txt?again", 307)),
    _allows("slow-delay", _says("User-agent: *\nCrawl-delay: 86400")),
    _allows("negative-delay", _says("User-agent: *\nCrawl-delay: -5")),
    _allows("nan-delay", _says("User-agent: *\nCrawl-delay: nan")),
    _allows("infinite-delay", _says("User-agent: *\nCrawl-delay: inf\n")),
    _allows("bomb-of-agents", _says("User-agent: x\n" * 20_000 + "Disallow: /")),
)
