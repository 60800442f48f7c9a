"""XML that means harm, and XML fed in pieces."""

from __future__ import annotations

import gzip
import tracemalloc

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backlinkspider.site.sitemap import Sitemap, read_sitemap
from backlinkspider.site.sitemap_xml import SitemapXml

HOME = "https://www.example.com"
URL = f"{HOME}/sitemap.xml"


def entry(*locations: str) -> str:
    return "".join(f"<url><loc>{location}</loc></url>" for location in locations)


def read(text: str) -> Sitemap:
    return read_sitemap(text.encode(), URL)


def paths(found: Sitemap) -> list[str]:
    return [location.removeprefix(HOME) for location in found.locations]


@settings(deadline=None)
@given(st.lists(st.integers(1, 120), max_size=6))
def test_pieces_make_no_difference(sizes: list[int]) -> None:
    text = f"<urlset>{entry('/a?b=1&c=2', '/d&amp;e', '<![CDATA[/f]]>')}</urlset>"
    xml, found = SitemapXml(), []
    for size in sizes:
        found += xml.feed(text[:size])
        text = text[size:]
    found += xml.feed(text) + xml.close()
    assert found == ["/a?b=1&c=2", "/d&e", "/f"]
    assert (xml.kind, xml.problem, xml.is_open) == ("urlset", "", False)


ENTITIES = "".join(f"<!ENTITY l{n} '{f'&l{n - 1};' * 10}'>" for n in range(1, 12))


@pytest.mark.parametrize(
    "text",
    [
        f"<!DOCTYPE a [<!ENTITY l0 'lol'>{ENTITIES}]><urlset>{{}}<url><loc>&l11;</loc></url>",
        f"<!DOCTYPE a [<!ENTITY l0 'lol'>{ENTITIES}]><urlset>{{}}<url a='&l11;'/>",
        "<urlset>{}" + "<a>" * 50_000,
        "<urlset>{}" + "<a/>" * 1_000_000,
        "<urlset>{}<a " + "".join(f"a{n}='' " for n in range(400_000)),
        "<urlset>{}<url><loc>" + "y" * 3_000_000,
        "<urlset>{}<!--" + "y" * 3_000_000,
        "<urlset>{}" + "&" * 2_500_000,
    ],
    ids=["laughs", "laughs in attribute", "deep", "wide", "attributes", "loc", "comment", "&"],
)
def test_bombs_stop_and_what_was_read_is_used(text: str) -> None:
    body = text.replace("{}", entry(f"{HOME}/a")).encode()
    found = read_sitemap(gzip.compress(body, 1), URL)
    assert paths(found) == ["/a"]
    assert found.truncated
    assert found.problem


def test_entities_of_files_and_networks_are_not_loaded() -> None:
    declared = (
        "<!ENTITY f SYSTEM 'file:///etc/passwd'><!ENTITY % d SYSTEM 'http://127.0.0.1:9/'>%d;"
    )
    found = read(f"<!DOCTYPE a [{declared}]><urlset>{entry(f'{HOME}/&f;x', f'{HOME}/b')}</urlset>")
    assert paths(found) in (["/x", "/b"], ["/x"], [])
    assert "root:" not in repr(found)


def test_memory_does_not_grow_with_what_a_bomb_unpacks_to() -> None:
    bomb = gzip.compress(b"<urlset>" + b"<a/>" * 3_000_000)
    tracemalloc.start()
    try:
        read_sitemap(bomb, URL)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < 8_000_000


def test_lines_that_are_no_urls_end_the_reading(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("backlinkspider.site.sitemap._MAX_IGNORED", 1000)
    found = read(f"{HOME}/a\n" + "https://other.org/\n" * 100_000)
    assert paths(found) == ["/a"]
    assert found.truncated
    assert "no URLs of the site" in found.problem
