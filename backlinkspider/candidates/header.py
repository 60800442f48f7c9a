"""Find out whether a source is a table, and which line names its columns."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from backlinkspider.candidates.columns import (
    importance_column,
    known_names,
    linking_column,
    lists_own_pages,
)
from backlinkspider.candidates.layout import layout_of
from backlinkspider.candidates.model import CandidateFileError, printable
from backlinkspider.candidates.records import SEPARATORS, cells
from backlinkspider.urls import CandidateError, parse_candidate

if TYPE_CHECKING:
    from collections.abc import Sequence

    from backlinkspider.candidates.layout import Layout
    from backlinkspider.candidates.lines import Line

_URL = re.compile(r"https?://", re.IGNORECASE)


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

    Lines before it (titles, preambles) are passed over. Raises ``CandidateFileError`` for a
    table without a linking page's column or without a header.
    """
    for position, line in enumerate(head):
        for separator, names in _splits(line.text):
            if not _may_be_header(names, head[:position]):
                continue
            header = _header(head[position:], separator, names)
            if header is not None:
                return header
            if lists_own_pages(names):
                raise CandidateFileError(
                    f"{file}:{line.number}: lists the target's own pages "
                    f"({printable(', '.join(names))}): export the pages that link to them"
                )
    _refuse_unknown_table(head, file)
    return None


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
    """Refuse comments, and single words once a candidate stood before them."""
    if names[0].startswith("#") and names[0] != "#":
        return False
    return len(names) > 1 or not any(_is_candidate(line.text) for line in before)


def _refuse_unknown_table(head: Sequence[Line], file: str) -> None:
    """Raise for a table: read as a list it would make candidates that nobody wrote."""
    written = [line for line in head if line.text.strip() and not line.text.startswith("#")]
    for separator in SEPARATORS:
        rows = [cells(line.text, separator) for line in written]
        header = rows[0] if rows and _looks_like_names(rows[0]) else ()
        body = rows[1:] if header else rows
        found = sum(_looks_like_record(row, separator, len(header)) for row in body)
        if found * 2 > len(body):
            named = printable(", ".join(header))
            problem = f"no known column among {named}" if header else "no header line"
            raise CandidateFileError(
                f"{file}:{written[0].number}: a table with {problem}: "
                f"name the column of the linking pages in its first line ({known_names()})"
            )


def _looks_like_names(row: Sequence[str]) -> bool:
    return len(row) > 1 and not any(map(_is_candidate, row))


def _looks_like_record(row: Sequence[str], separator: str, width: int) -> bool:
    """Tell a record from a URL that holds the separator. *width*: cells of the header, or 0."""
    if len(row) < 2:
        return False
    found = sum(bool(_URL.match(cell)) for cell in row)
    if found == 0:
        return any(map(_is_candidate, row)) and not _is_candidate(separator.join(row))
    return found > 1 or len(row) == width or any(not cell or " " in cell for cell in row)


def _is_candidate(text: str) -> bool:
    try:
        parse_candidate(text)
    except CandidateError:
        return False
    return True
