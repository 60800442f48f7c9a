"""Links by what people said of them, in both stores: a few marks or more than a filter may name."""

from __future__ import annotations

from argparse import Namespace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest

from backlinkspider.cli import marked
from backlinkspider.cli.marked import chosen_links, has_marks
from backlinkspider.documents import digest
from backlinkspider.marks.mark import Word
from backlinkspider.marks.stored import mark_links
from tests.store.conftest import store, store_uri

if TYPE_CHECKING:
    from backlinkspider.documents import Document
    from backlinkspider.store.base import Store

__all__ = ["store", "store_uri"]
AT = datetime(2026, 11, 22, tzinfo=UTC)
LINKS = [
    {"_id": digest(str(n)), "v": 1, "target": "t.example" if n % 2 else "u.example", "n": n}
    for n in range(12)
]


def word(field: Any, value: Any) -> tuple[Word, ...]:
    return (Word(field, value, "because", "ann", AT),)


def asked(**said: Any) -> Namespace:
    return Namespace(**{"verdict": None, "outreach": None, "target": None, **said})


async def numbers(store: Store, opts: Namespace, where: Document | None = None) -> list[int]:
    found = chosen_links(store, where or {}, [("n", 1)], opts)
    return [link["n"] async for link in found]


@pytest.mark.parametrize("few", [2, 2000])
async def test_what_was_said_selects(
    store: Store, monkeypatch: pytest.MonkeyPatch, few: int
) -> None:
    monkeypatch.setattr(marked, "_FEW", few)
    await store.replace("links", LINKS)
    assert not await has_marks(store, asked())
    await mark_links(store, LINKS[:4], word("verdict", "bad"))
    await mark_links(store, LINKS[4:6], word("verdict", "ok"))
    await mark_links(store, LINKS[3:5], word("outreach", "contacted"))
    assert await numbers(store, asked()) == list(range(12))
    assert await numbers(store, asked(verdict="bad")) == [0, 1, 2, 3]
    assert await numbers(store, asked(verdict="ok")) == [4, 5]
    assert await numbers(store, asked(verdict="none")) == [6, 7, 8, 9, 10, 11]
    assert await numbers(store, asked(outreach="contacted")) == [3, 4]
    assert await numbers(store, asked(verdict="none", outreach="contacted")) == []
    assert await numbers(store, asked(verdict="bad", outreach="none")) == [0, 1, 2]
    assert await numbers(store, asked(outreach="refused")) == []
    assert await numbers(store, asked(verdict="bad"), {"n": {"$gte": 2}}) == [2, 3]
    of_one = asked(verdict="bad", target=["t.example"])
    assert await numbers(store, of_one, {"target": {"$in": ["t.example"]}}) == [1, 3]
    assert await has_marks(store, of_one)
    assert not await has_marks(store, asked(target=["v.example"]))
