"""Marks in the store: written by compare-and-set, and read beside their links."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from backlinkspider.marks.mark import KIND, marked
from backlinkspider.store.base import Change, StoreError

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Mapping, Sequence

    from backlinkspider.documents import Document
    from backlinkspider.marks.mark import Word
    from backlinkspider.store.base import Filter, Store

BATCH: Final = 200
_ATTEMPTS: Final = 20


async def mark_links(
    store: Store, links: Sequence[Mapping[str, Any]], words: tuple[Word, ...]
) -> int:
    """Say *words* of *links* (their ``_id`` and ``target``); return how many marks changed.

    What another says meanwhile is kept, in the history too. Raises ``StoreError``.
    """
    wanted = {link["_id"]: link for link in links}
    changed = 0
    for start in range(0, len(wanted), BATCH):
        changed += await _mark(store, list(wanted.values())[start : start + BATCH], words)
    return changed


async def _mark(store: Store, links: Sequence[Mapping[str, Any]], words: tuple[Word, ...]) -> int:
    """Mark one batch; marks that another writer changed meanwhile are read again."""
    waiting = {link["_id"]: link for link in links}
    changed = 0
    for _ in range(_ATTEMPTS):
        stored = await store.get("marks", list(waiting))
        changes = [
            Change(old["v"] if old else None, new)
            for key, link in waiting.items()
            for old in [stored.get(key)]
            if (new := marked(old, link, words))
        ]
        missed = await store.swap("marks", changes) if changes else set[str]()
        changed += len(changes) - len(missed)
        if not missed:
            return changed
        waiting = {key: waiting[key] for key in missed}
    raise StoreError(f"{len(waiting)} marks change too often to be written")


async def marked_links(store: Store, where: Filter) -> AsyncIterator[tuple[Document, Document]]:
    """Yield the links whose marks match *where*, each with its mark; only a batch is held."""
    batch: dict[str, Document] = {}
    async for mark in store.iterate("marks", {**where, "kind": KIND}, sort=[("_id", 1)]):
        batch[mark["_id"]] = mark
        if len(batch) == BATCH:
            for pair in await _links_of(store, batch):
                yield pair
            batch = {}
    for pair in await _links_of(store, batch):
        yield pair


async def _links_of(store: Store, marks: Mapping[str, Document]) -> list[tuple[Document, Document]]:
    links = await store.get("links", list(marks)) if marks else {}
    return [(links[name], mark) for name, mark in marks.items() if name in links]


async def with_marks(
    store: Store, links: AsyncIterator[Document]
) -> AsyncIterator[tuple[Document, Document | None]]:
    """Yield each of *links* with its mark; only a batch is held."""
    batch: list[Document] = []
    async for link in links:
        batch.append(link)
        if len(batch) == BATCH:
            for pair in await _pairs(store, batch):
                yield pair
            batch = []
    for pair in await _pairs(store, batch):
        yield pair


async def _pairs(store: Store, links: Sequence[Document]) -> list[tuple[Document, Document | None]]:
    marks = await store.get("marks", [link["_id"] for link in links]) if links else {}
    return [(link, marks.get(link["_id"])) for link in links]
