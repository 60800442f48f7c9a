"""What a rendered page brought, over plain readings."""

from __future__ import annotations

from dataclasses import replace

import pytest

from backlinkspider.crawl.rendering import gain_of
from backlinkspider.page.document import HtmlDocument
from tests.links.test_record import reading, target

WORDS = "word " * 100
LINK = "<a href=https://t.example/x>x</a>"
OTHER = "<a href=https://www.t.example/y>y</a>"


@pytest.mark.parametrize(
    ("raw", "rendered", "gain"),
    [
        (WORDS, WORDS, ""),
        (WORDS, f"{WORDS}{LINK}", "links"),
        (LINK, LINK * 2, "links"),
        (LINK, OTHER, "links"),
        (LINK * 2, LINK, ""),
        (WORDS, f"{WORDS}<a href=https://o.example/>o</a>", ""),
        ("", WORDS, "text"),
        (WORDS * 10, WORDS * 12, "text"),
        (WORDS * 10, f"{WORDS * 10}{'more ' * 60}", ""),
        ("", "Accept cookies?", ""),
    ],
)
def test_what_a_rendered_page_brought(raw: str, rendered: str, gain: str) -> None:
    assert gain_of(reading(raw, rendered), [target()]) == gain


def test_a_page_that_leads_elsewhere_was_worth_it() -> None:
    plain = reading(WORDS)
    moved = HtmlDocument(WORDS.encode(), url="https://blog.example/other", charset="utf-8")
    assert gain_of(replace(plain, left_to="https://o.example/"), [target()]) == "elsewhere"
    assert gain_of(replace(plain, rendered=moved), [target()]) == "elsewhere"
    assert gain_of(plain, [target()]) == ""
