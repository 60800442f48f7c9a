"""What happened to a target's links, from events: since a moment, and week by week. Pure."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import date, timedelta
from heapq import heappush, heappushpop
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from datetime import datetime

    from backlinkspider.documents import Document

KINDS: Final = ("new", "lost", "back", "changed")
"""The order in which changes are told."""

KEPT: Final = 12
"""Events of each kind that are shown one by one, the newest."""

WEEKS: Final = 52
"""Weeks of the chart, up to that of the last event."""


@dataclass(slots=True)
class Changes:
    """Collects events. ``links`` has those changed after ``since``, by kind, each once."""

    since: datetime | None
    links: defaultdict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    reasons: Counter[str] = field(default_factory=Counter)
    """Why links were lost after ``since``."""
    _newest: defaultdict[str, list[tuple[datetime, str, Document]]] = field(
        default_factory=lambda: defaultdict(list)
    )
    _weeks: defaultdict[date, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))

    def feed(self, event: Document) -> None:
        """Count one event."""
        kind, at = event["kind"], event["at"]
        self._weeks[monday(at)][kind] += 1
        if self.since is None or at <= self.since:
            return
        self.links[kind].add(event["link_id"])
        if kind == "lost":
            self.reasons[str(detail(event, "reason") or "")] += 1
        entry = (at, event["_id"], event)
        kept = self._newest[kind]
        if len(kept) < KEPT:
            heappush(kept, entry)
        else:
            heappushpop(kept, entry)

    def newest(self, kind: str) -> list[Document]:
        """Return the newest events of *kind* after ``since``, the latest first."""
        return [event for _, _, event in sorted(self._newest[kind], reverse=True)]

    def weeks(self) -> list[tuple[str, Counter[str]]]:
        """Return events by kind for each ISO week (``2026-W48``), weeks without any too."""
        if not self._weeks:
            return []
        last = max(self._weeks)
        first = max(min(self._weeks), last - timedelta(weeks=WEEKS - 1))
        count = (last - first).days // 7 + 1
        starts = [first + timedelta(weeks=number) for number in range(count)]
        return [(week_name(start), self._weeks.get(start, Counter())) for start in starts]


def detail(event: Document, name: str) -> Any:
    """Return the detail *name* of an event, ``None`` where it has none."""
    return next((one["value"] for one in event.get("details") or () if one["field"] == name), None)


def monday(moment: datetime) -> date:
    """Return the first day of the ISO week of *moment*."""
    day = moment.date()
    return day - timedelta(days=day.weekday())


def week_name(day: date) -> str:
    """Return the ISO 8601 week of *day*, such as ``2026-W48``."""
    year, week, _ = day.isocalendar()
    return f"{year}-W{week:02}"
