"""When a page with known links is due for another look. Pure.

A page is left alone for as long as it has been quiet by now, divided by its importance: after a
change, a new link or a failure it is looked at again soon, then ever more seldom. Important pages
(links that pass credit, authority, flags) come round up to four times as often as others, pages
whose links are all lost half as often. Both ends are bounded by what the user set.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from backlinkspider.flags import in_force
from backlinkspider.store.steady import has_failed

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from backlinkspider.documents import Document

PAGE_FIELDS: Final = ("url", "checked_at", "looks")
"""What is read of a ``pages`` document."""

LINK_FIELDS: Final = (
    "page_id",
    "state",
    "first_seen",
    "missed_at",
    "history",
    "link.passes_credit",
    "worth.authority.value",
    "flags",
)
"""What is read of each of its ``links`` documents."""

_SEVERE: Final = frozenset({"high", "critical"})
_LOST: Final = 0.5
_AT_LEAST: Final = timedelta(seconds=1)


@dataclass(frozen=True, slots=True)
class Bounds:
    """No look before *least* has passed since the last; one is due after *most* in any case."""

    least: timedelta
    most: timedelta


def dueness(page: Document, links: Sequence[Document], now: datetime, bounds: Bounds) -> float:
    """Return the age of the last look at *page* as a share of the time it may be left alone.

    From 1 on it is due. *links* are all its stored links.
    """
    looked_at: datetime = page["checked_at"]
    quiet = looked_at - max(_unsettled(page, links, looked_at))
    rest = min(max(quiet / importance(links), bounds.least), bounds.most)
    return (now - looked_at) / max(rest, _AT_LEAST)


def importance(links: Sequence[Document]) -> float:
    """Return how much the page of *links* matters: from 1 to 4, 0.5 where all are lost.

    One each for passing credit, for authority (0 to 100) and for a severe flag that stands.
    """
    held = [link for link in links if link.get("state") != "lost"]
    if not held:
        return _LOST
    passes = any(link.get("link", {}).get("passes_credit") for link in held)
    flagged = any(flag.get("severity") in _SEVERE for link in held for flag in in_force(link))
    return 1 + passes + flagged + max(map(_authority, held)) / 100


def _authority(link: Document) -> float:
    worth = link.get("worth") or {}
    value = (worth.get("authority") or {}).get("value")
    return float(min(max(value or 0.0, 0.0), 100.0))


def _unsettled(
    page: Document, links: Sequence[Document], looked_at: datetime
) -> Iterator[datetime]:
    """Yield when something changed: links, or whether the host gives the page."""
    looks = page.get("looks") or ()
    yield looks[0]["at"] if looks else looked_at
    for before, after in pairwise(looks):
        if has_failed(before) != has_failed(after):
            yield after["at"]
    for link in links:
        yield link.get("missed_at") or link.get("first_seen") or looked_at
        yield from (entry["at"] for entry in link.get("history") or ())
