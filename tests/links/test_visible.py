"""Measurements joined to the anchors of the rendered page."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from backlinkspider.links.record import Reading, links_to
from backlinkspider.links.visible import hidden_by_style
from backlinkspider.page.document import HtmlDocument
from backlinkspider.page.fetch import Fetch
from backlinkspider.page.measured import Measured, Piece
from backlinkspider.page.seen import Seen
from backlinkspider.target import Target, parse_matcher

URL = "https://page.example/"
TARGET = Target(name="t.example", matchers=(parse_matcher("t.example"),))
SHOWN = Piece(kind="text", chars=3, width=30, height=18, points=9, through=(1.0,) * 9)
FADED = Piece(kind="text", chars=3, width=30, height=18, points=9, opacity=0, through=(1.0,) * 9)


def links(html: str, *measured: Measured, raw: str = "") -> list[dict[str, Any]]:
    before, after = (HtmlDocument(text.encode(), url=URL) for text in (raw or html, html))
    fetch = Fetch(
        final_url=URL,
        status=200,
        headers=(),
        redirects=(),
        ip=None,
        fetched_at=datetime(2026, 11, 22, tzinfo=UTC),
    )
    reading = Reading(URL, fetch, b"", before, after, look=Seen(measured=measured))
    return [dict(document) for document in links_to(TARGET, reading)]


def one(url: str, ordinal: int, *pieces: Piece) -> Measured:
    return Measured(url=url, ordinal=ordinal, pieces=pieces)


def test_each_link_has_its_own_measurement() -> None:
    again = "<a href=https://t.example/>b</a>"
    html = f"<a href=https://t.example/>a</a> {again} <a href=https://t.example/x>c</a>"
    found = links(
        html,
        one("https://t.example/", 0, SHOWN),
        one("https://t.example/", 1, FADED),
    )
    states = [link["link"]["visibility"]["state"] for link in found]
    assert states == ["visible", "hidden", "unknown"]
    assert found[1]["link"]["visibility"]["reasons"] == ["opacity_zero"]
    assert found[1]["link"]["visibility"]["measured"]["opacity"] == 0
    assert found[2]["link"]["visibility"] == {"state": "unknown", "reasons": []}


def test_what_a_browser_has_not_as_elements_is_not_counted() -> None:
    html = "<p>x</p><noscript><a href=https://t.example/>a</a></noscript><a href=https://t.example/>b</a>"
    found = links(html, one("https://t.example/", 0, FADED))
    assert [(link["link"]["place"], link["link"]["visibility"]["state"]) for link in found] == [
        ("noscript", "unknown"),
        ("a", "hidden"),
    ]


def test_a_link_that_scripts_took_away_was_not_measured() -> None:
    link = "<a href=https://t.example/>a</a>"
    [found] = links("<p>gone</p>", raw=link)
    assert found["link"]["visibility"]["state"] == "unknown"


def test_numbers_are_those_of_what_is_seen_best() -> None:
    link = "<a href=https://t.example/>a</a>"
    [found] = links(link, one("https://t.example/", 0, FADED, SHOWN))
    assert found["link"]["visibility"]["measured"]["opacity"] == 1
    [found] = links(link, one("https://t.example/", 0))
    assert found["link"]["visibility"]["reasons"] == ["no_text"]
    assert found["link"]["visibility"]["measured"]["chars"] == 0


@pytest.mark.parametrize(
    ("ways", "visibility", "left"),
    [
        (["opacity_zero"], {"state": "unknown", "reasons": []}, ["opacity_zero"]),
        (["opacity_zero"], {"state": "hidden", "reasons": ["opacity_zero"]}, ["opacity_zero"]),
        (["opacity_zero"], {"state": "visible", "reasons": []}, []),
        (
            ["display_none"],
            {"state": "exempt", "reasons": ["display_none", "tab"]},
            ["display_none", "interactive"],
        ),
        (["clip"], {"state": "exempt", "reasons": ["screen_reader"]}, ["clip", "screen_reader"]),
        ([], {"state": "exempt", "reasons": ["display_none", "tab"]}, []),
    ],
)
def test_the_browser_knows_better_than_style_attributes(
    ways: list[str], visibility: dict[str, Any], left: list[str]
) -> None:
    assert hidden_by_style(ways, visibility) == left
