"""Sitemaps of every format, honest, broken and hostile."""

from __future__ import annotations

import gzip
from typing import TYPE_CHECKING

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from backlinkspider.site.sitemap import MAX_SITEMAPS, Sitemap, read_sitemap, sitemap_urls
from backlinkspider.urls import host_of, is_http, normalize, registrable_domain

if TYPE_CHECKING:
    from collections.abc import Iterable

HOME = "https://www.example.com"
URL = f"{HOME}/sitemap.xml"
HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
NAMESPACE = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'


def entry(*locations: str) -> str:
    return "".join(f"<url><loc>{location}</loc></url>" for location in locations)


def urlset(*locations: str, attributes: str = NAMESPACE) -> str:
    return f"{HEAD}<urlset {attributes}>{entry(*locations)}</urlset>"


def read(text: str) -> Sitemap:
    return read_sitemap(text.encode(), URL)


def paths(locations: Iterable[str]) -> list[str]:
    return [location.removeprefix(HOME) for location in locations]


@pytest.mark.parametrize(
    ("written", "url"),
    [
        ("https://www.example.com/a", "https://www.example.com/a"),
        (" \n https://www.example.com/a\n\t", "https://www.example.com/a"),
        ("<![CDATA[ https://www.example.com/?a=1&b=2 ]]>", "https://www.example.com/?a=1&b=2"),
        ("https://www.example.com/?a=1&amp;b=2", "https://www.example.com/?a=1&b=2"),
        ("https://www.example.com/?a=1&amp;amp;b=2", "https://www.example.com/?a=1&b=2"),
        ("https://www.example.com/?a=1&b=2&c", "https://www.example.com/?a=1&b=2&c"),
        ("https://www.example.com/&#252;&#xE9;", "https://www.example.com/%C3%BC%C3%A9"),
        ("https://www.example.com/ü#top", "https://www.example.com/%C3%BC"),
        ("HTTP://EXAMPLE.com:80", "http://example.com/"),
        ("https://blog.example.com/", "https://blog.example.com/"),
        ("//cdn.example.com/x", "https://cdn.example.com/x"),
        ("/path", "https://www.example.com/path"),
        ("https://www.exam\x0bple.com/a\x00", "https://www.example.com/a"),
    ],
)
def test_a_location_is_read_as_meant(written: str, url: str) -> None:
    assert read(urlset(written)) == Sitemap(kind="urlset", locations=(url,))


@pytest.mark.parametrize(
    "written",
    [
        "https://other.org/",
        "https://example.com.other.org/",
        "https://user:pw@www.example.com/",
        "ftp://www.example.com/",
        "javascript:alert(1)",
        "relative/path",
        "https://",
        f"https://www.example.com/{'x' * 9000}",
    ],
)
def test_what_is_no_page_of_the_site_is_counted(written: str) -> None:
    expected = Sitemap(kind="urlset", locations=(f"{HOME}/a",), ignored=1)
    assert read(urlset(f"{HOME}/a", written)) == expected


@pytest.mark.parametrize(
    "attributes",
    [
        NAMESPACE,
        "",
        'xmlns="http://www.google.com/schemas/sitemap/0.84"',
        'xmlns="not a namespace"',
        "xmlns:xsi='x' xsi:schemaLocation='y' undeclared:z='1'",
    ],
)
def test_namespaces_do_not_matter(attributes: str) -> None:
    assert paths(read(urlset(f"{HOME}/a", attributes=attributes)).locations) == ["/a"]


def test_prefixed_elements_are_read() -> None:
    text = f'<s:urlset xmlns:s="x"><s:url><s:loc>{HOME}/a</s:loc></s:url></s:urlset>'
    assert paths(read(text).locations) == ["/a"]


