"""``scrapy disavow import``: the file in use becomes known, and what it covers is disavowed."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final

from scrapy.exceptions import UsageError

from backlinkspider.cli.disavow_diff import measured, print_difference, say_errors
from backlinkspider.cli.disavow_files import open_file
from backlinkspider.cli.disavow_making import about, ask_about
from backlinkspider.cli.reappraise import reappraise
from backlinkspider.cli.stored_targets import rules_folder
from backlinkspider.disavow.stored import replace_list, stored_cover
from backlinkspider.documents import utc

if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence

    from scrapy.settings import BaseSettings

    from backlinkspider.store.base import Store

OPTIONS: Final[dict[str, Any]] = {"dry_run": False}


def add_options(parser: argparse.ArgumentParser) -> None:
    """Add ``--dry-run``."""
    parser.add_argument("--dry-run", action="store_true", help="say what would change, no more")


def run(args: Sequence[str], opts: argparse.Namespace, settings: BaseSettings) -> int:
    """Make the file's entries the list in use, in place of the one before; say what changes."""
    if len(args) != 1:
        raise UsageError("import takes one file, or - for standard input", print_help=False)
    one = about(opts, settings)
    file = open_file(args[0])
    say_errors(file)
    if not file.entries and any(problem.level == "error" for problem in file.problems):
        raise UsageError(f"{file.name} has no line that could be read", print_help=False)

    async def replace(store: Store) -> int:
        name = one.target.name
        old = await stored_cover(store, name)
        difference = await measured(store, name, old, file.cover)
        await print_difference(difference, opts.format, only_felt=True)
        status = 0
        if not opts.dry_run:
            await replace_list(store, name, file.entries, file.name, utc(datetime.now(UTC)))
            referring = await store.tally("links", {"target": name}, "page.domain")
            felt = old.differs(file.cover, filter(None, referring))
            status = await reappraise(store, {name: felt}, rules_folder(opts, settings))
        if opts.format == "text":
            done = "would be" if opts.dry_run else "is"
            print(f"the list in use of {name} {done} {file.name}; entries: {len(file.cover):,}")
        return status

    return ask_about(one, settings["STORE_URI"], replace)
