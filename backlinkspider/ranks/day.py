"""The day a list was made, from its file's name. Pure."""

from __future__ import annotations

import re
from datetime import date
from typing import Final

_MONTHS: Final = (
    "jan",
    "feb",
    "mar",
    "apr",
    "may",
    "jun",
    "jul",
    "aug",
    "sep",
    "oct",
    "nov",
    "dec",
)
_DAY: Final = re.compile(r"(?<!\d)(20\d\d)[-_.]?(\d\d)[-_.]?(\d\d)(?!\d)")
_CRAWLS: Final = re.compile(r"cc-main-(20\d\d)(?:-(\d\d))?((?:-[a-z]{3})+)(?![a-z])", re.IGNORECASE)


def day_in_name(name: str) -> str | None:
    """Return the date that a file's *name* tells, None where it tells none.

    That is a day, or the last month of the crawls that Common Crawl's graphs are named after:

    >>> day_in_name("example.com-backlinks-2026-07-18.csv")
    '2026-07-18'
    >>> day_in_name("cc-main-2025-26-nov-dec-jan-domain-ranks.txt.gz")
    '2026-01'
    """
    if crawls := _CRAWLS.search(name):
        return _last_month(crawls)
    for year, month, day in _DAY.findall(name):
        try:
            return date(int(year), int(month), int(day)).isoformat()
        except ValueError:
            continue
    return None


def _last_month(crawls: re.Match[str]) -> str | None:
    """Return the last month named; it lies in the second year where there are two."""
    names = [word for word in crawls[3].lower().split("-") if word in _MONTHS]
    if not names:
        return None
    year = crawls[1][:2] + (crawls[2] or crawls[1][2:])
    return f"{year}-{_MONTHS.index(names[-1]) + 1:02}"
