"""What was looked at and what was not: outcomes of candidates, and the pages nobody saw. Pure."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from operator import itemgetter
from typing import TYPE_CHECKING, Any, Final

from backlinkspider.report.document import day
from backlinkspider.store.look import READ

if TYPE_CHECKING:
    from backlinkspider.documents import Document

MAX_ROWS: Final = 50_000
"""Unread pages that are listed one by one."""

COLUMNS: Final = ("url", "domain", "outcome", "detail", "expected", "checked")
FIELDS: Final = ("url", "domain", "outcome", "detail", "expected", "checked_at")


@dataclass(slots=True)
class PageFigures:
    """Counts candidates by outcome; ``unread`` has a row for each that was not read."""

    outcomes: Counter[str] = field(default_factory=Counter)
    at_stake: int = 0
    """Links that were there before, on pages that could not be read this time."""
    unread: list[list[Any]] = field(default_factory=list)

    def feed(self, page: Document) -> None:
        """Count one ``pages`` document."""
        outcome = page["outcome"]
        self.outcomes[outcome] += 1
        if outcome in READ:
            return
        expected = page.get("expected") or 0
        self.at_stake += expected
        if len(self.unread) < MAX_ROWS:
            self.unread.append(
                [
                    page["url"],
                    page["domain"],
                    outcome,
                    page.get("detail") or "",
                    expected,
                    day(page.get("checked_at")),
                ]
            )

    @property
    def unread_outcomes(self) -> list[tuple[str, int]]:
        """What came of the pages that were not read, the most frequent first."""
        return [(name, n) for name, n in self.outcomes.most_common() if name not in READ]

    @property
    def rows(self) -> list[list[Any]]:
        """The pages that were not read, by address."""
        return sorted(self.unread, key=itemgetter(1, 0))

    @property
    def candidates(self) -> int:
        """Pages that were to be looked at."""
        return self.outcomes.total()

    @property
    def read(self) -> int:
        """Pages that were read, with or without a link."""
        return sum(self.outcomes[outcome] for outcome in READ)
