"""``scrapy report``: one HTML file for the owner of a site."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from scrapy.exceptions import UsageError

from backlinkspider.cli.base import StoreCommand, settings_of
from backlinkspider.cli.option_values import targets

if TYPE_CHECKING:
    import argparse

    from backlinkspider.cli.reporting import Order
    from backlinkspider.store.base import Store


class Command(StoreCommand):
    """Exit 0: written. 1: nothing is known of the target, or the file can't be written."""

    _order: Order

    def syntax(self) -> str:
        """Return the words after the command."""
        return "--target T --output FILE [--since WHEN|RUN] [--logo FILE] [--title TEXT]"

    def short_desc(self) -> str:
        """Return the line of the list of commands."""
        return "Write a report to look at: one HTML file, nothing else needed"

    def long_desc(self) -> str:
        """Return what --help says."""
        return (
            "One self-contained HTML file: what to do, what changed since the last report, the "
            "picture, every link with its evidence. Opens from disk, prints, needs no network."
        )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """Add the options."""
        from backlinkspider.cli.reporting import run_or_since
        from backlinkspider.report.catalogue import languages

        super().add_options(parser)
        parser.add_argument("--target", type=targets, metavar="T", help="whose backlinks")
        parser.add_argument("--output", metavar="FILE", help="the HTML file to write")
        parser.add_argument(
            "--since",
            type=run_or_since,
            metavar="WHEN|RUN",
            help="tell what changed since then: 2026-05-31, 12h, 7d, 4w or a run's id"
            " (default: the last report)",
        )
        parser.add_argument("--title", metavar="TEXT", help="heading instead of the target's name")
        parser.add_argument(
            "--logo", metavar="FILE", help="PNG, JPEG, GIF, WebP or SVG shown above the heading"
        )
        parser.add_argument(
            "--language", choices=languages(), default="en", help="of the report's own words"
        )
        parser.add_argument(
            "--rules", metavar="DIR", help="rules directory (default: RULES_FOLDER)"
        )

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Check everything that can be wrong, then open the store."""
        from backlinkspider.yamlfile.errors import FileErrors

        try:
            self._order = self._ordered(opts)
            super().run(args, opts)
        except FileErrors as error:
            print(error, file=sys.stderr)
            self.exitcode = 1

    def _ordered(self, opts: argparse.Namespace) -> Order:
        from backlinkspider.cli.reporting import Order
        from backlinkspider.cli.stored_targets import load_ruled, rules_folder
        from backlinkspider.proof.folder import proof_folder
        from backlinkspider.report.catalogue import Catalogue
        from backlinkspider.report.logo import LogoError, read_logo

        settings = settings_of(self)
        if not opts.target or len(opts.target) != 1:
            raise UsageError("say whose report: --target T, one target", print_help=False)
        output = _output(opts.output)
        try:
            logo = read_logo(Path(opts.logo)) if opts.logo else ""
        except LogoError as error:
            raise UsageError(f"--logo {error}", print_help=False) from None
        [(target, rules)] = load_ruled(opts.target, rules_folder(opts, settings))
        return Order(
            target=target.name,
            title=opts.title or "",
            logo=logo,
            since=opts.since,
            words=Catalogue.load(opts.language),
            rules=rules,
            proof=proof_folder(settings["PROOF_FOLDER"], settings["STORE_URI"]),
            output=output,
        )

    async def answer(self, store: Store, opts: argparse.Namespace) -> int:  # noqa: ARG002 (the base's)
        """Write the report."""
        from backlinkspider.cli.reporting import make_report

        return await make_report(store, self._order)


def _output(given: str | None) -> Path:
    """Return the file to write. Raises ``UsageError`` where it can't be one."""
    if not given:
        raise UsageError("say where to: --output report.html", print_help=False)
    path = Path(given)
    if path.is_dir():
        raise UsageError(f"--output {path} is a folder: name a file in it", print_help=False)
    if not path.parent.is_dir():
        raise UsageError(f"--output: there is no folder {path.parent}", print_help=False)
    return path
