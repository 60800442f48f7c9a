"""``scrapy reclaim``: what is to be won back, the most first."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from backlinkspider.cli.base import StoreCommand
from backlinkspider.cli.columns import RECLAIM, RECLAIM_SHOWN
from backlinkspider.cli.form import add_form_options, form_of
from backlinkspider.cli.option_values import kinds
from backlinkspider.cli.output import counted, print_answer
from backlinkspider.cli.questions import add_targets
from backlinkspider.cli.rows import each, in_order, limited
from backlinkspider.store.targets import stored_targets

if TYPE_CHECKING:
    import argparse

    from backlinkspider.audit.reclamation import Reclaimed
    from backlinkspider.documents import Document
    from backlinkspider.store.base import Store


class Command(StoreCommand):
    """List what is to be won back; exit 0 also when there is nothing."""

    def syntax(self) -> str:
        """Return the words after the command."""
        return "[--target T] [--kind K] [--domain D] [--format table|jsonl|csv|xlsx]"

    def short_desc(self) -> str:
        """Return the line of the list of commands."""
        return "List links to win back: broken and moved own pages, lost links, mentions"

    def long_desc(self) -> str:
        """Return what --help says."""
        return (
            "Own pages that waste the links to them (scrapy crawl ownsite looks at them), links "
            "that are lost or no longer followed, and pages that name you without a link. What is "
            "worth most comes first: each referring domain counts by its best link."
        )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """Add filters and format."""
        super().add_options(parser)
        add_targets(parser)
        parser.add_argument("--kind", type=kinds, metavar="K[,K]", help="only these kinds")
        parser.add_argument(
            "--domain",
            type=str.lower,
            metavar="D",
            help="only what this referring domain is part of",
        )
        add_form_options(parser, RECLAIM)

    async def answer(self, store: Store, opts: argparse.Namespace) -> int:
        """Print the entries, and say what could not be judged."""
        from backlinkspider.audit.reclamation import reclamation
        from backlinkspider.ownsite.entry import best_first

        found = {
            name: await reclamation(store, name)
            for name in opts.target or await stored_targets(store)
        }
        entries = best_first(one for told in found.values() for one in told.entries)
        rows = in_order([one for one in entries if _is_asked(one, opts)], opts.sort, RECLAIM)
        await print_answer(
            limited(each(rows), opts.limit),
            form=form_of(opts),
            columns=RECLAIM,
            shown=RECLAIM_SHOWN,
            title="To win back",
        )
        for name, told in found.items():
            _say_unjudged(name, told)
        return 0


def _is_asked(entry: Document, opts: argparse.Namespace) -> bool:
    if opts.kind and entry["kind"] not in opts.kind:
        return False
    return not opts.domain or opts.domain in entry["domains"]


def _say_unjudged(target: str, told: Reclaimed) -> None:
    """Say what of *target* is missing from the list, on standard error."""
    if not told.crawled:
        crawl = f"scrapy crawl ownsite -a target={target}"
        _say(f"{target}: own pages were not looked at yet: {crawl}")
    elif told.unchecked:
        urls, links = len(told.unchecked), sum(told.unchecked.values())
        them = f"{counted(urls, 'own URL')} with {counted(links, 'live link')}"
        _say(f"{target}: not judged, as nobody could look: {them}")


def _say(text: str) -> None:
    print(f"note: {text}", file=sys.stderr)
