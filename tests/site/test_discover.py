"""What is visited next, in which order, and never more than there is room for."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backlinkspider.page.document import HtmlDocument
from backlinkspider.site.canonical import canonical_key
from backlinkspider.site.discover import Discovery, SiteLink, discover, site_links

HOME = "https://www.example.com/"


def link(path: str, text: str = "x", region: str = "content", *rel: str) -> SiteLink:
    return SiteLink(HOME + path, text, region, rel)  # type: ignore[arg-type]


def found(
    *links: SiteLink, sitemap: tuple[str, ...] = (), depth: int = 0, room: int = 99
) -> list[str]:
    discovery = discover(
        links,
        [HOME + path for path in sitemap],
        site="example.com",
        depth=depth,
        known=[HOME],
        room=room,
        max_depth=2,
    )
    return [page.url.removeprefix(HOME) for page in discovery.found]


def test_likelier_pages_come_first() -> None:
    links = [link("a1"), link("contact"), link("blog"), link("partners"), link("b1", "Links")]
    assert found(*links) == ["b1", "partners", "blog", "a1", "contact"]


def test_content_comes_before_navigation_and_unmarked_before_nofollow() -> None:
    links = [
        link("a1", "x", "nav"),
        link("a2", "x", "content", "nofollow"),
        link("a3", "x", "footer"),
        link("a4"),
        link("blog", "x", "footer"),
    ]
    assert found(*links) == ["blog", "a4", "a1", "a2", "a3"]


def test_sitemaps_come_before_links_of_the_same_score() -> None:
    assert found(link("a1"), link("blog/1"), sitemap=("b1", "blog/2")) == [
        "blog/2",
        "blog/1",
        "b1",
        "a1",
    ]


def test_depth_comes_before_all_else() -> None:
    discovery = discover(
        [link("links")],
        [f"{HOME}privacy"],
        site="example.com",
        depth=1,
        known=[HOME],
        room=9,
        max_depth=2,
    )
    assert [(page.url, page.depth, page.source) for page in discovery.found] == [
        (f"{HOME}privacy", 1, "sitemap"),
        (f"{HOME}links", 2, "link"),
    ]


@pytest.mark.parametrize(("depth", "max_depth", "paths"), [
    (0, 0, []), (0, 1, ["b1", "a1"]), (1, 1, ["b1"]), (1, 2, ["b1", "a1"]), (2, 2, ["b1"]),
])  # fmt: skip
def test_nothing_is_found_below_the_depth(depth: int, max_depth: int, paths: list[str]) -> None:
    discovery = discover(
        [link("a1")],
        [f"{HOME}b1"],
        site="example.com",
        depth=depth,
        known=[HOME],
        room=9,
        max_depth=max_depth,
    )
    assert [page.url.removeprefix(HOME) for page in discovery.found] == paths


@pytest.mark.parametrize(
    "url",
    [
        HOME,
        "http://example.com/index.html?utm_source=x",
        f"{HOME}#top",
        "https://other.org/",
        "https://www.example.com.other.org/",
        "https://user@www.example.com/a",
        "mailto:a@example.com",
        "javascript:void(0)",
        None,
        f"{HOME}photo.jpg",
        f"{HOME}logout",
        f"{HOME}wp-admin/",
        f"{HOME}{'x' * 3000}",
    ],
)
def test_what_is_not_visited(url: str | None) -> None:
    assert found(SiteLink(url, "Links", "content")) == []


def test_a_page_named_twice_is_found_once_as_first_spelled() -> None:
    links = [link("a?utm_source=x"), link("a#top"), link("a/"), link("a", "Useful links")]
    assert found(*links) == ["a"]
    assert found(*links[:3], sitemap=("a?b=",)) == ["a?b=", "a?utm_source=x"]


def test_subdomains_belong_to_the_site() -> None:
    page = SiteLink("https://blog.example.com/x1", "x", "content")
    assert found(page) == ["https://blog.example.com/x1"]


def test_what_is_passed_over_is_counted_by_reason() -> None:
    links = [link(f"calendar/2031/{month}") for month in range(1, 13)]
    links += [link("a.pdf"), link("b.pdf"), link("a1")]
    discovery = discover(links, site="example.com", depth=0, known=[HOME], room=99, max_depth=2)
    assert len(discovery.found) == 6
    assert discovery.passed_over == (("calendar", 7), ("document", 2))


def test_the_links_of_a_page_are_those_that_stay() -> None:
    html = b"""<nav><a href=/a rel="NoFollow me">A</a></nav><p><a href=//blog.example.com/>B</a>
    <a href=https://other.org/>C</a><a href="mailto:x@example.com">D</a></p>"""
    document = HtmlDocument(html, url=HOME)
    assert site_links(document, "example.com") == (
        SiteLink(f"{HOME}a", "A", "nav", ("nofollow", "me")),
        SiteLink("https://blog.example.com/", "B", "content", ()),
    )


WORDS = st.sampled_from(
    ["a", "b", "blog", "links", "2024", "05", "index.html", "x.pdf", "calendar", "logout", "..", ""]
)
QUERIES = st.sampled_from(["", "?id=1", "?id=2", "?utm_source=x", "?a=1&b=2", "?b=2&a=1", "#f"])
URLS = st.builds(
    lambda host, words, query: f"{host}/{'/'.join(words)}{query}",
    st.sampled_from(["https://www.example.com", "http://example.com", "https://other.org"]),
    st.lists(WORDS, max_size=4),
    QUERIES,
)
LINKS = st.builds(
    SiteLink,
    URLS | st.none() | st.text(),
    st.sampled_from(["", "Links", "Privacy"]) | st.text(max_size=9),
    st.sampled_from(["content", "nav", "footer"]),
    st.sampled_from([(), ("nofollow",)]),
)


@settings(deadline=None)
@given(st.lists(LINKS), st.lists(URLS), st.lists(URLS), st.integers(0, 6), st.integers(0, 2))
def test_never_too_many_never_known_never_twice_always_the_same(
    links: list[SiteLink], sitemap: list[str], known: list[str], room: int, depth: int
) -> None:
    def run(known: list[str]) -> Discovery:
        return discover(
            links, sitemap, site="example.com", depth=depth, known=known, room=room, max_depth=2
        )

    discovery = run(known)
    keys = [canonical_key(page.url) for page in discovery.found]
    assert len(keys) <= room
    assert len(set(keys)) == len(keys)
    assert not set(keys) & set(map(canonical_key, known))
    assert all(page.depth <= 2 for page in discovery.found)
    assert all("other.org" not in page.url for page in discovery.found)
    random.Random(1).shuffle(known)
    assert run(known) == discovery
