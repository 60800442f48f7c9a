from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from backlinkspider.domains.history import iso_week, lost_credit, lost_weeks
from tests.domains.links import NOW, link, lost, nofollowed, turned

if TYPE_CHECKING:
    from backlinkspider.documents import Document


@pytest.mark.parametrize(
    ("day", "week"),
    [
        ((2026, 11, 25), "2026-W48"),
        ((2026, 12, 31), "2026-W53"),
        (
            (2027, 1, 1),
            "2026-W53",
        ),  # a year's first days may lie in the last week of the one before
        ((2024, 12, 30), "2025-W01"),
    ],
)
def test_weeks_are_those_of_iso_8601(day: tuple[int, int, int], week: str) -> None:
    assert iso_week(datetime(*day, tzinfo=UTC)) == week


def test_each_loss_counts_in_its_week() -> None:
    went = [
        {"run": "r", "at": NOW - timedelta(days=days), "kind": kind, "details": []}
        for days, kind in ((30, "lost"), (20, "back"), (0, "lost"))
    ]
    assert list(lost_weeks(lost(history=went))) == ["2026-W44", "2026-W48"]
    assert list(lost_weeks(link(history=went[:2]))) == ["2026-W44"]
    assert list(lost_weeks(link())) == []


def test_a_loss_whose_history_is_gone_is_known_by_its_date() -> None:
    assert list(lost_weeks(lost(history=[]))) == ["2026-W48"]


@pytest.mark.parametrize(
    ("document", "is_lost"),
    [
        (nofollowed(history=[turned("link.follow", True, False)]), True),
        (nofollowed(history=[turned("link.passes_credit", True, False)]), True),  # noindex
        (nofollowed(history=[]), False),
        (nofollowed(history=[turned("link.text", "a", "b")]), False),
        (link(history=[turned("link.follow", True, False)]), False),  # it passes credit by now
        (
            nofollowed(
                history=[
                    turned("link.follow", True, False),
                    turned("link.follow", False, True),
                    turned("link.follow", True, False),
                ]
            ),
            True,
        ),
    ],
)
def test_whether_credit_was_lost(document: Document, is_lost: bool) -> None:
    assert lost_credit(document) is is_lost
