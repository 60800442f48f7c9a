from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backlinkspider.page.region import RegionReader, may_name, named_by
from tests.page.reading import document

LINK = "<a href=1>x</a>"


def region(html: str) -> str:
    page = document(html if LINK in html else html + LINK)
    (found,) = page.anchors()
    return page.describe(found).region


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("", "content"),
        ("<main>", "content"),
        ("<nav>", "nav"),
        ("<header>", "header"),
        ("<footer>", "footer"),
        ("<aside>", "sidebar"),
        ("<footer><nav>", "nav"),
        ("<aside><main>", "content"),
        ("<article><header>", "content"),
        ("<article><footer>", "content"),
        ("<main><header>", "content"),
        ("<section><header>", "content"),
        ("<section><footer>", "footer"),
        ("<main><footer>", "footer"),
        ("<div role=navigation>", "nav"),
        ("<div role=Banner>", "header"),
        ("<div role='presentation contentinfo'>", "footer"),
        ("<ul role=complementary>", "sidebar"),
        ("<nav role=main>", "content"),
    ],
)
def test_landmarks_and_roles(html: str, expected: str) -> None:
    assert region(html) == expected


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        ("nav", "nav"),
        ("main-nav", "nav"),
        ("top_nav_menu", "nav"),
        ("mainNav", "nav"),
        ("navBox", "nav"),
        ("navbar navbar-default", "nav"),
        ("menu-item menu-item-12", "nav"),
        ("breadcrumbs", "nav"),
        ("site-header", "header"),
        ("topbar", "header"),
        ("masthead", "header"),
        ("footer", "footer"),
        ("masterFooter", "footer"),
        ("index_foot_imgs", "footer"),
        ("copyright", "footer"),
        ("sidebar", "sidebar"),
        ("right-col", "sidebar"),
        ("widget-area", "sidebar"),
        ("blogroll", "sidebar"),
        ("comments", "comment"),
        ("post_comments", "comment"),
        ("comment-12 depth-2", "comment"),
        ("postSignature", "signature"),
        ("signature", "signature"),
        ("author-bio", "author_bio"),
        ("ArticlePage-authorInfo", "author_bio"),
        ("forum topic", "forum"),
        ("postbody", "forum"),
        ("user-profile", "profile"),
        ("member_profile", "profile"),
        ("badge", "widget"),
        ("w-embed", "widget"),
    ],
)
@pytest.mark.parametrize("attribute", ["class", "id"])
def test_names(names: str, expected: str, attribute: str) -> None:
    assert region(f"<div {attribute}='{names}'>") == expected


@pytest.mark.parametrize(
    "names",
    [
        *("navy", "footnote", "commentary", "badger", "embedded", "railway", "asides", "menus"),
        *("navigate", "headers", "signatures", "forums-like", "canvas", "profile", "author"),
        *("has-sidebar", "no_sidebar", "content-sidebar-wrap", "sidebar-right", "aside-none"),
        *("mod-no-footer", "card-footer", "item-footer", "post-header", "section-header"),
        *("tableHeader", "recent-comments", "comments-link", "comment-count", "entry-comments"),
        *("widget", "widget_text", "padding-left-widget", ""),
    ],
)
def test_names_of_something_else(names: str) -> None:
    assert region(f"<div class='{names}'>") == "content"


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<main><div class=comments>", "comment"),
        ("<footer><div class=author-box>", "author_bio"),
        ("<aside><div class=badge>", "widget"),
        ("<div class=comments><div class=footer>", "comment"),
        ("<div class=comment><div class=signature>", "signature"),
        ("<div class=comments><nav>", "comment"),
        ("<nav><li class=forum>", "nav"),
        ("<header><div class=comments>", "header"),
        ("<nav><div class=footer-menu>", "nav"),
        ("<footer><ul class=menu>", "footer"),
        ("<div class=footer><ul class=menu>", "footer"),
        ("<div class=footer><nav>", "nav"),
        ("<main><div class=sidebar>", "sidebar"),
        ("<main><ol class=breadcrumb>", "nav"),
        ("<article><div class=footer>", "content"),
        ("<article><div class=header>", "content"),
        ("<article class=comment>", "content"),
        ("<body class='sidebar-page nav'>", "content"),
        ("<main class=sidebar>", "content"),
        ("<div class=sidebar><h1>y</h1>", "content"),
        ("<div class=sidebar><h2>y</h2>", "sidebar"),
        ("<div class=header><h1>y</h1>", "header"),
        ("<div class=header><main></main>", "content"),
        ("<a href=1 class=comments>x</a>", "content"),
    ],
)
def test_nesting(html: str, expected: str) -> None:
    html = html if "href=1" in html else html + LINK
    page = document(html)
    assert page.describe(page.anchors()[0]).region == expected


def test_what_is_known_of_ancestors_does_not_depend_on_the_order_of_asking() -> None:
    page = document(
        f"<nav>{LINK}<div class=comments>{LINK}</div></nav><footer><p>{LINK}</footer>{LINK}"
    )
    nodes = [found.node for found in page.anchors()]
    forwards, backwards = RegionReader(), RegionReader()
    regions = [forwards.region_of(node) for node in nodes]
    assert regions == ["nav", "nav", "footer", "content"]
    assert [backwards.region_of(node) for node in reversed(nodes)] == regions[::-1]


def test_very_long_class_names_are_cut() -> None:
    assert region(f"<div class='{'x ' * 200}nav'>") == "content"


_WORDS = (
    *("post-signature", "authorBio", "author_box", "aboutTheAuthor", "bio-box", "commentlist"),
    *("disqus", "respond", "reactions", "Forum", "postbody", "topicPost", "bbp", "userProfile"),
    *("profile-page", "badge", "embed", "footer", "foot", "colophon", "copyright", "bottomBar"),
    *("sidebar", "side_bar", "aside", "rail", "rightCol", "left-col", "blogroll", "widget-area"),
    *("nav", "navbar", "navigation", "menu", "breadcrumbs", "header", "masthead", "topBar"),
    *("top_bar", "x", "-", "_", " ", "A", "col", "top", "İ", "content", "2"),
)


@given(st.lists(st.sampled_from(_WORDS), max_size=4).map("".join))
def test_names_that_say_nothing_are_told_at_a_look(names: str) -> None:
    assert may_name(names) or named_by(names) == (None, None)


@pytest.mark.parametrize("name", _WORDS[: _WORDS.index("x")])
def test_each_name_is_looked_at(name: str) -> None:
    assert may_name(name)
    assert named_by(name) != (None, None)
