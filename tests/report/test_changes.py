from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from backlinkspider.report.changes import KEPT, WEEKS, Changes, detail, monday, week_name

if TYPE_CHECKING:
    from backlinkspider.documents import Document

NOW = datetime(2026, 11, 28, tzinfo=UTC)


def event(kind: str, days: int, link: str = "a", **details: Any) -> Document:
    return {
        "_id": f"{kind}{days}{link}",
        "kind": kind,
        "at": NOW - timedelta(days=days),
        "link_id": link,
        "details": [{"field": name, "value": value} for name, value in details.items()],
    }


def collected(*events: Document, since: datetime | None = None) -> Changes:
    changes = Changes(since)
    for one in events:
        changes.feed(one)
    return changes


def test_a_link_counts_once_for_each_kind_of_change_after_the_moment() -> None:
    changes = collected(
        event("new", 30, "a"),
        event("changed", 3, "a"),
        event("changed", 2, "a"),
        event("changed", 7, "b"),
        event("lost", 1, "b", reason="page_gone"),
        since=NOW - timedelta(days=7),
    )
    assert {kind: len(links) for kind, links in changes.links.items()} == {"changed": 1, "lost": 1}
    assert changes.reasons == {"page_gone": 1}
    assert [one["_id"] for one in changes.newest("changed")] == ["changed2a", "changed3a"]
    assert changes.newest("back") == []


def test_without_a_moment_nothing_has_changed() -> None:
    changes = collected(event("new", 1))
    assert not changes.links
    assert changes.newest("new") == []


def test_only_the_newest_events_are_kept() -> None:
    events = [event("new", days, str(days)) for days in range(1, 30)]
    changes = collected(*events, since=NOW - timedelta(days=365))
    assert [one["link_id"] for one in changes.newest("new")] == [
        str(days) for days in range(1, KEPT + 1)
    ]
    assert len(changes.links["new"]) == 29


def test_weeks_without_events_are_there_too() -> None:
    changes = collected(event("new", 21), event("lost", 21), event("new", 0))
    assert [(week, dict(counts)) for week, counts in changes.weeks()] == [
        ("2026-W45", {"new": 1, "lost": 1}),
        ("2026-W46", {}),
        ("2026-W47", {}),
        ("2026-W48", {"new": 1}),
    ]
    assert Changes(None).weeks() == []


def test_old_weeks_are_left_out() -> None:
    changes = collected(event("new", 3000), event("new", 0))
    weeks = changes.weeks()
    assert len(weeks) == WEEKS
    assert weeks[-1][0] == "2026-W48"


@pytest.mark.parametrize(
    ("day", "name"),
    [("2026-12-31", "2026-W53"), ("2027-01-01", "2026-W53"), ("2027-01-04", "2027-W01")],
)
def test_weeks_are_those_of_iso_8601(day: str, name: str) -> None:
    moment = datetime.fromisoformat(f"{day}T23:59:59+00:00")
    assert week_name(monday(moment)) == name
    assert monday(moment) <= date.fromisoformat(day)


def test_details_by_name() -> None:
    lost = event("lost", 1, reason="page_gone")
    assert detail(lost, "reason") == "page_gone"
    assert detail(lost, "other") is None
