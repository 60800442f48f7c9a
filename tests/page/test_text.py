from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backlinkspider.page.text import (
    CONTEXT_CHARACTERS,
    collapse,
    count_words,
    text_after,
    text_before,
    text_of,
    texts_below,
)
from tests.page.reading import document

CONTEXTS = "<head><title>T</title></head><body><p>one <i>two</i> <a href=1>link</a> three</p>four"


@given(st.text(st.sampled_from("ab\t\n\v\f\r \xa0\u3000\u2003\x1c\x1d\x1e\x1f\x85\u2028é")))
def test_collapse_is_html_white_space_and_no_break_spaces(text: str) -> None:
    assert collapse(text) == re.sub("[\t\n\v\f\r \xa0]+", " ", text).strip(" ")


def counted(text: str) -> int:
    """Return what ``count_words`` does, by looking at each character."""
    unspaced = [
        c for c in text if re.match("[\u0e00-\u0eff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff]", c)
    ]
    spaced = "".join(" " if c in unspaced else c for c in text).split()
    return len(spaced) + (len(unspaced) + 1) // 2


@given(st.text() | st.text("a \u0e00\u0eff\u0800\u3000\u3040\u30ff\u4dbf\u9fff\ud800\uac00é"))
def test_words_are_counted_whatever_the_script(text: str) -> None:
    assert count_words(text) == counted(text)


@given(st.text())
def test_collapsing_twice_changes_nothing(text: str) -> None:
    assert collapse(collapse(text)) == collapse(text)


@pytest.mark.parametrize(
    ("html", "before", "after"),
    [
        ("one <a href=1>x</a> two", "one", "two"),
        ("<p>one</p><p><b>two <a href=1>x</a></b></p>three", "one two", "three"),
        ("<script>no</script>one<a href=1>x</a><style>no</style>two", "one", "two"),
        (
            "<p></p><noscript>no</noscript><a href=1>x</a><template>no</template><textarea>no",
            "",
            "",
        ),
        ("<a href=1>x</a>", "", ""),
        ("<head><title>no</title></head><body><a href=1>x</a>", "", ""),
        ("one<!-- no --><a href=1>x</a><!-- no -->two", "one", "two"),
        ("<a href=0>one</a> <a href=1>x</a> <a href=2>two</a>", "one", "two"),
    ],
)
def test_context(html: str, before: str, after: str) -> None:
    node = document(html).tree.css_first('a[href="1"]')
    assert node is not None
    assert (text_before(node).text, text_after(node).text) == (before, after)


@pytest.mark.parametrize(
    ("html", "before", "after"),
    [
        ("<p>one</p><p><a href=1>x</a></p><p>two", "one", "two"),
        ("<ul><li>one<li>two <a href=1>x</a><li>three", "two", ""),
        ("<tr><td>one<td><p>two</p><a href=1>x</a><td>three", "one two", "three"),
        ("<table><tr><td>one<td><p>two</p><a href=1>x</a><td>three", "two", ""),
        ("one<article>two <a href=1>x</a></article>three", "two", ""),
        ("one <a href=1>x</a><aside>two</aside>three", "one", ""),
        ("<div class=c>one</div><div class=c>two <a href=1>x</a></div><div class=c>3", "two", ""),
        ("<div class=a>one</div><div class=b>two <a href=1>x</a></div><div>3", "one two", "3"),
        ("<div>one</div><div>two <a href=1>x</a></div><div>3", "one two", "3"),
        ("<p class=c>one<p class=c>two <a href=1>x</a><p class=c>3", "one two", "3"),
    ],
)
def test_what_is_near_stands_in_the_same_item(html: str, before: str, after: str) -> None:
    node = document(html).tree.css_first('a[href="1"]')
    assert node is not None
    assert (text_before(node).near, text_after(node).near) == (before, after)


def test_what_is_near_in_a_template() -> None:
    page = document("<template><p>one <a href=1>x</a></p>two</template>three")
    (anchor,) = map(page.describe, page.anchors())
    assert (anchor.near_before, anchor.near_after) == ("one", "two")


@given(st.integers(0, 400), st.integers(1, 30))
def test_context_is_the_nearest_and_not_too_long(words: int, length: int) -> None:
    text = " ".join(f"{number}".rjust(length, "x") for number in range(words))
    (node,) = document(f"{text} <a href=1>link</a> {text}").tree.css("a")
    before, after = text_before(node).text, text_after(node).text
    assert text.endswith(before)
    assert text.startswith(after)
    if len(text) > CONTEXT_CHARACTERS:
        assert CONTEXT_CHARACTERS - 1 <= len(before) <= CONTEXT_CHARACTERS
        assert CONTEXT_CHARACTERS - 1 <= len(after) <= CONTEXT_CHARACTERS
    else:
        assert (before, after) == (text, text)


def test_looking_for_context_ends_on_pages_of_empty_elements() -> None:
    node = document("far away" + "<i></i>" * 5000 + "<a href=1>x</a>").tree.css_first("a")
    assert node is not None
    assert text_before(node).text == ""


def test_text_of_is_all_text_content() -> None:
    node = document("<a href=1> a<b>b</b>\n<script>c</script>\xa0d </a>").tree.css_first("a")
    assert node is not None
    assert text_of(node) == "ab c d"


def test_texts_below_leave_out_what_no_reader_sees() -> None:
    body = document("a<b>b<i>c</i></b><style>no</style><noscript>no</noscript>d").tree.body
    assert body is not None
    assert list(texts_below(body)) == ["a", "b", "c", "d"]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", 0),
        ("one two\tthree", 3),
        ("größer als", 2),
        ("日本語です", 3),
        ("Oak 家具 shop", 3),
        ("오늘 새로운", 2),
        ("สวัสดี", 3),
    ],
)
def test_words(text: str, words: int) -> None:
    assert count_words(text) == words
