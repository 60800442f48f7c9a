"""``scrapy links``: the stored links, filtered; ``show ID``: one; ``mark ID``: what one says."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from scrapy.exceptions import UsageError

from backlinkspider.cli.base import FORMATS, StoreCommand, ask, settings_of
from backlinkspider.cli.claimed import add_claim_options, print_claimed
from backlinkspider.cli.columns import DISAGREEMENTS, LINKS, LINKS_SHOWN, PLACEMENTS, SOURCES
from backlinkspider.cli.form import add_form_options, form_of
from backlinkspider.cli.link_mark import (
    add_mark_options,
    ids_of,
    mark,
    refuse_mark_options,
    words_of,
)
from backlinkspider.cli.marked import MARKED, chosen_links, has_marks
from backlinkspider.cli.output import print_answer
from backlinkspider.cli.questions import (
    add_common_filters,
    add_link_filters,
    link_question,
)
from backlinkspider.cli.rows import limited, store_order

if TYPE_CHECKING:
    import argparse

    from backlinkspider.documents import Collection
    from backlinkspider.store.base import Store

_SHOW_FORMATS = ("text", "json")


class Command(StoreCommand):
    """List links; exit 0 also when there are none. ``show`` and ``mark`` exit 1 for no link."""

    collection: Collection | None = "links"

    def syntax(self) -> str:
        """Return the words after the command."""
        return (
            "[show ID|mark ID ...|mark -] [--target T] [filters] "
            "[--format table|jsonl|csv|xlsx, show and mark: text|json]"
        )

    def short_desc(self) -> str:
        """Return the line of the list of commands."""
        return "List stored links: flagged, followed, by rule, domain, age, verdict; show, mark"

    def long_desc(self) -> str:
        """Return what --help says."""
        return (
            "Without words: list stored links. show ID: all that is known about one link, and "
            "where its proof is; eight characters of an id will do where no other begins so. "
            "mark ID ...: give links a verdict, or say how far outreach got; - takes ids, or links "
            "as this command prints them in JSON lines, from standard input."
        )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """Add filters and format."""
        super().add_options(parser)
        add_common_filters(parser)
        add_link_filters(parser)
        add_claim_options(parser)
        add_mark_options(parser)
        forms = (*FORMATS, *_SHOW_FORMATS)
        add_form_options(parser, LINKS, DISAGREEMENTS, PLACEMENTS, SOURCES, forms=forms)
        parser.add_argument(
            "--save", metavar="DIR", help="show: save the proof there, page and screenshot"
        )

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """List, show one, or mark some."""
        if args[:1] == ["show"]:
            self._show(args[1:], opts)
            return
        if opts.save:
            raise UsageError("--save is an option of links show", print_help=False)
        if args[:1] == ["mark"]:
            self._mark(args[1:], opts)
            return
        refuse_mark_options(opts)
        if opts.format in _SHOW_FORMATS:
            raise UsageError(f"links has the formats {', '.join(FORMATS)}", print_help=False)
        if opts.disagree or opts.placements or opts.sources:
            self.collection = "pages"
        super().run(args, opts)

    def _show(self, ids: list[str], opts: argparse.Namespace) -> None:
        from backlinkspider.cli.link_show import show_link

        if len(ids) != 1:
            raise UsageError("show takes one link's id", print_help=False)
        if opts.format not in {None, *_SHOW_FORMATS}:
            raise UsageError(f"show has the formats {', '.join(_SHOW_FORMATS)}", print_help=False)
        settings = settings_of(self)
        name = ids[0].lower()
        self.exitcode = ask(
            settings["STORE_URI"], lambda store: show_link(store, name, opts, settings)
        )

    def _mark(self, ids: list[str], opts: argparse.Namespace) -> None:
        if opts.format not in {None, *_SHOW_FORMATS}:
            raise UsageError(f"mark has the formats {', '.join(_SHOW_FORMATS)}", print_help=False)
        words = words_of(opts, datetime.now(UTC))
        names = ids_of(ids, sys.stdin)
        uri, rules = settings_of(self)["STORE_URI"], Path(settings_of(self)["RULES_FOLDER"])
        self.exitcode = ask(uri, lambda store: mark(store, names, words, opts, rules))

    async def answer(self, store: Store, opts: argparse.Namespace) -> int:
        """Print the links."""
        if opts.disagree or opts.placements or opts.sources:
            return await print_claimed(store, opts)
        where = link_question(opts, datetime.now(UTC))
        worst_first = [("audit.score", -1), ("page.domain", 1), ("_id", 1)]
        order = store_order(opts.sort, LINKS, worst_first, "links")
        await print_answer(
            limited(chosen_links(store, where, order, opts), opts.limit),
            form=form_of(opts),
            columns=LINKS,
            shown=(*LINKS_SHOWN, *MARKED) if await has_marks(store, opts) else LINKS_SHOWN,
            title="Links",
        )
        return 0
