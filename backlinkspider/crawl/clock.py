"""The time of day, as the crawl asks for it: here and nowhere else, so that a test can set it.

How long something takes is another question, and the monotonic clock's.
"""

from __future__ import annotations

import time
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

from backlinkspider.documents import utc

if TYPE_CHECKING:
    from collections.abc import Callable

_system: Callable[[], datetime] = lambda: datetime.now(UTC)  # noqa: E731 (a test puts its own here)


def now() -> datetime:
    """Return the time of day in UTC, to the millisecond, as documents hold it."""
    return utc(_system())


def today() -> date:
    """Return the day in UTC."""
    return now().date()


def steady(monotonic: Callable[[], float] = time.monotonic) -> Callable[[], datetime]:
    """Return a clock that begins with the time of day and does not follow when that is set anew.

    Pauses between requests are written as times of day: were the clock put back by an hour, hosts
    would seem to have asked for that hour.
    """
    begin, started = now(), monotonic()
    return lambda: utc(begin + timedelta(seconds=monotonic() - started))
