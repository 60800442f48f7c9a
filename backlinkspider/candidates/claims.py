"""Rows of a table as claims. A row whose values contradict its header has slipped: refused."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from backlinkspider.candidates.claim import Claim
from backlinkspider.candidates.columns import fold
from backlinkspider.candidates.layout import ANY_TABLE
from backlinkspider.candidates.slipped import DAYS, check_cell, check_score
from backlinkspider.candidates.values import (
    day_order,
    kind_of,
    read_day,
    read_flag,
    read_number,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from backlinkspider.candidates.layout import Layout

_TEXTS: Final = ("lost_reason", "acquired", "expect_target", "expect_anchor")
_LONGEST: Final = 2000
_YEAR: Final = re.compile(r"\d{4}")


class ClaimReader:
    """Reads the rows of one table. *head*: its first rows, which may tell the order of days.

    Reading raises ``Slipped`` for a row whose values contradict the header.
    """

    def __init__(
        self, layout: Layout, names: Sequence[str], head: Sequence[Sequence[str]] = ()
    ) -> None:
        self._layout = layout
        self._names = names
        days = [layout.columns[name] for name in DAYS if name in layout.columns]
        given = [row[index] for row in head for index in days if index < len(row)]
        self._order = day_order(given) or layout.file.dates
        self._is_known = layout.file.tool != ANY_TABLE

    def is_link(self, row: Sequence[str]) -> bool:
        """Tell whether *row* is about a link: some exports list other things beside them."""
        comment = self._layout.file.comment
        if comment and row[0].startswith(comment):
            return False
        only = self._layout.only
        return only is None or (only[0] < len(row) and fold(row[only[0]]) in only[1])

    def read(self, row: Sequence[str], file: str, line: int) -> Claim | None:
        """Return what *row* says; None for nothing but a page. Raises ``Slipped``.

        That a tool lists a page says that it saw a link there.
        """
        cells = self._cells(row)
        target, anchor = self._ends(cells)
        rel = self._rel(cells)
        said: dict[str, Any] = {name: cells.get(name) or None for name in _TEXTS}
        said |= {name: self._day(row, name, cells) for name in DAYS}
        claim = Claim(
            tool=self._layout.file.tool,
            file=file,
            row=line,
            target=target,
            linked=next(iter(cells.get("linked", "").split()), None),
            anchor=anchor,
            type=cells.get("type") or self._type(row),
            rel=rel,
            follow=self._follow(cells, rel),
            lost=self._flag(cells.get("lost")) or None,
            scores=self._scores(row),
            expect_rel=_tokens(cells.get("expect_rel")),
            **said,
        )
        says_nothing = claim == Claim(tool=ANY_TABLE, file=file, row=line)
        return None if says_nothing else claim

    def _cells(self, row: Sequence[str]) -> dict[str, str]:
        cells = {
            name: row[index][:_LONGEST]
            for name, index in self._layout.columns.items()
            if index < len(row)
        }
        for name, cell in cells.items():
            header = self._names[self._layout.columns[name]]
            check_cell(name, header, cell, is_known=self._is_known)
        return cells

    def _ends(self, cells: Mapping[str, str]) -> tuple[str | None, str | None]:
        """Return target and anchor text.

        An image's text is its alternative text; a link without any has an empty one. Both may stand
        in one cell, the URL last, and a URL among anchors is the target where nothing else is.
        """
        text, _, url = cells.get("anchor_and_target", "").rpartition(" ")
        anchor = cells.get("anchor", text.strip() or None)
        target = cells.get("target") or url or None
        if "target" not in cells and not target and kind_of(anchor or "") == "url":
            return anchor, None
        return target, anchor or cells.get("alt") or anchor

    def _day(self, row: Sequence[str], name: str, cells: Mapping[str, str]) -> date | None:
        """Return the day of a cell; one that nobody quoted may go on in the next (Sep 21, 2026)."""
        if not (cell := cells.get(name)):
            return None
        if day := read_day(cell, self._order):
            return day
        rest = row[len(self._names) :]
        is_last = self._layout.columns[name] == len(self._names) - 1
        if is_last and len(rest) == 1 and _YEAR.fullmatch(rest[0]):
            return read_day(f"{cell}, {rest[0]}", self._order)
        return None

    def _flag(self, cell: str | None) -> bool | None:
        if cell is None:
            return None
        said = read_flag(cell)
        return said is not False if self._layout.file.flags == "presence" else said

    def _type(self, row: Sequence[str]) -> str | None:
        types = self._layout.types.items()
        said = (name for name, index in types if index < len(row) and self._flag(row[index]))
        return next(said, None)

    def _rel(self, cells: Mapping[str, str]) -> tuple[str, ...] | None:
        if "rel" in cells:
            return _tokens(cells["rel"]) or ()
        flags = {name: self._flag(cells.get(name)) for name in ("nofollow", "ugc", "sponsored")}
        if all(flag is None for flag in flags.values()):
            return None
        return tuple(name for name, flag in flags.items() if flag)

    def _follow(self, cells: Mapping[str, str], rel: tuple[str, ...] | None) -> bool | None:
        if (follow := self._flag(cells.get("follow"))) is not None:
            return follow
        return None if rel is None else not {"nofollow", "ugc", "sponsored"} & set(rel)

    def _scores(self, row: Sequence[str]) -> tuple[tuple[str, float], ...]:
        found = []
        for name, index in self._layout.scores.items():
            cell = row[index] if index < len(row) else ""
            check_score(self._names[index], cell)
            if (number := read_number(cell)) is not None:
                found.append((name, number))
        return tuple(found)


def _tokens(cell: str | None) -> tuple[str, ...] | None:
    if not cell:
        return None
    return tuple(dict.fromkeys(cell.replace(",", " ").lower().split()))
