"""``scrapy runs``: what was crawled when, and how it ended."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from backlinkspider.cli.base import StoreCommand
from backlinkspider.cli.columns import RUNS, RUNS_SHOWN
from backlinkspider.cli.form import add_form_options, form_of
from backlinkspider.cli.output import print_answer
from backlinkspider.cli.questions import add_target_filter, add_time_filter, run_question
from backlinkspider.cli.rows import limited, store_order

if TYPE_CHECKING:
    import argparse

    from backlinkspider.documents import Collection
    from backlinkspider.store.base import Store


class Command(StoreCommand):
    """List runs, the latest first."""

    collection: Collection | None = "runs"

    def syntax(self) -> str:
        """Return the words after the command."""
        return "[--target T] [filters] [--format table|jsonl|csv|xlsx]"

    def short_desc(self) -> str:
        """Return the line of the list of commands."""
        return "List crawl runs: when, what, how they ended"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """Add filters and format."""
        super().add_options(parser)
        add_target_filter(parser)
        add_time_filter(parser, "started")
        add_form_options(parser, RUNS)

    async def answer(self, store: Store, opts: argparse.Namespace) -> int:
        """Print the runs."""
        where = run_question(opts, datetime.now(UTC))
        order = store_order(opts.sort, RUNS, [("started_at", -1), ("_id", 1)], "runs")
        await print_answer(
            limited(store.iterate("runs", where, sort=order), opts.limit),
            form=form_of(opts),
            columns=RUNS,
            shown=RUNS_SHOWN,
            title="Runs",
        )
        return 0
