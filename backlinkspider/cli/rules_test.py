"""``scrapy rules test``: the examples beside the rules, and what they cover."""

from __future__ import annotations

import argparse
from dataclasses import asdict
from typing import TYPE_CHECKING, Any, Final

from backlinkspider.cli.ruling import check_ids, print_json, rules_of
from backlinkspider.trial.run import Tried, try_rule

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scrapy.settings import BaseSettings

THRESHOLD: Final = 1.0
OPTIONS: Final[dict[str, Any]] = {"threshold": THRESHOLD}


def add_options(parser: argparse.ArgumentParser) -> None:
    """Add what is asked of the examples."""
    parser.add_argument(
        "--threshold",
        type=_share,
        default=THRESHOLD,
        metavar="0..1",
        help=f"fail below this share of leaf answers seen (default: {THRESHOLD:g})",
    )


def _share(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = -1
    if not 0 <= value <= 1:
        raise argparse.ArgumentTypeError(f"{text!r} is no number from 0 to 1")
    return value


def run(args: Sequence[str], opts: argparse.Namespace, settings: BaseSettings) -> int:
    """Run the examples of the rules in *args*, or of all; exit 1 if they fail or miss something."""
    rules = rules_of(opts, settings)
    check_ids(rules, args)
    chosen = [rule for rule in rules.book.running if not args or rule.rule.id in args]
    tried = Tried([try_rule(rules, rule) for rule in chosen])
    failing = tried.failed or tried.unmet or tried.share < opts.threshold
    if opts.format == "text":
        _print(tried, opts, listed=bool(args))
    else:
        print_json(map(asdict, tried.results), opts.format)
    return 1 if failing else 0


def _print(tried: Tried, opts: argparse.Namespace, *, listed: bool) -> None:
    for one in tried.failed:
        print(f"{one.origin}: {one.rule}: {one.wanted} {one.kind} example {one.fault}")
    if listed or tried.share < opts.threshold:
        for leaf in tried.uncovered:
            answers = " nor ".join(leaf.missing)
            print(f"{leaf.origin}: {leaf.rule}: no example makes it {answers}: {leaf.text}")
    for leaf in tried.unmet:
        limits = ", ".join(f"{limit:g}" for limit in leaf.unmet)
        print(f"{leaf.origin}: {leaf.rule}: no example is exactly {limits}: {leaf.text}")
    print(f"{len(tried.rules)} rules, {len(tried.results)} examples, {len(tried.failed)} failed")
    print(
        f"{tried.share:.1%} of leaf answers seen ({opts.threshold:.0%} are asked), "
        f"{len(tried.unmet)} thresholds without an example on them"
    )
