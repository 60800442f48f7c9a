"""The requests of a visit, and their responses as plain data."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from ipaddress import ip_address
from typing import TYPE_CHECKING, Any

import pytest
from scrapy.http import HtmlResponse

from backlinkspider.crawl.item import Visit
from backlinkspider.crawl.visit import (
    fetched,
    is_moved,
    rendered_reading,
    rendered_request,
    visit_request,
    without_tls,
)
from backlinkspider.links.record import Reading
from backlinkspider.page.document import HtmlDocument
from backlinkspider.page.fetch import Fetch, Hop
from backlinkspider.page.seen import FrameSource, Rendition, Seen
from backlinkspider.web.look import Look

if TYPE_CHECKING:
    from backlinkspider.documents import Outcome

URL = "https://a.test/"
NOW = datetime(2026, 11, 22, tzinfo=UTC)
HOPS = (Hop(url="http://a.test/", status=301),)


def visit(key: str = "a.test", kind: str = "page") -> Visit:
    return Visit(key=key, url=URL, fetch_url=URL, hops=(), kind=kind, pages=())


def reading(url: str = URL) -> Reading:
    document = HtmlDocument(b"<p>plain", url=url, content_type="text/html; charset=utf-8")
    fetch = Fetch(final_url=url, status=200, headers=(), redirects=HOPS, ip=None, fetched_at=NOW)
    return Reading(URL, fetch, b"<p>plain", document)


async def callback(*_: Any) -> None:
    """Be what a response is given to."""


def test_a_visit_is_made_of_the_pending_pages() -> None:
    page = {
        "key": "a.test",
        "url": "http://a.test/",
        "fetch_url": URL,
        "kind": "site",
        "hops": [{"url": "http://a.test/", "status": 301}],
    }
    assert Visit.to([page, page]) == Visit(
        key="a.test",
        url="http://a.test/",
        fetch_url=URL,
        hops=(("http://a.test/", 301),),
        kind="site",
        pages=(page, page),
    )


def test_requests_wait_in_the_slot_of_their_owner_and_are_never_filtered() -> None:
    one, read = visit("owner.test"), reading()
    plain = visit_request(one, URL, HOPS, callback)
    rendered = rendered_request(one, read, ("target.test",), callback)
    for request in (plain, rendered):
        assert request.meta["download_slot"] == "owner.test"
        assert request.dont_filter
        assert (request.url, request.callback) == (URL, callback)
        assert request.meta["verbatim_url"]
    assert plain.meta["handle_httpstatus_all"]
    assert rendered.meta["playwright"]
    assert rendered.meta["target_hosts"] == ("target.test",)
    assert plain.cb_kwargs == {"visit": one, "hops": HOPS}
    assert rendered.cb_kwargs == {"visit": one, "reading": read}


def test_a_response_as_data() -> None:
    response = HtmlResponse(
        "https://A.test",
        status=203,
        headers={"X-Robots-Tag": [b"noindex", b"nofollow"], "Content-Type": b"text/html"},
        ip_address=ip_address("203.0.113.7"),
    )
    fetch = fetched(response, HOPS, NOW)
    assert (fetch.final_url, fetch.status, fetch.ip) == (URL, 203, "203.0.113.7")
    assert fetch.header("x-robots-tag") == "noindex, nofollow"
    assert (fetch.content_type, fetch.redirects, fetch.fetched_at) == ("text/html", HOPS, NOW)
    assert not fetch.truncated


@pytest.mark.parametrize(
    ("flags", "truncated"),
    [([], False), (["cached"], False), (["download_stopped"], True), (["x", "dataloss"], True)],
)
def test_a_body_that_is_not_whole_is_marked(flags: list[str], *, truncated: bool) -> None:
    assert fetched(HtmlResponse(URL, flags=flags), (), NOW).truncated is truncated


@pytest.mark.parametrize(
    ("name", "value", "read"),
    [
        ("Location", "/é".encode(), "/%C3%A9"),
        ("Location", "/é".encode("latin-1"), "/%E9"),
        ("Location", b"/%20 x", "/%20 x"),
        ("X-Name", "é".encode(), "é"),
        ("X-Name", "é".encode("latin-1"), "�"),
    ],
)
def test_bytes_of_headers(name: str, value: bytes, read: str) -> None:
    fetch = fetched(HtmlResponse(URL, headers={name: value}), (), NOW)
    assert fetch.header(name.lower()) == read


@pytest.mark.parametrize(
    ("key", "url", "moved"),
    [
        ("a.test", "https://www.a.test/x", False),
        ("a.test", "http://a.test:8080/", False),
        ("a.test", "https://b.test/", True),
        ("blogspot.com", "https://you.blogspot.com/", False),
        ("a.co.uk", "https://b.co.uk/", True),
        ("192.0.2.1", "http://192.0.2.1/x", False),
        ("192.0.2.1", "http://192.0.2.2/", True),
    ],
)
def test_another_owner_is_another_key(key: str, url: str, *, moved: bool) -> None:
    assert is_moved(visit(key), url) is moved


@pytest.mark.parametrize(
    ("kind", "url", "outcome", "instead"),
    [
        ("site", "https://a.test/", "connection_error", "http://a.test/"),
        ("site", "https://a.test/", "timeout", "http://a.test/"),
        ("site", "https://a.test/", "tls_error", "http://a.test/"),
        ("site", "https://a.test/", "dns_error", None),
        ("site", "https://a.test/", "robots_denied", None),
        ("site", "http://a.test/", "connection_error", None),
        ("page", "https://a.test/", "connection_error", None),
    ],
)
def test_only_a_bare_domain_is_tried_over_http(
    kind: str, url: str, outcome: Outcome, instead: str | None
) -> None:
    assert without_tls(visit(kind=kind), url, outcome) == instead


def _look(url: str, **fields: Any) -> Look:
    known: dict[str, Any] = {
        "url": url,
        "status": 200,
        "content_type": "text/html",
        "charset": "utf-8",
        "headers": (),
        "redirects": (),
        "settled": True,
        "whole": True,
        "truncated": False,
        "seen": Seen(),
    }
    return Look(**known | fields)


@pytest.mark.parametrize("cut", [{"truncated": True}, {"whole": False}])
def test_a_rendered_page_that_is_cut_is_marked(cut: dict[str, bool]) -> None:
    assert rendered_reading(reading(), b"", _look(URL, **cut)).fetch.truncated


def test_a_rendered_page_is_the_final_one() -> None:
    read = rendered_reading(reading(), b"<title>rendered</title>", _look(f"{URL}#top"))
    assert read.final.title() == "rendered"
    assert read.fetch == reading().fetch
    assert read.raw.title() == ""


def test_a_rendered_page_has_what_the_browser_saw() -> None:
    origins = {("https://target.test/", 0): "https://cdn.test/x.js"}
    frame = FrameSource(URL, "utf-8", "<a href=/x>")
    seen = Seen(origins=origins, frames=(frame,))
    read = rendered_reading(reading(), b"<p>x", _look(URL, seen=seen))
    assert read.look is seen
    assert [found.url for found in read.final.anchors()] == ["https://a.test/x"]


def test_a_rendered_page_that_was_cut_is_truncated() -> None:
    read = rendered_reading(reading(), b"<p>x", _look(URL, truncated=True))
    assert read.fetch == replace(reading().fetch, truncated=True)
    assert read.rendition == Rendition(b"<p>x", "utf-8", truncated=True, before=reading().fetch)


def test_scripts_that_lead_on_within_the_site() -> None:
    hop = Hop(url=URL, status=200)
    look = _look("https://www.a.test/home", status=404, redirects=(hop,))
    read = rendered_reading(reading(), b"<title>home</title>", look)
    assert (read.fetch.final_url, read.fetch.status) == ("https://www.a.test/home", 404)
    assert read.fetch.redirects == (*HOPS, Hop(url=URL, status=200))
    assert read.final.url == "https://www.a.test/home"


def test_scripts_that_lead_to_another_domain_leave_the_plain_page() -> None:
    read = rendered_reading(reading(), b"<title>other</title>", _look("https://b.test/"))
    assert read == replace(reading(), raw=read.raw, left_to="https://b.test/")
    assert read.final is read.raw
