from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from backlinkspider.report.model import Baseline
from backlinkspider.report.remember import last_baseline, latest_run, remember, run_baseline

if TYPE_CHECKING:
    from backlinkspider.documents import Document
    from backlinkspider.store.base import Store

T = "target.test"
DAY = datetime(2026, 11, 1, tzinfo=UTC)


def run(name: str, day: int, *, finished: bool = True) -> Document:
    started = DAY + timedelta(days=day)
    ended = started + timedelta(hours=1) if finished else None
    return {
        "_id": name,
        "spider": "backlinks",
        "targets": [T],
        "started_at": started,
        "finished_at": ended,
    }


async def test_the_first_report_has_nothing_to_compare_with(store: Store) -> None:
    assert await last_baseline(store, T) == Baseline("none")
    await store.replace("runs", [run("one", 0)])
    assert await last_baseline(store, T) == Baseline("none")


async def test_without_a_report_the_latest_run_is_what_changed(store: Store) -> None:
    own = {**run("own", 8), "spider": "ownsite"}  # looks at no links
    await store.replace("runs", [run("one", 0), run("two", 7), own])
    assert await last_baseline(store, T) == Baseline("run", DAY + timedelta(days=7))
    assert await latest_run(store, T) == "two"


async def test_the_last_report_of_an_earlier_run_is_compared_with(store: Store) -> None:
    await store.replace("runs", [run("one", 0)])
    first = DAY + timedelta(days=1)
    await remember(store, T, await latest_run(store, T), first, {"live": 5})
    await store.replace("runs", [run("two", 7)])
    expected = Baseline("report", first, {"live": 5})
    assert await last_baseline(store, T) == expected
    # made again of the same state, with a logo say: it compares with the same one
    await remember(store, T, "two", DAY + timedelta(days=8), {"live": 6})
    assert await last_baseline(store, T) == expected
    await store.replace("runs", [run("three", 14)])
    assert await last_baseline(store, T) == Baseline("report", DAY + timedelta(days=8), {"live": 6})
    assert await store.count("reports", {}) == 2


async def test_other_targets_reports_do_not_count(store: Store) -> None:
    await store.replace("runs", [run("one", 0)])
    await remember(store, "other.test", "", DAY, {"live": 5})
    assert (await last_baseline(store, T)).origin == "none"


@pytest.mark.parametrize(
    ("name", "day"), [("aaaa1111", 0), ("bbbb2222", 7), ("aaaa", 0), ("cccc", None), ("", None)]
)
async def test_runs_by_the_beginning_of_their_id(name: str, day: int | None, store: Store) -> None:
    await store.replace("runs", [run("aaaa1111", 0), run("bbbb2222", 7, finished=False)])
    found = await run_baseline(store, T, name)
    if day is None:
        assert found is None
        return
    hours = 1 if day == 0 else 0
    assert found == Baseline("asked", DAY + timedelta(days=day, hours=hours))
