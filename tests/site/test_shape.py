"""URLs without their dates, tokens and values."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backlinkspider.site.shape import read_shape

SITE = "https://example.com"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("/calendar/2031/07", "/calendar/2026/1"),
        ("/calendar/2031/07/14", "/calendar/2031/7/4/"),
        ("/calendar/2031/07/14/day", "/calendar/2031/07/15/day"),
        ("/events/2031-07-14", "/events/2031-07-15"),
        ("/events-14.07.2031.html", "/events-15.07.2031.html"),
        ("/archive/20310714", "/archive/20310715"),
        ("/events/july-2031", "/events/aug-2031"),
        ("/kalender/2031/dezember", "/kalender/2030/mai"),
        ("/events/2031-W12", "/events/2031-w13"),
        ("/archive/20310714T100000Z", "/archive/20310715T110000Z"),
        ("/cal?date=2031-07-14", "/cal?date=2031-07-15"),
        ("/cal?month=7&year=2031", "/cal?year=2032&month=12"),
        ("/cal?ts=1900000000", "/cal?ts=1900086400"),
        ("/room/5?day=2031-07-14T10:00:00", "/room/5?day=2031-07-15T10:00:00"),
    ],
)
def test_pages_that_differ_in_a_date(one: str, other: str) -> None:
    dated = read_shape(SITE + one).dated
    assert dated
    assert read_shape(SITE + other).dated == dated


@pytest.mark.parametrize(
    "path",
    [
        "/2024/05/spring-fair",
        "/2024/05/17/spring-fair.html",
        "/2024-05-17-spring-fair",
        "/product/201205",
        "/item?id=20",
        "/item?id=1712345678",
        "/docs/2024.1/install",
        "/iso-9001-2015-guide",
        "/marching-2024bands",
        "/tel/120240517",
        "/news/202405170331.aspx",
        "/archive/2031/",
        "/",
    ],
)
def test_articles_and_numbers_are_no_dates(path: str) -> None:
    assert read_shape(SITE + path).dated == ""


def test_other_parameters_tell_dated_pages_apart() -> None:
    shapes = {read_shape(f"{SITE}/cal?room={room}&date=2031-07-14").dated for room in "ab"}
    assert len(shapes) == 2


def test_tokens_are_masked_where_they_stand() -> None:
    shape = read_shape(f"{SITE}/a/9f8c1d2e3b4a5968/b?k=123e4567-e89b-12d3-a456-426614174000&x=1")
    assert [(place, token[:6]) for place, _, token in shape.masked] == [
        ("/1", "9f8c1d"),
        ("?k", "123e45"),
    ]
    assert shape.masked[0][1].startswith("example.com/a/*/b?k=123e")
    assert shape.masked[1][1] == "example.com/a/9f8c1d2e3b4a5968/b?k=*&x=1"


def test_order_and_addresses_in_values_are_seen() -> None:
    assert read_shape(f"{SITE}/a/?sort=price&b=1").unordered == read_shape(f"{SITE}/a?b=1").key
    assert read_shape(f"{SITE}/a?b=1").unordered == ""
    assert read_shape(f"{SITE}/a?to=%2Fcart").refers
    assert read_shape(f"{SITE}/a?to=https://example.com/x").refers
    assert not read_shape(f"{SITE}/a?to=1/2").refers


@settings(deadline=None)
@given(st.text(st.characters(exclude_categories=())) | st.text("/?&=*%20319-_.jmayw", max_size=60))
def test_any_text_has_a_shape(text: str) -> None:
    assert read_shape(text) == read_shape(text)
    assert read_shape(f"{SITE}/{text}").script.startswith("example.com")
