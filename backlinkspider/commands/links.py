"""``scrapy links``: the stored links, filtered."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from backlinkspider.cli.base import FORMATS, StoreCommand
from backlinkspider.cli.columns import LINKS, LINKS_SHOWN
from backlinkspider.cli.output import print_answer
from backlinkspider.cli.questions import add_common_filters, add_link_filters, link_question
from backlinkspider.cli.rows import limited

if TYPE_CHECKING:
    import argparse

    from backlinkspider.store.base import Store


class Command(StoreCommand):
    """List links; exit 0 also when there are none."""

    def syntax(self) -> str:
        """Return the words after the command."""
        return "[--target T] [filters] [--format table|jsonl|csv]"

    def short_desc(self) -> str:
        """Return the line of the list of commands."""
        return "List stored links: flagged, followed, by rule, by domain, by age"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """Add filters and format."""
        super().add_options(parser)
        add_common_filters(parser)
        add_link_filters(parser)
        parser.add_argument("--format", choices=FORMATS, default="table", help="how to print")

    async def answer(self, store: Store, opts: argparse.Namespace) -> int:
        """Print the links."""
        where = link_question(opts, datetime.now(UTC))
        order = [("audit.score", -1), ("page.domain", 1), ("_id", 1)]
        await print_answer(
            limited(store.iterate("links", where, sort=order), opts.limit),
            form=opts.format,
            columns=LINKS,
            shown=LINKS_SHOWN,
            title="Links",
        )
        return 0
