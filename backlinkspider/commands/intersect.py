"""``scrapy intersect``: who links to competitors and not to us."""

from __future__ import annotations

import sys
from collections import Counter
from typing import TYPE_CHECKING

from scrapy.exceptions import UsageError

from backlinkspider.cli.base import StoreCommand
from backlinkspider.cli.columns import INTERSECTION, INTERSECTION_SHOWN
from backlinkspider.cli.form import add_form_options, form_of
from backlinkspider.cli.option_values import row_limit, standings, targets
from backlinkspider.cli.output import counted, print_answer
from backlinkspider.cli.questions import add_target_filter
from backlinkspider.cli.rows import limited, sorted_rows
from backlinkspider.yamlfile.errors import did_you_mean

if TYPE_CHECKING:
    import argparse

    from backlinkspider.store.base import Store

_SAID = {
    "none": "{has} no link to {us} on the pages looked at",
    "lost": "had a link to {us} that is lost",
    "unknown": "{has} pages that could not be read for {us}",
    "not_looked": "{was} never looked at for {us}: name it among the targets of their crawl",
}
_MANY = {"has": "have", "was": "were"}


class Command(StoreCommand):
    """List referring domains; exit 1 where the store knows nothing of a target."""

    def syntax(self) -> str:
        return "--target T --with C[,C] [--min N] [--ours S,S] [--format table|jsonl|csv|xlsx]"

    def short_desc(self) -> str:
        return "List referring domains that link to competitors and not to the target"

    def long_desc(self) -> str:
        return (
            "From what crawls stored: several targets are looked for in one crawl with "
            "-a target=us.example,a.example,b.example. Only live links count. ours tells how the "
            "target stands there: none (pages were read, no link), lost, unknown (a page could not "
            "be read), not_looked (no page there was looked at for it)."
        )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        add_target_filter(parser)
        parser.add_argument(
            "--with", dest="others", type=targets, metavar="C[,C]", help="the competitors"
        )
        parser.add_argument(
            "--min", type=row_limit, default=1, metavar="N", help="linking to at least N of them"
        )
        parser.add_argument(
            "--ours",
            type=standings,
            default=("none", "lost"),
            metavar="S[,S]",
            help="how the target stands there: none, lost, unknown, not_looked "
            "(default: none,lost; the others are counted on standard error)",
        )
        add_form_options(parser, INTERSECTION)

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        if not opts.target or len(opts.target) > 1 or not opts.others:
            raise UsageError(
                "intersect takes one --target and --with COMPETITORS", print_help=False
            )
        if opts.query:
            problem = "--query is for listings of one collection, not for intersect"
            raise UsageError(problem, print_help=False)
        opts.others = list(dict.fromkeys(opts.others))
        if opts.target[0] in opts.others:
            raise UsageError(
                f"{opts.target[0]} is the target: leave it out of --with", print_help=False
            )
        if opts.min > len(opts.others):
            raise UsageError(
                f"--min {opts.min}, but only {len(opts.others)} are named", print_help=False
            )
        super().run(args, opts)

    async def answer(self, store: Store, opts: argparse.Namespace) -> int:
        from backlinkspider.cli.intersecting import Intersection

        us = opts.target[0]
        if not await _are_known(store, [us, *opts.others]):
            return 1
        left_out = Counter[str]()
        intersection = Intersection(us, opts.others, opts.min)
        rows = intersection.rows(store, opts.ours, left_out)
        ordered = sorted_rows(rows, opts.sort, INTERSECTION) if opts.sort else rows
        await print_answer(
            limited(ordered, opts.limit),
            form=form_of(opts),
            columns=INTERSECTION,
            shown=INTERSECTION_SHOWN,
            title=f"Link to {', '.join(opts.others)}, not to {us}",
        )
        for standing, number in sorted(left_out.items()):
            verbs = {one: one if number == 1 else many for one, many in _MANY.items()}
            said = _SAID[standing].format(us=us, **verbs)
            print(f"{counted(number, 'more domain')} {said} (--ours {standing})", file=sys.stderr)
        return 0


async def _are_known(store: Store, names: list[str]) -> bool:
    """Tell whether pages were looked at for each target; say of which not."""
    known = sorted(name for name in await store.tally("pages", {}, "target") if name)
    unknown = [name for name in names if name not in known]
    for name in unknown:
        hint = did_you_mean(name, known)
        print(f"error: {store.uri} holds no pages looked at for {name}{hint}", file=sys.stderr)
    return not unknown
