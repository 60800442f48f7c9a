"""How long a run will take, from its candidates by domain. Pure; an estimate, said as one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from backlinkspider.ages import span_in_words

if TYPE_CHECKING:
    from collections.abc import Iterable

_LATENCY: Final = 0.5
"""Seconds an answer takes on the open web, as a rule."""

_REQUESTS_BESIDE: Final = 1
"""Requests of a host that are no page: its robots.txt."""


@dataclass(frozen=True, slots=True)
class Estimate:
    """What a run begins with: *visits* are the candidates within the limit of their domain."""

    candidates: int
    domains: int
    visits: int
    seconds: float

    def __str__(self) -> str:
        """Return the first line of a run."""
        skipped = self.candidates - self.visits
        rest = f", {skipped:,} over max_per_domain" if skipped else ""
        return (
            f"{self.candidates:,} candidates on {self.domains:,} domains{rest}:"
            f" about {span_in_words(self.seconds)} if all answer"
        )


def estimate(
    per_domain: Iterable[int], *, max_per_domain: int, delay: float, window: int
) -> Estimate:
    """Return the estimate for domains with *per_domain* candidates each.

    One request every *delay* seconds goes to a domain, *window* domains are visited at once; the
    longest domain and the width of the window each set a least time.
    """
    counts = list(per_domain)
    visits = [min(count, max_per_domain) for count in counts]
    step = max(delay, _LATENCY)
    spent = [(count + _REQUESTS_BESIDE) * step for count in visits]
    seconds = max(max(spent, default=0.0), sum(spent) / window)
    return Estimate(sum(counts), len(counts), sum(visits), seconds)
