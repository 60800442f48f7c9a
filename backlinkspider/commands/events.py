"""``scrapy events``: what happened to links, and alerts about it."""

from __future__ import annotations

import sys
from contextlib import nullcontext
from datetime import UTC, datetime
from tempfile import TemporaryFile
from typing import TYPE_CHECKING

from scrapy.exceptions import UsageError

from backlinkspider.cli.base import StoreCommand, settings_of
from backlinkspider.cli.columns import EVENTS, EVENTS_SHOWN
from backlinkspider.cli.event_questions import (
    add_alert_options,
    add_event_filters,
    event_question,
)
from backlinkspider.cli.form import add_form_options, form_of
from backlinkspider.cli.output import print_answer
from backlinkspider.cli.questions import add_common_filters
from backlinkspider.cli.rows import limited, store_order
from backlinkspider.cli.unseen import note_seen, unseen
from backlinkspider.documents import utc

if TYPE_CHECKING:
    import argparse
    from collections.abc import AsyncIterator

    from backlinkspider.cli.alerts import Alert
    from backlinkspider.documents import Collection, Document
    from backlinkspider.store.base import Store


class Command(StoreCommand):
    """List events. Exit 1 with ``--fail-on`` where there are such, or where an alert failed."""

    collection: Collection | None = "events"

    def syntax(self) -> str:
        """Return the words after the command."""
        return "[--target T] [--since WHEN] [--kind K,K] [--run ID|last] [alerts] [--format F]"

    def short_desc(self) -> str:
        """Return the line of the list of commands."""
        return "List what happened to links: new, changed, lost, back; alert about it"

    def long_desc(self) -> str:
        """Return what --help says."""
        return (
            "Lists events, the latest first. With --unseen each is told once to each consumer. "
            "--command and --webhook get the events listed, if there are any; --fail-on makes them "
            "the exit status."
        )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """Add filters, alerts and format."""
        super().add_options(parser)
        add_common_filters(parser)
        add_event_filters(parser)
        add_alert_options(parser)
        add_form_options(parser, EVENTS)

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Check the settings that alerts need, then answer. Raises ``UsageError``."""
        if opts.webhook:
            from backlinkspider.web.egress import Gate

            try:
                Gate.from_settings(settings_of(self)).close()
            except ValueError as error:
                raise UsageError(str(error), print_help=False) from None
        super().run(args, opts)

    async def answer(self, store: Store, opts: argparse.Namespace) -> int:
        """Print the events, then alert, then note what was told."""
        from backlinkspider.cli.alerts import Alert

        with TemporaryFile() if opts.command else nullcontext() as lines:
            return await self._tell(store, opts, Alert(lines=lines))

    async def _tell(self, store: Store, opts: argparse.Namespace, alert: Alert) -> int:
        now = datetime.now(UTC)
        where = await event_question(store, opts, now)
        order = store_order(opts.sort, EVENTS, [("at", -1), ("_id", 1)], "events")
        events = store.iterate("events", where, sort=order)
        if opts.unseen:
            events = unseen(store, opts.unseen, events)
        await print_answer(
            _gathered(limited(events, opts.limit), alert),
            form=form_of(opts),
            columns=EVENTS,
            shown=EVENTS_SHOWN,
            title="Events",
        )
        problems = await self._alert(alert, opts)
        for problem in problems:
            print(f"error: {problem}", file=sys.stderr)
        if opts.unseen and not problems:
            await note_seen(store, opts.unseen, alert.ids, utc(now))
        return 1 if problems or any(alert.counts[kind] for kind in opts.fail_on) else 0

    async def _alert(self, alert: Alert, opts: argparse.Namespace) -> list[str]:
        """Tell the command and the webhook; return what went wrong."""
        from backlinkspider.cli.alerts import call_webhook, run_command

        problems = []
        if alert.ids and alert.lines is not None:
            problems.append(await run_command(opts.command, alert.lines))
        if alert.ids and opts.webhook:
            problems.append(await call_webhook(opts.webhook, alert, settings_of(self)))
        return [problem for problem in problems if problem]


async def _gathered(events: AsyncIterator[Document], alert: Alert) -> AsyncIterator[Document]:
    async for event in events:
        alert.take(event)
        yield event
