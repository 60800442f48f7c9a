"""Cells of exports as values: yes or no, days, numbers; and what kind of value a cell holds."""

from __future__ import annotations

import math
import re
from datetime import UTC, date, datetime
from functools import lru_cache
from typing import Final, Literal

DayOrder = Literal["dmy", "mdy"]
Kind = Literal["", "flag", "number", "day", "url", "text"]

_YES: Final = frozenset({"true", "yes", "y", "1", "+", "x", "✓"})
_NO: Final = frozenset({"false", "no", "n", "0", "-", ""})
_WORDS: Final = frozenset({"true", "false", "yes", "no"})
_NUMBER: Final = re.compile(r"[+-]?\d+(?:[.,]\d+)*%?")
_THOUSANDS: Final = re.compile(r"[+-]?\d{1,3}(?:([.,\u00a0\u202f '])\d{3})+(?:[.,]\d+)?%?")
_SLASHED: Final = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4}|\d{2})(?:\s.*)?")
_STAMP: Final = re.compile(r"1\d{9}(?:\d{3})?")
"""Seconds, or thousandths, since 1970: from 2001 to 2033."""

_WRITTEN: Final = ("%b %d, %Y", "%B %d, %Y", "%d %b %Y", "%d %B %Y", "%Y/%m/%d")
_URL: Final = re.compile(r"(?:https?:)?//\S", re.IGNORECASE)


@lru_cache(maxsize=4096)
def kind_of(cell: str) -> Kind:
    """Return what kind of value *cell* holds by its look; words that fit none are ``text``."""
    if not cell:
        return ""
    if cell.lower() in _WORDS:
        return "flag"
    if _URL.match(cell):
        return "url"
    if _NUMBER.fullmatch(cell) and not _SLASHED.fullmatch(cell):
        return "number"
    return "day" if looks_like_day(cell) else "text"


def read_flag(cell: str) -> bool | None:
    """Return yes or no; None for a word that is neither."""
    word = cell.lower()
    return True if word in _YES else False if word in _NO else None


def read_number(cell: str) -> float | None:
    """Return the number of *cell*, with marks of thousands (1,240) or a decimal comma (4,5)."""
    text = cell.strip().removesuffix("%")
    if match := _THOUSANDS.fullmatch(text):
        text = text.replace(match[1], "").replace(",", ".")
    try:
        number = float(text.replace(",", "."))
    except ValueError:
        return None
    return number if math.isfinite(number) else None


@lru_cache(maxsize=4096)
def read_day(cell: str, order: DayOrder | None = None) -> date | None:
    """Return the day of *cell*; None where there is none, or where day and month could be either.

    Read are ISO 8601 with or without a time, ``Sep 15, 2026``, ``15 Sep 2026``, ``28.09.2026`` and,
    by *order*, ``03/04/2026`` and ``3/4/26``; and seconds since 1970, as programs write them.
    """
    if _STAMP.fullmatch(cell):
        return datetime.fromtimestamp(int(cell[:10]), UTC).date()
    if match := _SLASHED.fullmatch(cell):
        return _slashed(cell, match, order)
    try:
        return datetime.fromisoformat(cell).date()
    except ValueError:
        return _written(cell)


@lru_cache(maxsize=4096)
def looks_like_day(cell: str) -> bool:
    """Tell whether *cell* is a day in any of the forms ``read_day`` knows, of whatever order."""
    return any(read_day(cell, order) is not None for order in ("dmy", "mdy"))


def day_order(cells: list[str]) -> DayOrder | None:
    """Return the order that days like 28/09/2026 among *cells* give away."""
    found = [match for cell in cells if (match := _SLASHED.fullmatch(cell))]
    if any(int(match[1]) > 12 for match in found):
        return "dmy"
    return "mdy" if any(int(match[2]) > 12 for match in found) else None


def _slashed(cell: str, match: re.Match[str], order: DayOrder | None) -> date | None:
    first, second = int(match[1]), int(match[2])
    year = int(match[3]) + (2000 if len(match[3]) == 2 else 0)
    dotted = "." in cell.partition(" ")[0]  # nobody puts the month first between dots
    readings = {
        "dmy": _day(year, second, first),
        "mdy": None if dotted else _day(year, first, second),
    }
    if order is not None and readings[order] is not None:
        return readings[order]
    possible = {day for day in readings.values() if day is not None}
    return possible.pop() if len(possible) == 1 else None


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _written(cell: str) -> date | None:
    for form in _WRITTEN:
        try:
            return datetime.strptime(cell, form).date()  # noqa: DTZ007 - a day has no zone
        except ValueError:
            continue
    return None
