"""Compare-and-set, on SQLite and on MongoDB over a real connection."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import pytest

from backlinkspider.store.base import Change, StoreError
from backlinkspider.store.open import open_store

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from backlinkspider.documents import Document
    from backlinkspider.store.base import Store


@pytest.fixture
async def rivals(store: Store, store_uri: str) -> AsyncIterator[list[Store]]:
    """Three stores on the same data."""
    stores = [open_store(store_uri) for _ in range(2)]
    for one in stores:
        await one.open()
    yield [store, *stores]
    for one in stores:
        await one.close()


def _change(name: str, expected: int | None, **fields: Any) -> Change:
    return Change(expected, {"_id": name, "v": (expected or 0) + 1, **fields})


def _signed(sign: bool, writer: int) -> dict[str, Any]:
    return {"by": f"writer {writer}"} if sign else {}


async def _versions(store: Store) -> dict[str, Any]:
    return {one["_id"]: one["v"] for one in await store.find("links", {})}


@pytest.mark.parametrize("sign", [True, False])
async def test_misses_are_named_and_leave_the_document(store: Store, sign: bool) -> None:
    await store.replace("links", [{"_id": name, "v": 4, "note": "old"} for name in "abc"])
    changes = [
        _change("a", 4, **_signed(sign, 1)),
        _change("b", 3, **_signed(sign, 1)),
        _change("c", None, **_signed(sign, 1)),
        _change("d", None, **_signed(sign, 1)),
        _change("e", 1, **_signed(sign, 1)),
    ]
    assert await store.swap("links", changes) == {"b", "c", "e"}
    assert await _versions(store) == {"a": 5, "b": 4, "c": 4, "d": 1}
    assert await store.count("links", {"note": "old"}) == 2


async def test_a_document_without_v_is_there(store: Store) -> None:
    await store.replace("links", [{"_id": "a", "note": "no v"}])
    assert await store.swap("links", [_change("a", None)]) == {"a"}
    assert await store.count("links", {"note": "no v"}) == 1


@pytest.mark.parametrize("sign", [True, False])
@pytest.mark.parametrize("expected", [None, 7])
async def test_one_of_many_writers_wins(
    rivals: list[Store],
    sign: bool,
    expected: int | None,
) -> None:
    names = [f"{n}" for n in range(20)]
    if expected:
        await rivals[0].replace("links", [{"_id": name, "v": expected} for name in names])

    async def write(writer: int) -> set[str]:
        changes = [_change(name, expected, **_signed(sign, writer), who=writer) for name in names]
        return set(names) - await rivals[writer % 3].swap("links", changes)

    won = await asyncio.gather(*(write(writer) for writer in range(6)))
    assert sorted(name for names_won in won for name in names_won) == sorted(names)
    stored = await rivals[0].get("links", names)
    assert all(stored[name]["who"] == writer for writer, got in enumerate(won) for name in got)


@pytest.mark.parametrize("sign", [True, False])
async def test_counters_lose_no_increment(rivals: list[Store], sign: bool) -> None:
    await rivals[0].replace("runs", [{"_id": "run", "v": 1, "done": 0}])

    async def add(store: Store, writer: int) -> None:
        for _ in range(10):
            while True:
                old = (await store.get("runs", ["run"]))["run"]
                done, fields = old["done"] + 1, _signed(sign, writer)
                if not await store.swap("runs", [_change("run", old["v"], done=done, **fields)]):
                    break

    await asyncio.gather(*(add(store, writer) for writer, store in enumerate(rivals)))
    assert (await rivals[0].get("runs", ["run"]))["run"]["done"] == 30


@pytest.mark.parametrize("expected", [None, 1])
async def test_a_signed_change_repeated_after_a_lost_reply_is_no_miss(
    store: Store, expected: int | None
) -> None:
    if expected:
        await store.replace("links", [{"_id": "a", "v": expected}])
    change = _change("a", expected, by="w", score=1.5, text="\ud800")
    assert await store.swap("links", [change]) == set()
    assert await store.swap("links", [change]) == set()
    assert await store.swap("links", [_change("a", expected, by="w", score=2.5)]) == {"a"}
    assert await store.swap("links", [_change("a", expected, by="other", score=1.5)]) == {"a"}


async def test_more_changes_than_one_bulk_holds(store: Store) -> None:
    old: list[Document] = [{"_id": f"{n}", "v": 1 + n % 2} for n in range(250)]
    await store.replace("links", old)
    changes = [_change(f"{n}", 1, by="w") for n in range(250)]
    assert await store.swap("links", changes) == {f"{n}" for n in range(1, 250, 2)}


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ([Change(1, {"_id": "a", "v": 1})], "v must be 2, not 1"),
        ([Change(None, {"_id": "a"})], "v must be 1, not None"),
        ([_change("a", 1), _change("a", 2)], "'a': changed twice in one swap"),
    ],
)
async def test_unclear_changes_are_refused(store: Store, changes: list[Change], says: str) -> None:
    with pytest.raises(StoreError, match=says):
        await store.swap("links", changes)
