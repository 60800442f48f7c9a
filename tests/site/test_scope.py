"""What belongs to a site, and which URLs are requested at all."""

from __future__ import annotations

import pytest

from backlinkspider.site.scope import in_site, page_url, site_of


@pytest.mark.parametrize(
    ("home", "final", "site"),
    [
        ("https://example.com/", "", "example.com"),
        ("https://www.example.com/", "", "example.com"),
        ("https://www.com/", "", "www.com"),
        ("https://blog.example.com/", "", "blog.example.com"),
        ("http://127.0.0.1:8000/", "", "127.0.0.1"),
        ("https://example.com/", "https://www.example.com/start", "example.com"),
        ("https://example.com/", "https://shop.example.com/", "example.com"),
        ("https://example.com/", "https://www.example.org/", "example.org"),
        ("https://blog.example.com/", "https://www.example.com/blog", "example.com"),
        ("https://www.blogspot.com/", "", "www.blogspot.com"),
        ("https://me.blogspot.com/", "", "me.blogspot.com"),
    ],
)
def test_a_bare_domain_names_a_site(home: str, final: str, site: str) -> None:
    assert site_of(home, final) == site


@pytest.mark.parametrize(
    ("url", "site", "inside"),
    [
        ("https://example.com/x", "example.com", True),
        ("http://www.example.com:8080/", "example.com", True),
        ("https://a.b.example.com/", "example.com", True),
        ("https://notexample.com/", "example.com", False),
        ("https://example.com.evil.test/", "example.com", False),
        ("https://example.com@evil.test/", "example.com", False),
        ("https://example.com/", "blog.example.com", False),
        ("https://shop.example.com/", "blog.example.com", False),
        ("https://other.github.io/", "github.io", False),
        ("https://github.io/", "github.io", True),
        ("https://10.0.0.1/", "0.0.1", False),
        ("mailto:a@example.com", "example.com", False),
        ("", "", False),
    ],
)
def test_in_site_compares_labels_and_owners(url: str, site: str, inside: bool) -> None:
    assert in_site(url, site) is inside


@pytest.mark.parametrize(
    ("url", "page"),
    [
        ("https://example.com/a#b", "https://example.com/a"),
        ("https://example.com/a@b?c@d", "https://example.com/a@b?c@d"),
        ("https://user:pw@example.com/", None),
        ("ftp://example.com/", None),
        ("javascript:void(0)", None),
        (f"https://example.com/{'x' * 9000}", None),
        (None, None),
    ],
)
def test_page_url(url: str | None, page: str | None) -> None:
    assert page_url(url) == page
