from __future__ import annotations

import pytest

from backlinkspider.page import meta
from backlinkspider.page.structured import Structured
from tests.page.reading import document


def author(html: str, structured: str = "") -> str | None:
    tree = document(html).tree
    return meta.author(tree, meta.read_metas(tree), Structured(author=structured))


def published(html: str, structured: str = "") -> str | None:
    tree = document(html).tree
    return meta.published(tree, meta.read_metas(tree), Structured(published=structured))


def test_description() -> None:
    tree = document("<meta name=Description content=' Oak\n tables '><meta name=description>").tree
    assert meta.description(meta.read_metas(tree)) == "Oak tables"
    tree = document(f"<meta property=og:description content='{'x' * 900}'>").tree
    assert meta.description(meta.read_metas(tree)) == "x" * 300
    assert meta.description({}) == ""


def test_headings() -> None:
    html = "<h1>Oak<br>tables</h1><h4>no</h4><h2></h2><h3>More <i>oak</i></h3>"
    tree = document(html).tree
    assert meta.headings(tree) == "Oak tables | More oak"
    assert meta.first_heading(tree) == "Oak tables"
    assert len(meta.headings(document("<h2>many words</h2>" * 999).tree)) <= 500


@pytest.mark.parametrize(
    ("html", "name"),
    [
        ("<meta name=author content='Ann Oak'>", "Ann Oak"),
        ("<meta name=author content='By Ann Oak'>", "Ann Oak"),
        ("<meta property=article:author content='https://www.facebook.com/ann'>", None),
        ("<meta name=author content=https://x.example><p class=byline>by Ben</p>", "Ben"),
        ("<p>By <a rel=author href=/ann>Ann</a>", "Ann"),
        ("<span itemprop=author itemscope><b itemprop=name>Ann</b> Editor</span>", "Ann"),
        ("<p class=byline>By Ann Oak on August 19, 2010 at 8:52 AM</p>", "Ann Oak"),
        ("<p class=byline>Von Ann Oak | 8. Mai 2024</p>", "Ann Oak"),
        ("<p class=byline>8. Mai 2024</p>", None),
        ("<p class=byline>Byron Oak</p>", "Byron Oak"),
        ("<p class=post-author>Sponsored Content</p>", "Sponsored Content"),
        (f"<p class=byline>{'x' * 200}</p>", None),
        ("<p>By Ann</p>", None),
    ],
)
def test_author(html: str, name: str | None) -> None:
    assert author(html) == name


def test_meta_goes_before_structured_data_and_that_before_bylines() -> None:
    byline = "<p class=byline>Cem</p>"
    assert author(f"<meta name=author content=Ann>{byline}", "Ben") == "Ann"
    assert author(byline, "Ben") == "Ben"


@pytest.mark.parametrize(
    ("html", "day"),
    [
        ("<meta property=article:published_time content=2024-05-06T23:00:00-05:00>", "2024-05-06"),
        ("<meta name=DC.date content=20240506>", "2024-05-06"),
        ("<meta name=date content='Mon, 06 May 2024 10:00:00 GMT'>", "2024-05-06"),
        ("<meta name=date content=2024-13-45>", None),
        ("<meta name=date content=0001-01-01>", None),
        ("<meta name=date content='last May'>", None),
        ("<time class=entry-date datetime=2024-05-06>6 May</time>", "2024-05-06"),
        ("<article><time datetime=2024/05/06>6 May</time></article>", "2024-05-06"),
        ("<time datetime=2024-05-06>the time of a comment</time>", None),
        ("<span itemprop=datePublished content=2024-05-06></span>", "2024-05-06"),
    ],
)
def test_published(html: str, day: str | None) -> None:
    assert published(html) == day


def test_structured_data_knows_the_day_best() -> None:
    html = "<meta name=date content=2020-01-01>"
    assert published(html, "2024-05-06T07:08") == "2024-05-06"
    assert published(html, "yesterday") == "2020-01-01"


def test_a_heading_that_never_ends_is_cut() -> None:
    assert len(meta.headings(document("<h1>" + "<b>oak </b>" * 200_000).tree)) <= 500
