from __future__ import annotations

from typing import Any

import pytest

from backlinkspider.links.page_part import fetch_part, read_page, title_template
from backlinkspider.links.record import Reading
from backlinkspider.page.document import HtmlDocument
from backlinkspider.page.fetch import Fetch, Hop


def reading(html: str = "", **changes: Any) -> Reading:
    known: dict[str, Any] = {
        "final_url": "https://blog.example/post",
        "status": 200,
        "headers": (("content-type", "text/html; charset=utf-8"),),
        "redirects": (),
        "ip": "192.0.2.1",
        "fetched_at": None,
    }
    fetch = Fetch(**(known | changes))
    document = HtmlDocument(
        html.encode(), url=fetch.final_url, content_type="text/html; charset=utf-8"
    )
    return Reading("https://blog.example/post", fetch, html.encode(), document)


def test_page_part() -> None:
    html = (
        "<title>x</title><meta name=robots content=nofollow><link rel=canonical href=//o.example/c>"
    )
    headers = (("content-type", "text/html"), ("x-robots-tag", "googlebot: noindex"))
    hop = Hop(url="http://blog.example/", status=301)
    part = read_page(
        reading(html, headers=headers, redirects=(hop,), robots_txt="bingbot"), anchors=()
    )
    page, credit = part.page, part.credit
    assert page["robots"] == {
        "txt": "bingbot",
        "meta": ["nofollow"],
        "header": ["googlebot: noindex"],
    }
    assert page["redirects"] == [{"url": "http://blog.example/", "status": 301}]
    assert (page["indexable"], page["canonical"]) == (False, "https://o.example/c")
    assert credit.blockers() == (
        *("nofollow:meta:robots", "noindex:header:googlebot"),
        *("robots_txt:bingbot", "canonical_elsewhere"),
    )


def test_what_a_fetch_alone_tells() -> None:
    part = fetch_part("https://blog.example", reading(final_url="https://www.blog.example/").fetch)
    assert (part["url"], part["final_url"]) == ("https://blog.example", "https://www.blog.example/")
    assert (part["host"], part["domain"]) == ("www.blog.example", "blog.example")
    assert (part["truncated"], part["ip"]) == (False, "192.0.2.1")


def test_what_is_not_known_of_a_text_is_left_out() -> None:
    signals = read_page(reading("<a href=/>x</a>"), anchors=()).signals
    assert not {"stop_word_share"} & set(signals)
    assert (signals["text_words"], signals["text_bands"], signals["skeleton"]) == (1, [], None)


@pytest.mark.parametrize(
    ("title", "host", "template"),
    [
        (
            "Best-Sofas.example | Keyword Rankings",
            "best-sofas.example",
            "{domain} | keyword rankings",
        ),
        ("www.oak.example: 24 facts", "www.oak.example", "{domain}: {n} facts"),
        ("Best Sofas - 1,200 links", "best-sofas.example", "{domain} - {n} links"),
        ("Oakwell is here", "oak.example", "oakwell is here"),
        ("ab cd", "ab.example", "ab cd"),
        ("", "oak.example", None),
    ],
)
def test_title_template(title: str, host: str, template: str | None) -> None:
    assert title_template(title, host) == template


@pytest.mark.parametrize(
    ("content", "left_to"),
    [
        ("0; url=https://stranger.example/go", "https://stranger.example/go"),
        ("0; url=https://www.blog.example/new", None),
        ("30", None),
    ],
)
def test_a_refresh_to_another_domain_takes_visitors_away(content: str, left_to: str | None) -> None:
    html = f'<meta http-equiv=refresh content="{content}">'
    assert read_page(reading(html), anchors=()).page["left_to"] == left_to
