"""What comes after an answer: follow a redirect, read the page, or end with an outcome. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from backlinkspider.page.document import HtmlDocument
from backlinkspider.page.fetch import Fetch, Hop
from backlinkspider.page.walls import recognise_wall
from backlinkspider.urls import is_http, resolve, without_fragment, without_userinfo

if TYPE_CHECKING:
    from backlinkspider.documents import Outcome

MAX_HOPS: Final = 10
_REDIRECTS: Final = frozenset({301, 302, 303, 307, 308})
_HTML_TYPES: Final = frozenset({"text/html", "application/xhtml+xml"})
_WALLED: Final = frozenset({401, 403, 407, 429, 999})
"""Answers to a crawler that a visitor may not get (999 is LinkedIn's): unknown, not "no link"."""

_HTML_START: Final = re.compile(
    rb"(?:\xef\xbb\xbf)?[\t\n\f\r ]*<(?:!--|(?:!doctype html|html|head|script|iframe|h1|div|font"
    rb"|table|a|style|title|b|body|br|p)[ >])",
    re.IGNORECASE,
)
"""How HTML without a Content-Type begins (WHATWG MIME Sniffing, 7.1)."""


@dataclass(frozen=True, slots=True)
class Follow:
    """Go on at *url*, after *hops*."""

    url: str
    hops: tuple[Hop, ...]


@dataclass(frozen=True, slots=True)
class End:
    """The candidate's outcome."""

    outcome: Outcome
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Read:
    """A page to read links from."""

    document: HtmlDocument


def next_step(fetch: Fetch, body: bytes) -> Follow | End | Read:
    """Decide what a plain answer means."""
    if fetch.status in _REDIRECTS and (location := fetch.header("location")):
        return _redirect(fetch, location)
    media_type = _media_type(fetch.content_type)
    is_html = media_type in _HTML_TYPES or (not media_type and _HTML_START.match(body) is not None)
    if not 200 <= fetch.status < 300:
        return _error(fetch, body, is_html=is_html)
    if not is_html:
        return End("not_html", media_type or "no Content-Type")
    return Read(HtmlDocument(body, url=fetch.final_url, content_type=fetch.content_type))


def without_links(document: HtmlDocument, status: int) -> End:
    """Return the outcome of a page on which no link to any target was found."""
    wall = recognise_wall(document, status)
    return End(*wall) if wall else End("no_link")


def _redirect(fetch: Fetch, location: str) -> Follow | End:
    hops = (*fetch.redirects, Hop(url=fetch.final_url, status=fetch.status))
    url = resolve(location, fetch.final_url)
    if url is None or not is_http(url):
        return End("http_error", f"{fetch.status} to {location[:200]!r}, which is no http address")
    url = without_userinfo(without_fragment(url))
    if url in {hop.url for hop in hops}:
        return End("redirect_loop", f"{url} came up again after {len(hops)} redirects")
    if len(hops) > MAX_HOPS:
        return End("redirect_loop", f"more than {MAX_HOPS} redirects")
    return Follow(url, hops)


def _error(fetch: Fetch, body: bytes, *, is_html: bool) -> End:
    detail = str(fetch.status)
    if fetch.status in _WALLED:
        return End("blocked", detail)
    if is_html and body:
        document = HtmlDocument(body, url=fetch.final_url, content_type=fetch.content_type)
        wall = recognise_wall(document, fetch.status)
        if wall and wall[0] != "soft_404":
            return End(wall[0], f"{detail}: {wall[1]}")
    return End("http_error", detail)


def _media_type(content_type: str) -> str:
    """Return the type without parameters; of a header sent twice the last counts (WHATWG Fetch)."""
    return content_type.rpartition(",")[2].partition(";")[0].strip().lower()
