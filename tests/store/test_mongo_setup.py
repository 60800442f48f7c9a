"""Indexes, validators and views of a MongoDB store.

The test server has neither validators nor views (it creates a plain collection for one, in
silence), so what a full server is told is recorded, and the views' pipelines run on the wire.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from pymongo import AsyncMongoClient
from pymongo.errors import CollectionInvalid, OperationFailure

from backlinkspider.fields.described import DESCRIBED
from backlinkspider.fields.json_schema import json_schema
from backlinkspider.store.mongo_setup import prepare
from backlinkspider.store.open import open_store
from backlinkspider.store.schema import INDEXES
from backlinkspider.store.views import VIEWS

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable


class Recorded:
    """A database that holds collections by name and does what ``prepare`` asks."""

    def __init__(self, refuse: Callable[[str], int | None] = lambda _: None) -> None:
        self.there: dict[str, dict[str, Any]] = {}
        self.done: list[str] = []
        self._refuse = refuse

    def _do(self, what: str) -> None:
        self.done.append(what)
        if code := self._refuse(what):
            raise OperationFailure("refused", code)

    def __getitem__(self, name: str) -> Recorded:
        self.name = name
        return self

    async def create_indexes(self, models: list[Any]) -> None:
        self._do(f"{len(models)} indexes on {self.name}")
        self.there.setdefault(self.name, {"name": self.name, "type": "collection", "options": {}})

    async def list_collections(self) -> AsyncIterator[dict[str, Any]]:
        async def each() -> AsyncIterator[dict[str, Any]]:
            for one in list(self.there.values()):
                yield one

        return each()

    async def create_collection(self, name: str, check_exists: bool, **options: Any) -> None:
        assert not check_exists
        self._do(f"create {name}")
        kind = "view" if "viewOn" in options else "collection"
        self.there[name] = {"name": name, "type": kind, "options": options}

    async def command(self, command: str, name: str, **options: Any) -> None:
        self._do(f"{command} {name}")
        self.there[name]["options"].update(options)

    async def prepare(self) -> list[str]:
        self.done.clear()
        return await prepare(self)  # type: ignore[arg-type]


async def test_everything_is_made_once_and_kept_current() -> None:
    database = Recorded()
    assert await database.prepare() == []
    assert set(database.there) == {*INDEXES, *DESCRIBED, *(view.name for view in VIEWS)}
    for name in DESCRIBED:
        assert database.there[name]["options"] == {
            "validator": {"$jsonSchema": json_schema(name)},
            "validationAction": "warn",
        }
    again = Recorded()
    again.there = database.there
    assert await again.prepare() == []
    assert [one for one in again.done if "indexes" not in one] == []


async def test_an_older_version_of_ours_is_replaced_and_an_owners_choice_kept() -> None:
    database = Recorded()
    await database.prepare()
    database.there["links"]["options"] = {"validator": {"x": 1}, "validationAction": "error"}
    database.there["lost_links"]["options"] = {"viewOn": "links", "pipeline": []}
    await database.prepare()
    assert [one for one in database.done if "indexes" not in one] == [
        "collMod links",
        "collMod lost_links",
    ]
    assert database.there["links"]["options"]["validationAction"] == "error"
    assert database.there["lost_links"]["options"]["pipeline"] == [{"$match": {"state": "lost"}}]


async def test_a_collection_of_a_views_name_is_left_alone() -> None:
    database = Recorded()
    database.there["lost_links"] = {"name": "lost_links", "type": "collection", "options": {}}
    assert await database.prepare() == [
        "lost_links is a collection that is not ours: no view of that name"
    ]
    assert database.there["lost_links"]["options"] == {}


@pytest.mark.parametrize(
    ("what", "code", "says"),
    [
        ("indexes", 13, "this user may not make indexes, validators or views"),
        ("collMod", 13, "this user may not make indexes"),
        ("create", 8000, "this user may not make indexes"),
        ("collMod", 59, "this server changes no collections (collMod): no validators and views"),
        ("collMod", 238, "this server changes no collections"),
    ],
)
async def test_what_cannot_be_made_is_said(what: str, code: int, says: str) -> None:
    [note] = await Recorded(lambda done: code if what in done else None).prepare()
    assert note.startswith(says)


async def test_other_failures_are_failures() -> None:
    with pytest.raises(OperationFailure):
        await Recorded(lambda done: 11601 if "collMod" in done else None).prepare()


@pytest.mark.parametrize("error", [CollectionInvalid("there"), OperationFailure("there", 48)])
async def test_another_process_may_be_first(
    error: Exception, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def taken(database: Recorded, name: str, **_: Any) -> None:
        database.there[name] = {"name": name, "type": "collection", "options": {}}
        raise error

    database = Recorded()
    monkeypatch.setattr(Recorded, "create_collection", taken)
    assert await database.prepare() == []


@pytest.mark.mongodb
async def test_a_server_without_views_gets_no_empty_collections(mongo_uri: str) -> None:
    store = open_store(mongo_uri)
    await store.open()
    await store.close()
    client = AsyncMongoClient[dict[str, Any]](mongo_uri)
    try:
        notes = await prepare(client.get_default_database())
        listed = {
            one["name"]: one["type"]
            async for one in await client.get_default_database().list_collections()
        }
    finally:
        await client.close()
    if notes:
        assert notes == ["this server changes no collections (collMod): no validators and views"]
        assert set(listed.values()) == {"collection"}
        assert not {view.name for view in VIEWS} & set(listed)
    else:
        assert {name for name, kind in listed.items() if kind == "view"} == {v.name for v in VIEWS}


_DOCUMENTS: dict[str, list[dict[str, Any]]] = {
    "links": [
        {"_id": "flagged", "state": "live", "flags": [{"rule": "r", "suppressed": None}]},
        {"_id": "allowed", "state": "live", "flags": [{"rule": "r", "suppressed": {"by": "x"}}]},
        {"_id": "clean", "state": "lost", "flags": []},
    ],
    "domains": [
        {"_id": "risky", "risk": {"score": 9.0, "band": "high", "open": 9.0}},
        {"_id": "settled", "risk": {"score": 9.0, "band": "high", "open": 0.0}},
        {"_id": "watched", "risk": {"score": 1.0, "band": "watch", "open": 1.0}},
        {"_id": "unknown"},
    ],
}


@pytest.mark.mongodb
async def test_views_find_what_the_same_filter_finds(mongo_uri: str) -> None:
    store = open_store(mongo_uri)
    await store.open()
    client = AsyncMongoClient[dict[str, Any]](mongo_uri)
    found = {}
    try:
        for name, documents in _DOCUMENTS.items():
            await store.replace(name, documents)  # type: ignore[arg-type]
        for view in VIEWS:
            cursor = await client.get_default_database()[view.source].aggregate(view.pipeline())
            found[view.name] = [one["_id"] for one in await cursor.to_list()]
            same = await store.find(view.source, view.where)
            assert [one["_id"] for one in same] == found[view.name]
    finally:
        await client.close()
        await store.close()
    assert found == {
        "flagged_links": ["flagged"],
        "lost_links": ["clean"],
        "at_risk_domains": ["risky"],
    }
