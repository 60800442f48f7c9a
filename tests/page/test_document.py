from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from backlinkspider.page.document import HtmlDocument
from backlinkspider.page.model import Outlinks
from backlinkspider.page.seen import FrameSource
from tests.page.pages import PAGES
from tests.page.reading import document


@pytest.mark.parametrize(
    ("html", "anchors"),
    [
        ("<a>x</a><a name=x>", []),
        ("<a href=1><a href=1>", [("a", "1"), ("a", "1")]),
        ("<map><area href=1><area></map>", [("area", "1")]),
        ("<body><noscript><a href=1></noscript>", [("noscript", "1")]),
        ("<svg><a xlink:href=1>", [("svg", "1")]),
        ("<svg><a href=1 xlink:href=2>", [("svg", "1")]),
        ("<svg><foreignObject><a xlink:href=1>", []),
        ("<svg><area href=1>", []),
        ("<math><a href=1>", []),
        ("<template><a href=1></template><a href=2>", [("a", "2"), ("template", "1")]),
        ("<div><template shadowrootmode=open><a href=1>", [("shadow", "1")]),
        ("<template><template><a href=1>", [("template", "1")]),
        ("<iframe srcdoc='<a href=1>'></iframe>", [("iframe", "1")]),
        ("<template><iframe srcdoc='<a href=1>'>", [("template", "1")]),
        ("<!-- <a href=1> --><script>'<a href=2>'</script><textarea><a href=3>", []),
    ],
)
def test_anchors_and_their_places(html: str, anchors: list[tuple[str, str]]) -> None:
    assert [(found.place, found.href) for found in document(html).anchors()] == anchors


def test_frames_in_frames_come_to_an_end() -> None:
    html = "<a href=1>x</a>"
    for _ in range(20):
        html = f"<template>{html}</template><a href=2>y</a>"
    assert 1 < len(document(html).anchors()) < 20


@pytest.mark.parametrize(
    ("html", "base"),
    [
        ("", "https://page.example/folder/page"),
        ("<base href=/x/><base href=/y/>", "https://page.example/x/"),
        ("<base target=x><base href=../y/>", "https://page.example/y/"),
        ("<base href='data:x'>", "https://page.example/folder/page"),
        ("<base href='javascript:x'>", "https://page.example/folder/page"),
        ("<svg><base href=/x/></svg>", "https://page.example/folder/page"),
        ("<template><base href=/x/></template>", "https://page.example/folder/page"),
        ("<base href='http://['>", "about:blank"),
    ],
)
def test_base(html: str, base: str) -> None:
    assert document(html).base == base


def test_without_a_base_relative_links_lead_nowhere() -> None:
    anchors = document("<base href='http://['><a href=x></a><a href=//h.example>").anchors()
    assert [found.url for found in anchors] == [None, None]


def test_queries_are_in_the_pages_encoding_or_the_one_given() -> None:
    body = "<a href='?é'>".encode("windows-1252")
    page = HtmlDocument(body, url="http://h/", content_type="text/html; charset=windows-1252")
    assert page.anchors()[0].url == "http://h/?%E9"
    html = "text/html; charset=utf-8"
    rendered = HtmlDocument(
        "<a href='?é'>".encode(), url="http://h/", content_type=html, charset="GBK"
    )
    assert rendered.anchors()[0].url == "http://h/?%A8%A6"


def test_what_a_browser_held_is_utf_8_whatever_it_says() -> None:
    body = "<meta charset=latin1><p>café €</p><a href='?é'>".encode()
    page = HtmlDocument(body, url="http://h/", charset="windows-1252")
    assert (page.text(), page.charset) == ("café €", "windows-1252")
    assert page.anchors()[0].url == "http://h/?%E9"


@pytest.mark.parametrize(
    ("srcdoc", "url"),
    [
        ("<a href='x?é'>", "http://h/deep/x?%C3%A9"),
        ("<base href=/b/><a href=x>", "http://h/b/x"),
        ("<base href=b/><a href=x>", "http://h/deep/b/x"),
        ("<iframe srcdoc='<a href=x>'></iframe><base href=/b/>", "http://h/b/x"),
    ],
)
def test_a_srcdoc_frame_has_a_base_of_its_own_and_is_utf_8(srcdoc: str, url: str) -> None:
    # Chromium 156 reads them so.
    escaped = srcdoc.replace("&", "&amp;").replace('"', "&quot;")
    body = f'<base href=/deep/><iframe srcdoc="{escaped}">'.encode("windows-1252")
    page = HtmlDocument(body, url="http://h/", content_type="text/html; charset=windows-1252")
    assert [found.url for found in page.anchors()] == [url]


SRCDOC = "<iframe srcdoc='<a href=written>'></iframe>"
LIVE = FrameSource("http://h/deep/", "utf-8", "<a href=live>", srcdoc="<a href=written>")


