"""The ways to a page: redirects within a host and between owners, robots.txt, bare domains."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from backlinkspider.demo.model import Response, Site
from backlinkspider.demo.server import DemoWeb
from tests.crawls import Crawl, anchor, html, redirect, stored

if TYPE_CHECKING:
    from backlinkspider.demo.model import Hit
    from backlinkspider.documents import Document

PAGE = html(anchor())


def robots(*rules: str, delay: float = 0) -> Response:
    text = "\n".join(("User-agent: *", *rules)).encode()
    return Response(text, headers=(("Content-Type", "text/plain"),), delay=delay)


def _further(hit: Hit) -> Response:
    """Redirect to the next number, for ever."""
    return redirect(f"/?{int(hit.path.partition('?')[2] or 0) + 1}")


SITES = {
    "within.test": Site({"/": redirect("/new", 301), "/new": PAGE}),
    "away.test": Site({"/": redirect("http://there.test/page")}),
    "there.test": Site({"/page": PAGE, "/": PAGE}),
    "chain.test": Site({"/": redirect("//second.test/x", 307)}),
    "second.test": Site({"/x": redirect("https://there.test/page", 308)}),
    "loop.test": Site({"/": redirect("/b"), "/b": redirect("/")}),
    "ping.test": Site({"/": redirect("http://pong.test/")}),
    "pong.test": Site({"/": redirect("http://ping.test/")}),
    "endless.test": Site({"/": _further}),
    "inward.test": Site({"/": redirect("http://169.254.169.254/latest/meta-data/")}),
    "mail.test": Site({"/": redirect("mailto:someone@there.test")}),
    "to-denied.test": Site({"/": redirect("http://denied.test/private")}),
    "denied.test": Site(
        {
            "/robots.txt": robots("Disallow: /", delay=0.5),
            **{f"/{number}": PAGE for number in range(5)},
        }
    ),
    "crowd.test": Site({"/robots.txt": robots("Disallow: /no", "Allow: /"), "/": PAGE}),
    "a.crowd.test": Site({"/robots.txt": robots("Disallow: /", delay=0.3), "/": PAGE}),
    "insecure.test": Site({"/": PAGE}, reach="no_tls"),
    "secure.test": Site({"/": PAGE}),
    "closed.test": Site({"/": PAGE}, reach="refused"),
}
CANDIDATES = [
    "http://within.test/",
    "http://away.test/",
    "http://chain.test/",
    "http://loop.test/",
    "http://ping.test/",
    "http://endless.test/",
    "http://inward.test/",
    "http://mail.test/",
    "http://to-denied.test/",
    *(f"http://denied.test/{number}" for number in range(5)),
    "http://crowd.test/",
    "http://a.crowd.test/",
    "insecure.test",
    "secure.test",
    "closed.test",
    "https://insecure.test/x",
]
OUTCOMES = {
    "http://within.test/": "linked",
    "http://away.test/": "linked",
    "http://chain.test/": "linked",
    "http://loop.test/": "redirect_loop",
    "http://ping.test/": "redirect_loop",
    "http://endless.test/": "redirect_loop",
    "http://inward.test/": "refused",
    "http://mail.test/": "http_error",
    "http://to-denied.test/": "robots_denied",
    **{f"http://denied.test/{number}": "robots_denied" for number in range(5)},
    "http://crowd.test/": "linked",
    "http://a.crowd.test/": "robots_denied",
    "https://insecure.test/": "linked",
    "https://secure.test/": "linked",
    "https://closed.test/": "connection_error",
    "https://insecure.test/x": "tls_error",
}
"""By URL: a bare domain is https, also where only http answered."""


@pytest.fixture(scope="module")
def crawled(tmp_path_factory: pytest.TempPathFactory) -> tuple[DemoWeb, str]:
    """Return the web after one crawl, and the store."""
    folder = tmp_path_factory.mktemp("ways")
    uri = f"sqlite:///{folder / 'store.db'}"
    with DemoWeb(SITES) as web:
        Crawl.ruled(web, uri, folder, CANDIDATES).finish()
    return web, uri


@pytest.fixture(scope="module")
def pages(crawled: tuple[DemoWeb, str]) -> dict[str, Document]:
    return {page["url"]: page for page in stored(crawled[1], "pages")}


def test_every_way_ends_as_it_should(pages: dict[str, Document]) -> None:
    assert {url: page["outcome"] for url, page in pages.items()} == OUTCOMES


def test_a_page_keeps_its_own_url_and_the_redirects_on_the_way(pages: dict[str, Document]) -> None:
    ways = {
        url: (page["page"]["final_url"], [tuple(hop.values()) for hop in page["page"]["redirects"]])
        for url, page in pages.items()
        if page["outcome"] == "linked" and page["page"]["redirects"]
    }
    assert ways == {
        "http://within.test/": ("http://within.test/new", [("http://within.test/", 301)]),
        "http://away.test/": ("http://there.test/page", [("http://away.test/", 302)]),
        "http://chain.test/": (
            "https://there.test/page",
            [("http://chain.test/", 307), ("http://second.test/x", 308)],
        ),
    }


def test_a_link_belongs_to_the_domain_that_serves_the_page(crawled: tuple[DemoWeb, str]) -> None:
    found = {link["page"]["url"]: link["page"]["domain"] for link in stored(crawled[1], "links")}
    assert found["http://away.test/"] == "there.test"
    assert found["http://within.test/"] == "within.test"


def test_reasons_are_in_the_details(pages: dict[str, Document]) -> None:
    details = {url: page["detail"] for url, page in pages.items()}
    assert "http://loop.test/ came up again" in details["http://loop.test/"]
    assert "http://ping.test/ came up again" in details["http://ping.test/"]
    assert "more than 10 redirects" in details["http://endless.test/"]
    assert "169.254.169.254" in details["http://inward.test/"]
    assert "mailto:someone@there.test" in details["http://mail.test/"]
    assert "Disallow" in details["http://denied.test/0"]


def test_nothing_is_fetched_that_robots_txt_denies(crawled: tuple[DemoWeb, str]) -> None:
    web, _ = crawled
    assert set(web.paths("denied.test")) == {"/robots.txt"}
    assert set(web.paths("a.crowd.test")) == {"/robots.txt"}


def test_robots_txt_is_asked_first_and_once_an_origin(crawled: tuple[DemoWeb, str]) -> None:
    web, _ = crawled
    asked = [(hit.scheme, hit.host) for hit in web.hits if hit.path == "/robots.txt"]
    assert len(asked) == len(set(asked))
    seen = set()
    for hit in web.hits:
        if hit.path == "/robots.txt":
            seen.add((hit.scheme, hit.host))
        else:
            assert (hit.scheme, hit.host) in seen, hit


def test_hosts_of_one_owner_are_never_asked_at_once(crawled: tuple[DemoWeb, str]) -> None:
    web, _ = crawled
    slow = [hit for hit in web.hits if hit.host.endswith("crowd.test")]
    denied = next(hit for hit in slow if hit.host == "a.crowd.test")
    others = [hit.at for hit in slow if hit is not denied]
    assert not [at for at in others if denied.at < at < denied.at + 0.3]


def test_a_bare_domain_without_https_is_read_over_http(pages: dict[str, Document]) -> None:
    page = pages["https://insecure.test/"]
    assert (page["kind"], page["page"]["final_url"]) == ("site", "http://insecure.test/")
