"""What one process has done so far, counted in memory: the store is not asked for progress."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from backlinkspider.documents import Document
    from backlinkspider.store.look import Look


@dataclass(slots=True)
class Tally:
    """Pages this process has given an outcome, and the links on them.

    *set_aside* names hosts that were given up on, and why. *candidates*: how many pages it had or
    has to visit; unknown while candidates are read in. Other processes on the same run have their
    own part of them.
    """

    outcomes: Counter[str] = field(default_factory=Counter)
    links: int = 0
    candidates: int | None = None
    set_aside: list[str] = field(default_factory=list)
    rendering: Counter[str] = field(default_factory=Counter)
    """``pages`` rendered, ``reason/NAME`` given, ``gained/NAME`` with something to show for it,
    ``learnt_not``: pages left alone because their reasons brought nothing on their host before."""
    slow: Counter[str] = field(default_factory=Counter)
    """Rules, with the links on which they took too long and were not evaluated."""
    beyond: dict[str, Counter[str]] = field(default_factory=dict)
    """What was asked beyond the pages themselves, and what came of it, by what it was for."""

    def add(self, looks: Iterable[Look]) -> None:
        """Count looks that are written."""
        for look in looks:
            self.outcomes[look.outcome] += 1
            self.links += len(look.links)
            for link in look.links:
                self.slow.update(link.get("audit", {}).get("slow", ()))

    def rendering_facts(self, by: str) -> Document | None:
        """Return for the run's document what rendering took and brought in process *by*, if any."""
        counts = self.rendering
        if not counts:
            return None
        reasons = [
            {"name": name, "given": given, "gained": counts[f"gained/{name}"]}
            for name, given in self.reasons_given()
        ]
        return {
            "by": by,
            "pages": counts["pages"],
            "learnt_not": counts["learnt_not"],
            "reasons": reasons,
        }

    def reasons_given(self) -> list[tuple[str, int]]:
        """Return the reasons to render, with how many pages gave them, most frequent first."""
        given = [
            (key.removeprefix("reason/"), count)
            for key, count in self.rendering.most_common()
            if key.startswith("reason/")
        ]
        return sorted(given, key=lambda pair: (-pair[1], pair[0]))

    def expect(self, pending: int) -> None:
        """Note that *pending* more pages are to be visited."""
        self.candidates = self.outcomes.total() + pending
