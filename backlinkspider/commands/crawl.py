"""``scrapy crawl``: Scrapy's command, with arguments checked first and an honest exit status."""

from __future__ import annotations

import sys
from difflib import get_close_matches
from typing import TYPE_CHECKING

from scrapy.commands.crawl import Command as CrawlCommand
from scrapy.exceptions import UsageError

from backlinkspider.cli.base import process_of, refuse_controls, refuse_unknown_options, settings_of
from backlinkspider.printable import escaped

if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence

    from scrapy.crawler import CrawlerProcessBase

    from backlinkspider.crawl.session import Session
    from backlinkspider.spiders.visiting import VisitingSpider


class Command(CrawlCommand):
    """Exit 0: every candidate has its outcome. 1: it could not be completed. 2: wrong use."""

    def process_options(self, args: list[str], opts: argparse.Namespace) -> None:
        """Apply options. Raises ``UsageError`` for unknown ones."""
        refuse_controls(args, opts)
        super().process_options(args, opts)
        refuse_unknown_options(args)

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Check everything that can be checked, crawl, and sum up."""
        from backlinkspider.cli.preflight import (
            Unready,
            blind_rules,
            check_settings,
            check_store,
            make_plan,
        )
        from backlinkspider.spiders.visiting import hand_over

        settings, process = settings_of(self), process_of(self)
        name = _spider_name(args, process.spider_loader.list())
        try:
            plan = make_plan(_spider(process, name), settings, opts.spargs)
            check_settings(settings, fetches=plan.archive is None)
            check_store(settings["STORE_URI"])
        except Unready as error:
            _complain(str(error))
            self.exitcode = error.exitcode
            return
        for line in blind_rules(plan):
            print(f"note: {line}", file=sys.stderr)
        crawler = self._create_crawler(name)
        hand_over(crawler, plan)
        process.crawl(crawler, **opts.spargs)
        process.start()
        self.exitcode = _conclude(getattr(crawler.spider, "session", None))


def _spider_name(args: Sequence[str], known: Sequence[str]) -> str:
    if len(args) != 1:
        raise UsageError("name one spider, for example: scrapy crawl backlinks", print_help=False)
    if args[0] not in known:
        near = get_close_matches(args[0], known, n=1)
        hint = f"did you mean {near[0]!r}?" if near else f"known are {', '.join(known)}"
        raise UsageError(f"there is no spider {args[0]!r}: {hint}", print_help=False)
    return args[0]


def _spider(process: CrawlerProcessBase, name: str) -> type[VisitingSpider]:
    from backlinkspider.spiders.visiting import VisitingSpider

    spider = process.spider_loader.load(name)
    assert issubclass(spider, VisitingSpider)
    return spider


def _conclude(session: Session | None) -> int:
    """Print how the job ended; return the exit status."""
    from backlinkspider.cli.summary import print_summary

    if session is not None and session.closed:
        print_summary(session)
    if session is not None and session.failure:
        _complain(session.failure)
        return session.exitcode
    if session is None or not session.closed:
        unsettled = "stopped before the crawl could settle: the same command goes on with it"
        _complain(unsettled)
        return 1
    return 0


def _complain(problem: str) -> None:
    """Print *problem*; control characters in it could speak to the terminal."""
    shown = "\n".join(map(escaped, problem.split("\n")))
    print(f"error: {shown}", file=sys.stderr)
