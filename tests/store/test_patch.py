"""Some fields written by compare-and-set, on SQLite and on MongoDB over a real connection."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from backlinkspider.store.base import Change, DocumentRefused, Patch, StoreError
from backlinkspider.store.open import open_store

if TYPE_CHECKING:
    from backlinkspider.store.base import Store

NOW = datetime(2026, 11, 29, 9, 30, tzinfo=UTC)
OLD = {"target": "shop.example", "page": {"domain": "a.example"}, "audit": {"ruleset": "old"}}


async def test_the_fields_change_and_nothing_else(store: Store) -> None:
    await store.replace("links", [{"_id": "a", "v": 4, **OLD, "last_seen": NOW}])
    fields = {"audit": {"ruleset": "new", "score": 1.5}, "flags": [{"rule": "x.y"}]}
    assert await store.patch("links", [Patch("a", 4, fields)], "me") == set()
    stored = {"_id": "a", "v": 5, **OLD, "last_seen": NOW, **fields, "by": "me"}
    assert (await store.get("links", ["a"]))["a"] == stored


async def test_what_is_indexed_is_found_by_its_new_value(store: Store) -> None:
    await store.replace("links", [{"_id": "a", "v": 1, **OLD}])
    patch = Patch("a", 1, {"audit": {"ruleset": "new"}, "state": "live", "last_seen": NOW})
    await store.patch("links", [patch], "me")
    found = {"audit.ruleset": "new", "state": "live", "last_seen": NOW, "page.domain": "a.example"}
    assert await store.count("links", {"target": "shop.example", **found}) == 1
    assert await store.count("links", {"audit.ruleset": "old"}) == 0


async def test_misses_are_named_and_leave_the_document(store: Store) -> None:
    await store.replace("links", [{"_id": name, "v": 4, **OLD} for name in "ab"])
    patches = [Patch("a", 4, {"state": "x"}), Patch("b", 3, {"state": "x"}), Patch("c", 1, {})]
    assert await store.patch("links", patches, "me") == {"b", "c"}
    stored = await store.get("links", ["a", "b", "c"])
    assert (stored["a"]["v"], stored["a"]["state"]) == (5, "x")
    assert stored["b"] == {"_id": "b", "v": 4, **OLD}
    assert "c" not in stored


async def test_a_patch_repeated_after_a_lost_reply_is_no_miss(store: Store) -> None:
    await store.replace("links", [{"_id": "a", "v": 1, **OLD}])
    patch = Patch("a", 1, {"state": "live"})
    assert await store.patch("links", [patch], "me") == set()
    assert await store.patch("links", [patch], "me") == set()
    assert await store.patch("links", [patch], "another") == {"a"}


async def test_more_patches_than_one_bulk_holds(store: Store) -> None:
    await store.replace("links", [{"_id": f"{n}", "v": 1 + n % 2} for n in range(250)])
    patches = [Patch(f"{n}", 1, {"state": "x"}) for n in range(250)]
    assert await store.patch("links", patches, "me") == {f"{n}" for n in range(1, 250, 2)}
    assert await store.count("links", {"state": "x"}) == 125


async def test_one_of_many_writers_wins(store: Store, store_uri: str) -> None:
    rival = open_store(store_uri)
    await rival.open()
    names = [f"{n}" for n in range(20)]
    await store.replace("links", [{"_id": name, "v": 7} for name in names])

    async def write(writer: int) -> set[str]:
        patches = [Patch(name, 7, {"who": writer}) for name in names]
        one = (store, rival)[writer % 2]
        return set(names) - await one.patch("links", patches, f"writer {writer}")

    won = await asyncio.gather(*(write(writer) for writer in range(4)))
    await rival.close()
    assert sorted(name for names_won in won for name in names_won) == sorted(names)
    stored = await store.get("links", names)
    assert all(stored[name]["who"] == writer for writer, got in enumerate(won) for name in got)


@pytest.mark.parametrize("field", ["audit.ruleset", "_id", "v", "by", "$set", "no name"])
async def test_a_field_that_no_patch_sets(store: Store, field: str) -> None:
    await store.replace("links", [{"_id": "a", "v": 1}])
    with pytest.raises(StoreError, match=r"field|can't set"):
        await store.patch("links", [Patch("a", 1, {field: "x"})], "me")
    assert await store.get("links", ["a"]) == {"a": {"_id": "a", "v": 1}}


async def test_one_document_twice(store: Store) -> None:
    with pytest.raises(StoreError, match="'a': patched twice"):
        await store.patch("links", [Patch("a", 1, {}), Patch("a", 2, {})], "me")


async def test_what_can_not_be_stored_is_refused(store: Store) -> None:
    await store.replace("links", [{"_id": "a", "v": 1, **OLD}])
    for fields in ({"flags": [{"x": {1, 2}}]}, {"audit": {"ruleset": ["a", "list"]}}):
        with pytest.raises(DocumentRefused, match="'a'"):
            await store.patch("links", [Patch("a", 1, fields)], "me")


_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)
_FIELDS = st.dictionaries(st.sampled_from(["flags", "signals", "note", "told_at"]), _VALUES)


@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(old=_FIELDS, new=_FIELDS)
async def test_a_patch_leaves_what_a_whole_document_would(
    store: Store, old: dict[str, Any], new: dict[str, Any]
) -> None:
    both: list[dict[str, Any]] = [{"_id": name, "v": 1, **old} for name in ("whole", "patched")]
    await store.replace("marks", both)
    whole = {**both[0], **new, "v": 2, "by": "me"}
    assert await store.swap("marks", [Change(1, whole)]) == set()
    assert await store.patch("marks", [Patch("patched", 1, new)], "me") == set()
    stored = await store.get("marks", ["whole", "patched"])
    assert stored["patched"] == {**stored["whole"], "_id": "patched"}
