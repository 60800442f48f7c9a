"""Hosts that are slow, gone, busy or large: what a crawl asks of them, seen in the server's log."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backlinkspider.demo.model import Response, Site
from backlinkspider.demo.server import DemoWeb
from tests.crawls import Crawl, anchor, html, outcomes, site, stored

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from backlinkspider.demo.model import Hit

TEXT = (("Content-Type", "text/plain"),)

LATE = 0.9
"""Seconds by which the server may note the first of several requests late on a busy machine."""


def busy(status: int, times: int, wait: str | None) -> Site:
    """Return a host that answers *status* to the first *times* requests for its page."""
    asked: list[Hit] = []

    def reply(hit: Hit) -> Response:
        asked.append(hit)
        if len(asked) > times:
            return html(anchor())
        return html("later", status=status, headers={"Retry-After": wait} if wait else {})

    return site(reply)


def _span(hits: Sequence[Hit]) -> float:
    """Return the seconds between the first and the last of *hits*.

    The gaps between two would tell as much of how busy the server is as of when it was asked.
    """
    times = [hit.at for hit in hits]
    return max(times) - min(times)


def test_retry_after_is_heeded(tmp_path: Path) -> None:
    uri = f"sqlite:///{tmp_path / 'store.db'}"
    with DemoWeb({"a.test": busy(429, 1, "2"), "b.test": busy(503, 9, "1")}) as web:
        Crawl.of(web, uri, tmp_path, ["http://a.test/", "http://b.test/"]).finish()
    assert outcomes(uri) == {"http://a.test/": "linked", "http://b.test/": "http_error"}
    first, second = (hit.at for hit in web.hits if (hit.host, hit.path) == ("a.test", "/"))
    assert second - first >= 2
    assert web.paths("b.test").count("/") == 3


def test_a_host_that_asks_for_an_hour_is_left_for_a_later_run(tmp_path: Path) -> None:
    uri = f"sqlite:///{tmp_path / 'store.db'}"
    urls = [f"http://a.test/{n}" for n in range(4)]
    page = html("later", status=429, headers={"Retry-After": "3600"})
    with DemoWeb({"a.test": Site({f"/{n}": page for n in range(4)})}) as web:
        crawl = Crawl.of(web, uri, tmp_path, urls)
        ended = crawl.finish()
        assert sorted(outcomes(uri).values()) == ["blocked", "skipped", "skipped", "skipped"]
        assert "asks to wait 3600 s" in ended.out
        asked = len(web.hits)
        crawl.finish()
    assert len(web.hits) == asked, "the next run, started at once, does not ask either"
    assert set(outcomes(uri).values()) == {"skipped"}


def test_a_name_that_does_not_resolve_settles_all_its_candidates(tmp_path: Path) -> None:
    uri = f"sqlite:///{tmp_path / 'store.db'}"
    urls = [f"http://gone.invalid/{n}" for n in range(300)]
    with DemoWeb({}) as web:
        Crawl.of(web, uri, tmp_path, urls).finish()
    assert set(outcomes(uri).values()) == {"dns_error"}
    details = [page["detail"] for page in stored(uri, "pages")]
    assert sum("asked 2 times" in detail for detail in details) == 299


def test_a_host_that_keeps_failing_is_set_aside(tmp_path: Path) -> None:
    uri = f"sqlite:///{tmp_path / 'store.db'}"
    urls = [f"http://a.test/{n}" for n in range(9)]
    with DemoWeb({"a.test": Site(reach="refused")}) as web:
        ended = Crawl.of(web, uri, tmp_path, urls).finish()
    ends = list(outcomes(uri).values())
    assert (ends.count("connection_error"), ends.count("skipped")) == (5, 4)
    assert "1 hosts were set aside" in ended.out


def test_at_most_max_per_domain_the_most_important_first(tmp_path: Path) -> None:
    uri = f"sqlite:///{tmp_path / 'store.db'}"
    rows = ["URL,Domain rating", *(f"http://a.test/{n},{n}" for n in range(8))]
    with DemoWeb({"a.test": Site({f"/{n}": html(anchor()) for n in range(8)})}) as web:
        Crawl.of(web, uri, tmp_path, rows, arguments={"max_per_domain": "3"}).finish()
    assert web.paths("a.test") == ["/robots.txt", "/7", "/6", "/5"]
    skipped = [page["url"] for page in stored(uri, "pages", {"outcome": "skipped"})]
    assert sorted(skipped) == [f"http://a.test/{n}" for n in range(5)]


def test_the_limit_is_that_of_the_domain_not_of_its_platform(tmp_path: Path) -> None:
    uri = f"sqlite:///{tmp_path / 'store.db'}"
    hosts = ["one.blogspot.com", "two.blogspot.com"]
    pages = {f"/{n}": html(anchor()) for n in range(4)}
    urls = [f"http://{host}/{n}" for host in hosts for n in range(4)]
    with DemoWeb({host: Site(pages) for host in hosts}) as web:
        Crawl.of(web, uri, tmp_path, urls, arguments={"max_per_domain": "2"}).finish()
    visits = [(hit.host, hit.path) for hit in web.hits if hit.path != "/robots.txt"]
    assert visits == [(host, f"/{n}") for n in range(2) for host in hosts]
    assert list(outcomes(uri).values()).count("skipped") == 4


def test_requests_to_one_owner_keep_their_distance(tmp_path: Path) -> None:
    uri = f"sqlite:///{tmp_path / 'store.db'}"
    hosts = ["www.a.test", "shop.a.test"]
    pages = {f"/{n}": html() for n in range(2)}
    urls = [f"http://{host}/{n}" for host in hosts for n in range(2)]
    with DemoWeb({host: Site(pages) for host in hosts}) as web:
        Crawl.of(web, uri, tmp_path, urls, settings={"DOWNLOAD_DELAY": "1"}).finish()
    assert len(web.hits) == 6
    assert _span(web.hits) > 5 - LATE


def test_crawl_delay_is_heeded(tmp_path: Path) -> None:
    uri = f"sqlite:///{tmp_path / 'store.db'}"
    robots = Response(b"User-agent: *\nCrawl-delay: 2\n", headers=TEXT)
    pages = {"/robots.txt": robots, **{f"/{n}": html() for n in range(3)}}
    with DemoWeb({"a.test": Site(pages)}) as web:
        Crawl.of(web, uri, tmp_path, [f"http://a.test/{n}" for n in range(3)]).finish()
    assert _span([hit for hit in web.hits if hit.path != "/robots.txt"]) > 2 * 2 - LATE


def test_what_is_asked_beyond_the_page_keeps_the_pace_too(tmp_path: Path) -> None:
    uri = f"sqlite:///{tmp_path / 'store.db'}"
    robots = Response(b"User-agent: *\nCrawl-delay: 1\n", headers=TEXT)
    counters = [f"/go/{n}" for n in range(2)]
    page = html(anchor(), *(f'<a href="{path}">x</a>' for path in counters))
    pages = {"/robots.txt": robots, "/": page, **dict.fromkeys(counters, html("elsewhere"))}
    arguments = {"probe": "cloaking"}
    with DemoWeb({"a.test": Site(pages)}) as web:
        Crawl.of(web, uri, tmp_path, ["http://a.test/"], arguments=arguments).finish()
    hits = [hit for hit in web.hits if hit.path != "/robots.txt"]
    assert len(hits) == 1 + 2 + 4
    assert _span(hits) > 6 - LATE
