"""``scrapy extract``: links of saved pages as JSON lines, by the very code the crawl uses."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from scrapy.exceptions import UsageError

from backlinkspider.cli.base import ProjectCommand, close_output, settings_of

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterable, Iterator

    from backlinkspider.cli.extracting import Extractor
    from backlinkspider.cli.saved import SavedPage


class Command(ProjectCommand):
    """Exit 0: all read. 1: a page or a line of the manifest could not be read. 2: wrong use."""

    def syntax(self) -> str:
        """Return the words after the command."""
        return "FILE... --url URL --target T | --manifest INDEX.jsonl [--all] [--classify]"

    def short_desc(self) -> str:
        """Return the line of the list of commands."""
        return "Extract links from saved pages, no network"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """Add what names the pages and what is wanted of them."""
        super().add_options(parser)
        parser.add_argument("--url", metavar="URL", help="where the page lived")
        parser.add_argument("--target", metavar="T", help="the target, as for the crawl")
        parser.add_argument(
            "--content-type", default="text/html", metavar="CT", help="the header it came with"
        )
        parser.add_argument(
            "--manifest", metavar="FILE", help="JSON lines {file, url, content_type?, target?}"
        )
        parser.add_argument("--all", action="store_true", help="every link, not only the target's")
        parser.add_argument(
            "--classify", action="store_true", help="add flags from link and page rules"
        )
        parser.add_argument("--format", choices=("jsonl",), default="jsonl", help="how to print")

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Print a line per link."""
        from backlinkspider.cli.extracting import Extractor
        from backlinkspider.cli.progress import each, progress
        from backlinkspider.target import TargetError
        from backlinkspider.yamlfile.errors import FileErrors

        pages = self._pages(args, opts)
        extractor = Extractor(
            rules_folder=Path(settings_of(self)["RULES_FOLDER"]),
            target=opts.target,
            everything=opts.all,
            classify=opts.classify,
            today=datetime.now(UTC).date(),
        )
        try:
            extractor.check()
            total = len(pages) if isinstance(pages, list) else 0
            with progress("extract", total, noun="page", prints=True) as advance:
                for page in each(pages, advance):
                    self._print_links(extractor, page)
        except (TargetError, FileErrors) as error:
            self._complain(error, exitcode=2)
        except BrokenPipeError:
            close_output()

    def _print_links(self, extractor: Extractor, page: SavedPage) -> None:
        from backlinkspider.cli.output import json_line
        from backlinkspider.cli.saved import SavedPageError

        try:
            for document in extractor.links(page):
                print(json_line(document))
        except SavedPageError as error:
            self._complain(error)

    def _pages(self, args: list[str], opts: argparse.Namespace) -> Iterable[SavedPage]:
        from backlinkspider.cli.saved import SavedPage

        if opts.manifest:
            if args or opts.url:
                raise UsageError("give files with --url, or --manifest, not both")
            return self._manifest_pages(Path(opts.manifest))
        if not args or not opts.url:
            raise UsageError("give files and the --url where they lived, or --manifest")
        if not opts.target and not opts.all:
            raise UsageError("give --target, or --all for every link")
        return [
            SavedPage(path=Path(name), file=name, url=opts.url, content_type=opts.content_type)
            for name in args
        ]

    def _manifest_pages(self, path: Path) -> Iterator[SavedPage]:
        from backlinkspider.cli.saved import SavedPageError, read_manifest

        if path.is_dir() or not path.exists():
            raise UsageError(f"--manifest {path}: no such file", print_help=False)
        for entry in read_manifest(path):
            if isinstance(entry, SavedPageError):
                self._complain(entry)
            else:
                yield entry

    def _complain(self, error: Exception, *, exitcode: int = 1) -> None:
        print(f"error: {error}", file=sys.stderr)
        self.exitcode = exitcode