@pytest.mark.parametrize("declared", ['xmlns:image="i" xmlns:xhtml="h" xmlns:video="v"', ""])
def test_images_videos_and_alternates_are_no_pages(declared: str) -> None:
    inside = (
        f'<xhtml:link rel="alternate" hreflang="de" href="{HOME}/de"/>'
        f"<image:image><image:loc>{HOME}/i.jpg</image:loc></image:image>"
        f"<video:video><video:content_loc>{HOME}/v.mp4</video:content_loc></video:video>"
    )
    text = f"<urlset {declared}><url>{inside}<loc>{HOME}/a</loc>{inside}</url></urlset>"
    assert read(text) == Sitemap(kind="urlset", locations=(f"{HOME}/a",))


def test_order_is_kept_and_repetition_dropped() -> None:
    text = urlset(f"{HOME}/b", f"{HOME}/a", f"{HOME}/b", f"{HOME}/c")
    assert paths(read(text).locations) == ["/b", "/a", "/c"]


def test_an_index_names_sitemaps_also_on_other_hosts_of_the_domain() -> None:
    children = ("/posts.xml.gz", "https://files.example.com/s.xml", "https://other.org/s.xml")
    inside = "".join(f"<sitemap><loc>{child}</loc></sitemap>" for child in children)
    found = read(f"{HEAD}<sitemapindex {NAMESPACE}>{inside}</sitemapindex>")
    assert found == Sitemap(
        kind="index",
        locations=(f"{HOME}/posts.xml.gz", "https://files.example.com/s.xml"),
        ignored=1,
    )


@pytest.mark.parametrize(
    "text",
    [
        """<rss><channel><link>https://www.example.com/</link><atom:link rel="self" href="/feed"/>
        <item><atom:link href="/x"/><link> /p1 </link><guid>https://www.example.com/?p=1</guid>
        </item><item><link><![CDATA[/p2]]></link></item></channel></rss>""",
        """<rdf:RDF xmlns:rdf="r" xmlns="x"><channel><link>https://www.example.com/</link></channel>
        <item rdf:about="x"><link>/p1</link></item><item><link>/p2</link></item></rdf:RDF>""",
        """<feed xmlns="http://www.w3.org/2005/Atom"><link href="/"/><entry><link rel="self"
        href="/x"/><link rel="enclosure" href="/y"/><link href="/p1"/></entry>
        <entry><link rel="alternate" href="/p2"/></entry></feed>""",
    ],
    ids=["rss", "rdf", "atom"],
)
def test_feeds_name_pages(text: str) -> None:
    found = read(text)
    assert (found.kind, paths(found.locations), found.problem) == ("feed", ["/p1", "/p2"], "")


@pytest.mark.parametrize("mark", ["", "\ufeff"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_plain_text_holds_one_url_a_line(mark: str, line_end: str) -> None:
    lines = (f"{HOME}/a", "", f"  {HOME}/b", "not a url", "https://other.org/", f"{HOME}/c")
    assert read(mark + line_end.join(lines)) == Sitemap(
        kind="text", locations=(f"{HOME}/a", f"{HOME}/b", f"{HOME}/c"), ignored=2
    )


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("pack", [bytes, gzip.compress], ids=["plain", "gzip"])
def test_encodings_and_packing(encoding: str, pack: type[bytes]) -> None:
    body = pack(urlset(f"{HOME}/ü").encode(encoding))
    assert read_sitemap(body, URL) == Sitemap(kind="urlset", locations=(f"{HOME}/%C3%BC",))


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "empty"),
        (" \n", "empty"),
        ("<!DOCTYPE html><html><p>Not found</html>", "no sitemap: an HTML page"),
        ("<!-- x -->\n<HTML><a href=/>x</a>", "no sitemap: an HTML page"),
        ("<?xml version='1.0'?><!DOCTYPE html><html/>", "no sitemap: an HTML page"),
        ('{"error": 404}', "no sitemap: neither XML nor one URL a line"),
        ("\x00\x01\x02", "no sitemap: neither XML nor one URL a line"),
        (f"<foo>{entry(HOME)}</foo>", "no sitemap: its root element is 'foo'"),
        ("<?xml version='1.0'?>", "broken XML in line 1"),
    ],
)
def test_what_is_no_sitemap_says_so(text: str, problem: str) -> None:
    found = read(text)
    assert found.problem.startswith(problem)
    assert (found.kind, found.locations) == ("unknown", ())


