"""``scrapy crawl``: Scrapy's command, with arguments checked first and an honest exit status."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from scrapy.commands.crawl import Command as CrawlCommand
from scrapy.exceptions import UsageError

from backlinkspider.cli.base import refuse_unknown_options

if TYPE_CHECKING:
    import argparse

    from backlinkspider.crawl.session import Session


class Command(CrawlCommand):
    """Exit 0: every candidate has its outcome. 1: it could not be completed. 2: wrong use."""

    def process_options(self, args: list[str], opts: argparse.Namespace) -> None:
        """Apply options. Raises ``UsageError`` for unknown ones."""
        super().process_options(args, opts)
        refuse_unknown_options(args)

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Check everything that can be checked, crawl, and sum up."""
        from backlinkspider.cli.preflight import (  # noqa: PLC0415 (keeps other commands fast)
            Unready,
            blind_rules,
            check_settings,
            check_store,
            make_plan,
        )

        if len(args) != 1:
            raise UsageError("name one spider, for example: scrapy crawl backlinks")
        try:
            check_settings(self.settings)
            plan = make_plan(self.settings, opts.spargs)
            check_store(self.settings["STORE_URI"])
        except Unready as error:
            print(f"error: {error}", file=sys.stderr)
            self.exitcode = error.exitcode
            return
        for line in blind_rules(plan):
            print(f"note: {line}", file=sys.stderr)
        crawler = self._create_crawler(args[0])
        self.crawler_process.crawl(crawler, **opts.spargs)
        self.crawler_process.start()
        session = getattr(crawler.spider, "session", None)
        self.exitcode = _conclude(session)


def _conclude(session: Session | None) -> int:
    """Print how the job ended; return the exit status."""
    from backlinkspider.cli.summary import print_summary  # noqa: PLC0415 (same)

    if session is None or not session.closed:
        print("error: the crawl was stopped before it could settle", file=sys.stderr)
        return 1
    print_summary(session)
    if session.failure:
        print(f"error: {session.failure}", file=sys.stderr)
        return session.exitcode
    return 0
