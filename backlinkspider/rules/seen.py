"""How long ago a link was first seen, where that can be known."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

ENOUGH_CRAWLS: Final = 4
"""With fewer crawls behind it, all that a crawl sees for the first time looks new."""


def days_since_first_seen(
    document: Mapping[str, Any], today: date, *, finished_crawls: int
) -> int | None:
    """Return the age in days of the link's first sighting, ``None`` where that is unknown.

    The earliest date an import claims counts; our own only after ``ENOUGH_CRAWLS`` crawls. A
    document may say ``seen.days`` itself, as examples do.
    """
    said = document.get("seen")
    if isinstance(said, Mapping) and isinstance(said.get("days"), int):
        return int(said["days"])
    first = min(_claimed(document), default=None) if document.get("claims") else None
    if first is None and finished_crawls >= ENOUGH_CRAWLS:
        first = _day(document.get("first_seen"))
    return None if first is None else max(0, (today - first).days)


def _claimed(document: Mapping[str, Any]) -> Iterator[date]:
    for claim in document["claims"]:
        day = _day(claim.get("first_seen")) if isinstance(claim, Mapping) else None
        if day is not None:
            yield day


def _day(value: Any) -> date | None:
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, str):
        try:
            return date.fromisoformat(value[:10])
        except ValueError:
            return None
    return value if isinstance(value, date) else None
