"""``scrapy pages``: every candidate and its outcome."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from backlinkspider.cli.base import StoreCommand
from backlinkspider.cli.columns import MENTIONS_SHOWN, PAGES, PAGES_SHOWN
from backlinkspider.cli.form import add_form_options, form_of
from backlinkspider.cli.option_values import outcomes
from backlinkspider.cli.output import print_answer
from backlinkspider.cli.questions import add_common_filters, page_question
from backlinkspider.cli.rows import limited, store_order

if TYPE_CHECKING:
    import argparse

    from backlinkspider.documents import Collection
    from backlinkspider.store.base import Store


class Command(StoreCommand):
    """List pages; exit 0 also when there are none."""

    collection: Collection | None = "pages"

    def syntax(self) -> str:
        """Return the words after the command."""
        return "[--target T] [filters] [--format table|jsonl|csv|xlsx]"

    def short_desc(self) -> str:
        """Return the line of the list of commands."""
        return "List candidate pages with their outcome"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """Add filters and format."""
        super().add_options(parser)
        add_common_filters(parser)
        parser.add_argument("--outcome", type=outcomes, metavar="O[,O]", help="only these outcomes")
        parser.add_argument(
            "--mentions", action="store_true", help="only pages that name you without a link"
        )
        add_form_options(parser, PAGES)

    async def answer(self, store: Store, opts: argparse.Namespace) -> int:
        """Print the pages."""
        where = page_question(opts, datetime.now(UTC))
        by_outcome = [("outcome", 1), ("domain", 1), ("_id", 1)]
        order = store_order(opts.sort, PAGES, by_outcome, "pages")
        await print_answer(
            limited(store.iterate("pages", where, sort=order), opts.limit),
            form=form_of(opts),
            columns=PAGES,
            shown=MENTIONS_SHOWN if opts.mentions else PAGES_SHOWN,
            title="Mentions" if opts.mentions else "Pages",
        )
        return 0
