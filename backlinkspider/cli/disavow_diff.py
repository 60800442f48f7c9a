"""``scrapy disavow diff``: what another list would change, for links known and unknown."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any, Final

from scrapy.exceptions import UsageError

from backlinkspider.cli import disavow_choice
from backlinkspider.cli.columns import DISAVOW_CHANGES
from backlinkspider.cli.disavow_choice import choice_of, head_of
from backlinkspider.cli.disavow_files import open_file
from backlinkspider.cli.disavow_making import about, ask_about, in_use, make
from backlinkspider.cli.output import counted, print_answer
from backlinkspider.cli.rows import each
from backlinkspider.disavow.compose import Kept
from backlinkspider.disavow.difference import Difference
from backlinkspider.disavow.file import read_file
from backlinkspider.disavow.stored import domains_with_links, link_marks

if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence

    from scrapy.settings import BaseSettings

    from backlinkspider.disavow.cover import Cover
    from backlinkspider.disavow.file import DisavowFile
    from backlinkspider.documents import Document
    from backlinkspider.store.base import Store

OPTIONS: Final[dict[str, Any]] = dict(disavow_choice.OPTIONS)
_SHOWN: Final = 10


def run(args: Sequence[str], opts: argparse.Namespace, settings: BaseSettings) -> int:
    """Print what changes from the first file to the second, or to what export would write now."""
    if not 1 <= len(args) <= 2:
        say = "diff takes the file in use, and the new one if it is not to be what export writes"
        raise UsageError(say, print_help=False)
    if len(args) == 2 and any(getattr(opts, name) != value for name, value in OPTIONS.items()):
        say = "with two files nothing is chosen: leave out the options that choose"
        raise UsageError(say, print_help=False)
    one = about(opts, settings)
    choice = choice_of(opts, one.book.rules)
    head = head_of(opts, one.target.name, choice)
    files = [open_file(name) for name in args]
    for file in files:
        say_errors(file)

    async def differ(store: Store) -> int:
        if len(files) == 2:
            new = files[1].cover
        else:
            kept = Kept() if opts.fresh else await in_use(store, one.target.name)
            made = await make(store, one, choice, head, kept)
            new = read_file(made.file.text.encode(), "export").cover
        difference = await measured(store, one.target.name, files[0].cover, new)
        await print_difference(difference, opts.format)
        return 0

    return ask_about(one, settings["STORE_URI"], differ)


def say_errors(file: DisavowFile) -> None:
    """Name the errors in *file*: what engines make of such lines is not known, so nothing here."""
    errors = [one for one in file.problems if one.level == "error"]
    for problem in errors[:_SHOWN]:
        print(f"error: {problem}", file=sys.stderr)
    if errors:
        more = f"and {len(errors) - _SHOWN:,} more; " if len(errors) > _SHOWN else ""
        say = f"{more}lines with errors count as no entries: scrapy disavow lint {file.name}"
        print(say, file=sys.stderr)


async def measured(store: Store, target: str, old: Cover, new: Cover) -> Difference:
    """Return the change from *old* to *new*, with the stored links it affects.

    Raises ``StoreError``.
    """
    difference = Difference(old, new)
    if difference.is_empty:
        return difference
    marks = await link_marks(store, target)
    async for links in domains_with_links(store, target):
        for link in links:
            difference.feed(link, marks.get(link["_id"], {}).get("verdict"))
    return difference


async def print_difference(difference: Difference, form: str, *, only_felt: bool = False) -> None:
    """Print *difference* as *form*: ``text`` is a table and a sentence.

    *only_felt*: the table has those entries alone that matter to a stored link.
    """
    rows = list(difference.rows())
    if form == "text" and not rows:
        print("no difference: both lists cover the same")
        return
    await print_answer(
        each([row for row in rows if row["links"] or form != "text" or not only_felt]),
        form="table" if form == "text" else form,
        columns=DISAVOW_CHANGES,
        shown=tuple(DISAVOW_CHANGES),
        title="Entries that matter to stored links" if only_felt else "Difference",
    )
    if form == "text":
        added, removed = (_sum(rows, change) for change in ("added", "removed"))
        print(f"added {added} newly covered; removed {removed} no longer covered")


def _sum(rows: Sequence[Document], change: str) -> str:
    """Return how many of *rows* are *change*, and for how many links that matters."""
    links = [row["links"] for row in rows if row["change"] == change]
    return f"{len(links):,}, {counted(sum(links), 'link')}"
