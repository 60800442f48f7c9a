"""Which pages a re-check visits: those with known links, the most due, never more than asked."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from backlinkspider.crawl.due import Bounds
from backlinkspider.crawl.ingest import BATCH, Ingest
from backlinkspider.crawl.known import Known, MostDue, NothingKnown, named_targets
from backlinkspider.crawl.run import Job, note_ingested, start_run
from backlinkspider.documents import link_id, page_id
from backlinkspider.target import TargetError
from tests.crawl.engine import BEGIN, Clock, everything, frontier_of, target

if TYPE_CHECKING:
    from pathlib import Path

    from backlinkspider.documents import Document
    from backlinkspider.store.base import Store

pytestmark = pytest.mark.usefixtures("impatient", "a_year_later")

DAY = timedelta(days=1)
NOW = BEGIN + 365 * DAY
ALL = Known(("one.test", "two.test"), Bounds(DAY, 30 * DAY), 100)


@pytest.fixture
def a_year_later(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("backlinkspider.crawl.clock._system", lambda: NOW)


def url(number: int) -> str:
    return f"https://d{number}.test/page"


def page(number: int, name: str, days: float, **fields: Any) -> Document:
    """Return a page with a known link to *name*, looked at first and last *days* ago."""
    at = NOW - days * DAY
    return {
        "_id": page_id(name, url(number)),
        "v": 1,
        "target": name,
        "url": url(number),
        "kind": "page",
        "host": f"d{number}.test",
        "domain": f"d{number}.test",
        "key": "warc:0",
        "run": "an earlier run",
        "outcome": "linked",
        "source": {"file": "list.csv", "line": number},
        "site": "d.test",
        "depth": 2,
        "claims": [{"tool": "t", "target": "", "file": "list.csv", "row": 1}],
        "known": 1,
        "checked_at": at,
        "looks": [{"run": "an earlier run", "at": at, "outcome": "linked"}],
        **fields,
    }


def link(of: Document, **fields: Any) -> Document:
    return {
        "_id": link_id(of["target"], of["url"], f"https://{of['target']}/", 0),
        "v": 1,
        "target": of["target"],
        "page_id": of["_id"],
        "state": "live",
        "first_seen": of["checked_at"],
        "link": {"passes_credit": False},
        **fields,
    }


async def fill(store: Store, *pages: Document, links: bool = True) -> None:
    await store.replace("pages", pages)
    if links:
        await store.replace("links", [link(one) for one in pages if one["known"]])


async def fed(store: Store, known: Known = ALL, number: str = "") -> Ingest:
    """Choose pages for a new run, or for the one of the same *number*."""
    job = Job(spider="recheck", targets=known.targets, arguments={"number": number})
    run = await start_run(store, job, NOW, {})
    ingest = Ingest(store, run["_id"], [target(name) for name in known.targets])
    await known.feed(ingest)
    return ingest


async def chosen(store: Store, ingest: Ingest) -> set[tuple[str, str]]:
    pages = await store.find("pages", {"run": ingest.run})
    return {(one["host"].partition(".")[0], one["target"].partition(".")[0]) for one in pages}


async def test_pages_with_known_links_that_are_due(store: Store) -> None:
    await fill(
        store,
        page(1, "one.test", 40),
        page(2, "one.test", 0.5),  # younger than min_age
        page(3, "one.test", 40, known=0),  # never had a link
        page(4, "two.test", 40, outcome="no_link"),  # lost ones may come back
        page(5, "three.test", 40),  # nobody asked for that target
    )
    ingest = await fed(store)
    assert await chosen(store, ingest) == {("d1", "one"), ("d4", "two")}
    again = (await store.get("pages", [page_id("one.test", url(1))])).popitem()[1]
    expected: Document = {
        "outcome": "pending",
        "key": "d1.test",
        "site": None,
        "depth": 0,
        "source": {"file": "list.csv", "line": 1},
        "taken_from": [],
        "rank": -40.0,
        "known": 1,
    }
    assert again.items() >= expected.items()
    assert [one["tool"] for one in again["claims"]] == ["t"]
    assert (ingest.accepted, ingest.known) == (2, 0)


async def test_a_page_that_changes_is_due_sooner_than_one_that_does_not(store: Store) -> None:
    looks = [
        {"at": NOW - 40 * DAY, "outcome": "linked"},
        {"at": NOW - 10 * DAY, "outcome": "linked"},
    ]
    steady, changing = (
        page(number, "one.test", 10, looks=looks, checked_at=NOW - 10 * DAY) for number in (1, 2)
    )
    await fill(store, steady, changing, links=False)
    old = {"first_seen": NOW - 40 * DAY}
    change = {"history": [{"kind": "changed", "at": NOW - 10 * DAY}]}
    await store.replace("links", [link(steady, **old), link(changing, **old, **change)])
    assert await chosen(store, await fed(store)) == {("d2", "one")}


async def test_the_budget_goes_to_the_most_due_and_they_go_first(store: Store) -> None:
    await fill(store, *(page(number, "one.test", 40 + number) for number in range(9)))
    ingest = await fed(store, Known(("one.test",), ALL.bounds, 3))
    visits = await everything(frontier_of(store, ingest.run, Clock(), window=1), store)
    assert [visit.url for visit in visits] == [url(8), url(7), url(6)]


async def test_a_page_of_several_targets_is_one_visit(store: Store) -> None:
    await fill(
        store,
        page(1, "one.test", 40),
        page(1, "two.test", 3),  # due as well: it was new when it was looked at
        page(2, "one.test", 50),
        page(2, "two.test", 0.5),  # too soon
    )
    ingest = await fed(store)
    assert await chosen(store, ingest) == {("d1", "one"), ("d1", "two"), ("d2", "one")}
    visits = await everything(frontier_of(store, ingest.run, Clock()), store)
    assert [(visit.url, len(visit.pages)) for visit in visits] == [(url(2), 1), (url(1), 2)]


async def test_a_run_that_has_chosen_chooses_no_more(store: Store) -> None:
    await fill(store, *(page(number, "one.test", 40 + number) for number in range(5)))
    known = Known(("one.test",), ALL.bounds, 2)
    first = await fed(store, known, "1")
    await note_ingested(store, first.run, {})
    assert (await fed(store, known, "1")).accepted == 0
    assert await chosen(store, first) == {("d4", "one"), ("d3", "one")}


async def test_choosing_that_was_interrupted_goes_on_within_the_budget(store: Store) -> None:
    await fill(store, *(page(number, "one.test", 40 + number) for number in range(5)))
    first = await fed(store, Known(("one.test",), ALL.bounds, 2), "1")
    second = await fed(store, Known(("one.test",), ALL.bounds, 3), "1")
    assert first.run == second.run
    assert await chosen(store, second) == {("d4", "one"), ("d3", "one"), ("d2", "one")}


async def test_more_pages_than_fit_a_batch(sqlite: Store) -> None:
    many = BATCH + 20
    await fill(sqlite, *(page(number, "one.test", 40 + number / 1000) for number in range(many)))
    ingest = await fed(sqlite, Known(("one.test",), ALL.bounds, many - 1))
    assert await sqlite.count("pages", {"run": ingest.run}) == many - 1
    assert ("d0", "one") not in await chosen(sqlite, ingest)


def test_the_most_due_are_kept_whatever_the_order() -> None:
    most = MostDue(3)
    offered = [(f"u{number}", 1 + (number * 7919 % 2003) / 100) for number in range(2003)]
    for name, due in [*offered, *offered[:50]]:
        most.offer(name, due)
    most.offer("u1", 99)
    wanted = sorted([*offered[2:], ("u1", 99), offered[0]], key=lambda pair: -pair[1])[:3]
    assert most.best() == wanted
    nothing = MostDue(0)
    nothing.offer("u", 2)
    assert nothing.best() == []


async def test_targets_are_named_or_all(sqlite: Store, tmp_path: Path) -> None:
    with pytest.raises(NothingKnown, match="holds no links yet: crawl first"):
        await named_targets(sqlite, spec="all", folder=tmp_path)
    await fill(sqlite, page(1, "one.test", 1), page(1, "two.test", 1))
    assert await named_targets(sqlite, spec="all", folder=tmp_path) == ["one.test", "two.test"]
    assert await named_targets(sqlite, spec="two.test", folder=tmp_path) == ["two.test"]
    with pytest.raises(NothingKnown, match=r"no links of on\.test \(did you mean 'one\.test'"):
        await named_targets(sqlite, spec="two.test,on.test", folder=tmp_path)
    with pytest.raises(TargetError):
        await named_targets(sqlite, spec="no target", folder=tmp_path)
