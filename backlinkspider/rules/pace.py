"""How long a pattern may take on one text before it is given up.

What takes too long is tried once more: a pause of the machine is not the pattern's fault.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Callable

    from backlinkspider.rules.operators import Finder

BUDGET: Final = 0.005
"""Seconds that one pattern of a rule may take on one document."""


class Pace:
    """Keeps patterns within *budget* by *clock*, which returns seconds.

    Without a clock only the time limit of the search itself holds. ``exceeded`` tells whether any
    pattern has ever been given up.
    """

    def __init__(self, clock: Callable[[], float] | None, budget: float = BUDGET) -> None:
        self.exceeded = False
        self._clock = clock
        self._budget = budget

    def holds(self, find: Finder, text: Any) -> bool | None:
        """Return whether *find* finds something in *text*, ``None`` if it takes too long."""
        try:
            for _ in range(2):
                started = self._clock() if self._clock else 0.0
                found = find(text) is not None
                if self._clock is None or self._clock() - started <= self._budget:
                    return found
        except TimeoutError:
            pass
        self.exceeded = True
        return None
