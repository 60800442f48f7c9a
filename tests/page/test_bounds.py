"""Pages made to cost a parser gigabytes or hours are cut, all others are read whole."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from backlinkspider.page import bounds
from backlinkspider.page.bounds import (
    MAX_ATTRIBUTES,
    MAX_COPIES,
    MAX_OPTIONS,
    MAX_TAGS,
    bounded,
)
from backlinkspider.page.document import HtmlDocument

LINK = '<a href="https://target.test/">x</a>'


def _fonts(number: int) -> str:
    return "".join(f"<font size={n}>" for n in range(number))


def _attributes(number: int, value: str = "1") -> str:
    return " ".join(f"a{n}={value}" for n in range(number))


CUT = {
    "levels": "<div>" * 300_000,
    "distinct levels": "".join(f"<t{n}>" for n in range(100_000)),
    "tags": "<p>x" * (MAX_TAGS + 1),
    "formatting": f"<p>{_fonts(3000)}" + "<p>x" * 3000,
    "formatting in few tags": f"<p>{_fonts(1500)}" + "<p>x" * 1500,
    "formatting after a comment": f"<!-- <a title=' --><p>{_fonts(3000)}" + "<p>x" * 3000,
    "formatting in SVG's style": f"<svg><style><p>{_fonts(3000)}" + "<p>x" * 3000,
    "options": "<select>" + "<option>x" * (2 * MAX_OPTIONS),
    "bodies": "".join(f"<body a{n}=1>" for n in range(20_000)),
    "attributes": f"<p {_attributes(50_000)}>",
    "quoted attributes": "<p " + _attributes(50_000, "'>'") + ">",
    "tags in attributes": "<p " + _attributes(50_000, '"<i>"') + ">",
    "nameless attributes": f"<p {'x ' * 50_000}>",
    "links": "<a href=/>x</a>" * 200_000,
}
WHOLE = {
    "icons": "".join(f"<li><i class='icon-{n}'></i>{n}" for n in range(4_000)),
    "ten thousand levels": "<div>" * 10_000,
    "many links": "<li><a href='/x'>x</a>" * 100_000,
    "an image in its address": f"<img src='data:{'x/' * 1900}{'x' * 100_000}'>",
    "a long attribute": f"<p title='{'word ' * 500_000}'>",
    "many attributes": f"<p {_attributes(MAX_ATTRIBUTES)}>",
    "closed formatting": "<p><b>x</b><i>y</i>" * 20_000,
    "script": f"<script>{'if (a<b) {}' * 100_000}</script>",
    "comment": f"<!--{'<font size=1>' * 100_000}-->",
    "lists": "<ul>" + "<li>x" * 50_000,
    "selects": ("<select>" + "<option>x" * 200 + "</select>") * 100,
}


@pytest.mark.parametrize("name", CUT)
def test_what_would_cost_too_much_is_left_out(name: str) -> None:
    kept, cut = bounded((LINK + CUT[name]).encode())
    assert cut
    tree = LexborHTMLParser(kept)
    assert tree.css("a[href]")[0].attributes["href"] == "https://target.test/"
    assert len(tree.css("*")) <= MAX_TAGS + MAX_COPIES


@pytest.mark.parametrize("name", WHOLE)
def test_what_is_only_large_is_read_whole(name: str) -> None:
    html = (WHOLE[name] + LINK).encode()
    assert bounded(html) == (html, False)


def test_a_page_goes_on_after_too_many_attributes() -> None:
    document = HtmlDocument(f"<p {_attributes(50_000)}>{LINK}".encode(), url="http://a.test/")
    assert document.cut
    assert len(document.tree.css("p")[0].attributes) == MAX_ATTRIBUTES
    assert [found.url for found in document.anchors()] == ["https://target.test/"]


@pytest.mark.parametrize("quote", ["", "'", '"'])
def test_a_link_keeps_its_address_behind_too_many_attributes(quote: str) -> None:
    link = f"rel={quote}nofollow{quote} HREF = {quote}https://target.test/{quote} href=/other"
    page = f"<a {_attributes(50_000)} {link}>x</a>".encode()
    (found,) = HtmlDocument(page, url="http://a.test/").anchors()
    assert (found.url, found.node.attributes["rel"]) == ("https://target.test/", "nofollow")


def test_few_frames_are_read() -> None:
    frame = "<iframe srcdoc='<a href=//o.test/>x</a>'></iframe>"
    document = HtmlDocument((frame * 300).encode(), url="http://a.test/")
    assert len(document.anchors()) == 200
    assert document.cut


@given(st.lists(st.sampled_from(["<", "a", "b", " ", "=", "'", '"', ">", "/", "!--", "-", "é"])))
def test_ordinary_pages_are_left_as_they_are(pieces: list[str]) -> None:
    html = "".join(pieces).encode()
    with pytest.MonkeyPatch.context() as looked_at_closely:
        looked_at_closely.setattr("backlinkspider.page.bounds._FEW_TAGS", -1)
        assert bounded(html) == (html, False)


_MARKS = ["x", "é", "<", "<a", "<1", ">", "> <b", " x" * 700, '"' * 1999, "/ " * 1000]
_RUNS = st.tuples(st.sampled_from(_MARKS), st.integers(0, 3))
_LENGTHS = st.sampled_from([0, 1, 2998, 2999, 3000, 3001, 5997, 5998, 5999, 6000, 6001, 9000])


@given(st.lists(st.tuples(_RUNS, _LENGTHS), max_size=6))
def test_a_long_tag_is_found_as_by_looking_at_every_tag(
    pieces: list[tuple[tuple[str, int], int]],
) -> None:
    html = "".join(part * times + "x" * length for (part, times), length in pieces).encode()
    tags = bounds._LONG_TAG.finditer(html)
    slow = any(len(bounds._SEPARATOR.findall(tag[0])) >= MAX_ATTRIBUTES for tag in tags)
    assert bounds._has_long_tag(html) is slow


_TAGS = ["<b>", "<B>", "</b>", "<i x>", "<i x=1>", "<p>", "x", "<font a='>'>", '<u b=">" c>']
_TAGS += ["<i x></i>", "<b>x</b>", "<U b='c'></u>", "<i y>é</i>", '<em a="</em>"></em>']
_ODD = ["<s a=\"'>", "<em/>", "<em", "<tt =>", "<!--", "-->", "<script>", "</script>", "<svg>"]


@given(st.lists(st.sampled_from(_TAGS + _ODD), max_size=40), st.integers(0, 60))
def test_what_looks_harmless_is_so_when_looked_at_closely(pieces: list[str], most: int) -> None:
    html = "".join(pieces).encode()
    with pytest.MonkeyPatch.context() as bound:
        bound.setattr("backlinkspider.page.bounds.MAX_COPIES", most)
        harmless = bounds._is_harmless(html)
        bound.setattr("backlinkspider.page.bounds._FEW_TAGS", -1)
        if harmless:
            assert bounded(html) == (html, False)
