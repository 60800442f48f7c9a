"""Which links go into a disavow file: the options that say so."""

from __future__ import annotations

from argparse import ArgumentTypeError
from datetime import UTC, datetime
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING, Any, Final, get_args

from scrapy.exceptions import UsageError

from backlinkspider.cli.option_values import row_limit
from backlinkspider.disavow.choice import Choice, Level
from backlinkspider.flags import SEVERITIES
from backlinkspider.yamlfile.errors import did_you_mean

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterable

OPTIONS: Final[dict[str, Any]] = {
    "level": "auto",
    "min_score": None,
    "severity": None,
    "rule": None,
    "verdict_only": False,
    "domain_pages": 3,
    "fresh": False,
}
MIN_SCORE: Final = 5.0
"""What is asked of a link that was not appraised: the band ``high`` of the shipped rules."""


def add_choice_options(parser: argparse.ArgumentParser) -> None:
    """Add what ``export`` and ``diff`` share."""
    group = parser.add_argument_group("options of disavow export and diff: what goes into the file")
    group.add_argument(
        "--level",
        choices=get_args(Level),
        default=OPTIONS["level"],
        help="whole sites, single pages, or (auto) whole sites where rules or many pages say so",
    )
    group.add_argument(
        "--min-score",
        type=_score,
        metavar="N",
        help="links with this score or more, whatever their action (default, if --severity and"
        f" --rule are not given either: links to be disavowed by their action, else {MIN_SCORE:g})",
    )
    group.add_argument(
        "--severity", choices=SEVERITIES, help="links with a flag this severe or worse"
    )
    group.add_argument(
        "--rule", type=_names, metavar="ID[,ID]", help="links flagged by these rules: paid.*"
    )
    group.add_argument(
        "--verdict-only", action="store_true", help="only links that somebody marked bad"
    )
    group.add_argument(
        "--domain-pages",
        type=row_limit,
        default=OPTIONS["domain_pages"],
        metavar="N",
        help="so many bad pages, if half of those that link, make a bad site (default: 3)",
    )
    group.add_argument(
        "--fresh",
        action="store_true",
        help="leave out the list in use that was imported: an upload then takes it back",
    )


def _score(text: str) -> float:
    try:
        score = float(text)
    except ValueError:
        score = -1
    if not 0 <= score < float("inf"):
        raise ArgumentTypeError(f"{text!r} is no score: give a number from 0")
    return score


def _names(text: str) -> tuple[str, ...]:
    return tuple(name.strip() for name in text.split(",") if name.strip())


def choice_of(opts: argparse.Namespace, rules: Iterable[str]) -> Choice:
    """Return what *opts* ask for; *rules* are the ids there are. Raises ``UsageError``."""
    given = opts.min_score is not None or opts.severity or opts.rule
    if opts.verdict_only and given:
        say = "--verdict-only leaves no thresholds to --min-score, --severity and --rule"
        raise UsageError(say, print_help=False)
    known = list(rules)
    for pattern in opts.rule or ():
        if not any(fnmatchcase(rule, pattern) for rule in known):
            say = f"there is no rule {pattern!r}{did_you_mean(pattern, known)}"
            raise UsageError(say, print_help=False)
    worst = SEVERITIES[SEVERITIES.index(opts.severity) :] if opts.severity else ()
    return Choice(
        level=opts.level,
        min_score=opts.min_score if given else MIN_SCORE,
        severities=frozenset(worst),
        rules=opts.rule or (),
        by_action=not given,
        verdict_only=opts.verdict_only,
        many_pages=opts.domain_pages,
    )


def head_of(opts: argparse.Namespace, target: str, choice: Choice) -> str:
    """Return how the new entries of a file were chosen."""
    asked = []
    if choice.min_score is not None:
        by_action = "the action disavow, or not appraised and " if choice.by_action else ""
        asked.append(f"{by_action}a score of {choice.min_score:g} or more")
    if opts.severity:
        asked.append(f"a flag of severity {opts.severity} or worse")
    if choice.rules:
        asked.append(f"a flag of {', '.join(choice.rules)}")
    flagged = [] if choice.verdict_only else [" and ".join(asked)]
    today = datetime.now(UTC).date()
    return f"For {target}, {today}: links with {', or '.join([*flagged, 'the verdict bad'])}"
