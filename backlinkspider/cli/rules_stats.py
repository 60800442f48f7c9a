"""``scrapy rules stats``: the hit-frequency table over a file of labelled links."""

from __future__ import annotations

import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Final

from scrapy.exceptions import UsageError

from backlinkspider.cli.output import json_line
from backlinkspider.cli.stored_targets import load_ruled, rules_folder
from backlinkspider.trial.labelled import Labelled, read_labelled
from backlinkspider.yamlfile.errors import FileErrors, Problem

if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence

    from scrapy.settings import BaseSettings

    from backlinkspider.rules.evaluate import RuleSet
    from backlinkspider.trial.stats import RuleStats

_HEAD: Final = (
    f"{'HITS':>7} {'BAD%':>6} {'OK%':>6} {'S/O':>6} {'PREC [95%]':<18} {'ONLY':>6} {'NOT EV':>6}"
    f" {'US':>7} {'SCORE':>6}  RULE"
)


def run(args: Sequence[str], opts: argparse.Namespace, settings: BaseSettings) -> int:
    """Print the table over the files *args*; exit 1 if a line of them is not a labelled link."""
    if not args:
        raise UsageError("stats takes at least one file of labelled links", print_help=False)
    root = rules_folder(opts, settings)
    links: list[Labelled] = []
    problems: list[Problem] = []
    for name in args:
        for one in _lines(name):
            (links if isinstance(one, Labelled) else problems).append(one)  # type: ignore[arg-type]
    for problem in problems:
        print(problem, file=sys.stderr)
    try:
        rules = _rules(opts, root)
    except FileErrors as error:
        print(error, file=sys.stderr)
        return 1
    _print(rules, links, opts.format)
    return 1 if problems else 0


def _lines(name: str) -> list[Labelled | Problem]:
    try:
        text = Path(name).read_text(encoding="utf-8-sig")
    except OSError as error:
        raise UsageError(f"{name}: {error.strerror}", print_help=False) from None
    except UnicodeDecodeError:
        raise UsageError(f"{name}: not UTF-8", print_help=False) from None
    return list(read_labelled(text.splitlines(), name))


def _rules(opts: argparse.Namespace, root: Path) -> RuleSet:
    from datetime import UTC, datetime  # noqa: PLC0415 (a fast --help)

    from backlinkspider.rules.loader import load_rules  # noqa: PLC0415

    if opts.target:
        return load_ruled([opts.target], root)[0][1]
    return load_rules(root, today=datetime.now(UTC).date())


def _print(rules: RuleSet, links: Sequence[Labelled], form: str) -> None:
    from backlinkspider.trial.stats import MEASURED_FROM, measure  # noqa: PLC0415 (a fast --help)

    rows, totals = measure(rules, links, time.perf_counter)
    if form == "jsonl":
        for row in rows:
            print(json_line(row.document()))
        return
    counts = ", ".join(f"{totals.get(label, 0):,} {label}" for label in ("bad", "ok", "unsure"))
    print(f"{len(links):,} labelled links: {counts}.")
    print(
        "BAD% and OK% are the shares of bad and ok links a rule hits, S/O = BAD%/(BAD%+OK%)."
        f"\nPrecision depends on how many bad links the file holds; below {MEASURED_FROM} hits it"
        " is unmeasured.\nONLY: links no other rule hits. US: microseconds a link."
    )
    print(_HEAD)
    for row in rows:
        print(_row(row))


def _row(row: RuleStats) -> str:
    precision = "unmeasured"
    if row.precision is not None and row.low is not None and row.high is not None:
        precision = f"{row.precision:.2f} [{row.low:.2f}-{row.high:.2f}]"
    s_o = "-" if row.s_o is None else f"{row.s_o:.3f}"
    return (
        f"{row.hits:>7} {_percent(row.bad_share):>6} {_percent(row.ok_share):>6} {s_o:>6}"
        f" {precision:<18} {row.only:>6} {row.not_evaluated:>6} {row.microseconds:>7.2f}"
        f" {row.score:>6.1f}  {row.rule}"
    )


def _percent(share: float | None) -> str:
    return "-" if share is None else f"{100 * share:.2f}"
