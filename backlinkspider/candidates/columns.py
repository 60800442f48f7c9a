"""Which column names the linking page: names as data (``columns.yaml``)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

import yaml

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
    examples: tuple[str, ...]
    """The best linking names as exports spell them, for messages."""


@cache
def columns() -> Columns:
    """Return the names of ``columns.yaml``."""
    names: dict[str, list[str]] = yaml.safe_load(_FILE.read_text(encoding="utf-8"))
    ranks = {fold(name): rank for rank, name in enumerate(names["linking"])}
    return Columns(
        linking=ranks,
        target=frozenset(map(fold, names["target"])),
        own_pages=frozenset(map(fold, names["own_pages"])),
        examples=tuple(names["linking"][:_NAMED_IN_ERRORS]),
    )


def fold(name: str) -> str:
    """Return the letters and digits of *name*, case folded."""
    return "".join(filter(str.isalnum, name)).casefold()


def linking_column(names: Sequence[str]) -> int | None:
    """Return the index of the column that names the linking page; None where there is none."""
    known = columns()
    ranked = [(known.linking[key], index) for index, name in enumerate(names)
              if (key := fold(name)) in known.linking]  # fmt: skip
    return None if not ranked or lists_own_pages(names) else min(ranked)[1]


def lists_own_pages(names: Iterable[str]) -> bool:
    """Tell whether a table with these columns lists the target's own pages."""
    known = columns()
    folded = set(map(fold, names))
    if folded & known.own_pages:
        return True
    return bool(folded & known.target) and not folded & known.linking.keys()


def known_names() -> str:
    """Return the best known names, for messages."""
    return ", ".join(columns().examples)
