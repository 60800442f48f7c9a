"""Where the anchor of a lost link leads now."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from backlinkspider.links.record import Reading, links_to
from backlinkspider.links.standing import Standing
from backlinkspider.page.document import HtmlDocument
from backlinkspider.page.fetch import Fetch
from backlinkspider.target import Target
from backlinkspider.target.matching import parse_matcher

URL = "https://blog.example/post"
OURS = '<p>Made by <a href="https://shop.example/">the joiner</a> in Settle.</p>'
TARGET = Target(name="shop.example", matchers=(parse_matcher("shop.example"),))


def _document(body: str) -> HtmlDocument:
    return HtmlDocument(f"<!doctype html><body>{body}".encode(), url=URL, content_type="text/html")


def _leads(before: str, after: str) -> list[str | None]:
    """Return where the links to the shop on the page *before* lead on the page *after*."""
    fetch = Fetch(
        final_url=URL, status=200, headers=(), redirects=(), ip=None, fetched_at=datetime.now(UTC)
    )
    links = links_to(TARGET, Reading(URL, fetch, before.encode(), _document(before)))
    standing = Standing(_document(after))
    return [standing.leads(link) for link in links]


@pytest.mark.parametrize(
    ("after", "leads"),
    [
        (OURS.replace("shop.example/", "rival.example/"), "https://rival.example/"),
        (OURS.replace("shop.example/", "shop.example/new"), "https://shop.example/new"),
        (OURS.replace("https://shop.example/", "/tag/joiner"), "https://blog.example/tag/joiner"),
        (OURS.replace("https://shop.example/", "javascript:void(0)"), "javascript:void(0)"),
        ("<p>Made by the joiner in Settle.</p>", None),
        (OURS.replace("the joiner", "another joiner").replace("shop", "rival"), None),
        (OURS.replace("Made by", "Sold by").replace("shop", "rival"), None),
        (OURS, None),
        (2 * OURS.replace("shop", "rival"), None),
        ("", None),
    ],
    ids=lambda value: str(value)[:40],
)
def test_an_anchor_stands_where_its_words_and_those_around_it_are(
    after: str, leads: str | None
) -> None:
    assert _leads(OURS, after) == [leads]


def test_what_moves_up_in_a_list_is_no_other_target() -> None:
    items = [
        f'<li>{name}: <a href="https://{name}.example/">website</a></li>'
        for name in ("shop", "rival", "third")
    ]
    assert _leads(f"<ul>{''.join(items)}</ul>", f"<ul>{''.join(items[1:])}</ul>") == [None]


def test_an_anchor_without_words_is_never_known_again() -> None:
    image = '<p><a href="https://shop.example/"><img src="x.png"></a></p>'
    assert _leads(image, image.replace("shop", "rival")) == [None]
    assert _leads('<a href="https://shop.example/">x</a>', '<a href="/">x</a>') == [None]
