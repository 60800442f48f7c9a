"""Filters of the commands as store filters: the same options mean the same everywhere."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, Final

from backlinkspider.documents import OUTCOMES, PENDING

if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence

SEVERITIES: Final = ("note", "low", "medium", "high", "critical")
STATES: Final = ("live", "lost", "unknown")
_AGO: Final = re.compile(r"(\d+)([hdw])")
_UNITS: Final = {"h": "hours", "d": "days", "w": "weeks"}


class QuestionError(ValueError):
    """A filter's value is wrong; the message names it and what would be right."""


def add_link_filters(parser: argparse.ArgumentParser) -> None:
    """Add the options that select links."""
    parser.add_argument("--flagged", action="store_true", help="only links with a flag")
    parser.add_argument("--rule", metavar="ID", help="only links flagged by this rule")
    parser.add_argument(
        "--severity", choices=SEVERITIES, help="only links with a flag this severe or worse"
    )
    follow = parser.add_mutually_exclusive_group()
    follow.add_argument("--follow", action="store_true", help="only followed links")
    follow.add_argument("--nofollow", action="store_true", help="only links that are not followed")
    parser.add_argument("--state", choices=STATES, help="only links in this state")
    parser.add_argument("--region", metavar="NAME", help="only links in this part of their page")


def add_common_filters(parser: argparse.ArgumentParser) -> None:
    """Add the options that every listing has."""
    parser.add_argument("--target", metavar="T", help="only for this target")
    parser.add_argument("--domain", metavar="D", help="only from this referring domain")
    parser.add_argument(
        "--since",
        metavar="WHEN",
        help="only what was first seen (pages: looked at) since: 2026-05-31, 12h, 7d or 4w",
    )
    parser.add_argument("--limit", type=int, default=0, metavar="N", help="at most N rows")


def link_question(opts: argparse.Namespace, now: datetime) -> dict[str, Any]:
    """Return the filter on ``links`` that *opts* ask for."""
    where: dict[str, Any] = {}
    if opts.target:
        where["target"] = opts.target
    if opts.domain:
        where["page.domain"] = opts.domain
    if opts.state:
        where["state"] = opts.state
    if opts.region:
        where["link.region"] = opts.region
    if opts.follow or opts.nofollow:
        where["link.follow"] = bool(opts.follow)
    if opts.since:
        where["first_seen"] = {"$gte": since(opts.since, now)}
    if flags := _flag_question(opts):
        where["flags"] = {"$elemMatch": flags}
    return where


def _flag_question(opts: argparse.Namespace) -> dict[str, Any]:
    flag: dict[str, Any] = {}
    if opts.rule:
        flag["rule"] = opts.rule
    if opts.severity:
        flag["severity"] = {"$in": list(SEVERITIES[SEVERITIES.index(opts.severity) :])}
    if opts.flagged and not flag:
        flag["rule"] = {"$exists": True}
    if flag:
        flag["suppressed"] = None
    return flag


def page_question(opts: argparse.Namespace, now: datetime) -> dict[str, Any]:
    """Return the filter on ``pages`` that *opts* ask for. Raises ``QuestionError``."""
    where: dict[str, Any] = {}
    if opts.target:
        where["target"] = opts.target
    if opts.domain:
        where["domain"] = opts.domain
    if opts.outcome:
        where["outcome"] = {"$in": outcomes(opts.outcome)}
    if opts.since:
        where["checked_at"] = {"$gte": since(opts.since, now)}
    return where


def outcomes(text: str) -> list[str]:
    """Return the outcomes named in *text*, separated by commas. Raises ``QuestionError``."""
    known: Sequence[str] = (*OUTCOMES, PENDING)
    names = [name.strip() for name in text.split(",")]
    for name in names:
        if name not in known:
            raise QuestionError(f"--outcome {name}: known are {', '.join(known)}")
    return names


def since(text: str, now: datetime) -> datetime:
    """Return the moment *text* names: a date, a date and time, or an age such as ``7d``."""
    if ago := _AGO.fullmatch(text):
        return now - timedelta(**{_UNITS[ago[2]]: int(ago[1])})
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise QuestionError(
            f"--since {text}: give a date such as 2026-05-31, or an age such as 12h, 7d or 4w"
        ) from None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
