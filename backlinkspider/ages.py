"""Spans of time as people write them: ``12h``, ``7d``, ``4w``. Pure."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Final

_AGE: Final = re.compile(r"([0-9]{1,5})([hdw])")
_UNITS: Final = {"h": "hours", "d": "days", "w": "weeks"}


def parse_age(text: str) -> timedelta | None:
    """Return the span that *text* names, ``None`` if it names none.

    >>> parse_age("36h")
    datetime.timedelta(days=1, seconds=43200)
    """
    age = _AGE.fullmatch(text)
    return timedelta(**{_UNITS[age[2]]: int(age[1])}) if age else None


def spell_age(age: timedelta) -> str:
    """Return *age* in whole hours, as ``parse_age`` reads it."""
    return f"{age // timedelta(hours=1)}h"


def span_in_words(seconds: float) -> str:
    """Return a span of time as people say it: ``40 s``, ``12 min``, ``3.5 h``."""
    if seconds < 90:
        return f"{max(1, round(seconds))} s"
    if seconds < 5400:
        return f"{round(seconds / 60)} min"
    return f"{seconds / 3600:.1f} h"
