"""The requests of a visit, and what their responses mean as plain data."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from scrapy import Request

from backlinkspider.page.document import HtmlDocument
from backlinkspider.page.fetch import Fetch, Hop
from backlinkspider.page.seen import Rendition
from backlinkspider.urls import (
    host_of,
    normalize,
    politeness_key,
    registrable_domain,
    without_fragment,
)

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from scrapy.http import Response

    from backlinkspider.crawl.item import Visit
    from backlinkspider.documents import Outcome
    from backlinkspider.links.record import Reading
    from backlinkspider.web.look import Look

_NO_CONNECTION: Final = frozenset({"connection_error", "timeout", "tls_error"})
_INCOMPLETE: Final = frozenset({"download_stopped", "dataloss"})
"""Scrapy's flags of a body that stopped at BODY_LIMIT, or came shorter than announced."""


def visit_request(
    visit: Visit, url: str, hops: tuple[Hop, ...], callback: Callable[..., Any]
) -> Request:
    """Return the plain request for *url*, *hops* after the candidate.

    The slot is the politeness key, so that Scrapy's delay counts per owner. The store deduplicates,
    not Scrapy: two candidates that lead to one page are two outcomes.
    """
    return Request(
        url,
        callback=callback,
        dont_filter=True,
        meta={
            "download_slot": visit.key,
            "handle_httpstatus_all": True,
            "verbatim_url": True,
            "cut_when_long": True,
        },
        cb_kwargs={"visit": visit, "hops": hops},
    )


def rendered_request(
    visit: Visit, reading: Reading, target_hosts: tuple[str, ...], callback: Callable[..., Any]
) -> Request:
    """Return the request that opens the page just read in the browser.

    Links to *target_hosts* (ASCII names in lower case) are looked at closely there.
    """
    return Request(
        reading.fetch.final_url,
        callback=callback,
        dont_filter=True,
        meta={
            "download_slot": visit.key,
            "playwright": True,
            "target_hosts": target_hosts,
            "verbatim_url": True,
        },
        cb_kwargs={"visit": visit, "reading": reading},
    )


def fetched(response: Response, hops: tuple[Hop, ...], at: datetime) -> Fetch:
    """Return what *response* says, as data."""
    headers = tuple(
        (name.decode("latin-1").lower(), _header_text(name, value))
        for name, values in response.headers.items()
        for value in values
    )
    return Fetch(
        final_url=normalize(response.url) or response.url,
        status=response.status,
        headers=headers,
        redirects=hops,
        ip=str(response.ip_address) if response.ip_address else None,
        fetched_at=at,
        truncated=not _INCOMPLETE.isdisjoint(response.flags),
        broke_off="dataloss" in response.flags,
        protocol=response.protocol or "HTTP/1.1",
        received=tuple((k, v) for k, values in response.headers.items() for v in values),
    )


def _header_text(name: bytes, value: bytes) -> str:
    """Decode a header; bytes of a redirect that are no ASCII stay as they are, percent-encoded."""
    if name.lower() != b"location":
        return value.decode("utf-8", "replace")
    return "".join(chr(byte) if byte < 0x80 else f"%{byte:02X}" for byte in value)


def rendered_reading(reading: Reading, body: bytes, look: Look) -> Reading:
    """Return *reading* with the page as the browser ended up with it.

    Where scripts or markup led on within the site, that document is the final page. Where they led
    to another domain the browser shows another page: the plain one stays what the candidate is.
    """
    url = without_fragment(look.url)
    if _domain(url) != _domain(reading.fetch.final_url):
        return replace(reading, left_to=url)
    document = HtmlDocument(body, url=look.url, charset=look.charset, frames=look.seen.frames)
    cut = look.truncated or not look.whole
    fetch = replace(reading.fetch, truncated=reading.fetch.truncated or cut)
    if url != fetch.final_url:
        fetch = replace(
            fetch, final_url=url, status=look.status, redirects=(*fetch.redirects, *look.redirects)
        )
    rendition = Rendition(body, look.charset, truncated=look.truncated, before=reading.fetch)
    return replace(reading, rendered=document, fetch=fetch, look=look.seen, rendition=rendition)


def is_moved(visit: Visit, url: str) -> bool:
    """Tell whether *url* belongs to another owner than the visit's host."""
    return politeness_key(host_of(url)) != visit.key


def without_tls(visit: Visit, url: str, outcome: Outcome) -> str | None:
    """Return the http form of a bare domain whose https did not connect; ``None`` otherwise."""
    if visit.kind == "site" and outcome in _NO_CONNECTION and url.startswith("https://"):
        return "http://" + url.removeprefix("https://")
    return None


def _domain(url: str) -> str:
    return registrable_domain(host_of(url))
