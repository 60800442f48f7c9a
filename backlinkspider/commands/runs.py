"""``scrapy runs``: what was crawled when, and how it ended."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backlinkspider.cli.base import FORMATS, StoreCommand
from backlinkspider.cli.columns import RUNS, RUNS_SHOWN
from backlinkspider.cli.output import print_answer
from backlinkspider.cli.questions import add_target_filter, run_question
from backlinkspider.cli.rows import limited

if TYPE_CHECKING:
    import argparse

    from backlinkspider.store.base import Store


class Command(StoreCommand):
    """List runs, the latest first."""

    def syntax(self) -> str:
        """Return the words after the command."""
        return "[--target T] [--limit N] [--format table|jsonl|csv]"

    def short_desc(self) -> str:
        """Return the line of the list of commands."""
        return "List crawl runs: when, what, how they ended"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """Add filters and format."""
        super().add_options(parser)
        add_target_filter(parser)
        parser.add_argument("--format", choices=FORMATS, default="table", help="how to print")

    async def answer(self, store: Store, opts: argparse.Namespace) -> int:
        """Print the runs."""
        where = run_question(opts)
        await print_answer(
            limited(store.iterate("runs", where, sort=[("started_at", -1)]), opts.limit),
            form=opts.format,
            columns=RUNS,
            shown=RUNS_SHOWN,
            title="Runs",
        )
        return 0
