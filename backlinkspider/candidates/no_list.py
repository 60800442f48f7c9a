"""Tables that hold no candidates: refused, with what would be right."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from backlinkspider.candidates.columns import (
    anchor_column,
    columns,
    fold,
    known_names,
    lists_own_pages,
)
from backlinkspider.candidates.model import CandidateFileError
from backlinkspider.candidates.records import SEPARATORS, cells
from backlinkspider.printable import printable
from backlinkspider.urls import CandidateError, parse_candidate

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from backlinkspider.candidates.lines import Line

_URL: Final = re.compile(r"https?://", re.IGNORECASE)


def refuse_own_pages(names: Sequence[str], file: str, line: int, *, surely: bool = False) -> None:
    """Raise ``CandidateFileError`` if a table with these columns lists the target's own pages.

    *surely*: only where a column says so that no other table has.
    """
    told = not surely or not columns().own_pages.isdisjoint(map(fold, names))
    if told and lists_own_pages(names):
        raise CandidateFileError(
            f"{file}:{line}: lists the target's own pages "
            f"({printable(', '.join(names))}): export the pages that link to them"
        )


def refuse_anchor_list(head: Sequence[Line], file: str) -> None:
    """Raise ``CandidateFileError`` for a table of anchor texts and counts: it names no page."""
    written = [line for line in head if line.text.strip() and not line.text.startswith("#")]
    for position, line in enumerate(written):
        if is_candidate(line.text):
            return
        for separator in SEPARATORS:
            names = cells(line.text, separator)
            texts = anchor_column(names)
            rows = [cells(one.text, separator) for one in written[position + 1 :]]
            if texts is not None and not _name_pages(rows, texts):
                raise CandidateFileError(
                    f"{file}:{line.number}: lists anchor texts ({printable(', '.join(names))}), "
                    "not the pages they stand on: export the linking pages"
                )


def _name_pages(rows: Sequence[Sequence[str]], texts: int) -> bool:
    """Tell whether *rows* hold addresses elsewhere than among their *texts*.

    A few texts are addresses themselves.
    """
    others = [any(is_candidate(cell) for at, cell in enumerate(row) if at != texts) for row in rows]
    alone = [is_candidate(row[0]) for row in rows if len(row) == 1]
    return any(others) or sum(alone) * 2 > len(rows)


def refuse_unknown_table(head: Sequence[Line], file: str) -> None:
    """Raise ``CandidateFileError`` for any other table.

    Read as a list it would make candidates that nobody wrote.
    """
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
    return len(row) > 1 and not any(map(is_candidate, row))


def _looks_like_record(row: Sequence[str], separator: str, width: int) -> bool:
    """Tell a record from a URL that holds the separator. *width*: cells of the header, or 0."""
    if len(row) < 2:
        return False
    found = sum(bool(_URL.match(cell)) for cell in row)
    if found == 0:
        return any(map(is_candidate, row)) and not is_candidate(separator.join(row))
    return found > 1 or len(row) == width or any(not cell or " " in cell for cell in row)


def is_candidate(text: str) -> bool:
    """Tell whether *text* is a URL or a bare domain."""
    try:
        parse_candidate(text)
    except CandidateError:
        return False
    return True


def holds_url(row: Iterable[str]) -> bool:
    """Tell whether a cell of *row* is a URL."""
    return any(map(_URL.match, row))
