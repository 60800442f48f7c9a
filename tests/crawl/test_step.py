"""What a plain answer means: follow, read, or the outcome it is."""

from __future__ import annotations

from typing import Any

import pytest

from backlinkspider.crawl.step import MAX_HOPS, End, Follow, Read, next_step, without_links
from backlinkspider.page.document import HtmlDocument
from backlinkspider.page.fetch import Fetch, Hop

URL = "https://a.test/dir/page?q=1"
HTML = b"<!doctype html><title>t</title><p>text"


def fetch(status: int = 200, *headers: tuple[str, str], **fields: Any) -> Fetch:
    known = {"final_url": URL, "redirects": (), "ip": None, "fetched_at": None, **fields}
    return Fetch(status=status, headers=headers, **known)


def html(status: int = 200, content_type: str = "text/html") -> Fetch:
    return fetch(status, ("content-type", content_type))


@pytest.mark.parametrize(
    ("location", "url"),
    [
        ("https://b.test/x", "https://b.test/x"),
        ("//b.test/x", "https://b.test/x"),
        ("other", "https://a.test/dir/other"),
        ("?q=2", "https://a.test/dir/page?q=2"),
        ("../up", "https://a.test/up"),
        ("  /trimmed\t", "https://a.test/trimmed"),
        ("/with#fragment", "https://a.test/with"),
        ("HTTP://B.test:80", "http://b.test/"),
        ("https:b.html", "https://a.test/dir/b.html"),
        ("/caf%E9", "https://a.test/caf%E9"),
        ("https://b%C3%BCcher.test/", "https://xn--bcher-kva.test/"),
    ],
)
@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_redirects_are_followed_as_a_browser_does(status: int, location: str, url: str) -> None:
    step = next_step(fetch(status, ("location", location)), b"")
    assert step == Follow(url, (Hop(url=URL, status=status),))


def test_hops_are_kept_in_their_order() -> None:
    before = (Hop(url="http://a.test/", status=301),)
    step = next_step(fetch(302, ("location", "/x"), redirects=before), b"")
    assert step == Follow("https://a.test/x", (*before, Hop(url=URL, status=302)))


@pytest.mark.parametrize(
    "location", ["javascript:alert(1)", "mailto:a@b.test", "ftp://b.test/", "data:text/html,x"]
)
def test_a_redirect_out_of_the_web_is_an_error(location: str) -> None:
    step = next_step(fetch(302, ("location", location)), b"")
    assert step == End("http_error", f"302 to {location!r}, which is no http address")


@pytest.mark.parametrize("location", ["http://", "https://[x/", "http://a b.test/"])
def test_a_redirect_to_no_url_is_an_error(location: str) -> None:
    step = next_step(fetch(301, ("location", location)), b"")
    assert isinstance(step, End)
    assert step.outcome == "http_error"


@pytest.mark.parametrize("location", [URL, "/dir/page?q=1#top", "/start"])
def test_a_url_that_comes_up_again_is_a_loop(location: str) -> None:
    before = (Hop(url="https://a.test/start", status=302),)
    step = next_step(fetch(302, ("location", location), redirects=before), b"")
    assert isinstance(step, End)
    assert step.outcome == "redirect_loop"
    assert "came up again after 2 redirects" in step.detail


@pytest.mark.parametrize("hops", [MAX_HOPS - 1, MAX_HOPS])
def test_so_many_redirects_and_no_more(hops: int) -> None:
    before = tuple(Hop(url=f"https://a.test/{n}", status=302) for n in range(hops))
    step = next_step(fetch(302, ("location", "/next"), redirects=before), b"")
    if hops < MAX_HOPS:
        assert isinstance(step, Follow)
    else:
        assert step == End("redirect_loop", f"more than {MAX_HOPS} redirects")


