"""What every store promises, on SQLite and on MongoDB over a real connection."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest

from backlinkspider.store.base import Change, StoreError
from backlinkspider.store.open import open_store
from backlinkspider.store.query import FilterError

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from backlinkspider.documents import Document
    from backlinkspider.store.base import Store

_MOMENT = datetime(2026, 11, 22, 9, 30, 15, 123_000, tzinfo=UTC)


@pytest.fixture
async def other(store_uri: str) -> AsyncIterator[Store]:
    """Open a second store object on the same data."""
    opened = open_store(store_uri)
    await opened.open()
    yield opened
    await opened.close()


async def test_replace_inserts_or_replaces_whole_documents(store: Store) -> None:
    first = {"_id": "one", "v": 1, "target": "a.test", "note": "x"}
    for _ in range(2):
        await store.replace("marks", [first])
    assert await store.find("marks", {}) == [first]
    second = {"_id": "one", "v": 2, "target": "b.test"}
    await store.replace("marks", [{"_id": "one", "v": 9}, second])
    assert await store.find("marks", {}) == [second]
    assert await store.count("marks", {"target": "a.test"}) == 0


async def test_more_documents_than_one_bulk_holds(store: Store) -> None:
    documents = [{"_id": f"{n:04}", "seq": n} for n in range(250)]
    await store.replace("pages", documents)
    assert await store.count("pages", {}) == 250
    assert set(await store.get("pages", [f"{n:04}" for n in range(300)])) == {
        one["_id"] for one in documents
    }


async def test_many_questions_are_asked_together(store: Store) -> None:
    await store.replace("pages", [{"_id": f"{n}", "seq": n, "key": "ab"[n % 2]} for n in range(9)])
    filters = [{"key": "b"}, {"key": "none"}, {"key": "a"}, {"key": "b"}]
    asked: dict[str, Any] = {"sort": [("seq", -1)], "limit": 3, "fields": ["seq"]}
    found = await store.find_each("pages", filters, **asked)
    assert found == [await store.find("pages", where, **asked) for where in filters]
    assert [[one["seq"] for one in part] for part in found] == [[7, 5, 3], [], [8, 6, 4], [7, 5, 3]]
    assert await store.find_each("pages", []) == []
    with pytest.raises(FilterError):
        await store.find_each("pages", [{}, {"$where": "1"}])


async def test_delete_takes_what_is_named_and_no_more(store: Store) -> None:
    await store.replace("marks", [{"_id": f"{n:04}", "seq": n} for n in range(1_200)])
    await store.delete("marks", [f"{n:04}" for n in range(1_100)] + ["nobody"])
    await store.delete("marks", [])
    assert [one["seq"] for one in await store.find("marks", {}, sort=[("_id", 1)])] == [
        *range(1_100, 1_200)
    ]
    await store.replace("marks", [{"_id": "0000", "seq": -1}])
    assert (await store.get("marks", ["0000"]))["0000"]["seq"] == -1


async def test_deleting_while_others_read_disturbs_nobody(store: Store, other: Store) -> None:
    await store.replace("marks", [{"_id": f"{n:04}"} for n in range(3_000)])
    seen: list[str] = []
    async for document in store.iterate("marks", {}, sort=[("_id", 1)]):
        if not seen:
            await other.delete("marks", ["2998"])
        seen.append(document["_id"])
    # As with other writes meanwhile, MongoDB's cursor may or may not show it.
    assert [one for one in seen if one != "2998"] == [f"{n:04}" for n in range(3_000) if n != 2998]


async def test_insert_missing_names_only_the_new(store: Store) -> None:
    await store.replace("pages", [{"_id": "old", "note": "kept"}])
    documents = [{"_id": name} for name in ("new", "old", "newer", "new")]
    assert await store.insert_missing("pages", documents) == {"new", "newer"}
    assert await store.insert_missing("pages", documents) == set()
    assert (await store.get("pages", ["old"]))["old"]["note"] == "kept"
    assert await store.insert_missing("pages", []) == set()


async def test_insert_missing_in_several_bulks(store: Store) -> None:
    await store.insert_missing("pages", [{"_id": f"{n}"} for n in range(0, 250, 2)])
    new = await store.insert_missing("pages", [{"_id": f"{n}"} for n in range(250)])
    assert new == {f"{n}" for n in range(1, 250, 2)}


async def test_sort_puts_what_is_missing_first(store: Store) -> None:
    turns = {"a": 2, "b": None, "c": 1, "d": 10, "f": 1.5}
    documents: list[dict[str, Any]] = [
        {"_id": name, "turn": turn, "page": {"words": turn}} for name, turn in turns.items()
    ]
    await store.replace("pages", [*documents, {"_id": "e"}])
    for field in ("turn", "page.words"):
        up = await store.find("pages", {}, sort=[(field, 1), ("_id", 1)])
        assert [one["_id"] for one in up] == ["b", "e", "c", "f", "a", "d"]
        down = await store.find("pages", {}, sort=[(field, -1), ("_id", -1)])
        assert [one["_id"] for one in down] == ["d", "a", "f", "c", "e", "b"]


async def test_sort_orders_kinds_as_mongodb_does(store: Store) -> None:
    values = [None, -1, 2, "", "10", "b", "é", False, True]
    await store.replace("pages", [{"_id": f"{n}", "key": v, "x": v} for n, v in enumerate(values)])
    for field in ("key", "x"):
        found = await store.find("pages", {}, sort=[(field, 1)])
        assert [one["x"] for one in found] == values


async def test_skip_and_limit(store: Store) -> None:
    await store.replace("pages", [{"_id": f"{n}", "seq": n} for n in range(6)])

    async def ids(**window: Any) -> list[str]:
        found = await store.find("pages", {}, sort=[("seq", -1)], **window)
        return [one["_id"] for one in found]

    assert await ids(limit=2) == ["5", "4"]
    assert await ids(skip=4) == ["1", "0"]
    assert await ids(skip=1, limit=2) == ["4", "3"]
    assert await ids(skip=9) == []


@pytest.mark.parametrize(
    ("fields", "found"),
    [
        (["v"], {"v": 3}),
        (["page.url"], {"page": {"url": "u"}}),
        (["page", "page.url"], {"page": {"url": "u", "words": 2}}),
        (["flags.rule"], {"flags": [{"rule": "r1"}, {"rule": "r2"}]}),
        (["tags.x", "v.x", "missing.x"], {"tags": []}),
        (["_id"], {}),
    ],
)
async def test_fields_narrow_documents(
    store: Store, fields: list[str], found: dict[str, Any]
) -> None:
    document = {
        "_id": "one",
        "v": 3,
        "page": {"url": "u", "words": 2},
        "flags": [{"rule": "r1", "rev": 1}, {"rule": "r2"}],
        "tags": ["a", "b"],
    }
    await store.replace("links", [document])
    assert await store.find("links", {}, fields=fields) == [{"_id": "one", **found}]
    assert [one async for one in store.iterate("links", {}, fields=fields)] == [
        {"_id": "one", **found}
    ]


async def test_tally_counts_each_value(store: Store) -> None:
    values = ["a", "a", None, True, 1, 1.0, 2.5, "true"]
    documents = [{"_id": f"{n}", "key": v, "x": {"y": v}} for n, v in enumerate(values)]
    await store.replace("pages", [*documents, {"_id": "bare"}, {"_id": "far", "target": "t"}])
    expected = {"a": 2, None: 2, "true": 2, "1": 2, "2.5": 1}
    for field in ("key", "x.y"):
        assert await store.tally("pages", {"target": None}, field) == expected
    assert await store.tally("pages", {"key": "none"}, "key") == {}


async def test_tally_of_dates_is_in_iso(store: Store) -> None:
    await store.replace("events", [{"_id": "1", "at": _MOMENT, "seen": {"at": _MOMENT}}])
    for field in ("at", "seen.at"):
        assert await store.tally("events", {}, field) == {"2026-11-22T09:30:15.123Z": 1}


@pytest.mark.parametrize("field", ["flags", "flags.rule", "page"])
async def test_tally_wants_a_scalar(store: Store, field: str) -> None:
    await store.replace("links", [{"_id": "1", "flags": [{"rule": "r"}], "page": {"url": "u"}}])
    with pytest.raises(StoreError, match="one scalar"):
        await store.tally("links", {}, field)


async def test_iterate_yields_each_document_once_while_others_write(
    store: Store, other: Store
) -> None:
    documents: list[Document] = [{"_id": f"{n:05}", "target": "t", "seq": -n} for n in range(5_000)]
    await store.replace("pages", documents)
    seen: list[str] = []
    async for document in store.iterate("pages", {"target": "t"}, sort=[("seq", 1)]):
        if len(seen) % 1_000 == 0:
            await other.replace("pages", [{**document, "note": "written while reading"}])
        seen.append(document["_id"])
    assert seen == sorted((one["_id"] for one in documents), reverse=True)
    assert await store.count("pages", {"note": {"$exists": True}}) == 5


async def test_iterate_may_be_left_early(store: Store) -> None:
    await store.replace("pages", [{"_id": f"{n}"} for n in range(300)])
    reading = store.iterate("pages", {}, sort=[("_id", 1)])
    assert (await anext(reading))["_id"] == "0"
    await store.replace("pages", [{"_id": "0", "note": "x"}])
    await reading.aclose()  # type: ignore[attr-defined]
    assert await store.count("pages", {}) == 300


async def test_two_stores_see_the_same_data(store: Store, other: Store) -> None:
    await store.replace("runs", [{"_id": "r", "v": 1}])
    assert await other.swap("runs", [Change(1, {"_id": "r", "v": 2})]) == set()
    assert (await store.get("runs", ["r"]))["r"]["v"] == 2


async def test_data_stays_after_closing(store: Store, store_uri: str) -> None:
    document = {"_id": "x", "target": "t", "first_seen": _MOMENT, "text": "é"}
    await store.replace("links", [document])
    await store.close()
    await store.close()
    again = open_store(store_uri)
    await again.open()
    assert await again.find("links", {"target": "t"}) == [document]
    await again.open()
    assert await again.count("links", {}) == 1
    await again.close()


async def test_a_closed_store_says_so(store: Store) -> None:
    await store.close()
    with pytest.raises(StoreError, match="not open"):
        await store.count("links", {})


@pytest.mark.parametrize(
    ("call", "says"),
    [
        (lambda store: store.find("links", {"$where": "1"}), r"filter\.\$where"),
        (lambda store: store.count("links", {"a": {"$regex": "x"}}), r"filter\.a\.\$regex"),
        (lambda store: store.find("links", {}, sort=[("a", 2)]), "direction is 1 or -1"),
        (lambda store: store.find("links", {}, fields=["a b"]), "is no field"),
        (lambda store: store.tally("links", {}, "$a"), "is no field"),
    ],
)
async def test_wrong_questions_are_refused(store: Store, call: Any, says: str) -> None:
    with pytest.raises(StoreError, match=says):
        await call(store)


async def test_a_filter_error_is_a_store_error(store: Store) -> None:
    with pytest.raises(FilterError):
        await store.count("links", {"a": [1]})


async def test_concurrent_writers_lose_nothing(store: Store, other: Store) -> None:
    await asyncio.gather(
        *(
            one.replace("pages", [{"_id": f"{name}-{n}-{m}"} for m in range(20)])
            for n in range(10)
            for name, one in (("a", store), ("b", other))
        )
    )
    assert await store.count("pages", {}) == 400
