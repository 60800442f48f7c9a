"""The view of a store in which candidates are own pages."""

from __future__ import annotations

import inspect
from typing import TYPE_CHECKING

from backlinkspider.store.base import Change, Store
from backlinkspider.store.own_pages import OwnPages

if TYPE_CHECKING:
    from backlinkspider.documents import Document

ONE: Document = {"_id": "one", "v": 1, "outcome": "pending"}
TWO: Document = {"_id": "two", "v": 1, "outcome": "read"}


async def test_every_operation_on_pages_is_one_on_own_pages(store: Store) -> None:
    view: Store = OwnPages(store)
    assert await view.insert_missing("pages", [ONE]) == {"one"}
    await view.replace("pages", [TWO])
    assert await view.swap("pages", [Change(1, {**ONE, "v": 2})]) == set()
    assert await view.swap("pages", [Change(7, {**TWO, "v": 8})]) == {"two"}
    assert set(await view.get("pages", ["one", "two"])) == {"one", "two"}
    assert await view.count("pages", {"outcome": "read"}) == 1
    assert await view.tally("pages", {}, "outcome") == {"pending": 1, "read": 1}
    found = await view.find("pages", {}, sort=[("_id", -1)], skip=1, limit=1, fields=["v"])
    assert found == [{"_id": "one", "v": 2}]
    assert [one["_id"] async for one in view.iterate("pages", {}, sort=[("_id", 1)])] == [
        "one",
        "two",
    ]
    assert await store.count("pages", {}) == 0
    assert await store.count("own_pages", {}) == 2
    await view.delete("pages", ["one"])
    assert await store.count("own_pages", {}) == 1


async def test_all_else_is_the_same(store: Store) -> None:
    view = OwnPages(store)
    await view.replace("links", [ONE])
    assert await store.count("links", {}) == await view.count("links", {}) == 1
    assert view.uri == store.uri


def test_it_takes_what_a_store_takes() -> None:
    for name, method in inspect.getmembers(Store, inspect.isfunction):
        if not name.startswith("_"):
            assert inspect.signature(getattr(OwnPages, name)) == inspect.signature(method), name
