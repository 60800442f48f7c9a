"""The disavow list of a target as the store keeps it: ``marks`` documents of kind ``disavow``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from backlinkspider.disavow.cover import Cover, covering_entries
from backlinkspider.documents import digest

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterable
    from datetime import datetime

    from backlinkspider.disavow.entry import Entry
    from backlinkspider.documents import Document
    from backlinkspider.store.base import Store

FIELDS: Final = (
    "state",
    "page.url",
    "page.final_url",
    "page.canonical",
    "page.host",
    "page.domain",
    "link.passes_credit",
    "action.do",
    "audit.score",
    *(
        f"flags.{name}"
        for name in ("rule", "level", "status", "severity", "group", "clause", "suppressed")
    ),
)
"""What of a ``links`` document decides whether it belongs into a disavow file."""

_BATCH: Final = 1000


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


async def disavowal(store: Store, link: Document) -> Document | None:
    """Return the mark of the entry that covers a ``links`` document, None where none does.

    Raises ``StoreError``.
    """
    entries = covering_entries(link["page"])
    ids = [mark_id(link["target"], entry) for entry in entries]
    found = await store.get("marks", ids)
    return next((found[name] for name in ids if name in found), None)


async def link_marks(store: Store, target: str) -> dict[str, Document]:
    """Return what people said of links of *target*: ``marks`` documents by the link's id.

    Raises ``StoreError``.
    """
    found = await store.find("marks", {"target": target, "kind": "link"})
    return {mark["_id"]: mark for mark in found}


async def domains_with_links(store: Store, target: str) -> AsyncIterator[list[Document]]:
    """Yield the links of *target*, those of one referring domain together, narrowed to ``FIELDS``.

    Raises ``StoreError``.
    """
    links: list[Document] = []
    order = [("page.domain", 1), ("_id", 1)]
    async for link in store.iterate("links", {"target": target}, sort=order, fields=FIELDS):
        if links and links[0]["page"]["domain"] != link["page"]["domain"]:
            yield links
            links = []
        links.append(link)
    if links:
        yield links


async def replace_list(
    store: Store, target: str, entries: Iterable[Entry], file: str, at: datetime
) -> None:
    """Make *entries*, read from *file*, the disavow list in use of *target*, as an upload does.

    An entry that was in the list before keeps the time it came in. Raises ``StoreError``.
    """
    before = {mark["_id"]: mark for mark in await stored_marks(store, target)}
    marks: dict[str, Document] = {}
    for entry in entries:
        name = mark_id(target, entry.spelling)
        old = before.get(name, {})
        fresh = {
            "_id": name,
            "v": old.get("v", 0) + 1,
            "kind": "disavow",
            "target": target,
            "entry": entry.spelling,
            "file": file,
            "line": entry.line,
            "at": old.get("at", at),
        }
        marks.setdefault(name, fresh)
    documents = list(marks.values())
    for start in range(0, len(documents), _BATCH):
        await store.replace("marks", documents[start : start + _BATCH])
    # Last, so that what stays disavowed is so all the time.
    gone = [name for name in before if name not in marks]
    for start in range(0, len(gone), _BATCH):
        await store.delete("marks", gone[start : start + _BATCH])
