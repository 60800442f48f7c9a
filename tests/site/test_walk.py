"""Whole sites walked breadth first: exactly the pages that depth and budget say."""

from __future__ import annotations

import gzip
from collections import deque
from typing import TYPE_CHECKING

import pytest

from backlinkspider.site.discover import SiteLink, discover
from backlinkspider.site.scope import site_of
from backlinkspider.site.sitemap import read_sitemap, sitemap_urls
from backlinkspider.site.traps import DATED_PAGES

if TYPE_CHECKING:
    from collections.abc import Callable

HOME = "https://example.test/"


def walk(
    links_of: Callable[[str], list[str]],
    *,
    max_pages: int,
    depth: int,
    sitemaps: dict[str, bytes] | None = None,
) -> list[str]:
    """Visit a site as a crawl does; *links_of* maps a path to the paths its page links to."""
    known, queue, visited = [HOME], deque([(HOME, 0)]), []
    while queue:
        url, level = queue.popleft()
        visited.append(url.removeprefix(HOME))
        links = [SiteLink(HOME + to, "", "content") for to in links_of(url.removeprefix(HOME))]
        discovery = discover(
            links,
            locations(sitemaps or {}) if level == 0 else (),
            site=site_of(HOME),
            depth=level,
            known=known,
            room=max_pages - len(known),
            max_depth=depth,
        )
        known += [page.url for page in discovery.found]
        queue += [(page.url, page.depth) for page in discovery.found]
    return visited


def locations(sitemaps: dict[str, bytes]) -> list[str]:
    """Return what the site's sitemaps name, read as a crawl reads them."""
    pending, pages = deque(sitemap_urls((), HOME)), list[str]()
    while pending:
        url = pending.popleft()
        found = read_sitemap(sitemaps.get(url.removeprefix(HOME), b""), url)
        (pending if found.kind == "index" else pages).extend(found.locations)
    return pages


def fifty_pages(path: str) -> list[str]:
    """Home links to 7 sections, each to 6 pages: 50 pages; each page links to the next and home."""
    if path == "":
        return [f"s{section}" for section in range(7)]
    if "/" not in path:
        return ["", *(f"{path}/p{page}" for page in range(6))]
    section, _, page = path.partition("/p")
    return ["", section, f"{section}/p{(int(page) + 1) % 6}"]


SECTIONS = [f"s{section}" for section in range(7)]
PAGES = [f"{section}/p{page}" for section in SECTIONS for page in range(6)]
ALL = ["", *SECTIONS, *PAGES]


@pytest.mark.parametrize(
    ("max_pages", "depth", "expected"),
    [
        (20, 2, ALL[:20]),
        (99, 2, ALL),
        (99, 1, ALL[:8]),
        (99, 0, ALL[:1]),
        (5, 2, ALL[:5]),
        (1, 2, ALL[:1]),
        (50, 9, ALL),
        (49, 9, ALL[:49]),
    ],
)
def test_a_site_without_sitemap(max_pages: int, depth: int, expected: list[str]) -> None:
    assert walk(fifty_pages, max_pages=max_pages, depth=depth) == expected


@pytest.mark.parametrize(("max_pages", "depth", "expected"), [
    (20, 2, 20), (50, 1, 50), (99, 1, 50), (99, 0, 1),
])  # fmt: skip
def test_a_site_with_a_packed_index(max_pages: int, depth: int, expected: int) -> None:
    """All pages are at depth 1 then, in the sitemaps' order."""
    children = {
        f"s-{part}.xml.gz": gzip.compress(
            f"<urlset>{''.join(f'<url><loc>{HOME}{path}</loc></url>' for path in paths)}</urlset>"
            .encode()
        )
        for part, paths in enumerate((ALL[:25], ALL[25:]))
    }  # fmt: skip
    inside = "".join(f"<sitemap><loc>{HOME}{name}</loc></sitemap>" for name in children)
    index = gzip.compress(f"<sitemapindex>{inside}</sitemapindex>".encode())
    sitemaps = {"sitemap.xml": index, **children}
    assert walk(fifty_pages, max_pages=max_pages, depth=depth, sitemaps=sitemaps) == ALL[:expected]


def with_calendar(path: str) -> list[str]:
    """Add a calendar to the fifty pages: each month links to the next, the last and its days."""
    if not path.startswith("calendar"):
        return [*fifty_pages(path), "calendar/2026/11"] if path == "" else fifty_pages(path)
    _, year, month, *_ = path.split("/")
    later = int(year) * 12 + int(month)
    months = [later, later - 2]
    days = [f"calendar/{year}/{month}/{day}" for day in range(1, 29)]
    return ["", *(f"calendar/{number // 12}/{number % 12 + 1}" for number in months), *days]


def test_an_endless_calendar_takes_a_few_pages_and_no_more() -> None:
    visited = walk(with_calendar, max_pages=200, depth=30)
    dated = [path for path in visited if path.startswith("calendar")]
    assert sorted(set(visited) - set(dated)) == sorted(ALL)
    assert len(dated) == DATED_PAGES
    assert len(visited) == len(ALL) + DATED_PAGES


def test_a_calendar_within_budget_and_depth() -> None:
    visited = walk(with_calendar, max_pages=20, depth=2)
    assert visited == [*ALL[:8], "calendar/2026/11", *PAGES[:11]]


def test_a_site_that_gives_each_page_a_new_session() -> None:
    visits = iter(range(10_000))

    def links_of(path: str) -> list[str]:
        token = f"{next(visits):04x}c0ffee15900d5eed"
        return [f"{to}?visit={token}" for to in fifty_pages(path.partition("?")[0])]

    visited = [path.partition("?")[0] for path in walk(links_of, max_pages=500, depth=30)]
    assert set(visited) == set(ALL)
    assert len(visited) <= len(ALL) + 1


def test_a_site_whose_relative_links_pile_up() -> None:
    visited = walk(lambda path: [f"{path}a/b/"], max_pages=500, depth=30)
    assert visited == ["", "a/b/", "a/b/a/b/"]
