"""The layouts of exports: which column holds what, as data (``layouts/*.yaml``).

A new export is a new file: ``header`` names the columns that tell it (all of them, and one of
``any``), ``columns`` and ``scores`` the headers of what is kept. Names are compared by letters and
digits, upper and lower case alike; of several the first that is there counts.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal

from pydantic import BaseModel, ConfigDict, Field

from backlinkspider.candidates.columns import fold
from backlinkspider.candidates.values import DayOrder
from backlinkspider.yamlfile.reader import read
from backlinkspider.yamlfile.validate import validate

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

FOLDER: Final = Path(__file__).with_name("layouts")
ANY_TABLE: Final = "table"
"""The layout of a table that none of the others knows."""

Column = Literal[
    "page",
    "target",
    "linked",
    "anchor",
    "anchor_and_target",
    "alt",
    "type",
    "rel",
    "follow",
    "nofollow",
    "ugc",
    "sponsored",
    "first_seen",
    "last_seen",
    "lost",
    "lost_at",
    "lost_reason",
    "acquired",
    "expect_target",
    "expect_anchor",
    "expect_rel",
]


class Only(BaseModel):
    """Rows that are links: those whose *column* has one of *values*; others are passed over."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    column: str
    values: list[str] = Field(min_length=1)


class LayoutFile(BaseModel):
    """A file of ``layouts/``.

    *types*: columns that say yes where a link is of that type; the first that does counts. *dates*:
    the order of 03/04/2026 where the rows do not give it away. *flags*: whether a cell says yes by
    a word (``words``) or by holding any text but a no (``presence``). *comment*: how lines begin
    that are no rows.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    tool: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    header: list[str]
    any: list[str] = []
    columns: dict[Column, list[str]]
    scores: dict[str, list[str]] = {}
    types: dict[str, list[str]] = {}
    importance: list[str] = []
    dates: DayOrder | None = None
    flags: Literal["words", "presence"] = "words"
    comment: str = ""
    only: Only | None = None


@dataclass(frozen=True, slots=True)
class Layout:
    """A layout bound to the columns of one table: index by name. *only*: index and values."""

    file: LayoutFile
    columns: Mapping[str, int]
    scores: Mapping[str, int]
    types: Mapping[str, int]
    importance: int | None
    only: tuple[int, frozenset[str]] | None


@cache
def layouts(folder: Path = FOLDER) -> Mapping[str, LayoutFile]:
    """Return the layouts of *folder* by file name. Raises ``FileErrors``."""
    return {
        path.stem: validate(read(path.read_text("utf-8"), f"layouts/{path.name}"), LayoutFile)
        for path in sorted(folder.glob("*.yaml"))
    }


def layout_of(names: Sequence[str], known: Mapping[str, LayoutFile] | None = None) -> Layout:
    """Return the layout of a table with the columns *names*, ``ANY_TABLE``'s if none fits."""
    known = layouts() if known is None else known
    places: dict[str, int] = {}
    for index, name in enumerate(names):
        places.setdefault(fold(name), index)
    fitting = [one for one in known.values() if one.header and _fits(one, places)]
    found = max(fitting, key=lambda one: _matched(one, places), default=known[ANY_TABLE])
    return _bound(found, known[ANY_TABLE], places)


def _fits(layout: LayoutFile, places: Mapping[str, int]) -> bool:
    if not all(fold(name) in places for name in layout.header):
        return False
    return not layout.any or any(fold(name) in places for name in layout.any)


def _matched(layout: LayoutFile, places: Mapping[str, int]) -> int:
    return sum(
        _index(names, places) is not None
        for names in (*layout.columns.values(), *layout.scores.values(), *([n] for n in layout.any))
    )


def _bound(layout: LayoutFile, common: LayoutFile, places: Mapping[str, int]) -> Layout:
    wanted: dict[str, list[str]] = {
        name: headers
        for file in (common, layout)
        for name, headers in file.columns.items()
        if file is layout or name.startswith("expect_")
    }
    only = layout.only
    index = None if only is None else places.get(fold(only.column))
    return Layout(
        file=layout,
        columns=_indices(wanted, places),
        scores=_indices(layout.scores, places),
        types=_indices(layout.types, places),
        importance=_index(layout.importance, places),
        only=None if only is None or index is None else (index, frozenset(map(fold, only.values))),
    )


def _indices(wanted: Mapping[str, Sequence[str]], places: Mapping[str, int]) -> dict[str, int]:
    found = {name: _index(names, places) for name, names in wanted.items()}
    return {name: index for name, index in found.items() if index is not None}


def _index(names: Iterable[str], places: Mapping[str, int]) -> int | None:
    return next((places[key] for name in names if (key := fold(name)) in places), None)
