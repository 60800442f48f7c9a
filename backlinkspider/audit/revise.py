"""Stored links changed one by one, though a crawl may write the same ones meanwhile."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final
from uuid import uuid4

from backlinkspider.store.base import Patch, StoreError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from backlinkspider.documents import Document
    from backlinkspider.store.base import Store

_BATCH: Final = 200
_ATTEMPTS: Final = 10

_WHEN: Final = ("at", "run", "v")
"""What alone is no reason to write a document again."""

Revision = tuple["Document", "Document"]
"""A link before, and the fields it was given."""


async def revise_all(
    store: Store,
    links: Sequence[str],
    changed: Callable[[Document], Document | None],
    end: str,
    fields: Sequence[str] = (),
) -> int:
    """Give the links with the ids *links* the fields that *changed* returns; return how many.

    As ``revise``, which see; in batches. Only *fields* are read, and ``v``, where they are given.
    """
    written = 0
    read = [*fields, "v"] if fields else []
    for start in range(0, len(links), _BATCH):
        named = {"_id": {"$in": links[start : start + _BATCH]}}
        found = store.iterate("links", named, fields=read)
        stored = {link["_id"]: link async for link in found}
        written += len(await revise(store, stored, changed, end))
    return written


async def revise(
    store: Store,
    links: Mapping[str, Document],
    changed: Callable[[Document], Document | None],
    end: str,
) -> list[Revision]:
    """Give each of *links*, as they were read by id, the fields that *changed* returns.

    They need not be whole, but must have what *changed* reads, and ``v``. ``None`` leaves a link
    alone. One that another writer changed meanwhile is read again. Raises ``StoreError`` for links
    that change too often to be ..., which *end* names.
    """
    written: list[Revision] = []
    waiting: Mapping[str, Document] = links
    for _ in range(_ATTEMPTS):
        new = {name: one for name, old in waiting.items() if (one := changed(old)) is not None}
        patches = [Patch(name, waiting[name]["v"], one) for name, one in new.items()]
        by = f"{end} {uuid4().hex}"
        missed = await store.patch("links", patches, by) if patches else set()
        written += [(waiting[name], new[name]) for name in new.keys() - missed]
        if not missed:
            return written
        waiting = await store.get("links", sorted(missed))
    raise StoreError(f"{len(waiting)} links change too often to be {end}")


def content(document: Document | None) -> Document:
    """Return *document* without time, run and version: two that are equal in this say the same."""
    return {key: value for key, value in (document or {}).items() if key not in _WHEN}
