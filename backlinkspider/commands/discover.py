"""``scrapy discover``: pages that link to a target, out of archives of the web."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from scrapy.exceptions import UsageError

from backlinkspider.cli.base import INTERRUPTED, ProjectCommand, close_output, settings_of
from backlinkspider.cli.engine_options import add_engine_options, engine_of

if TYPE_CHECKING:
    import argparse


class Command(ProjectCommand):
    """Exit 0: all read. 1: a file could not be read to its end, or the store. 2: wrong use."""

    def syntax(self) -> str:
        """Return the words after the command."""
        return "--warc|--wat FILE_OR_LIST ... --target T [--to frontier | --output FILE.jsonl]"

    def short_desc(self) -> str:
        """Return the line of the list of commands."""
        return "Find linking pages in archives of the web (WARC, WAT)"

    def long_desc(self) -> str:
        """Return what --help says."""
        return (
            "Reads Common Crawl's files, or any crawler's, as streams: local files, folders, "
            "https:// and s3:// addresses, and lists of these, plain or .gz. WARC files hold "
            "pages, read as a crawl reads them; WAT files hold their links alone. Prints a JSON "
            "line a link, or puts the pages into the store for: scrapy crawl backlinks "
            "-a target=T -a candidates=discovered"
        )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """Add what is read, for whom, and where it goes."""
        super().add_options(parser)
        for kind, held in (("warc", "pages"), ("wat", "links of pages")):
            parser.add_argument(
                f"--{kind}",
                metavar="FILE",
                nargs="+",
                action="extend",
                default=[],
                help=f"archives of {held}, or lists of such",
            )
        parser.add_argument("--target", metavar="T", help="the target, as for the crawl")
        parser.add_argument(
            "--to", choices=("frontier",), help="pages wait in the store for a crawl"
        )
        parser.add_argument(
            "--output", metavar="FILE", type=Path, help="write lines there, when all is read"
        )
        parser.add_argument("--format", choices=("jsonl",), default="jsonl", help="how to print")
        parser.add_argument(
            "--base", metavar="URL", default="", help="where relative entries of lists begin"
        )
        add_engine_options(parser)

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Read the archives."""
        from backlinkspider.cli.discovering import discover
        from backlinkspider.engine.parts import EngineError
        from backlinkspider.store.base import StoreError
        from backlinkspider.store.open import StoreUriError

        _check(args, opts)
        settings = settings_of(self)
        engine = engine_of(opts, settings["STORE_URI"] if opts.to else "")
        try:
            self.exitcode = discover(opts, settings, engine)
        except (EngineError, StoreError) as error:
            self._complain(error, exitcode=1)
        except StoreUriError as error:
            self._complain(error, exitcode=2)
        except BrokenPipeError:
            close_output()
        except KeyboardInterrupt:
            self._complain("interrupted: the same command begins again", exitcode=INTERRUPTED)

    def _complain(self, error: object, *, exitcode: int) -> None:
        print(f"error: {error}", file=sys.stderr)
        self.exitcode = exitcode


def _check(args: list[str], opts: argparse.Namespace) -> None:
    if args:
        raise UsageError(f"unexpected {args[0]!r}: files follow --warc or --wat", print_help=False)
    if not opts.warc and not opts.wat:
        raise UsageError("give --warc FILE ... or --wat FILE ...", print_help=False)
    if not opts.target:
        raise UsageError("give --target", print_help=False)
    if opts.to and opts.output:
        raise UsageError("give --to frontier or --output, not both", print_help=False)
    if opts.output and not opts.output.resolve().parent.is_dir():
        raise UsageError(f"--output {opts.output}: there is no such folder", print_help=False)
