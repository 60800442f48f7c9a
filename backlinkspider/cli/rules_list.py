"""``scrapy rules list``: the rules in force, filtered."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, get_args

from scrapy.exceptions import UsageError

from backlinkspider.cli.ruling import print_json, rules_of
from backlinkspider.flags import SEVERITIES
from backlinkspider.rules.model import Level

if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence

    from scrapy.settings import BaseSettings

OPTIONS: Final[dict[str, Any]] = {"level": [], "status": [], "severity": [], "group": []}
_STATUSES: Final = ("draft", "test", "stable", "deprecated", "off")


def add_options(parser: argparse.ArgumentParser) -> None:
    """Add filters; each may be given several times."""
    choices = {"level": get_args(Level), "status": _STATUSES, "severity": SEVERITIES}
    for name in OPTIONS:
        parser.add_argument(
            f"--{name}",
            action="append",
            default=[],
            choices=choices.get(name),
            help=f"only rules of this {name}; may be repeated",
        )


def run(args: Sequence[str], opts: argparse.Namespace, settings: BaseSettings) -> int:
    """Print the rules that pass every filter."""
    if args:
        raise UsageError(f"list takes no {args[0]!r}", print_help=False)
    book = rules_of(opts, settings).book
    unknown = [name for name in opts.group if name not in book.groups.groups]
    if unknown:
        known = ", ".join(book.groups.groups)
        raise UsageError(f"there is no group {unknown[0]!r}: give {known}", print_help=False)
    rows = [
        {
            "rule": rule.rule.id,
            "level": rule.rule.level,
            "status": rule.status,
            "severity": rule.severity,
            "score": rule.score,
            "group": rule.rule.group,
            "title": rule.rule.title,
        }
        for rule in book.rules.values()
    ]
    shown = [row for row in rows if _passes(row, opts)]
    if opts.format == "text":
        _print(shown)
    else:
        print_json(shown, opts.format)
    return 0


def _passes(row: dict[str, Any], opts: argparse.Namespace) -> bool:
    wanted = {name: getattr(opts, name) for name in OPTIONS}
    return all(not values or row[name] in values for name, values in wanted.items())


def _print(rows: Sequence[dict[str, Any]]) -> None:
    if not rows:
        print("no rule is like that")
        return
    lines = [list(rows[0]), *(list(map(str, row.values())) for row in rows)]
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    for line in lines:
        cells = (cell.ljust(width) for cell, width in zip(line, widths, strict=True))
        print("  ".join(cells).rstrip())
