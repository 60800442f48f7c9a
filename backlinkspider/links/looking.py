"""One answer, read as a look at the page: the links to the target in it, or why it is no look."""

from __future__ import annotations

from dataclasses import replace
from hashlib import sha256
from typing import TYPE_CHECKING, Final

from backlinkspider.links.cloaking import SeenAs, is_stranger
from backlinkspider.page.about import refresh_of
from backlinkspider.page.anchor import rel_tokens
from backlinkspider.page.document import HtmlDocument
from backlinkspider.page.gates import is_paywalled, recognise_gate
from backlinkspider.page.walls import recognise_wall
from backlinkspider.urls import is_http

if TYPE_CHECKING:
    from collections.abc import Callable

    from backlinkspider.links.cloaking import Visitor
    from backlinkspider.links.record import Reading

_HTML: Final = ("text/html", "application/xhtml+xml")


def read_look(
    visitor: Visitor,
    url: str,
    status: int,
    content_type: str,
    body: bytes,
    *,
    wanted: Callable[[str], bool],
) -> SeenAs:
    """Return what *visitor* got at *url*; *wanted* tells which URLs lead to the target.

    A page with such links is the page, whatever else it says. One without must be no wall, gate or
    error to be a look. A meta refresh to somebody else's site takes its visitor there.
    """
    if not 200 <= status < 300:
        return SeenAs(visitor=visitor, status=status, unknown=f"status {status}")
    if not content_type.lower().startswith(_HTML):
        return SeenAs(visitor=visitor, status=status, unknown="no HTML")
    document = HtmlDocument(body, url=url, content_type=content_type)
    links = tuple(
        (found.url, rel_tokens(found.node))
        for found in document.anchors()
        if found.url is not None and found.place != "template" and wanted(found.url)
    )
    refresh = refresh_of(document)
    away = refresh if refresh and is_http(refresh) and is_stranger(refresh, url) else None
    return SeenAs(
        visitor=visitor,
        status=status,
        links=links,
        digest=f"sha256:{sha256(body).hexdigest()}",
        unknown="" if links or away else _barrier(document, status),
        left_to=away,
        paywalled=is_paywalled(document),
    )


def taken_away(visitor: Visitor, status: int, to: str) -> SeenAs:
    """Return the look of a *visitor* whom a redirect with *status* took to a stranger's page."""
    return SeenAs(visitor=visitor, status=status, left_to=to)


def no_look(visitor: Visitor, reason: str) -> SeenAs:
    """Return that *visitor* got no answer, and why."""
    return SeenAs(visitor=visitor, unknown=reason[:200])


def on_bots_page(reading: Reading, body: bytes, content_type: str) -> Reading:
    """Return *reading* with the page that a search engine's crawler alone gets: the links' page."""
    raw = HtmlDocument(body, url=reading.raw.url, content_type=content_type)
    return replace(reading, raw=raw, body=body, rendered=None)


def _barrier(document: HtmlDocument, status: int) -> str:
    wall = recognise_wall(document, status)
    if wall is not None:
        return f"{wall[0]}: {wall[1]}"[:200]
    gate = recognise_gate(document)
    return f"gate: {gate}"[:200] if gate is not None else ""
