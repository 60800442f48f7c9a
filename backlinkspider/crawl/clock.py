"""The time of day, as the crawl asks for it: here and nowhere else, so that a test can set it.

How long something takes is another question, and the monotonic clock's.
"""

from __future__ import annotations

from datetime import UTC, date, datetime
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
