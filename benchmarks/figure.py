"""One measured figure, and how figures are printed and kept."""

from __future__ import annotations

import os
import platform
import sys
from dataclasses import asdict, dataclass
from importlib.metadata import version
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Iterable

_PACKAGES: Final = ("scrapy", "twisted", "selectolax", "ada-url", "google-re2", "pymongo")


@dataclass(frozen=True, slots=True)
class Figure:
    """What *name* came to at *size* (pages, documents ...), between *lowest* and *highest*.

    *goal* is the bound it is held against, an upper one unless *more_is_better*.
    """

    part: str
    name: str
    size: int
    value: float
    unit: str
    lowest: float | None = None
    highest: float | None = None
    goal: float | None = None
    more_is_better: bool = False

    @property
    def is_met(self) -> bool | None:
        """Whether the goal is; ``None`` without one."""
        if self.goal is None:
            return None
        return self.value >= self.goal if self.more_is_better else self.value <= self.goal

    def line(self) -> str:
        """Return the figure as a line of text."""
        spread = f" ({self.lowest:,.2f} to {self.highest:,.2f})" if self.lowest is not None else ""
        bound = "at least" if self.more_is_better else "at most"
        goal = f"  goal {bound} {self.goal:,g}: " if self.goal is not None else ""
        met = {True: "met", False: "missed", None: ""}[self.is_met]
        head = f"{self.part:<12} {self.name:<34} {self.size:>9,}"
        return f"{head} {self.value:>12,.2f} {self.unit}{spread}{goal}{met}"


def machine() -> dict[str, Any]:
    """Return what the figures hang on: machine, load and versions."""
    return {
        "python": sys.version.split()[0],
        "system": platform.platform(),
        "cores": os.cpu_count(),
        "load": [round(load, 1) for load in os.getloadavg()],
        "packages": {name: version(name) for name in _PACKAGES},
    }


def document(before: dict[str, Any], figures: Iterable[Figure]) -> dict[str, Any]:
    """Return what is written to the file: the machine as it was at first, and all figures."""
    return {"machine": before, "figures": [asdict(one) for one in figures]}
