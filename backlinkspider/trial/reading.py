"""The page of an HTML example as a crawl would have read it."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from typing import TYPE_CHECKING, Final

from backlinkspider.links.origin import live_keys
from backlinkspider.links.record import Reading
from backlinkspider.page.document import HtmlDocument
from backlinkspider.page.fetch import Fetch
from backlinkspider.page.seen import Seen
from backlinkspider.urls import is_http, normalize

if TYPE_CHECKING:
    from backlinkspider.rules.model import PageExample

HTML: Final = "text/html; charset=utf-8"


class ExampleError(ValueError):
    """An example can't be tried; the message says why."""


def read_page(page: PageExample, day: date) -> Reading:
    """Return *page* as a crawl at noon of *day* would have read it. Raises ``ExampleError``."""
    url = normalize(page.url)
    if url is None or not is_http(url):
        raise ExampleError(f"{page.url!r} is no http(s) URL")
    headers = {"content-type": HTML} | {key.lower(): text for key, text in page.headers.items()}
    body = page.html.encode()
    document = HtmlDocument(body, url=url, content_type=headers["content-type"])
    fetch = Fetch(
        final_url=document.url,
        status=200,
        headers=tuple(headers.items()),
        redirects=(),
        ip=page.ip,
        fetched_at=noon(day),
    )
    if page.rendered is None:
        return Reading(document.url, fetch, body, document)
    rendered = HtmlDocument(page.rendered.encode(), url=url, charset="utf-8")
    look = Seen(origins=_origins(rendered, page.script)) if page.script else None
    return Reading(document.url, fetch, body, document, rendered, look=look)


def _origins(rendered: HtmlDocument, script: str) -> dict[tuple[str, int], str]:
    """Return *script* as the one behind every link of *rendered*."""
    anchors = rendered.describe_all(rendered.anchors())
    return {key: script for key in live_keys(anchors) if key}


def noon(day: date) -> datetime:
    """Return noon of *day* in UTC: when examples are looked at."""
    return datetime.combine(day, time(12), UTC)
