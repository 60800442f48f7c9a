"""Acknowledged is what stands in the store; whatever breaks, nobody waits for ever."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from backlinkspider.crawl import writer as module
from backlinkspider.crawl.writer import StoreLost, Writer
from backlinkspider.documents import link_id, page_id
from backlinkspider.store.base import DocumentRefused, StoreError
from backlinkspider.store.look import Look
from backlinkspider.store.merge import merge
from tests.crawl.engine import BEGIN, Meddled, all_of

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from backlinkspider.documents import Document, Outcome
    from backlinkspider.store.base import Store

pytestmark = pytest.mark.usefixtures("impatient")

TARGET = "target.test"


def url(number: int) -> str:
    return f"https://d{number}.test/"


def page(number: int, **fields: Any) -> Document:
    """Return the pending document of the page with that *number*."""
    pending = {"_id": page_id(TARGET, url(number)), "v": 1, "target": TARGET, "run": "run"}
    return {**pending, "url": url(number), "outcome": "pending", **fields}


def link(number: int, href: str = f"https://{TARGET}/", **fields: Any) -> Document:
    return {
        "_id": link_id(TARGET, url(number), href, 1),
        "target": TARGET,
        "page_id": page_id(TARGET, url(number)),
        "page": {"url": url(number), "domain": f"d{number}.test"},
        "link": {"url": href, "text": "", "rel": [], "follow": True, "seen_in": "raw"},
        **fields,
    }


def look(number: int, *links: Document, outcome: Outcome = "linked", later: float = 0) -> Look:
    return Look(
        page=page(number),
        run="run",
        at=BEGIN + timedelta(seconds=later),
        outcome=outcome,
        detail="",
        facts={"url": url(number), "status": 200},
        links=links,
    )


class Losses(list[Exception]):
    """What the writer reported as lost."""


@asynccontextmanager
async def writing(
    store: Store, losses: Losses | None = None, merging: Any = merge
) -> AsyncIterator[Writer]:
    """Run a writer over *store*; it must not lose it unless *losses* are expected."""
    lost = Losses() if losses is None else losses
    writer = Writer(store, owner="worker 1", lost=lost.append, merge=merging)
    writer.start()
    yield writer
    await writer.close()
    assert losses is not None or lost == []


@pytest.fixture
async def pages(store: Store) -> Store:
    """Return a store with thirty pending pages."""
    await store.replace("pages", [page(number) for number in range(30)])
    return store


@pytest.fixture
async def few(sqlite: Store) -> Store:
    """Return an SQLite store with five pending pages."""
    await sqlite.replace("pages", [page(number) for number in range(5)])
    return sqlite


async def test_acknowledged_is_what_stands_in_the_store(pages: Store) -> None:
    async def write(number: int) -> None:
        await asyncio.sleep(number % 3 / 1000)
        await writer.write([look(number, link(number), link(number, "https://target.test/2"))])
        ours = {"page_id": page_id(TARGET, url(number)), "state": "live"}
        assert await pages.count("links", ours) == 2
        assert await pages.count("events", {"page.url": url(number), "kind": "new"}) == 2
        stored = (await pages.get("pages", [page(number)["_id"]]))[page(number)["_id"]]
        assert (stored["outcome"], stored["links"], stored["v"]) == ("linked", 2, 2)
        assert stored["by"] == "worker 1"

    async with writing(pages) as writer, asyncio.timeout(30):
        await asyncio.gather(*(write(number) for number in range(30)))


async def test_the_pages_outcome_is_written_last(few: Store) -> None:
    meddled = Meddled(few)
    order: list[str] = []

    async def note(operation: str, _: Any) -> None:
        order.append(operation)

    meddled.before = note
    async with writing(meddled.as_store()) as writer:
        await writer.write([look(1, link(1))])
    assert order == ["get pages", "find links", "replace events", "swap links", "swap pages"]


async def test_what_waits_is_written_together(pages: Store) -> None:
    meddled = Meddled(pages)
    async with writing(meddled.as_store()) as writer, asyncio.timeout(30):
        first = asyncio.create_task(writer.write([look(0, link(0))]))
        await first
        meddled.calls.clear()
        await asyncio.gather(*(writer.write([look(n, link(n))]) for n in range(1, 30)))
    assert set(meddled.calls.values()) == {1}
    assert meddled.calls.total() == 5
    assert await pages.count("pages", {"outcome": "linked"}) == 30


async def test_a_batch_is_bounded(few: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_MAX_BATCH", 2)
    meddled = Meddled(few)
    async with writing(meddled.as_store()) as writer, asyncio.timeout(30):
        await asyncio.gather(*(writer.write([look(n)]) for n in range(5)))
    assert meddled.calls["swap pages"] == 3


OPERATIONS = ("get pages", "find links", "replace events", "swap links", "swap pages")


@pytest.mark.parametrize("operation", OPERATIONS)
@pytest.mark.parametrize("after", [False, True])
async def test_a_store_that_fails_twice_costs_nothing(
    few: Store, operation: str, *, after: bool
) -> None:
    meddled = Meddled(few)
    meddled.fail(operation, 2, after=after)
    async with writing(meddled.as_store()) as writer, asyncio.timeout(30):
        await writer.write([look(1, link(1))])
    assert meddled.calls[operation] >= 3
    (stored,) = (await all_of(few, "links")).values()
    assert (stored["state"], stored["history"]) == ("live", [])
    assert [event["kind"] for event in (await all_of(few, "events")).values()] == ["new"]
    written = (await all_of(few, "pages"))[page(1)["_id"]]
    assert (written["outcome"], len(written["looks"])) == ("linked", 1)


@pytest.mark.parametrize("operation", OPERATIONS)
async def test_a_store_that_is_lost_is_told_to_everyone_once(few: Store, operation: str) -> None:
    meddled, losses = Meddled(few), Losses()
    meddled.fail(operation, 999)
    async with writing(meddled.as_store(), losses) as writer, asyncio.timeout(30):
        writes = [writer.write([look(n, link(n))]) for n in range(4)]
        answers = await asyncio.gather(*writes, return_exceptions=True)
        assert [type(answer) for answer in answers] == [StoreLost] * 4
        assert "made to fail" in str(answers[0])
        with pytest.raises(StoreLost, match="made to fail"):
            await writer.write([look(4)])
    assert [type(loss) for loss in losses] == [StoreLost]
    assert await few.count("pages", {"outcome": "pending"}) == 5


@pytest.mark.parametrize("where", ["while it gathers", "while it writes", "before it begins"])
async def test_a_writer_that_is_stopped_lets_nobody_wait(
    few: Store, where: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    meddled, losses = Meddled(few), Losses()
    reached = asyncio.Event()

    async def hang(_: str, __: Any) -> None:
        reached.set()
        await asyncio.Event().wait()

    if where == "while it gathers":
        monkeypatch.setattr(module, "_LINGER", 60)
    meddled.before = hang
    async with writing(meddled.as_store(), losses) as writer, asyncio.timeout(30):
        tasks = [asyncio.create_task(writer.write([look(n)])) for n in range(3)]
        if where == "while it writes":
            await reached.wait()
            tasks.append(asyncio.create_task(writer.write([look(3)])))
        if where != "before it begins":
            await asyncio.sleep(0.01)
        assert writer._task is not None
        writer._task.cancel()
        answers = await asyncio.gather(*tasks, return_exceptions=True)
    assert {type(answer) for answer in answers} == {StoreLost}
    assert [str(loss) for loss in losses] == ["the writer was cancelled"]


async def test_a_fault_of_our_own_lets_nobody_wait(few: Store) -> None:
    def broken(*_: Any) -> Any:
        raise KeyError("a fault")

    losses = Losses()
    async with writing(few, losses, broken) as writer, asyncio.timeout(30):
        answers = await asyncio.gather(
            *(writer.write([look(n)]) for n in range(3)), return_exceptions=True
        )
        assert {type(answer) for answer in answers} == {StoreLost}
    assert [type(loss) for loss in losses] == [KeyError]


async def test_a_document_no_store_can_hold_costs_its_visit_alone(pages: Store) -> None:
    poison = link(1, signals={"value": BEGIN})
    before = link(1, "https://target.test/before")
    async with writing(pages) as writer, asyncio.timeout(30):
        await writer.write([look(1, before)])
        looks = [[look(0, link(0))], [look(1, poison, later=1)], [look(2, link(2))]]
        await asyncio.gather(*map(writer.write, looks))
        await writer.write([look(3, link(3))])
    stored = {one["url"]: one for one in (await all_of(pages, "pages")).values()}
    assert [stored[url(n)]["outcome"] for n in range(4)] == ["linked", "failed", "linked", "linked"]
    assert "the store refused what was found" in stored[url(1)]["detail"]
    assert "signals.value" in stored[url(1)]["detail"]
    links = await all_of(pages, "links")
    assert links[before["_id"]]["state"] == "unknown", "nothing is known to be lost"
    assert poison["_id"] not in links


async def test_two_looks_at_one_page_in_a_batch_are_written_in_order(few: Store) -> None:
    other = link(1, "https://target.test/2")
    async with writing(few) as writer, asyncio.timeout(30):
        await asyncio.gather(
            writer.write([look(1, link(1))]), writer.write([look(1, other, later=1)])
        )
    links = await all_of(few, "links")
    assert [links[one["_id"]]["state"] for one in (link(1), other)] == ["lost", "live"]
    stored = (await all_of(few, "pages"))[page(1)["_id"]]
    assert (stored["v"], stored["links"], len(stored["looks"])) == (3, 1, 2)


@pytest.mark.parametrize("collection", ["links", "pages"])
@pytest.mark.parametrize("times", [1, 3])
async def test_what_another_writer_changed_meanwhile_is_merged_again(
    pages: Store, collection: Any, times: int
) -> None:
    """Someone changes the document between our reading and our writing: both changes stay."""
    meddled = Meddled(pages)
    async with writing(meddled.as_store()) as writer, asyncio.timeout(30):
        await writer.write([look(1, link(1)), look(2, link(2))])
        left = times

        async def rival(operation: str, _: Any) -> None:
            nonlocal left
            if operation == f"swap {collection}" and left:
                left -= 1
                key = link(1)["_id"] if collection == "links" else page(1)["_id"]
                old = (await pages.get(collection, [key]))[key]
                notes = [*old.get("notes", ()), left]
                await pages.replace(collection, [{**old, "notes": notes, "v": old["v"] + 1}])

        meddled.before = rival
        again = link(1, flags=[{"rule": "x"}])
        await writer.write([look(1, again, later=9), look(2, link(2), later=9)])
    assert left == 0
    stored, written = await all_of(pages, "links"), await all_of(pages, "pages")
    assert stored[link(1)["_id"]]["flags"] == [{"rule": "x"}]
    changed = stored[link(1)["_id"]] if collection == "links" else written[page(1)["_id"]]
    assert changed["notes"] == list(reversed(range(times)))
    assert {one["last_seen"] for one in stored.values()} == {BEGIN + timedelta(seconds=9)}
    assert [len(written[page(n)["_id"]]["looks"]) for n in (1, 2)] == [2, 2]


async def test_a_document_that_never_stands_still_fails_its_visit(few: Store) -> None:
    meddled, losses = Meddled(few), Losses()

    async def rival(operation: str, _: Any) -> None:
        if operation == "swap pages":
            old = (await few.get("pages", [page(1)["_id"]]))[page(1)["_id"]]
            await few.replace("pages", [{**old, "v": old["v"] + 1}])

    meddled.before = rival
    async with writing(meddled.as_store(), losses) as writer, asyncio.timeout(30):
        with pytest.raises(StoreLost, match="1 pages change too often"):
            await writer.write([look(1)])
    assert len(losses) == 1


async def test_closing_writes_what_waits_and_takes_no_more(few: Store) -> None:
    losses = Losses()
    writer = Writer(few, owner="worker 1", lost=losses.append)
    await writer.close()
    writer.start()
    tasks = [asyncio.create_task(writer.write([look(n)])) for n in range(5)]
    await asyncio.sleep(0)
    async with asyncio.timeout(30):
        await asyncio.gather(writer.close(), writer.close())
        await asyncio.gather(*tasks)
        with pytest.raises(StoreLost, match="closed"):
            await writer.write([look(1)])
    assert await few.count("pages", {"outcome": "pending"}) == 0
    assert losses == []


async def test_who_no_longer_waits_stops_nobody(few: Store) -> None:
    async with writing(few) as writer, asyncio.timeout(30):
        impatient = asyncio.create_task(writer.write([look(1)]))
        patient = asyncio.create_task(writer.write([look(2)]))
        await asyncio.sleep(0)
        impatient.cancel()
        await patient
        with pytest.raises(asyncio.CancelledError):
            await impatient
    assert await few.count("pages", {"outcome": "pending"}) == 3


def test_a_lost_store_is_not_tried_again_and_a_refused_document_neither() -> None:
    assert not issubclass(StoreLost, StoreError)
    assert issubclass(DocumentRefused, StoreError), "whoever does not know it sees a store error"
