"""Which columns name the linking page and its importance: names as data (``columns.yaml``)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

import yaml

from backlinkspider.candidates.values import read_number

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

_FILE: Final = Path(__file__).with_name("columns.yaml")
_NAMED_IN_ERRORS: Final = 8


@dataclass(frozen=True, slots=True)
class Columns:
    """Known names, folded; of *linking* ones the rank (0 is best)."""

    linking: Mapping[str, int]
    target: frozenset[str]
    own_pages: frozenset[str]
    anchors: frozenset[str]
    importance: Mapping[str, int]
    examples: tuple[str, ...]
    """The best linking names as exports spell them, for messages."""


@cache
def columns() -> Columns:
    """Return the names of ``columns.yaml``."""
    names: dict[str, list[str]] = yaml.safe_load(_FILE.read_text(encoding="utf-8"))
    return Columns(
        linking=_ranks(names["linking"]),
        target=frozenset(map(fold, names["target"])),
        own_pages=frozenset(map(fold, names["own_pages"])),
        anchors=frozenset(map(fold, names["anchors"])),
        importance=_ranks(names["importance"]),
        examples=tuple(names["linking"][:_NAMED_IN_ERRORS]),
    )


def _ranks(names: Sequence[str]) -> dict[str, int]:
    return {fold(name): rank for rank, name in enumerate(names)}


def fold(name: str) -> str:
    """Return the letters and digits of *name*, case folded."""
    return "".join(filter(str.isalnum, name)).casefold()


def linking_column(names: Sequence[str]) -> int | None:
    """Return the index of the column that names the linking page; None where there is none."""
    best = _best(names, columns().linking)
    return None if best is None or lists_own_pages(names) else best


def importance_column(names: Sequence[str]) -> int | None:
    """Return the index of the column that tells how important the linking page is."""
    return _best(names, columns().importance)


def read_importance(value: object) -> float:
    """Return a score from 0 to 100; 0 for what is none."""
    return min(100.0, max(0.0, read_number(str(value)) or 0.0))


def _best(names: Sequence[str], ranks: Mapping[str, int]) -> int | None:
    ranked = [
        (ranks[key], index) for index, name in enumerate(names) if (key := fold(name)) in ranks
    ]
    return min(ranked)[1] if ranked else None


def lists_own_pages(names: Iterable[str]) -> bool:
    """Tell whether a table with these columns lists the target's own pages."""
    known = columns()
    folded = set(map(fold, names))
    if folded & known.own_pages:
        return True
    return bool(folded & known.target) and not folded & known.linking.keys()


def anchor_column(names: Sequence[str]) -> int | None:
    """Return the index of the column of links' words; None where there is none."""
    known = columns().anchors
    return next((index for index, name in enumerate(names) if fold(name) in known), None)


def is_known(name: str) -> bool:
    """Tell whether *name* is that of a column which says what a table is."""
    known, key = columns(), fold(name)
    return key in known.linking or key in known.target or key in known.importance


def known_names() -> str:
    """Return the best known names, for messages."""
    return ", ".join(columns().examples)
