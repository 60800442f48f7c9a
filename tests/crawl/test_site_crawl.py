"""A bare domain is a site: its pages are found by sitemaps and links, within depth and budget."""

from __future__ import annotations

import gzip
import re
from typing import TYPE_CHECKING

from backlinkspider.demo.model import Response, Site
from backlinkspider.demo.server import DemoWeb
from tests.crawls import TARGET, Crawl, anchor, html, outcomes, stored

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from backlinkspider.demo.model import Hit, Reply

TEXT = (("Content-Type", "text/plain"),)
GZIP = (("Content-Type", "application/gzip"),)


def link(path: str) -> str:
    return f'<a href="{path}">{path}</a>'


def urlset(*urls: str) -> bytes:
    entries = "".join(f"<url><loc>{url}</loc></url>" for url in urls)
    namespace = "http://www.sitemaps.org/schemas/sitemap/0.9"
    return f'<?xml version="1.0"?><urlset xmlns="{namespace}">{entries}</urlset>'.encode()


def visited(web: DemoWeb, host: str) -> list[str]:
    """Return the pages asked of *host*, in order."""
    beside = re.compile(r"/robots\.txt|/sitemap.*|/map.*")
    return [path for path in web.paths(host) if not beside.fullmatch(path)]


def crawl(
    pages: Mapping[str, Reply], folder: Path, *candidates: str, **arguments: str
) -> tuple[DemoWeb, str]:
    """Crawl the site a.test with *pages*; return the web with its log, and the store."""
    uri = f"sqlite:///{folder / 'store.db'}"
    with DemoWeb({"a.test": Site(dict(pages))}) as web:
        Crawl.of(web, uri, folder, candidates or ("a.test",), arguments=arguments).finish()
    return web, uri


def test_a_gzipped_sitemap_index_names_the_pages(tmp_path: Path) -> None:
    index = b"<sitemapindex><sitemap><loc>https://a.test/map1.xml.gz</loc></sitemap></sitemapindex>"
    pages: dict[str, Reply] = {
        "/": html("home"),
        "/robots.txt": Response(b"Sitemap: https://a.test/map.xml.gz\n", headers=TEXT),
        "/map.xml.gz": Response(gzip.compress(index), headers=GZIP),
        "/map1.xml.gz": Response(
            gzip.compress(urlset(*(f"https://a.test/p/{n}" for n in range(50)))), headers=GZIP
        ),
    }
    pages |= {f"/p/{n}": html(anchor(f"/{n}")) for n in range(50)}
    web, uri = crawl(pages, tmp_path, max_pages="20")
    assert visited(web, "a.test") == ["/", *(f"/p/{n}" for n in range(19))]
    run = stored(uri, "runs")[0]
    assert (run["candidates"], run["found"], run["links"]) == (1, 19, 19)


def test_without_a_sitemap_links_are_followed_breadth_first(tmp_path: Path) -> None:
    pages: dict[str, Reply] = {"/": html(*(link(f"/one/{n}") for n in range(4)))}
    for n in range(4):
        pages[f"/one/{n}"] = html(*(link(f"/two/{n}-{m}") for m in range(3)), link("/"))
        for m in range(3):
            pages[f"/two/{n}-{m}"] = html(link(f"/three/{n}-{m}"), anchor())
    web, _ = crawl(pages, tmp_path, max_pages="100", depth="2")
    first = [f"/one/{n}" for n in range(4)]
    assert visited(web, "a.test") == [
        "/",
        *first,
        *(f"/two/{n}-{m}" for n in range(4) for m in range(3)),
    ]


def test_depth_0_is_the_home_page_alone(tmp_path: Path) -> None:
    web, _ = crawl({"/": html(link("/a")), "/a": html()}, tmp_path, depth="0")
    assert visited(web, "a.test") == ["/"]


def test_pages_likelier_to_link_out_come_first(tmp_path: Path) -> None:
    paths = ["/shipping", "/terms", "/partners", "/basket-weaving", "/links"]
    pages: dict[str, Reply] = {"/": html(*map(link, paths)), **{path: html() for path in paths}}
    web, _ = crawl(pages, tmp_path, max_pages="3")
    assert set(visited(web, "a.test")[1:]) == {"/partners", "/links"}


def test_an_endless_calendar_does_not_eat_the_budget(tmp_path: Path) -> None:
    def month(hit: Hit) -> Response:
        year, number = map(int, re.findall(r"\d+", hit.path)[:2])
        later = (year + number // 12, number % 12 + 1)
        return html(
            link(f"/calendar?year={later[0]}&month={later[1]}"),
            link(f"/calendar?year={year - 1}&month=1"),
        )

    posts = [f"/blog/post-{n}" for n in range(12)]
    pages: dict[str, Reply] = {
        "/": html(link("/calendar?year=2026&month=1"), link("/blog")),
        "/calendar": month,
        "/blog": html(*map(link, posts)),
        **{post: html(anchor()) for post in posts},
    }
    web, uri = crawl(pages, tmp_path, max_pages="30", depth="9")
    seen = visited(web, "a.test")
    assert set(posts) <= set(seen)
    assert len(seen) < 30, "the calendar is recognised as a trap before it fills the budget"
    assert stored(uri, "runs")[0]["links"] == len(posts)


def test_a_listed_url_is_one_page_unless_scope_is_site(tmp_path: Path) -> None:
    pages: dict[str, Reply] = {"/": html(link("/a")), "/a": html()}
    page_only, site_too = tmp_path / "page", tmp_path / "site"
    for folder in (page_only, site_too):
        folder.mkdir()
    web, _ = crawl(pages, page_only, "https://a.test/")
    assert visited(web, "a.test") == ["/"]
    web, _ = crawl(pages, site_too, "https://a.test/", scope="site")
    assert visited(web, "a.test") == ["/", "/a"]


def test_scope_page_keeps_a_bare_domain_to_its_home_page(tmp_path: Path) -> None:
    web, _ = crawl({"/": html(link("/a")), "/a": html()}, tmp_path, scope="page")
    assert visited(web, "a.test") == ["/"]


def test_robots_txt_holds_for_found_pages(tmp_path: Path) -> None:
    pages: dict[str, Reply] = {
        "/": html(link("/private/a"), link("/open")),
        "/robots.txt": Response(b"User-agent: *\nDisallow: /private/\n", headers=TEXT),
        "/private/a": html(anchor()),
        "/open": html(anchor()),
    }
    web, uri = crawl(pages, tmp_path)
    assert visited(web, "a.test") == ["/", "/open"]
    assert outcomes(uri)["https://a.test/private/a"] == "robots_denied"
    assert TARGET in stored(uri, "links")[0]["link"]["url"]
