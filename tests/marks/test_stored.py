"""Marks in both stores: many at once, by several people at once, beside their links."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest

from backlinkspider.documents import digest
from backlinkspider.marks.mark import Word
from backlinkspider.marks.stored import BATCH, mark_links, marked_links, with_marks
from backlinkspider.store.base import StoreError
from tests.crawl.engine import Meddled

if TYPE_CHECKING:
    from backlinkspider.store.base import Store

AT = datetime(2026, 11, 22, 12, tzinfo=UTC)


def links(number: int, target: str = "t.example") -> list[dict[str, Any]]:
    return [{"_id": digest(str(n)), "target": target, "v": 1} for n in range(number)]


def bad(by: str = "ann", reason: str = "paid") -> tuple[Word, ...]:
    return (Word("verdict", "bad", reason, by, AT),)


async def test_many_links_are_marked_and_read_in_batches(store: Store) -> None:
    some = links(2 * BATCH + 1)
    await store.replace("links", some)
    assert await mark_links(store, some[: BATCH + 1], bad()) == BATCH + 1
    assert await mark_links(store, some, bad()) == BATCH
    assert await mark_links(store, some, bad()) == 0
    judged = [link["_id"] async for link, mark in marked_links(store, {"verdict": "bad"})]
    assert sorted(judged) == sorted(link["_id"] for link in some)
    assert [pair async for pair in marked_links(store, {"verdict": "ok"})] == []


async def test_links_come_in_their_order_each_with_its_mark(store: Store) -> None:
    some = links(BATCH + 3)
    await store.replace("links", some)
    await mark_links(store, some[::2], bad())
    order = [("_id", 1)]
    pairs = [pair async for pair in with_marks(store, store.iterate("links", {}, sort=order))]
    assert [link["_id"] for link, _ in pairs] == sorted(link["_id"] for link in some)
    marked = {link["_id"] for link in some[::2]}
    assert all((mark is not None) == (link["_id"] in marked) for link, mark in pairs)
    assert all(mark is None or mark["_id"] == link["_id"] for link, mark in pairs)


async def test_a_mark_whose_link_is_not_there_is_passed_over(store: Store) -> None:
    await mark_links(store, links(1), bad())
    assert [pair async for pair in marked_links(store, {})] == []


async def test_what_several_people_say_at_once_is_all_kept(store: Store) -> None:
    """Each reads before the others have written; nobody's word is lost."""
    people = [f"person {number}" for number in range(8)]
    some = links(3)
    await asyncio.gather(*(mark_links(store, some, bad(by)) for by in people))
    for link in some:
        mark = (await store.get("marks", [link["_id"]]))[link["_id"]]
        assert mark["v"] == len(people)
        assert sorted(entry["by"] for entry in mark["history"]) == people
        assert mark["by"] == mark["history"][-1]["by"]


async def test_marks_that_never_stand_still_are_given_up(store: Store) -> None:
    (link,) = links(1)
    meddled = Meddled(store)

    async def interfere(operation: str, _: Any) -> None:
        if operation == "swap marks":
            await mark_links(store, [link], bad(reason=str(meddled.calls["swap marks"])))

    meddled.before = interfere
    with pytest.raises(StoreError, match="1 marks change too often"):
        await mark_links(meddled, [link], bad("bob"))
