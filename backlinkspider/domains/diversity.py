"""Diversity as an effective number: how many equal shares would be as diverse. Pure.

The exponential of Shannon's entropy, in ecology the Hill number of order 1 (M. O. Hill, "Diversity
and Evenness", Ecology 54, 1973): a hundred links from one domain and one from another count
as 1.06 domains, fifty from each as 2.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import exp, log
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable


@dataclass(slots=True)
class Shares:
    """The counts of some kinds, one after the other; only sums are kept."""

    kinds: int = 0
    total: int = 0
    _weighted: float = 0.0

    def add(self, count: int) -> None:
        """Take in a kind that was counted *count* times."""
        if count > 0:
            self.kinds += 1
            self.total += count
            self._weighted += count * log(count)

    def effective(self) -> float | None:
        """Return the effective number of kinds, from 1 to their number; None without any."""
        if not self.total:
            return None
        return round(exp(log(self.total) - self._weighted / self.total), 2)

    def document(self) -> dict[str, Any]:
        """Return number and effective number as they are stored."""
        return {"number": self.kinds, "effective": self.effective()}


def shares_of(counts: Iterable[int]) -> Shares:
    """Return the shares of *counts*."""
    shares = Shares()
    for count in counts:
        shares.add(count)
    return shares
