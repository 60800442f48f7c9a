"""Lists of links beside their marks: what to show, and which to leave out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backlinkspider.cli.link_mark import NONE
from backlinkspider.marks.mark import KIND, outreach_of, verdict_of
from backlinkspider.marks.stored import with_marks

if TYPE_CHECKING:
    import argparse
    from collections.abc import AsyncIterator

    from backlinkspider.documents import Document
    from backlinkspider.store.base import Store

MARKED: tuple[str, ...] = ("verdict", "outreach")
"""Columns that a table has room for where there are marks."""


async def chosen_links(
    store: Store, links: AsyncIterator[Document], opts: argparse.Namespace
) -> AsyncIterator[Document]:
    """Yield those of *links* that *opts* ask for, each with its ``mark`` if it has one."""
    async for link, mark in with_marks(store, links):
        if _is_wanted(opts.verdict, verdict_of(mark)) and _is_wanted(
            opts.outreach, outreach_of(mark)
        ):
            yield {**link, "mark": mark} if mark else link


async def has_marks(store: Store, opts: argparse.Namespace) -> bool:
    """Tell whether the listed targets have links that somebody marked."""
    where = {"target": {"$in": opts.target}} if opts.target else {}
    return bool(await store.find("marks", {**where, "kind": KIND}, limit=1, fields=["_id"]))


def _is_wanted(choice: str | None, said: str | None) -> bool:
    return choice is None or said == (None if choice == NONE else choice)
