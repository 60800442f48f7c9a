"""Addresses that are no page to read."""

from __future__ import annotations

import pytest

from backlinkspider.site.exclusions import exclusion, exclusions


@pytest.mark.parametrize(
    ("path", "reason"),
    [
        ("/photo.JPG", "image"),
        ("/talk.mp3?x=1", "media"),
        ("/paper.pdf#page=2", "document"),
        ("/all.tar.gz", "archive"),
        ("/style.css?v=3", "style_or_script"),
        ("/font.woff2", "font"),
        ("/feed.xml", "feed_or_data"),
        ("/event.ics;v=1", "calendar_file"),
        ("/wp-content/uploads/photo.jpg", "image"),
        ("/wp-content/", "admin"),
        ("/ShoppingCart.asp", "cart"),
        ("/login.aspx?ReturnUrl=x", "log_in"),
        ("/wp-login.php?redirect_to=x", "log_in"),
        ("/konto/Anmelden", "log_in"),
        ("/logout", "log_out"),
        ("/index.php?action=logout", "log_out"),
        ("/shop/?add-to-cart=12", "cart"),
        ("/add-to-cart/12", "cart"),
        ("/warenkorb/", "cart"),
        ("/a?print=1", "print"),
        ("/a/print/", "print"),
        ("/a?share=twitter", "share"),
        ("/w/index.php?title=X&action=edit", "edit"),
        ("/w/index.php?title=X&oldid=12", "edit"),
        ("/wp-admin/post.php", "admin"),
        ("/wp-json/wp/v2/posts", "admin"),
        ("/?rest_route=/wp/v2", "admin"),
        ("/cdn-cgi/l/email-protection", "admin"),
        ("/2024/05/post/feed/", "feed"),
        ("/?feed=rss2", "feed"),
        ("/events/?ical=1", "calendar_file"),
        ("/get?download", "download"),
    ],
)
def test_excluded(path: str, reason: str) -> None:
    assert exclusion(f"https://example.com{path}") == reason


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/a",
        "/page.html",
        "/page.php?id=1",
        "/how-to-log-in",
        "/blog/login-page-design",
        "/tag/wordpress.org",
        "/wiki/File:Map.png",
        "/.hidden",
        "/version-2.0",
        "/print-magazine/issue-1",
        "/cartography",
        "/share-your-story/all",
        "/?action=view&id=1",
        "/annual-report",
        "/feedback",
    ],
)
def test_not_excluded(path: str) -> None:
    assert exclusion(f"https://example.com{path}") == ""


def test_the_lists_can_match() -> None:
    lists = exclusions()
    names = (*lists.extensions, *lists.anywhere, *lists.last, *lists.parameters)
    assert [name for name in names if name != name.lower() or "/" in name] == []
    assert [name for name in lists.extensions if "." in name] == []
