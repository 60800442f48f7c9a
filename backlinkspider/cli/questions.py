"""Filters of the commands as store filters: the same options mean the same everywhere.

What an option's value can't be is found while options are read, before a store is opened.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from backlinkspider.cli.option_values import (
    actions,
    moment,
    number_of,
    row_limit,
    since,
    targets,
)
from backlinkspider.cli.query_option import query
from backlinkspider.domains.decision import DOINGS
from backlinkspider.flags import SEVERITIES

if TYPE_CHECKING:
    import argparse
    from datetime import datetime

STATES: Final = ("live", "lost", "unknown")


def add_link_filters(parser: argparse.ArgumentParser) -> None:
    """Add the options that select links."""
    parser.add_argument("--flagged", action="store_true", help="only links with a flag")
    add_rule_filters(parser)
    follow = parser.add_mutually_exclusive_group()
    follow.add_argument("--follow", action="store_true", help="only followed links")
    follow.add_argument("--nofollow", action="store_true", help="only links that are not followed")
    parser.add_argument("--state", choices=STATES, help="only links in this state")
    parser.add_argument("--region", metavar="NAME", help="only links in this part of their page")
    add_action_filter(parser)


def add_domain_filters(parser: argparse.ArgumentParser) -> None:
    """Add the options that select referring domains."""
    add_action_filter(parser)
    parser.add_argument(
        "--severity", choices=SEVERITIES, help="only domains with a flag this severe or worse"
    )
    parser.add_argument(
        "--min-risk", type=number_of, metavar="N", help="only domains with at least this risk"
    )
    parser.add_argument(
        "--state",
        choices=STATES,
        help="live: with a live link; lost: all links lost; unknown: none live, not all lost",
    )


def add_action_filter(parser: argparse.ArgumentParser) -> None:
    """Add the option that selects by what is to be done."""
    parser.add_argument(
        "--action",
        type=actions,
        metavar="A[,A]",
        help=f"only what calls for one of these: {', '.join(DOINGS)}",
    )


def add_rule_filters(parser: argparse.ArgumentParser) -> None:
    """Add the options that select what rules flagged."""
    parser.add_argument("--rule", metavar="ID", help="only what this rule flagged")
    parser.add_argument(
        "--severity", choices=SEVERITIES, help="only what a rule this severe or worse flagged"
    )


def add_common_filters(parser: argparse.ArgumentParser) -> None:
    """Add the options that every listing of links or pages has."""
    add_target_filter(parser)
    add_time_filter(parser, "first seen (pages: looked at; events: happened)")
    parser.add_argument(
        "--domain", type=str.lower, metavar="D", help="only from this referring domain"
    )


def add_time_filter(parser: argparse.ArgumentParser, what: str) -> None:
    """Add the option that selects what was *what* (such as "looked at") lately."""
    parser.add_argument(
        "--since",
        type=since,
        metavar="WHEN",
        help=f"only what was {what} since: 2026-05-31, 12h, 7d or 4w",
    )


def add_targets(parser: argparse.ArgumentParser) -> None:
    """Add the options that every listing has, also of what no collection holds."""
    parser.add_argument(
        "--target", type=targets, metavar="T[,T]", help="only for this target, or these"
    )
    parser.add_argument("--limit", type=row_limit, default=0, metavar="N", help="at most N rows")


def add_target_filter(parser: argparse.ArgumentParser) -> None:
    """Add the options that every listing of a collection has."""
    add_targets(parser)
    parser.add_argument(
        "--query",
        type=query,
        default={},
        metavar="JSON",
        help='only what this MongoDB filter finds too: \'{"link.rel": "ugc"}\'',
    )


def narrowed(where: dict[str, Any], opts: argparse.Namespace) -> dict[str, Any]:
    """Return the filter of what both *where* and ``--query`` find."""
    return {"$and": [where, opts.query]} if opts.query else where


def link_question(opts: argparse.Namespace, now: datetime) -> dict[str, Any]:
    """Return the filter on ``links`` that *opts* ask for."""
    where: dict[str, Any] = {}
    if opts.target:
        where["target"] = {"$in": opts.target}
    if opts.domain:
        where["page.domain"] = opts.domain
    if opts.state:
        where["state"] = opts.state
    if opts.region:
        where["link.region"] = opts.region
    if opts.action:
        where["action.do"] = {"$in": opts.action}
    if opts.follow or opts.nofollow:
        where["link.follow"] = bool(opts.follow)
    if opts.since:
        where["first_seen"] = {"$gte": moment(opts.since, now)}
    if flags := _flag_question(opts):
        where["flags"] = {"$elemMatch": flags}
    return narrowed(where, opts)


def _flag_question(opts: argparse.Namespace) -> dict[str, Any]:
    flag: dict[str, Any] = {}
    if opts.rule:
        flag["rule"] = opts.rule
    if opts.severity:
        flag["severity"] = {"$in": at_least(opts.severity)}
    if opts.flagged and not flag:
        flag["rule"] = {"$exists": True}
    if flag:
        flag["suppressed"] = None
    return flag


def domain_question(opts: argparse.Namespace, now: datetime) -> dict[str, Any]:
    """Return the filter on ``domains`` that *opts* ask for."""
    where: dict[str, Any] = _IN_STATE[opts.state].copy() if opts.state else {}
    if opts.target:
        where["target"] = {"$in": opts.target}
    if opts.domain:
        where["domain"] = opts.domain
    if opts.action:
        where["action.do"] = {"$in": opts.action}
    if opts.severity:
        where["severity"] = {"$in": at_least(opts.severity)}
    if opts.min_risk is not None:
        where["risk.score"] = {"$gte": opts.min_risk}
    if opts.since:
        where["first_seen"] = {"$gte": moment(opts.since, now)}
    return narrowed(where, opts)


_IN_STATE: Final[dict[str, dict[str, Any]]] = {
    "live": {"links.live": {"$gt": 0}},
    "unknown": {"links.live": 0, "links.unknown": {"$gt": 0}},
    "lost": {"links.live": 0, "links.unknown": 0},
}


def claim_question(opts: argparse.Namespace) -> dict[str, Any]:
    """Return the filter on ``pages`` whose claims *opts* ask for."""
    where: dict[str, Any] = {}
    if opts.target:
        where["target"] = {"$in": opts.target}
    if opts.domain:
        where["domain"] = opts.domain
    return narrowed(where, opts)


def page_question(opts: argparse.Namespace, now: datetime) -> dict[str, Any]:
    """Return the filter on ``pages`` that *opts* ask for."""
    where: dict[str, Any] = {}
    if opts.target:
        where["target"] = {"$in": opts.target}
    if opts.domain:
        where["domain"] = opts.domain
    if opts.outcome:
        where["outcome"] = {"$in": opts.outcome}
    if opts.mentions:
        where["mentions.term"] = {"$exists": True}
    if opts.since:
        where["checked_at"] = {"$gte": moment(opts.since, now)}
    return narrowed(where, opts)


def run_question(opts: argparse.Namespace, now: datetime) -> dict[str, Any]:
    """Return the filter on ``runs`` that *opts* ask for."""
    where: dict[str, Any] = {}
    if opts.target:
        where["targets"] = {"$in": opts.target}
    if opts.since:
        where["started_at"] = {"$gte": moment(opts.since, now)}
    return narrowed(where, opts)


def finding_question(opts: argparse.Namespace, now: datetime) -> dict[str, Any]:
    """Return the filter on the findings in ``profile_flags`` that *opts* ask for."""
    where: dict[str, Any] = {"kind": "finding"}
    if opts.target:
        where["target"] = {"$in": opts.target}
    if opts.rule:
        where["rule"] = opts.rule
    if opts.severity:
        where["severity"] = {"$in": at_least(opts.severity)}
    if opts.since:
        where["at"] = {"$gte": moment(opts.since, now)}
    return narrowed(where, opts)


def at_least(severity: str) -> list[str]:
    """Return *severity* and those above it."""
    return list(SEVERITIES[SEVERITIES.index(severity) :])
