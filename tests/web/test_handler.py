"""The download handler and the renderer on the real engine and a real Chromium."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from backlinkspider.web.browser import find_chromium
from tests.web.render_harness import (
    HTML,
    LINK,
    PAGES,
    SITE,
    Site,
    has_link,
    run_crawl,
    serving,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(find_chromium(None) is None, reason="no Chromium on PATH or in CHROMIUM"),
]

SECURE = "https://host.test/fetch-900"


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    with serving() as port:
        yield port


@pytest.fixture(scope="module")
def secure() -> Iterator[int]:
    with serving(tls=True) as port:
        yield port


@pytest.fixture(scope="module")
def crawl(port: int, secure: int) -> dict[str, Any]:
    paths = [*PAGES, "/redirect", "/away", "/missing"]
    urls = [f"{SITE}{path}" for path in paths if path != "/busy-loop"]
    urls += ["http://dead.test/", "http://10.0.0.1/", "https://dead.test/", SECURE]
    Site.hits.clear()
    Site.agents.clear()
    plain = {"url": f"{SITE}/static?plain", "rendered": False}
    connect_to = f"dead.test:*=127.0.0.1:1,*.test:80=127.0.0.1:{port},*.test:443=127.0.0.1:{secure}"
    return run_crawl(port, [[plain], [{"url": url} for url in urls]], CONNECT_TO=connect_to)


@pytest.mark.parametrize(
    "path",
    [
        "/static",
        "/timer-400",
        "/fetch-400",
        "/fetch-900",
        "/fetch-twice",
        "/dialogs",
        "/popup",
        "/offers-download",
        "/surrogate",
        "/hanging-script",
        "/ticker",
        "/endless",
        "/script-redirect",
        "/refresh",
        "/loads",
        "/meddles",
        "/asks-inside",
        "/fragment",
        "/latin",
        "/redirect",
        "/away",
        "/missing",
    ],
)
def test_the_link_is_seen(crawl: dict[str, Any], path: str) -> None:
    page = crawl["pages"][f"{SITE}{path}"]
    assert has_link(page.get("text", "")), page


def test_a_page_over_tls_is_rendered_whoever_signed_it(crawl: dict[str, Any]) -> None:
    page = crawl["pages"][SECURE]
    assert has_link(page.get("text", "")), page
    assert (page["url"], page["status"]) == (SECURE, 200)


@pytest.mark.parametrize(
    ("url", "problem", "text"),
    [
        (f"{SITE}/pdf", "not_html", "no HTML"),
        (f"{SITE}/text", "not_html", "text/plain"),
        (f"{SITE}/attachment", "not_html", "download"),
        ("http://10.0.0.1/", "refused", "10.0.0.1: "),
        ("http://dead.test/", "navigation", "dead.test: Connect call failed"),
        ("https://dead.test/", "navigation", "ERR_TUNNEL_CONNECTION_FAILED"),
    ],
)
def test_failures(crawl: dict[str, Any], url: str, problem: str, text: str) -> None:
    page = crawl["pages"][url]
    assert (page["error"], page["problem"]) == ("RenderFailed", problem)
    assert text in page["text"]
    assert "\n" not in page["text"]


@pytest.mark.parametrize(
    ("path", "redirects", "leaves"),
    [
        ("/static", [], False),
        ("/redirect", [{"url": f"{SITE}/redirect", "status": 302}], False),
        ("/script-redirect", [{"url": f"{SITE}/script-redirect", "status": 200}], False),
        ("/refresh", [{"url": f"{SITE}/refresh", "status": 200}], False),
        ("/offers-download", [], False),
        ("/away", [{"url": f"{SITE}/away", "status": 301}], True),
    ],
)
def test_redirects(
    crawl: dict[str, Any], path: str, redirects: list[dict[str, Any]], *, leaves: bool
) -> None:
    look = crawl["pages"][f"{SITE}{path}"]["look"]
    assert look["redirects"] == redirects
    stays = path if path == "/offers-download" else "/static"
    assert look["url"] == ("http://other.test/static" if leaves else f"{SITE}{stays}")
    assert ["Content-Type", HTML] in look["headers"]


def test_what_is_told_of_a_page(crawl: dict[str, Any]) -> None:
    pages = crawl["pages"]
    assert pages[f"{SITE}/missing"]["status"] == 404
    assert pages[f"{SITE}/latin"]["look"]["charset"] == "windows-1252"
    assert "café" in pages[f"{SITE}/latin"]["text"]
    assert pages[f"{SITE}/fragment"]["url"] == f"{SITE}/fragment#there"
    headers = pages[f"{SITE}/static"]["headers"]
    assert headers["X-Robots-Tag"] == "nofollow"
    assert headers["Content-Type"] == "text/html; charset=utf-8"


def test_quiet_is_about_links(crawl: dict[str, Any]) -> None:
    settled = {
        path: crawl["pages"][f"{SITE}{path}"]["look"]["settled"]
        for path in PAGES
        if path in {"/static", "/ticker", "/endless", "/hanging-script"}
    }
    assert settled == {
        "/static": True,
        "/ticker": True,
        "/endless": False,
        "/hanging-script": False,
    }


def test_a_huge_page_is_cut(crawl: dict[str, Any]) -> None:
    page = crawl["pages"][f"{SITE}/huge"]
    assert page["look"]["truncated"]
    assert page["size"] == 10 * 1024 * 1024


def test_a_lone_surrogate_is_replaced(crawl: dict[str, Any]) -> None:
    assert "\ufffd" in crawl["pages"][f"{SITE}/surrogate"]["text"]


@pytest.mark.parametrize("path", ["/image.png", "/media.mp4", "/popped"])
def test_not_asked_for(crawl: dict[str, Any], path: str) -> None:
    assert crawl["pages"]
    assert Site.hits[path] == 0


def test_the_browser_says_who_it_is(crawl: dict[str, Any]) -> None:
    assert crawl["pages"]
    assert set(Site.agents) == {"backlinkspider/0 (+https://example.com/bot)"}


def test_plain_requests_are_scrapys(crawl: dict[str, Any]) -> None:
    page = crawl["pages"][f"{SITE}/static?plain"]
    assert page["look"] is None
    assert LINK in page["text"]


def test_one_browser_and_nothing_left_of_it(crawl: dict[str, Any]) -> None:
    assert crawl["stats"]["render/browsers"] == 1
    assert crawl["stats"]["playwright/page_count/max_concurrent"] <= 4 + 1
    assert crawl["left"] == []
    assert crawl["log"] == ""


def test_a_plain_crawl_never_starts_playwright(port: int) -> None:
    result = run_crawl(port, [[{"url": f"{SITE}/static", "rendered": False}]])
    assert LINK in result["pages"][f"{SITE}/static"]["text"]
    assert not result["playwright"]
