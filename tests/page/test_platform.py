from __future__ import annotations

import pytest

from backlinkspider.page.platform import platform_of
from tests.page.reading import document


def platform(
    html: str, url: str = "https://page.example/", generator: str | None = None
) -> str | None:
    page = document(html)
    return platform_of(page.tree, url, generator, page.flow.end)


@pytest.mark.parametrize(
    ("generator", "name"),
    [
        ("WordPress 6.4", "wordpress"),
        ("MediaWiki 1.41", "mediawiki"),
        ("Joomla! - Open Source Content Management", "joomla"),
        ("blogger", "blogger"),
        ("Discourse 3.2", "discourse"),
        ("Made by hand in WordPress style", None),
    ],
)
def test_what_the_page_says_of_itself(generator: str, name: str | None) -> None:
    assert platform("", generator=generator) == name


@pytest.mark.parametrize(
    ("html", "name"),
    [
        ("<link rel=stylesheet href=/wp-content/themes/x/style.css>", "wordpress"),
        ("<script src=https://cdn.shopify.com/s/files/x.js></script>", "shopify"),
        ("<body id=phpbb>x", "phpbb"),
        ("<p>x<p>Powered by phpBB® Forum Software", "phpbb"),
        ("<p>Powered by vBulletin™ Version 4", "vbulletin"),
        ("<html id=XF><p>x", "xenforo"),
        ("<footer>Powered by PHP Link Directory</footer>", "phpld"),
        ("<body class='mediawiki ltr'>x", "mediawiki"),
        ("<a href=https://other.example/wp-content/x.pdf>paper</a>", None),
        ("<img src=https://other.example/wp-content/x.png>", None),
        (f"<p>We moved from a board powered by vBulletin.</p><p>{'Much later. ' * 200}", None),
        ("<p>nothing", None),
    ],
)
def test_marks(html: str, name: str | None) -> None:
    assert platform(html) == name


def test_hosts() -> None:
    assert platform("", "https://me.blogspot.com/2024/x.html") == "blogger"
    assert platform("", "https://notblogspot.com/") is None


def test_what_it_says_goes_before_what_it_shows() -> None:
    html = "<link rel=stylesheet href=https://blog.example/wp-content/x.css>"
    assert platform(html, generator="Hugo 0.120") == "hugo"
