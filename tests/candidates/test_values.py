"""Cells of exports as values."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backlinkspider.candidates.values import (
    DayOrder,
    day_order,
    kind_of,
    read_day,
    read_flag,
    read_number,
)

DAY = date(2026, 9, 28)


@pytest.mark.parametrize(
    "cell",
    [
        "2026-09-28",
        "2026-09-28 10:11:12",
        "2026-09-28T10:11:12Z",
        "2026-09-28T10:11:12.000+02:00",
        "Sep 28, 2026",
        "September 28, 2026",
        "28 Sep 2026",
        "28 September 2026",
        "28.09.2026",
        "28.09.26",
        "28/09/2026",
        "9/28/26",
        "09/28/2026",
        "2026/09/28",
    ],
)
def test_days_that_can_be_read_one_way_only(cell: str) -> None:
    assert read_day(cell) == DAY
    assert kind_of(cell) == "day"


@pytest.mark.parametrize(
    ("cell", "order", "day"),
    [
        ("03/04/2026", None, None),
        ("03/04/2026", "dmy", date(2026, 4, 3)),
        ("03/04/2026", "mdy", date(2026, 3, 4)),
        ("03.04.2026", None, date(2026, 4, 3)),
        ("03.04.2026", "mdy", date(2026, 4, 3)),
        ("04/04/2026", None, date(2026, 4, 4)),
        ("28/09/2026", "mdy", DAY),
        ("31/02/2026", None, None),
        ("", None, None),
        ("soon", None, None),
        ("45000", None, None),
        ("1790553600", None, DAY),
        ("1790553600123", None, DAY),
        ("20260928", None, DAY),
        ("2790553600", None, None),
    ],
)
def test_the_order_of_days(cell: str, order: DayOrder | None, day: date | None) -> None:
    assert read_day(cell, order) == day


@given(st.dates(date(2000, 1, 1), date(2068, 12, 31)))
def test_a_day_survives_every_order_that_is_known(day: date) -> None:
    assert read_day(day.strftime("%d/%m/%Y"), "dmy") == day
    assert read_day(day.strftime("%m/%d/%y"), "mdy") == day


@pytest.mark.parametrize(
    ("cells", "order"),
    [
        (["03/04/2026", "28/09/2026"], "dmy"),
        (["03/04/2026", "9/28/26"], "mdy"),
        (["03/04/2026", "2026-09-28", ""], None),
    ],
)
def test_one_day_gives_away_the_order(cells: list[str], order: DayOrder | None) -> None:
    assert day_order(cells) == order


@pytest.mark.parametrize(
    ("cell", "number"),
    [
        ("1,240", 1240),
        ("1.240", 1240),
        ("1 240", 1240),
        ("12,345,678", 12_345_678),
        ("1.234,5", 1234.5),
        ("4.5", 4.5),
        ("4,5", 4.5),
        ("0.75", 0.75),
        ("-3", -3),
        ("37%", 37),
        ("", None),
        ("N/A", None),
        ("-", None),
        ("nan", None),
        ("1e999", None),
    ],
)
def test_numbers(cell: str, number: float | None) -> None:
    assert read_number(cell) == number


@pytest.mark.parametrize("cell", ["TRUE", "true", "Yes", "1", "+", "x", "Y"])
def test_yes(cell: str) -> None:
    assert read_flag(cell) is True


@pytest.mark.parametrize("cell", ["FALSE", "false", "No", "0", "", "-"])
def test_no(cell: str) -> None:
    assert read_flag(cell) is False


def test_neither() -> None:
    assert read_flag("maybe") is None


@pytest.mark.parametrize(
    ("cell", "kind"),
    [
        ("https://a.example/", "url"),
        ("//a.example/", "url"),
        ("false", "flag"),
        ("13,510", "number"),
        ("4.5", "number"),
        ("oak tables", "text"),
        ("a.example", "text"),
        ("", ""),
    ],
)
def test_kinds(cell: str, kind: str) -> None:
    assert kind_of(cell) == kind
