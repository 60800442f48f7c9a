"""``scrapy rules stats``: the hit-frequency table over links that people labelled or marked."""

from __future__ import annotations

import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from scrapy.exceptions import UsageError

from backlinkspider.cli.base import ask
from backlinkspider.cli.output import counted, json_line
from backlinkspider.cli.progress import each, progress
from backlinkspider.cli.ruling import one_target, rules_of
from backlinkspider.cli.stored_targets import rules_folder
from backlinkspider.marks.mark import VERDICTS
from backlinkspider.marks.stored import marked_links
from backlinkspider.trial.labelled import LABELS, Labelled, read_labelled
from backlinkspider.trial.stats import MEASURED_FROM, measure

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator, Mapping, Sequence

    from scrapy.settings import BaseSettings

    from backlinkspider.rules.evaluate import RuleSet
    from backlinkspider.store.base import Store
    from backlinkspider.target import Target
    from backlinkspider.trial.stats import RuleStats
    from backlinkspider.yamlfile.errors import Problem

OPTIONS: Final[dict[str, Any]] = {"verdicts": False}

_LEGEND: Final = f"""\
BAD%, OK%  share of the bad, of the ok links that the rule hits
S/O        BAD% / (BAD% + OK%): 1 hits only bad links, 0 only ok ones
PRECISION  share of bad among the hits labelled bad or ok, with its 95% interval; it depends on how
           many bad links the files hold; unmeasured below {MEASURED_FROM} such hits
ONLY       links that no other rule hits
NOT EV     links on which the rule could not be evaluated
US         microseconds a link; what rules share is charged to the first that asks
"""
_HEAD: Final = (
    f"{'HITS':>7} {'BAD%':>6} {'OK%':>6} {'S/O':>6} {'PRECISION':<17} {'ONLY':>6} {'NOT EV':>7}"
    f" {'US':>8} {'SCORE':>6}  {'SEVERITY':<8}  RULE"
)


def add_options(parser: argparse.ArgumentParser) -> None:
    """Add the verdicts that are stored."""
    parser.add_argument(
        "--verdicts",
        action="store_true",
        help="also the stored links (STORE_URI) that have a verdict; with --target only its own",
    )


def run(args: Sequence[str], opts: argparse.Namespace, settings: BaseSettings) -> int:
    """Print the table over the files *args*; exit 1 if a line of them is not a labelled link.

    A link that a file names and that has a verdict counts once, as the file says.
    """
    if not args and not opts.verdicts:
        raise UsageError(
            "stats takes at least one file of labelled links, or --verdicts for the stored ones",
            print_help=False,
        )
    rules = rules_of(opts, settings)
    links: list[Labelled] = []
    wrong = 0
    with progress("reading") as advance:
        for one in each(_read(args), advance):
            if isinstance(one, Labelled):
                links.append(one)
            else:
                wrong += 1
                print(one, file=sys.stderr)
    if opts.verdicts:
        named = {one.document.get("_id") for one in links}
        target = one_target(opts.target, rules_folder(opts, settings))
        status, judged = _judged(settings["STORE_URI"], target)
        if status:
            return status
        links += [one for one in judged if one.document["_id"] not in named]
    if not links:
        asked = [*args, *(["the stored verdicts"] if opts.verdicts else [])]
        print(f"error: no labelled link in {', '.join(asked)}", file=sys.stderr)
        return 1
    rules.evaluate(links[0].document)  # what is made at the first use is nobody's time
    with progress("asking the rules", len(links)) as advance:
        rows, totals = measure(rules, each(links, advance), time.perf_counter)
    if opts.format == "jsonl":
        for row in rows:
            print(json_line(row.document()))
    else:
        _print(rules, rows, totals)
    return 1 if wrong else 0


def _judged(uri: str, target: Target | None) -> tuple[int, list[Labelled]]:
    """Return the exit status of asking the store *uri*, and its links with a verdict."""
    links: list[Labelled] = []

    async def read(store: Store) -> int:
        of_target = {"target": target.name} if target else {}
        where = {"verdict": {"$in": list(VERDICTS)}, **of_target}
        async for link, mark in marked_links(store, where):
            links.append(Labelled(link, mark["verdict"]))
        return 0

    return ask(uri, read), links


def _read(names: Sequence[str]) -> Iterator[Labelled | Problem]:
    for name in names:
        try:
            # Only line feeds end a line: a text may hold other separators.
            with Path(name).open(encoding="utf-8-sig", newline="\n") as lines:
                yield from read_labelled(lines, name)
        except OSError as error:
            raise UsageError(f"{name}: {error.strerror}", print_help=False) from None
        except UnicodeDecodeError:
            raise UsageError(f"{name}: not UTF-8", print_help=False) from None


def _print(rules: RuleSet, rows: Sequence[RuleStats], totals: Mapping[str, int]) -> None:
    counts = ", ".join(f"{totals.get(label, 0):,} {label}" for label in LABELS)
    many = len(rules.population_rules)
    print(f"{counted(sum(totals.values()), 'labelled link')}: {counts}")
    print(f"{len(rows)} rules on single links ({many} over many links can't be measured so)\n")
    print(_LEGEND)
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
        f" {precision:<17} {row.only:>6} {row.not_evaluated:>7} {row.microseconds:>8.2f}"
        f" {row.score:>6.1f}  {row.severity:<8}  {row.rule}"
    )


def _percent(share: float | None) -> str:
    return "-" if share is None else f"{100 * share:.2f}"
