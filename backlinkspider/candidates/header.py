"""Find out whether a source is a table, and which line names its columns."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from backlinkspider.candidates.columns import (
    importance_column,
    is_known,
    linking_column,
    lists_own_pages,
)
from backlinkspider.candidates.layout import ANY_TABLE, layout_of
from backlinkspider.candidates.no_list import (
    holds_url,
    is_candidate,
    refuse_anchor_list,
    refuse_own_pages,
    refuse_unknown_table,
)
from backlinkspider.candidates.records import SEPARATORS, cells

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from backlinkspider.candidates.layout import Layout
    from backlinkspider.candidates.lines import Line


@dataclass(frozen=True, slots=True)
class Header:
    """Where a table begins, and which of its columns say what."""

    line: int
    separator: str
    names: tuple[str, ...]
    column: int
    """The linking page's."""
    importance: int | None
    layout: Layout
    head: tuple[tuple[str, ...], ...]
    """The first rows below."""


def find_header(head: Sequence[Line], file: str) -> Header | None:
    """Return the header among the first lines; None where *head* is no table.

    Lines before it (titles, preambles) are passed over: a header that an export is known by wins
    over an earlier line that only looks like one. Raises ``CandidateFileError`` for a table
    without a linking page's column or without a header.
    """
    possible = list(_possible(head))
    for position, separator, names in possible:
        header = _header(head[position:], separator, names)
        if header is not None and header.layout.file.tool != ANY_TABLE:
            return header
        refuse_own_pages(names, file, head[position].number, surely=True)
    for position, separator, names in possible:
        header = _header(head[position:], separator, names)
        if header is not None:
            return header
        refuse_own_pages(names, file, head[position].number)
    refuse_anchor_list(head, file)
    refuse_unknown_table(head, file)
    return None


def _possible(head: Sequence[Line]) -> Iterator[tuple[int, str, tuple[str, ...]]]:
    """Yield what may be a header: position, separator and names."""
    for position, line in enumerate(head):
        for separator, names in _splits(line.text):
            if _may_be_header(names, head[:position]):
                yield position, separator, names


def _header(head: Sequence[Line], separator: str, names: tuple[str, ...]) -> Header | None:
    """Return the header that *names*, the first line of *head*, are; None if they are none."""
    layout = layout_of(names)
    column = None if lists_own_pages(names) else layout.columns.get("page", linking_column(names))
    if column is None:
        return None
    importance = importance_column(names) if layout.importance is None else layout.importance
    rows = tuple(cells(line.text, separator) for line in head[1:])
    return Header(head[0].number, separator, names, column, importance, layout, rows)


def _splits(text: str) -> list[tuple[str, tuple[str, ...]]]:
    """Return the cells by each separator, most cells first."""
    splits = [(mark, cells(text, mark)) for mark in SEPARATORS]
    return sorted(splits, key=lambda split: -len(split[1]))


def _may_be_header(names: Sequence[str], before: Sequence[Line]) -> bool:
    """Refuse comments, rows, a preamble's pairs, single words once a candidate stood before."""
    if names[0].startswith("#") and names[0] != "#":
        return False
    if holds_url(names) or (len(names) == 2 and is_candidate(names[1]) and not is_known(names[1])):
        return False
    return len(names) > 1 or not any(is_candidate(line.text) for line in before)
