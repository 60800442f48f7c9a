"""Lists of links beside their marks: what to show, and which to leave out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from backlinkspider.cli.link_mark import NONE
from backlinkspider.marks.mark import KIND, outreach_of, verdict_of
from backlinkspider.marks.stored import with_marks

if TYPE_CHECKING:
    import argparse
    from collections.abc import AsyncIterator

    from backlinkspider.documents import Document
    from backlinkspider.store.base import Filter, Sort, Store

_FEW: Final = 2000
MARKED: Final = ("verdict", "outreach")
"""Columns that a table has room for where there are marks."""


async def chosen_links(
    store: Store, where: Filter, sort: Sort, opts: argparse.Namespace
) -> AsyncIterator[Document]:
    """Yield the links that match *where* and that *opts* ask for by their marks.

    Each comes with its ``mark`` if it has one.
    """
    few = await _few_marked(store, opts)
    wanted = where if few is None else {**where, "_id": {"$in": few}}
    async for link, mark in with_marks(store, store.iterate("links", wanted, sort=sort)):
        if _is_wanted(opts.verdict, verdict_of(mark)) and _is_wanted(
            opts.outreach, outreach_of(mark)
        ):
            yield {**link, "mark": mark} if mark else link


async def has_marks(store: Store, opts: argparse.Namespace) -> bool:
    """Tell whether the listed targets have links that somebody marked."""
    return bool(await store.find("marks", _marks_of(opts), limit=1, fields=["_id"]))


async def _few_marked(store: Store, opts: argparse.Namespace) -> list[str] | None:
    """Return the links whose marks say what *opts* ask for; ``None`` for many, or for any link.

    Of a million links people mark a few: those alone are read then.
    """
    asked = {"verdict": opts.verdict, "outreach.state": opts.outreach}
    said = {field: value for field, value in asked.items() if value not in {None, NONE}}
    if not said:
        return None
    where = {**_marks_of(opts), **said}
    found = await store.find("marks", where, limit=_FEW + 1, fields=["_id"])
    return [mark["_id"] for mark in found] if len(found) <= _FEW else None


def _marks_of(opts: argparse.Namespace) -> dict[str, Any]:
    return {"kind": KIND, **({"target": {"$in": opts.target}} if opts.target else {})}


def _is_wanted(choice: str | None, said: str | None) -> bool:
    return choice is None or said == (None if choice == NONE else choice)
