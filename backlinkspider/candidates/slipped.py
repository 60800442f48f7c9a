"""Rows that have slipped: a cell holds what its column can't."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from backlinkspider.candidates.values import kind_of, read_day

if TYPE_CHECKING:
    from collections.abc import Mapping

    from backlinkspider.candidates.values import Kind

DAYS: Final = ("first_seen", "last_seen", "lost_at")
_FLAGS: Final = ("nofollow", "ugc", "sponsored", "follow")
_ADDRESSES: Final = ("target", "expect_target")

_CONTRARY: Final[Mapping[str, frozenset[Kind]]] = {
    **dict.fromkeys(DAYS, frozenset({"flag", "url", "number"})),
    **dict.fromkeys(_FLAGS, frozenset({"url", "day"})),
    **dict.fromkeys(_ADDRESSES, frozenset({"flag", "number", "day"})),
}
_NO_NUMBER: Final[frozenset[Kind]] = frozenset({"flag", "url", "day"})
_IS: Final[Mapping[Kind, str]] = {
    "flag": "a yes or no",
    "number": "a number",
    "day": "a date",
    "url": "a URL",
    "text": "words",
}


class Slipped(ValueError):
    """A cell holds what its column can't; the message names both."""


def check_cell(column: str, header: str, cell: str, *, is_known: bool) -> None:
    """Raise ``Slipped`` where *cell*, below *header*, can't be of *column*.

    *is_known*: the export is one we know, so that words where it has an address are a slip, too. In
    another table a column of that name may hold other things.
    """
    contrary = _CONTRARY.get(column)
    if not contrary or not cell:
        return
    kind = kind_of(cell)
    if kind in contrary and not (column in DAYS and read_day(cell)):
        raise _slipped(header, cell, kind)
    if is_known and column == "target" and kind == "text" and not set(cell) & set("./:"):
        raise _slipped(header, cell, kind)


def check_score(header: str, cell: str) -> None:
    """Raise ``Slipped`` where *cell*, below *header*, is no number but has another kind's form."""
    if (kind := kind_of(cell)) in _NO_NUMBER:
        raise _slipped(header, cell, kind)


def _slipped(header: str, cell: str, kind: Kind) -> Slipped:
    return Slipped(f"columns have slipped: {header!r} holds {cell[:40]!r}, {_IS[kind]}")
