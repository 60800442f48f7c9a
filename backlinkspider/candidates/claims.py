"""Rows of a table as claims. A row whose values contradict its header has slipped: refused."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from backlinkspider.candidates.claim import Claim
from backlinkspider.candidates.columns import fold
from backlinkspider.candidates.layout import ANY_TABLE
from backlinkspider.candidates.values import (
    day_order,
    kind_of,
    read_day,
    read_flag,
    read_number,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from backlinkspider.candidates.layout import Layout
    from backlinkspider.candidates.values import Kind

_DAYS: Final = ("first_seen", "last_seen", "lost_at")
_FLAGS: Final = ("nofollow", "ugc", "sponsored", "follow")
_TEXTS: Final = ("type", "lost_reason", "acquired", "expect_target", "expect_anchor")
_URLS: Final = ("target", "expect_target")
_LONGEST: Final = 2000

_CONTRARY: Final[Mapping[str, frozenset[Kind]]] = {
    **dict.fromkeys(_DAYS, frozenset({"flag", "url", "number"})),
    **dict.fromkeys(_FLAGS, frozenset({"url", "day"})),
    **dict.fromkeys(_URLS, frozenset({"flag", "number", "day"})),
}
_NO_NUMBER: Final[frozenset[Kind]] = frozenset({"flag", "url", "day"})
_IS: Final[Mapping[Kind, str]] = {
    "flag": "a yes or no",
    "number": "a number",
    "day": "a date",
    "url": "a URL",
}


class Slipped(ValueError):
    """A cell holds what its column can't; the message names both."""


class ClaimReader:
    """Reads the rows of one table. *head*: its first rows, which may tell the order of days."""

    def __init__(
        self, layout: Layout, names: Sequence[str], head: Sequence[Sequence[str]] = ()
    ) -> None:
        self._layout = layout
        self._names = names
        days = [layout.columns[name] for name in _DAYS if name in layout.columns]
        given = [row[index] for row in head for index in days if index < len(row)]
        self._order = day_order(given) or layout.file.dates

    def is_link(self, row: Sequence[str]) -> bool:
        """Tell whether *row* is about a link: some exports list other things beside them."""
        only = self._layout.only
        return only is None or (only[0] < len(row) and fold(row[only[0]]) in only[1])

    def read(self, row: Sequence[str], file: str, line: int) -> Claim | None:
        """Return what *row* says; None for nothing but a page. Raises ``Slipped``.

        That a tool lists a page says that it saw a link there.
        """
        cells = {
            name: row[index][:_LONGEST]
            for name, index in self._layout.columns.items()
            if index < len(row)
        }
        for name, contrary in _CONTRARY.items():
            if (cell := cells.get(name)) and (kind := kind_of(cell)) in contrary:
                raise self._slipped(self._layout.columns[name], cell, kind)
        said: dict[str, Any] = {name: cells.get(name) or None for name in _TEXTS}
        said |= {name: self._day(cells.get(name, "")) for name in _DAYS}
        claim = Claim(
            tool=self._layout.file.tool,
            file=file,
            row=line,
            target=cells.get("target") or None,
            anchor=self._anchor(cells),
            rel=self._rel(cells),
            follow=self._follow(cells),
            scores=self._scores(row),
            expect_rel=_tokens(cells.get("expect_rel")),
            **said,
        )
        says_nothing = claim == Claim(tool=ANY_TABLE, file=file, row=line)
        return None if says_nothing else claim

    def _anchor(self, cells: Mapping[str, str]) -> str | None:
        """Return the anchor text, of an image its alternative text; empty where there is none."""
        anchor = cells.get("anchor")
        return anchor or cells.get("alt") or anchor

    def _day(self, cell: str) -> Any:
        return read_day(cell, self._order) if cell else None

    def _flag(self, cells: Mapping[str, str], name: str) -> bool | None:
        if name not in cells:
            return None
        if self._layout.file.flags == "presence":
            return cells[name] != ""
        return read_flag(cells[name])

    def _rel(self, cells: Mapping[str, str]) -> tuple[str, ...] | None:
        if "rel" in cells:
            return _tokens(cells["rel"]) or ()
        flags = {name: self._flag(cells, name) for name in ("nofollow", "ugc", "sponsored")}
        if all(flag is None for flag in flags.values()):
            return None
        return tuple(name for name, flag in flags.items() if flag)

    def _follow(self, cells: Mapping[str, str]) -> bool | None:
        if (follow := self._flag(cells, "follow")) is not None:
            return follow
        rel = self._rel(cells)
        return None if rel is None else not {"nofollow", "ugc", "sponsored"} & set(rel)

    def _scores(self, row: Sequence[str]) -> tuple[tuple[str, float], ...]:
        found = []
        for name, index in self._layout.scores.items():
            cell = row[index] if index < len(row) else ""
            if (kind := kind_of(cell)) in _NO_NUMBER:
                raise self._slipped(index, cell, kind)
            if (number := read_number(cell)) is not None:
                found.append((name, number))
        return tuple(found)

    def _slipped(self, index: int, cell: str, kind: Kind) -> Slipped:
        return Slipped(
            f"columns have slipped: {self._names[index]!r} holds {cell[:40]!r}, {_IS[kind]}"
        )


def _tokens(cell: str | None) -> tuple[str, ...] | None:
    if not cell:
        return None
    return tuple(dict.fromkeys(cell.replace(",", " ").lower().split()))
