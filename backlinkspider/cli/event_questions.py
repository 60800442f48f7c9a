"""Options of ``scrapy events``, and what they ask the store for."""

from __future__ import annotations

import shlex
from argparse import ArgumentTypeError
from typing import TYPE_CHECKING, Any, Final

from backlinkspider.cli.option_values import moment
from backlinkspider.cli.questions import narrowed
from backlinkspider.store.base import StoreError
from backlinkspider.store.history import KINDS
from backlinkspider.urls import is_http, normalize

if TYPE_CHECKING:
    import argparse
    from datetime import datetime

    from backlinkspider.store.base import Store

LAST: Final = "last"
"""In place of a run's id: the latest."""

_EVERYONE: Final = "default"
_SHORTEST: Final = 8
_AFTER_HEX: Final = "g"


class NoSuchRun(StoreError):
    """``--run`` names no run, or more than one."""


def add_event_filters(parser: argparse.ArgumentParser) -> None:
    """Add the options that select events."""
    parser.add_argument(
        "--kind", type=kinds, metavar="K[,K]", help=f"only of these kinds: {', '.join(KINDS)}"
    )
    parser.add_argument(
        "--run", metavar="ID|last", help="only of this run (8 characters will do), or of the last"
    )
    parser.add_argument(
        "--unseen",
        nargs="?",
        const=_EVERYONE,
        metavar="NAME",
        help="only what the consumer NAME has not been told of; it then has (default: one for all)",
    )


def add_alert_options(parser: argparse.ArgumentParser) -> None:
    """Add the options that make events into alerts."""
    parser.add_argument(
        "--fail-on",
        type=kinds,
        default=(),
        metavar="K[,K]",
        help="exit 1 if there are events of these kinds among those listed",
    )
    parser.add_argument(
        "--command",
        type=words,
        metavar="CMD",
        help="run this, without a shell, with the events as JSON lines on its standard input",
    )
    parser.add_argument(
        "--webhook", type=webhook, metavar="URL", help="post the events there as JSON with a text"
    )


async def event_question(store: Store, opts: argparse.Namespace, now: datetime) -> dict[str, Any]:
    """Return the filter on ``events`` that *opts* ask for.

    Raises ``NoSuchRun`` where ``--run`` names none.
    """
    where: dict[str, Any] = {}
    if opts.target:
        where["target"] = {"$in": opts.target}
    if opts.domain:
        where["page.domain"] = opts.domain
    if opts.since:
        where["at"] = {"$gte": moment(opts.since, now)}
    if opts.kind:
        where["kind"] = {"$in": list(opts.kind)}
    if opts.run:
        where["run"] = await _run(store, opts.run, opts.target)
    return narrowed(where, opts)


async def _run(store: Store, name: str, targets: list[str] | None) -> str:
    only = {"targets": {"$in": targets}} if targets else {}
    if name == LAST:
        found = await store.find("runs", only, sort=[("started_at", -1)], limit=1, fields=["_id"])
        if not found:
            raise NoSuchRun(f"{store.uri} holds no run yet: crawl first")
    else:
        least = {"$gte": name, "$lt": name + _AFTER_HEX} if len(name) >= _SHORTEST else name
        found = await store.find("runs", {"_id": least}, limit=2, fields=["_id"])
        if len(found) != 1:
            what = "more than one run begins" if found else "there is no run that begins"
            raise NoSuchRun(f"{what} with {name!r}: see scrapy runs --format jsonl")
    run: str = found[0]["_id"]
    return run


def kinds(text: str) -> tuple[str, ...]:
    """Return the kinds of events named in *text*, with commas. Raises ``ArgumentTypeError``."""
    names = tuple(name.strip() for name in text.split(","))
    for name in names:
        if name not in KINDS:
            raise ArgumentTypeError(f"there is no kind {name!r}: known are {', '.join(KINDS)}")
    return names


def words(text: str) -> list[str]:
    """Return the words of a command as a shell would. Raises ``ArgumentTypeError``."""
    try:
        found = shlex.split(text)
    except ValueError as error:
        raise ArgumentTypeError(f"{text!r} is no command: {str(error).lower()}") from None
    if not found:
        raise ArgumentTypeError("the command is empty")
    return found


def webhook(text: str) -> str:
    """Return *text* if it is an http(s) URL without a user. Raises ``ArgumentTypeError``."""
    url = normalize(text)
    if url is None or not is_http(url):
        raise ArgumentTypeError("the webhook is no http(s) URL such as https://hooks.example/T0/B0")
    if "@" in url.partition("://")[2].partition("/")[0]:
        raise ArgumentTypeError("the webhook's URL must not hold a user or password")
    return url
