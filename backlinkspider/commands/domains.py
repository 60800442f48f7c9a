"""``scrapy domains``: who links to a target, what each is worth and risks, and what to do."""

from __future__ import annotations

import re
import sys
from argparse import ArgumentTypeError
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Final

from scrapy.exceptions import UsageError

from backlinkspider.cli.base import StoreCommand, settings_of
from backlinkspider.cli.columns import DOMAINS, DOMAINS_SHOWN
from backlinkspider.cli.form import add_form_options, form_of
from backlinkspider.cli.output import print_answer
from backlinkspider.cli.questions import add_common_filters, add_domain_filters, domain_question
from backlinkspider.cli.rows import limited, store_order
from backlinkspider.cli.stored_targets import load_ruled, rules_folder
from backlinkspider.store.targets import stored_targets
from backlinkspider.yamlfile.errors import FileErrors

if TYPE_CHECKING:
    import argparse

    from backlinkspider.documents import Collection
    from backlinkspider.ranks.reader import RankFile
    from backlinkspider.store.base import Store

_MONTH: Final = re.compile(r"20\d\d-(?:0[1-9]|1[0-2])")


class Command(StoreCommand):
    """List referring domains; exit 0 also when there are none, 1 where a file has mistakes."""

    collection: Collection | None = "domains"

    def syntax(self) -> str:
        """Return the words after the command."""
        return "[--target T] [filters] [--sort BY] [--refresh] [--format table|jsonl|csv|xlsx]"

    def short_desc(self) -> str:
        """Return the line of the list of commands."""
        return "List referring domains: links, risk, worth and what to do"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """Add filters, order, refreshing and format."""
        super().add_options(parser)
        add_common_filters(parser)
        add_domain_filters(parser)
        parser.add_argument(
            "--refresh", action="store_true", help="appraise the stored links first"
        )
        parser.add_argument(
            "--ranks",
            metavar="FILE[,FILE]",
            help="with --refresh: rank lists (Common Crawl, Tranco) to read (default: RANK_FILES)",
        )
        parser.add_argument(
            "--date",
            type=_day,
            metavar="DAY",
            help="with --refresh: the day of rank lists whose names tell none: 2026-05-31, 2026-05",
        )
        parser.add_argument(
            "--rules", metavar="DIR", help="rules directory for --refresh (default: RULES_FOLDER)"
        )
        add_form_options(parser, DOMAINS)

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Answer; mistakes in rule files are reported as ``scrapy rules lint`` does."""
        from backlinkspider.ranks.model import RankFileError

        given = [name for name in ("ranks", "date", "rules") if getattr(opts, name)]
        if given and not opts.refresh:
            raise UsageError(f"--{given[0]} is for --refresh", print_help=False)
        try:
            super().run(args, opts)
        except (FileErrors, RankFileError) as error:
            print(error, file=sys.stderr)
            self.exitcode = 1

    async def answer(self, store: Store, opts: argparse.Namespace) -> int:
        """Print the domains."""
        if opts.refresh:
            await self._refresh(store, opts)
        where = domain_question(opts, datetime.now(UTC))
        riskiest = [("target", 1), ("risk.score", -1), ("links.live", -1), ("domain", 1)]
        order = store_order(opts.sort, DOMAINS, riskiest, "domains")
        form = form_of(opts)
        count = await print_answer(
            limited(store.iterate("domains", where, sort=order), opts.limit),
            form=form,
            columns=DOMAINS,
            shown=DOMAINS_SHOWN,
            title="Domains",
        )
        if not count and form.name == "table" and not form.output:
            await _explain_nothing(store, opts.target)
        return 0

    async def _refresh(self, store: Store, opts: argparse.Namespace) -> None:
        from backlinkspider.audit.appraise import appraise
        from backlinkspider.audit.ranked import ranks_of
        from backlinkspider.cli.progress import progress
        from backlinkspider.cli.summary import rank_lines

        settings = settings_of(self)
        files = _rank_files(opts, settings["RANK_FILES"])
        names = opts.target or await stored_targets(store)
        ruled = load_ruled(names, rules_folder(opts, settings))
        size = sum(file.path.stat().st_size for file in files)
        with progress("rank lists", size, noun="byte") as advance:
            ranks = await ranks_of(store, [target.name for target, _ in ruled], files, advance)
        for line in rank_lines(ranks):
            print(line, file=sys.stderr)
        now = datetime.now(UTC)
        for target, rules in ruled:
            total = await store.count("links", {"target": target.name})
            with progress(target.name, total) as advance:
                await appraise(store, target, rules, now=now, ranks=ranks, advance=advance)


async def _explain_nothing(store: Store, targets: list[str] | None) -> None:
    """Say why there is nothing, where it is not for the filters."""
    where = {"target": {"$in": targets}} if targets else {}
    if not await store.count("domains", where) and await store.count("links", where):
        print("there are links, not appraised yet: add --refresh")


def _rank_files(opts: argparse.Namespace, setting: str) -> list[RankFile]:
    """Return the rank lists that are asked for. Raises ``UsageError`` for what is none."""
    from backlinkspider.ranks.model import RankFileError
    from backlinkspider.ranks.reader import rank_files

    try:
        return rank_files(opts.ranks or setting, opts.date)
    except RankFileError as error:
        raise UsageError(str(error), print_help=False) from None


def _day(text: str) -> str:
    if _MONTH.fullmatch(text):
        return text
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        raise ArgumentTypeError(f"{text!r} is no day: write 2026-05-31, or 2026-05") from None
