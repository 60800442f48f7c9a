"""How often Python looks for garbage that reference counts leave behind."""

from __future__ import annotations

import gc
from typing import Final

_NEW_OBJECTS: Final = 20_000
"""A page makes thousands of nodes and tuples, which go as they came; Python's own 700 would have
them looked at several times a page."""

_ROUNDS: Final = 20

LARGE: Final = 1 << 20
"""Bytes of a page whose tree, some twenty times as much, is not left to wait for the collector."""

_STILL_READ: Final = 3
"""Pages after a large one by which nobody holds it any more."""


def spare_collector() -> None:
    """Leave out what a long job begins with (code, rules), and look at the rest less often.

    Of pages that all have links it took 9 % of the CPU time, of others 3 %; of stored links that
    are classified again 12 %.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(_NEW_OBJECTS, _ROUNDS, _ROUNDS)


class LargePages:
    """Frees the trees that large pages leave behind."""

    def __init__(self) -> None:
        self._looks = 0

    def before(self, size: int) -> None:
        """Collect garbage if a large page was among the last; one of *size* bytes comes next."""
        if self._looks:
            self._looks -= 1
            gc.collect()
        if size >= LARGE:
            self._looks = _STILL_READ
