"""``scrapy disavow lint``: everything that is wrong in a disavow file, with its place."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from scrapy.exceptions import UsageError

from backlinkspider.cli.disavow_files import open_file
from backlinkspider.cli.guarding import guard_of
from backlinkspider.cli.problems import print_problems
from backlinkspider.disavow.lint import lint

if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence

    from scrapy.settings import BaseSettings


def run(args: Sequence[str], opts: argparse.Namespace, settings: BaseSettings) -> int:
    """Print what is wrong; exit 1 if there is an error among it."""
    if len(args) != 1:
        raise UsageError("lint takes one file, or - for standard input", print_help=False)
    guard = guard_of(opts, settings)
    status = print_problems(lint(open_file(args[0]), guard), opts.format)
    if guard.target is None and opts.format == "text":
        print("own and allied sites were not looked for: give --target", file=sys.stderr)
    return status
