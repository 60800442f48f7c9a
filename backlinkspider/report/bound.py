"""How many links the table has room for, and which: those of most risk. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(slots=True)
class Bound:
    """Room for links: those above ``score`` all, and of those with just that score ``ties``."""

    ties: int
    score: float = float("-inf")

    @classmethod
    def among(cls, scores: Mapping[float, int], most: int) -> Bound:
        """Return the bound that lets *most* links through, where *scores* count all there are."""
        room = most
        for score in sorted(scores, reverse=True):
            if scores[score] > room:
                return cls(room, score)
            room -= scores[score]
        return cls(room)

    def takes(self, score: float) -> bool:
        """Tell whether a link with *score* has room, and take it."""
        if score != self.score:
            return score > self.score
        self.ties -= 1
        return self.ties >= 0
