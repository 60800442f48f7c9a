"""When and in which state a domain's links were seen. Pure."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from backlinkspider.domains.history import iso_week, lost_weeks

if TYPE_CHECKING:
    from datetime import datetime

    from backlinkspider.documents import Document, LinkState


@dataclass(slots=True)
class Seen:
    """Counts of links by state, of their pages, and by week. Links must come page by page."""

    states: Counter[str] = field(default_factory=Counter)
    pages: int = 0
    first: datetime | None = None
    last: datetime | None = None
    new: Counter[str] = field(default_factory=Counter)
    lost: Counter[str] = field(default_factory=Counter)
    lost_reasons: Counter[str] = field(default_factory=Counter)
    _page: str | None = None

    def feed(self, link: Document) -> None:
        """Count *link*."""
        self.states[link["state"]] += 1
        if link.get("page_id") != self._page:
            self._page = link.get("page_id")
            self.pages += 1
        if first := link.get("first_seen"):
            self.first = min(self.first or first, first)
            self.new[iso_week(first)] += 1
        if last := link.get("last_seen"):
            self.last = max(self.last or last, last)
        self.lost.update(lost_weeks(link))
        if link["state"] == "lost" and link.get("lost_reason"):
            self.lost_reasons[link["lost_reason"]] += 1

    @property
    def standing(self) -> int:
        """How many links are live, or could not be looked at."""
        return self.states["live"] + self.states["unknown"]

    @property
    def state(self) -> LinkState:
        """The state of the domain: that of its best link."""
        if self.states["live"]:
            return "live"
        return "unknown" if self.states["unknown"] else "lost"
