"""Values of options, read and checked before a store is opened."""

from __future__ import annotations

from argparse import ArgumentTypeError
from datetime import UTC, datetime, timedelta
from math import isfinite, nan
from typing import TYPE_CHECKING

from backlinkspider.ages import parse_age
from backlinkspider.documents import OUTCOMES, PENDING
from backlinkspider.domains.decision import DOINGS
from backlinkspider.links.intersect import STANDINGS
from backlinkspider.ownsite.entry import KINDS

if TYPE_CHECKING:
    from collections.abc import Sequence


def targets(text: str) -> list[str]:
    """Return the targets named in *text*, with commas, as documents spell them.

    Raises ``ArgumentTypeError``.
    """
    from backlinkspider.target import TargetError, parse_matcher  # noqa: PLC0415 (a fast --help)

    try:
        return [str(parse_matcher(spec)) for spec in text.split(",")]
    except TargetError as error:
        raise ArgumentTypeError(str(error)) from None


def kinds(text: str) -> list[str]:
    """Return the kinds of entries named in *text*, with commas. Raises ``ArgumentTypeError``."""
    return _among(text, KINDS, "kind")


def outcomes(text: str) -> list[str]:
    """Return the outcomes named in *text*, with commas. Raises ``ArgumentTypeError``."""
    return _among(text, (*OUTCOMES, PENDING), "outcome")


def actions(text: str) -> list[str]:
    """Return the actions named in *text*, with commas. Raises ``ArgumentTypeError``."""
    return _among(text, DOINGS, "action")


def standings(text: str) -> list[str]:
    """Return the standings named in *text*, with commas. Raises ``ArgumentTypeError``."""
    return _among(text, STANDINGS, "standing")


def _among(text: str, known: Sequence[str], noun: str) -> list[str]:
    names = [name.strip() for name in text.split(",")]
    for name in names:
        if name not in known:
            raise ArgumentTypeError(f"there is no {noun} {name!r}: known are {', '.join(known)}")
    return names


def number_of(text: str) -> float:
    """Return *text* as a number. Raises ``ArgumentTypeError``."""
    try:
        number = float(text)
    except ValueError:
        number = nan
    if not isfinite(number):
        raise ArgumentTypeError(f"{text!r} is no number: give one such as 2.5")
    return number


def since(text: str) -> datetime | timedelta:
    """Return what *text* names: a date, a date and time, or an age such as ``7d``.

    Without a zone it is UTC. Raises ``ArgumentTypeError``.
    """
    if (age := parse_age(text)) is not None:
        return age
    try:
        named = datetime.fromisoformat(text)
    except ValueError:
        raise ArgumentTypeError(
            f"{text!r} is no time: give a date such as 2026-05-31, or an age such as 12h, 7d or 4w"
        ) from None
    return named if named.tzinfo else named.replace(tzinfo=UTC)


def moment(since: datetime | timedelta, now: datetime) -> datetime:
    """Return *since*, or the moment that long before *now*."""
    return now - since if isinstance(since, timedelta) else since


def row_limit(text: str) -> int:
    """Return *text* as a number of rows. Raises ``ArgumentTypeError``."""
    if not text.isascii() or not text.isdigit() or int(text) < 1:
        raise ArgumentTypeError(f"{text!r} is no number of rows: give a whole number from 1")
    return int(text)
