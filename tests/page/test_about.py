from __future__ import annotations

import pytest

from backlinkspider.page.about import read_about, read_text
from tests.page.reading import document

ARTICLE = """
<!doctype html><html lang=en><head><title>Why oak lasts | Wood Post</title>
<meta name=generator content="WordPress 6.4"><meta name=description content="On oak.">
<meta property=article:published_time content=2024-05-06T07:00:00Z>
<script type=application/ld+json>{"@type": "BlogPosting", "author": {"name": "Ann Oak"}}</script>
<script>gtag('config', 'G-ABCD123456')</script></head><body>
<nav><a href=/contact>Contact</a></nav>
<article><h1>Why oak lasts</h1><p>Oak is a hard wood and it has been used for the tables of this
country for as long as there are records of what people made, which is why we are fond of it.</p>
<p style="display:none">buy cheap oak</p></article></body></html>
"""


def test_an_article() -> None:
    page = document(ARTICLE)
    about = read_about(page, page.anchors(), page.flow)
    assert (about.kind, about.platform, about.generator) == (
        "article",
        "wordpress",
        "WordPress 6.4",
    )
    assert (about.author, about.published, about.modified) == ("Ann Oak", "2024-05-06", None)
    assert (about.description, about.headings) == ("On oak.", "Why oak lasts")
    assert (about.schema_types, about.ids) == (("BlogPosting",), ("ga4:G-ABCD123456",))
    assert ([one.value for one in about.contacts], about.refresh) == (
        ["https://page.example/contact", "Ann Oak"],
        None,
    )


def test_its_text() -> None:
    text = read_text(document(ARTICLE).flow)
    assert text.excerpt.startswith("Why oak lasts Oak is a hard wood")
    assert (text.hidden, text.language, text.scripts) == ("buy cheap oak", "en", ("LATIN",))
    assert text.words == 38
    assert text.link_text_share == pytest.approx(1 / 41, abs=0.01)
    assert text.function_word_share is not None
    assert text.function_word_share > 0.4
    assert text.bands == ()


def test_an_empty_page_has_no_text() -> None:
    text = read_text(document("").flow)
    assert (text.excerpt, text.words, text.language, text.scripts) == ("", 0, None, ())
    assert (text.link_text_share, text.unique_word_share, text.top_phrase_share) == (None,) * 3


def test_words_of_unspaced_scripts_are_not_compared() -> None:
    text = read_text(document("<p>" + "木のテーブルを手作りしています。" * 10).flow)
    assert (text.language, text.unique_word_share, text.function_word_share) == ("ja", None, None)
    assert text.words > 50


@pytest.mark.parametrize(
    ("content", "url"),
    [
        ("0;url=https://t.example/x", "https://t.example/x"),
        ("0; URL='/x'", "https://page.example/x"),
        ("5 , https://t.example/", "https://t.example/"),
        ("30", None),
        ("x", None),
    ],
)
def test_refresh(content: str, url: str | None) -> None:
    page = document(f'<meta http-equiv=Refresh content="{content}">')
    assert read_about(page, [], page.flow).refresh == url
