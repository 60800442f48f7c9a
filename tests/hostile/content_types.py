"""Types that are wrong, missing or lying: only what a browser would show as a page is one."""

from __future__ import annotations

from typing import Any, Final

from tests.hostile.case import LINK, Case, linked, page
from tests.hostile.wire import answer, head, raw

_PAGE: Final = page(LINK)
_TEXT: Final = "нет"


def _as(name: str, kind: str, outcome: str = "not_html", body: str | bytes = _PAGE) -> Case:
    links: tuple[dict[str, Any], ...] = ({},) if outcome == "linked" else ()
    return Case(f"type-{name}", answer(body, kind=kind), outcome, links)


def _untyped(name: str, body: str, outcome: str) -> Case:
    links: tuple[dict[str, Any], ...] = ({},) if outcome == "linked" else ()
    return Case(f"type-{name}", raw(head() + body.encode()), outcome, links)


def _written(name: str, encoding: str, kind: str, link: str = LINK, *, bom: bytes = b"") -> Case:
    """Return a page whose title shows whether it was read in the right encoding."""
    html = f"<!doctype html><title>{_TEXT}</title>{page()}{link}"
    body = bom + html.encode(encoding)
    return linked(f"charset-{name}", answer(body, kind=kind), page={"title": _TEXT})


CASES: Final = (
    _as("html", "text/html", "linked"),
    _as("xhtml", "application/xhtml+xml", "linked"),
    _as("upper-case", "TEXT/HTML;CHARSET=UTF-8", "linked"),
    _as("parameters", 'text/html; a="b;c"; charset=utf-8', "linked"),
    _as("plain", "text/plain"),
    _as("octets", "application/octet-stream"),
    _as("image", "image/png"),
    _as("svg", "image/svg+xml"),
    _as("pdf", "application/pdf", body=b"%PDF-1.4 https://target.test/"),
    _as("json", "application/json"),
    _as("script", "text/javascript"),
    _as("css", "text/css"),
    _as("feed", "application/rss+xml"),
    _as("video", "video/mp4"),
    _as("multipart", "multipart/x-mixed-replace; boundary=x"),
    _as("mhtml", "multipart/related"),
    _as("html-like", "text/htmlx"),
    _as("word", "application/msword"),
    _untyped("none", _PAGE, "linked"),
    _untyped("none-text", f"see https://target.test/ {LINK}", "not_html"),
    _untyped("none-comment", f"<!-- x -->{_PAGE}", "linked"),
    Case(
        "type-twice",
        answer(_PAGE, "Content-Type: text/plain"),
        "not_html",
    ),
    linked(
        "type-no-sniff",
        answer(_PAGE, "X-Content-Type-Options: nosniff"),
    ),
    linked("type-attachment", answer(_PAGE, "Content-Disposition: attachment; filename=x.html")),
    _written("utf-8", "utf-8", "text/html; charset=utf-8"),
    _written("koi8", "koi8-r", "text/html; charset=koi8-r"),
    _written("label", "cp1251", "text/html; charset=x-cp1251"),
    _written("bom-wins", "utf-8", "text/html; charset=koi8-r", bom=b"\xef\xbb\xbf"),
    _written("utf-16", "utf-16-le", "text/html", bom=b"\xff\xfe"),
    _written("utf-16-big", "utf-16-be", "text/html; charset=utf-8", bom=b"\xfe\xff"),
    _written(
        "header-wins", "cp1251", "text/html; charset=windows-1251", "<meta charset=utf-8>" + LINK
    ),
    linked("charset-unknown", answer(_PAGE, kind="text/html; charset=no-such-thing")),
    linked("charset-utf-7", answer(_PAGE, kind="text/html; charset=utf-7")),
    linked(
        "charset-wrong", answer(_PAGE.encode() + b"\xff\xfe\x80", kind="text/html; charset=utf-8")
    ),
    linked("charset-empty", answer(_PAGE, kind="text/html; charset=")),
    Case("charset-replacement", answer(_PAGE, kind="text/html; charset=iso-2022-kr"), "no_link"),
    Case("charset-lying-16", answer(_PAGE, kind="text/html; charset=utf-16"), "no_link"),
    linked("charset-nul", answer(_PAGE.replace("<p>", "<p>\0"))),
    linked(
        "charset-controls", answer(page(LINK.replace("the target", "a\x1b[31m\x07\u202e\ud7ffb")))
    ),
)