def test_an_empty_sitemap_is_no_problem() -> None:
    assert read(urlset()) == Sitemap(kind="urlset", locations=())


def test_a_fault_is_read_over_and_its_line_named() -> None:
    found = read(f"<urlset>{entry(f'{HOME}/a')}\n<url><loc></url>\n{entry(f'{HOME}/b')}</urlset>")
    assert f"{HOME}/a" in found.locations
    assert found.problem.startswith("broken XML in line 2: ")


def test_the_limit_truncates() -> None:
    locations = [f"{HOME}/{number}" for number in range(5)]
    body = urlset(*locations).encode()
    assert read_sitemap(body, URL, limit=5) == Sitemap(kind="urlset", locations=tuple(locations))
    assert read_sitemap(body, URL, limit=4) == Sitemap(
        kind="urlset", locations=tuple(locations[:4]), truncated=True
    )


@settings(deadline=None)
@given(st.integers(0, 200), st.booleans())
def test_a_sitemap_cut_anywhere_never_yields_half_a_url(cut: int, packed: bool) -> None:
    whole = urlset(f"{HOME}/alpha", f"{HOME}/be&amp;ta").encode()
    body = (gzip.compress(whole) if packed else whole)[: -cut - 1]
    found = read_sitemap(body, URL)
    assert paths(found.locations) in ([], ["/alpha"], ["/alpha", "/be&ta"])
    assert found.problem


TAGS = st.sampled_from(
    [
        "<urlset>", "</urlset>", "<url>", "</url>", "<loc>", "</loc>", "<sitemapindex>", "<rss>",
        "<item>", "<link>", "</link>", "</item>", "<entry>", '<link href="/x"/>', "<![CDATA[",
        "]]>", "<!--", "-->", "&amp;", "&", "&#0;", "&x;", "<!DOCTYPE a [", "]>",
        '<?xml encoding="x"?>', "http://www.example.com/a", "\n", " ", "ü",
        "\x00", "<", ">", "\ud800", "<image:loc>",
    ]
)  # fmt: skip


@settings(deadline=None)
@given(
    st.binary(max_size=200)
    | st.binary(max_size=100).map(gzip.compress)
    | st.binary(max_size=100).map(b"\x1f\x8b\x08\x00".__add__)
    | st.lists(TAGS, max_size=40).map(
        lambda parts: "".join(parts).encode("utf-8", "surrogatepass")
    ),
    st.integers(0, 3),
)
@example(b"\x1f\x8b", 1)
@example(b"\xff\xfe<", 1)
def test_no_bytes_raise_and_all_is_normalised_and_bounded(body: bytes, limit: int) -> None:
    found = read_sitemap(body, URL, limit=limit)
    assert len(found.locations) <= limit
    assert len(set(found.locations)) == len(found.locations)
    for location in found.locations:
        assert is_http(location)
        assert normalize(location) == location
        assert registrable_domain(host_of(location)) == "example.com"


@pytest.mark.parametrize(
    ("named", "urls"),
    [
        ([], [f"{HOME}/sitemap.xml", f"{HOME}/sitemap_index.xml"]),
        ([f"{HOME}/wp-sitemap.xml"], [f"{HOME}/wp-sitemap.xml"]),
        ([" /s1.xml ", "/s1.xml", "//files.example.com/s2.xml"],
         [f"{HOME}/s1.xml", "https://files.example.com/s2.xml"]),
        (["https://other.org/s.xml", "ftp://www.example.com/s.xml", "https://"],
         [f"{HOME}/sitemap.xml", f"{HOME}/sitemap_index.xml"]),
        ([f"{HOME}/{n}.xml" for n in range(99)], [f"{HOME}/{n}.xml" for n in range(MAX_SITEMAPS)]),
    ],
)  # fmt: skip
def test_where_sitemaps_are_looked_for(named: list[str], urls: list[str]) -> None:
    assert sitemap_urls(named, f"{HOME}/start?x#y") == tuple(urls)
