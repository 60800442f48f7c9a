"""What a link's past tells rules, and what it can't."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from backlinkspider.store.past import ENOUGH_LOOKS, past_signals, unseen_until

if TYPE_CHECKING:
    from backlinkspider.documents import Document

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)


def ago(days: float) -> datetime:
    return NOW - timedelta(days=days)


def page(*looks: tuple[float, str]) -> Document:
    kept = [
        {"at": ago(days), "outcome": outcome, "whole": outcome in {"linked", "no_link"}}
        for days, outcome in looks
    ]
    return {"looks": kept}


READ_OFTEN = page(*((days, "linked") for days in range(ENOUGH_LOOKS - 1, 0, -1)))


def link(*history: tuple[float, str], **fields: Any) -> Document:
    entries = [{"at": ago(days), "kind": kind} for days, kind in history]
    return {"history": entries, "page": {}, **fields}


@pytest.mark.parametrize(
    ("history", "signals"),
    [
        ((), {"toggles": 0}),
        (((50, "lost"), (20, "back")), {"toggles": 1, "toggle_days": 30}),
        (
            ((90, "lost"), (60, "back"), (40, "changed"), (30, "lost"), (2, "back")),
            {"toggles": 2, "toggle_days": 29},
        ),
        (((9, "lost"),), {"toggles": 0}),
        (((9, "back"),), {"toggles": 0}),  # what was before is forgotten
    ],
)
def test_coming_and_going(history: tuple[tuple[float, str], ...], signals: Document) -> None:
    assert past_signals(link(*history), READ_OFTEN, NOW) == signals


def test_a_few_looks_tell_no_rhythm() -> None:
    seldom = page(*((days, "linked") for days in (9, 6, 3)), (2, "timeout"))
    assert past_signals(link((9, "lost"), (3, "back")), seldom, NOW) == {}


@pytest.mark.parametrize(
    ("published", "absent", "days"),
    [
        ("2025-06-01", ago(0), 365),
        ("2026-05-22", ago(3), 7),
        ("2026-06-30", ago(3), None),
        ("no day", ago(3), None),
        (None, ago(3), None),
        ("2025-06-01", None, None),
    ],
)
def test_days_after_publication(
    published: str | None, absent: datetime | None, days: int | None
) -> None:
    one = link(page={"published": published}, unseen_until=absent)
    expected = {} if days is None else {"days_after_published": days}
    assert past_signals(one, page(), NOW) == expected


@pytest.mark.parametrize(
    ("looks", "seen_in", "absent"),
    [
        ((), "raw", None),
        (((9, "no_link"), (5, "linked")), "raw", 5),
        (((9, "no_link"), (5, "timeout")), "both", 9),
        (((9, "no_link"),), "rendered", None),  # a plain look would not have shown it
        (((0, "no_link"),), "raw", None),  # this very look
    ],
)
def test_since_when_a_page_stood_without_the_link(
    looks: tuple[tuple[float, str], ...], seen_in: str, absent: float | None
) -> None:
    expected = None if absent is None else ago(absent)
    assert unseen_until({"link": {"seen_in": seen_in}}, page(*looks), NOW) == expected
