from __future__ import annotations

import pytest

from backlinkspider.links.outlinks import ExternalLinks, external_links, is_affiliate
from backlinkspider.target import Target, parse_matcher
from tests.page.reading import document

TARGET = Target(name="t.example", matchers=(parse_matcher("t.example"),))


def links(html: str, target: Target | None = TARGET) -> ExternalLinks:
    page = document(html)
    return external_links(page.url, page.anchors(), target)


def test_links_to_others() -> None:
    html = (
        "<a href=/own>own</a><a href=https://www.page.example/>own too</a>"
        "<a href=https://b.example/>B</a><a href=https://a.example/x rel=nofollow>A</a>"
        "<a href=https://a.example/y rel='noopener,sponsored'><img alt='A pic'></a>"
        "<a href=https://t.example/>Target</a><a href=mailto:x@y.example>mail</a>"
        "<a href=https://go.b.example/?affid=7><img></a>"
    )
    assert links(html) == ExternalLinks(
        domains=("b.example", "a.example", "t.example"),
        texts="B | A | A pic",
        followed=3,
        affiliate=1,
    )
    assert links(html, None).texts == "B | A | A pic | Target"


def test_much_is_cut() -> None:
    html = "".join(f"<a href=https://d{n}.example/>{'x' * 50}</a>" for n in range(500))
    found = links(html)
    assert (len(found.domains), found.followed) == (100, 500)
    assert len(found.texts) <= 2000


@pytest.mark.parametrize(
    ("url", "affiliate"),
    [
        ("https://www.awin1.com/cread.php?awinmid=1", True),
        ("https://amzn.to/3abc", True),
        ("https://notamzn.to/3abc", False),
        ("https://www.amazon.co.uk/dp/B01?tag=oak-21", True),
        ("https://www.amazon.co.uk/dp/B01", False),
        ("https://shop.example/?tag=oak", False),
        ("https://shop.example/?utm_source=x&AFF_ID=7", True),
        ("https://shop.example/?affair=7", False),
        ("https://www.booking.com/hotel/x.html?aid=123", True),
        ("https://shop.example/?" + "a=1&" * 400, False),
    ],
)
def test_is_affiliate(url: str, affiliate: bool) -> None:
    assert is_affiliate(url) is affiliate
