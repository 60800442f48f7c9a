"""The disavow list of a target as the store keeps it: ``marks`` documents of kind ``disavow``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backlinkspider.disavow.cover import Cover
from backlinkspider.documents import digest

if TYPE_CHECKING:
    from backlinkspider.documents import Document
    from backlinkspider.store.base import Store


def mark_id(target: str, entry: str) -> str:
    """Return the ``_id`` of the mark that keeps *entry* of *target*'s disavow list."""
    return digest("disavow", target, entry)


async def stored_marks(store: Store, target: str) -> list[Document]:
    """Return the entries of *target*'s disavow list in use, as ``marks`` documents by line.

    Raises ``StoreError``.
    """
    where = {"target": target, "kind": "disavow"}
    return await store.find("marks", where, sort=[("line", 1), ("_id", 1)])


async def stored_cover(store: Store, target: str) -> Cover:
    """Return what *target*'s disavow list in use covers; nothing where none was imported.

    Raises ``StoreError``.
    """
    return Cover(mark["entry"] for mark in await stored_marks(store, target))
