"""``scrapy target init``: drafts the file that describes a target, from its home page."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError

from backlinkspider.cli.base import process_of, refuse_controls, refuse_unknown_options, settings_of

if TYPE_CHECKING:
    import argparse

    from backlinkspider.target import HomePage, Matcher


class Command(ScrapyCommand):
    """Exit 0: written. 1: the home page could not be read. 2: wrong use, or the file exists."""

    requires_project = True
    default_settings: ClassVar[dict[str, Any]] = {"LOG_LEVEL": "ERROR"}

    def syntax(self) -> str:
        """Return the words after the command."""
        return "init TARGET"

    def short_desc(self) -> str:
        """Return the line of the list of commands."""
        return "Draft rules/targets/TARGET.yaml from the target's home page"

    def process_options(self, args: list[str], opts: argparse.Namespace) -> None:
        """Apply options. Raises ``UsageError`` for unknown ones."""
        super().process_options(args, opts)
        refuse_controls(args, opts)
        refuse_unknown_options(args)

    def run(self, args: list[str], opts: argparse.Namespace) -> None:  # noqa: ARG002 (Scrapy's)
        """Fetch the home page and write the draft."""
        from backlinkspider.cli.preflight import Unready, check_settings
        from backlinkspider.target import (
            TargetError,
            draft_target,
            file_name,
            parse_matcher,
        )

        if len(args) != 2 or args[0] != "init":
            raise UsageError("say: scrapy target init example.com")
        try:
            matcher = parse_matcher(args[1])
            check_settings(settings_of(self))
        except (TargetError, Unready) as error:
            self._end(2, f"error: {error}")
            return
        path = Path(settings_of(self)["RULES_FOLDER"]) / "targets" / file_name(matcher)
        if path.exists():
            self._end(2, f"error: {path} exists: edit it, or remove it to draft it anew")
            return
        page = self._fetch(matcher)
        if page is None:
            return
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(draft_target(args[1], page), encoding="utf-8")
        print(f"wrote {path}: read it, and list the money terms; each line is a guess")

    def _fetch(self, matcher: Matcher) -> HomePage | None:
        from backlinkspider.crawl.home import HomeSpider

        process = process_of(self)
        crawler = process.create_crawler(HomeSpider)
        process.crawl(crawler, host=matcher.host)
        process.start()
        spider = crawler.spider
        if isinstance(spider, HomeSpider) and spider.page is not None:
            return spider.page
        problem = spider.problem if isinstance(spider, HomeSpider) else "the fetch did not start"
        self._end(1, f"error: {problem}")
        return None

    def _end(self, exitcode: int, text: str) -> None:
        print(text, file=sys.stderr)
        self.exitcode = exitcode