@pytest.mark.parametrize(
    ("status", "headers"),
    [
        (300, (("location", "/x"),)),
        (300, ()),
        (301, ()),
        (302, (("location", ""),)),
        (304, (("location", "/x"),)),
        (404, ()),
        (410, ()),
        (418, ()),
        (500, ()),
        (503, ()),
        (100, ()),
        (600, ()),
    ],
)
def test_other_statuses_are_errors(status: int, headers: tuple[tuple[str, str], ...]) -> None:
    answer = fetch(status, ("content-type", "text/html"), *headers)
    assert next_step(answer, HTML) == End("http_error", str(status))


@pytest.mark.parametrize("status", [401, 403, 407, 429, 999])
@pytest.mark.parametrize("body", [b"", HTML])
def test_a_refusal_tells_nothing_about_links(status: int, body: bytes) -> None:
    assert next_step(html(status), body) == End("blocked", str(status))


@pytest.mark.parametrize(
    ("status", "text", "outcome"),
    [
        (503, "Checking your browser before accessing", "blocked"),
        (404, "This domain is for sale", "parked"),
    ],
)
def test_an_error_page_may_be_a_wall(status: int, text: str, outcome: str) -> None:
    step = next_step(html(status), f"<title>{text}</title><p>{text}".encode())
    assert isinstance(step, End)
    assert step.outcome == outcome
    assert step.detail.startswith(f"{status}: ")


@pytest.mark.parametrize("text", ["404 Page not found", "Something broke", ""])
@pytest.mark.parametrize("status", [404, 500])
def test_an_error_page_says_so_by_its_status(status: int, text: str) -> None:
    step = next_step(html(status), f"<title>{text}</title><h1>{text}</h1>".encode())
    assert step == End("http_error", str(status))


@pytest.mark.parametrize(
    "content_type",
    [
        "text/html",
        "TEXT/HTML; Charset=utf-8",
        " text/html ;x",
        "application/xhtml+xml",
        "text/plain, text/html",
    ],
)
@pytest.mark.parametrize("status", [200, 201, 203, 206])
def test_html_is_read(status: int, content_type: str) -> None:
    step = next_step(html(status, content_type), HTML)
    assert isinstance(step, Read)
    assert step.document.title() == "t"


@pytest.mark.parametrize(
    ("content_type", "detail"),
    [
        ("application/pdf", "application/pdf"),
        ("text/plain", "text/plain"),
        ("text/html, text/plain", "text/plain"),
        ("text/htmlx", "text/htmlx"),
        ("application/xml", "application/xml"),
    ],
)
def test_other_types_are_not_read_whatever_they_hold(content_type: str, detail: str) -> None:
    assert next_step(html(content_type=content_type), HTML) == End("not_html", detail)


@pytest.mark.parametrize(
    ("body", "is_html"),
    [
        (HTML, True),
        (b"\xef\xbb\xbf \r\n<HTML lang=en>", True),
        (b"<!-- a comment -->", True),
        (b"<p>text", True),
        (b"<br >", True),
        (b"<A href='/'>", True),
        (b"", False),
        (b"text <html>", False),
        (b"<htmlx>", False),
        (b"<pre>", False),
        (b"%PDF-1.7", False),
        (b"<?xml version='1.0'?>", False),
    ],
)
def test_without_a_type_the_first_bytes_tell(body: bytes, *, is_html: bool) -> None:
    step = next_step(fetch(200), body)
    assert isinstance(step, Read) if is_html else step == End("not_html", "no Content-Type")


@pytest.mark.parametrize(
    ("text", "status", "outcome"),
    [
        ("<p>Nothing here", 200, "no_link"),
        ("<title>Just a moment...</title>", 200, "blocked"),
        ("<h1>Page not found</h1>", 200, "soft_404"),
        ("<p>Buy this domain", 200, "parked"),
        ("<h1>Page not found</h1>" + "<p>word " * 300, 200, "no_link"),
    ],
)
def test_a_page_without_links_may_be_a_wall(text: str, status: int, outcome: str) -> None:
    document = HtmlDocument(text.encode(), url=URL, content_type="text/html; charset=utf-8")
    assert without_links(document, status).outcome == outcome