@pytest.mark.parametrize(
    ("html", "frames", "urls"),
    [
        ("", [FrameSource("http://h/in/", "windows-1252", "<a href='?é'>")], ["/in/?%E9"]),
        ("", [FrameSource("http://h/in/", "utf-8", "<base href=b/><a href=x>")], ["/in/b/x"]),
        (SRCDOC, [], ["/written"]),
        (SRCDOC, [LIVE], ["/deep/live"]),
        (SRCDOC * 2, [LIVE], ["/written", "/deep/live"]),
        (
            f"<div><template shadowrootmode=open>{SRCDOC}</template></div><a href=own>",
            [LIVE],
            ["/own", "/deep/live"],
        ),
        ("<a href=own>", [FrameSource("http://h/", "utf-8", SRCDOC), LIVE], ["/own", "/deep/live"]),
    ],
)
def test_frames_a_browser_held_stand_for_their_srcdoc(
    html: str, frames: list[FrameSource], urls: list[str]
) -> None:
    page = HtmlDocument(html.encode(), url="http://h/", charset="utf-8", frames=frames)
    found = page.anchors()
    assert [anchor.url for anchor in found] == [f"http://h{path}" for path in urls]
    assert {anchor.place for anchor in found} <= {"a", "iframe"}
    assert [page.describe(anchor).place for anchor in found] == [a.place for a in found]


def test_describing_an_anchor() -> None:
    page = document(
        "<footer>See <a href=' /x ' rel='NOFOLLOW ugc nofollow ugc'> the <b>x</b> </a>!"
    )
    anchor = page.describe(page.anchors()[0])
    assert (anchor.href, anchor.url, anchor.tag, anchor.place) == (
        *(" /x ", "https://page.example/x"),
        *("a", "a"),
    )
    assert (anchor.rel, anchor.text, anchor.text_source) == (
        ("nofollow", "ugc", "nofollow"),
        "the x",
        "text",
    )
    assert (anchor.region, anchor.path) == ("footer", "body > footer > a")
    assert (anchor.before, anchor.after, anchor.address) == ("See", "!", "https://page.example/x")


def test_an_address_that_does_not_resolve_is_the_href() -> None:
    page = document("<a href='http://['>")
    assert page.describe(page.anchors()[0]).address == "http://["


@pytest.mark.parametrize(
    ("html", "text", "source"),
    [
        ("<a href=1>x<img alt=y></a>", "x", "text"),
        ("<a href=1> <img alt=' y '><img alt=z></a>", "y z", "alt"),
        ("<a href=1><input type=image alt=y></a>", "y", "alt"),
        ("<map><area href=1 alt=y title=z></map>", "y", "alt"),
        ("<a href=1 title=' t '><img alt=''></a>", "t", "title"),
        ("<a href=1 title='' aria-label=l></a>", "l", "aria-label"),
        ("<a href=1></a>", "", "none"),
    ],
)
def test_text_and_where_it_comes_from(html: str, text: str, source: str) -> None:
    page = document(html)
    anchor = page.describe(page.anchors()[0])
    assert (anchor.text, anchor.text_source) == (text, source)


def test_facts() -> None:
    page = document(
        "<html lang=' de '><title> A\n title </title><link rel='Canonical x' href=/c?é>"
        "<meta name=robots content=noindex><svg><title>no</title></svg><p>three little words"
        "<script>var not_words</script><a href=/in>i</a><a href=//a.test><a href=//b.a.test>"
    )
    facts = page.facts(page.anchors())
    assert (facts.title, facts.lang, facts.charset) == ("A title", "de", "UTF-8")
    assert facts.canonical == "https://page.example/c?%C3%A9"
    assert facts.robots == {"robots": ("noindex",)}
    assert facts.words == 5
    assert facts.outlinks == Outlinks(internal=1, external=2, domains=1)


def test_a_page_of_nothing_has_facts() -> None:
    facts = document("").facts([])
    assert (facts.title, facts.lang, facts.canonical, facts.words) == ("", "", None, 0)


def test_words_of_scripts_are_not_counted_and_those_of_noscript_neither() -> None:
    page = document("<p>one <noscript>no no</noscript>two<style>no</style> 日本語</p>")
    assert page.count_words() == 4
    assert page.text() == "one two 日本語"


@given(PAGES, st.integers(0, 12))
def test_that_a_page_has_more_words_is_told_as_by_counting_them(html: str, limit: int) -> None:
    page = document(html)
    assert page.has_more_words(limit) == (page.count_words() > limit)


_CODE = ["<svg>", "</svg>", "<math>", "<style>", "</style>", "<script>", "</script>", "<g>", "</g>"]
_AROUND = [
    "one two ",
    "three",
    " 日本語 ",
    "<noscript>",
    "</noscript>",
    "<template>",
    "</template>",
]


@example(["<svg>", "<template>", "one two "], 0)
@given(st.lists(st.sampled_from(_CODE + _AROUND), max_size=20), st.integers(0, 12))
def test_words_are_told_from_code_wherever_it_stands(pieces: list[str], limit: int) -> None:
    page = document("".join(pieces))
    assert page.has_more_words(limit) == (page.count_words() > limit)
