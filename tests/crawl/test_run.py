"""Runs: the same command joins its unfinished run; a finished one has counts that add up."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from backlinkspider.crawl.run import (
    Job,
    add_beyond,
    close_run,
    note_ingested,
    start_run,
    unaccounted,
)
from backlinkspider.store.base import StoreError
from tests.crawl.engine import BEGIN, Meddled, all_of, opened

if TYPE_CHECKING:
    from backlinkspider.documents import Document
    from backlinkspider.store.base import Store


def job(**arguments: str) -> Job:
    return Job(spider="backlinks", targets=("target.test",), arguments=arguments)


async def pages(store: Store, run: str, *outcomes: str, **fields: Any) -> None:
    known = await store.count("pages", {})
    await store.replace(
        "pages",
        [
            {"_id": f"{known + n}", "v": 1, "run": run, "outcome": outcome, **fields}
            for n, outcome in enumerate(outcomes)
        ],
    )


def test_a_job_is_its_spider_targets_and_arguments_in_any_order() -> None:
    same = Job(spider="backlinks", targets=("t",), arguments={"a": "1", "b": "2"})
    others = [
        Job(spider="backlinks", targets=("t",), arguments={"b": "2", "a": "1"}),
        Job(spider="ownsite", targets=("t",), arguments={"a": "1", "b": "2"}),
        Job(spider="backlinks", targets=("t", "u"), arguments={"a": "1", "b": "2"}),
        Job(spider="backlinks", targets=("t",), arguments={"a": "1", "b": "3"}),
        Job(spider="backlinks", targets=("t",), arguments={"a": "1"}),
    ]
    assert [other.key == same.key for other in others] == [True, False, False, False, False]


async def test_a_new_run_describes_its_job(store: Store) -> None:
    run = await start_run(store, job(depth="2", candidates="x.csv"), BEGIN, {"version": "1"})
    expected = {
        "v": 1,
        "number": 1,
        "spider": "backlinks",
        "targets": ["target.test"],
        "options": [{"name": "candidates", "value": "x.csv"}, {"name": "depth", "value": "2"}],
        "state": "running",
        "started_at": BEGIN,
        "finished_at": None,
        "candidates": None,
        "version": "1",
    }
    assert run.items() >= expected.items()
    assert await all_of(store, "runs") == {run["_id"]: run}


@pytest.mark.parametrize("state", ["running", "interrupted"])
async def test_an_unfinished_run_is_joined(store: Store, state: str) -> None:
    first = await start_run(store, job(), BEGIN, {"version": "1"})
    await store.replace("runs", [{**first, "state": state}])
    later = BEGIN + timedelta(days=1)
    second = await start_run(store, job(), later, {"version": "2"})
    assert (second["_id"], second["state"]) == (first["_id"], "running")
    assert (second["version"], second["started_at"]) == ("1", BEGIN)
    other = await start_run(store, job(depth="9"), later, {})
    assert other["_id"] != first["_id"]


async def test_after_a_finished_run_comes_the_next(store: Store) -> None:
    ids = []
    for number in (1, 2, 3):
        run = await start_run(store, job(), BEGIN, {})
        await note_ingested(store, run["_id"], {})
        assert (await close_run(store, run["_id"], BEGIN, complete=True))["state"] == "finished"
        assert run["number"] == number
        ids.append(run["_id"])
    assert len(set(ids)) == 3


async def test_processes_that_start_at_once_share_one_run(store: Store, store_uri: str) -> None:
    async with opened(store_uri) as other:
        runs = await asyncio.gather(
            *(start_run((store, other)[n % 2], job(), BEGIN, {}) for n in range(8))
        )
    assert len({run["_id"] for run in runs}) == 1


async def test_a_run_is_finished_when_its_counts_add_up(store: Store) -> None:
    run = (await start_run(store, job(), BEGIN, {}))["_id"]
    await pages(store, run, "linked", "linked", "timeout")
    await pages(store, "another", "pending", "linked", taken_from=[run])
    await note_ingested(store, run, {"bad_lines": 4})
    links = [{"_id": f"{n}", "v": 1, "run": run, "state": "live"} for n in range(3)]
    await store.replace("links", [*links, {"_id": "x", "v": 1, "run": run, "state": "lost"}])
    closed = await close_run(store, run, BEGIN, complete=True)
    expected = {
        "state": "finished",
        "finished_at": BEGIN,
        "candidates": 5,
        "outcomes": {"linked": 2, "timeout": 1},
        "taken": 2,
        "links": 3,
        "bad_lines": 4,
    }
    assert closed.items() >= expected.items()
    assert (await all_of(store, "runs"))[run] == closed


@pytest.mark.parametrize("outcomes", [("linked", "pending"), ("linked",), ("linked",) * 3])
async def test_a_run_whose_counts_do_not_add_up_is_not_finished(
    sqlite: Store, outcomes: tuple[str, ...]
) -> None:
    run = (await start_run(sqlite, job(), BEGIN, {}))["_id"]
    await pages(sqlite, run, "linked", "linked")
    await note_ingested(sqlite, run, {})
    found = await sqlite.find("pages", {})
    await sqlite.replace("pages", [{**page, "run": "gone"} for page in found])
    await pages(sqlite, run, *outcomes)
    closed = await close_run(sqlite, run, BEGIN, complete=True)
    assert (closed["state"], closed["finished_at"]) == ("interrupted", None)
    assert unaccounted(closed) == 1


async def test_what_rendering_brought_is_kept_for_each_process(sqlite: Store) -> None:
    run = (await start_run(sqlite, job(), BEGIN, {}))["_id"]
    for by, pages_rendered in [("a", 1), ("b", 2), ("a", 3)]:
        told = {"by": by, "pages": pages_rendered}
        await close_run(sqlite, run, BEGIN, complete=False, rendering=told)
    closed = await close_run(sqlite, run, BEGIN, complete=False)
    assert {one["by"]: one["pages"] for one in closed["rendering"]} == {"a": 3, "b": 2}


async def test_an_interrupted_run_is_not_finished_though_it_adds_up(sqlite: Store) -> None:
    run = (await start_run(sqlite, job(), BEGIN, {}))["_id"]
    await note_ingested(sqlite, run, {})
    closed = await close_run(sqlite, run, BEGIN, complete=False)
    assert (closed["state"], unaccounted(closed)) == ("interrupted", 0)


@pytest.mark.parametrize(
    ("run", "missing"),
    [
        ({"candidates": 0, "outcomes": {}}, 0),
        ({"candidates": 3, "outcomes": {"linked": 1, "no_link": 2}}, 0),
        ({"candidates": 3, "outcomes": {"linked": 1, "pending": 2}}, 2),
        ({"candidates": 3, "outcomes": {"linked": 1}}, 2),
        ({"candidates": 3, "outcomes": {"linked": 5}}, 2),
        ({"candidates": 3, "outcomes": {"linked": 1}, "taken": 2}, 0),
        ({"candidates": 3, "outcomes": {"linked": 3}, "taken": 2}, 2),
        ({"candidates": None, "outcomes": {}}, 1),
        ({"candidates": None, "outcomes": {"linked": 9}}, 1),
        ({"candidates": None, "outcomes": {"linked": 9, "pending": 4}}, 4),
    ],
)
def test_unaccounted(run: Document, missing: int) -> None:
    assert unaccounted(run) == missing


async def test_two_processes_change_one_run(sqlite: Store) -> None:
    run = (await start_run(sqlite, job(), BEGIN, {}))["_id"]
    facts: list[Document] = [{f"fact_{n}": n} for n in range(8)]
    await asyncio.gather(*(note_ingested(sqlite, run, one) for one in facts))
    stored = (await all_of(sqlite, "runs"))[run]
    assert all(stored.items() >= one.items() for one in facts)
    assert stored["v"] == 9


async def test_a_run_that_never_stands_still_is_an_error(sqlite: Store) -> None:
    run = (await start_run(sqlite, job(), BEGIN, {}))["_id"]
    meddled = Meddled(sqlite)

    async def rival(operation: str, _: Any) -> None:
        if operation == "swap runs":
            old = (await sqlite.get("runs", [run]))[run]
            await sqlite.replace("runs", [{**old, "v": old["v"] + 1}])

    meddled.before = rival
    with pytest.raises(StoreError, match="changes too often to be written"):
        await close_run(meddled.as_store(), run, BEGIN, complete=True)


async def test_what_processes_asked_beyond_the_pages_adds_up(store: Store) -> None:
    run = (await start_run(store, job(), BEGIN, {}))["_id"]
    await add_beyond(store, run, {"link paths": {}})
    await asyncio.gather(
        add_beyond(store, run, {"link paths": {"requests": 2}}),
        add_beyond(store, run, {"link paths": {"requests": 3, "asked": 1}}),
    )
    rows = (await store.get("runs", [run]))[run]["beyond"]
    assert {(row["name"], row["what"]): row["count"] for row in rows} == {
        ("link paths", "requests"): 5,
        ("link paths", "asked"): 1,
    }
