"""CSV records from physical lines: quoted line breaks, and quotes nobody closes."""

from __future__ import annotations

import csv
import re
from collections import deque
from typing import TYPE_CHECKING, Final

from backlinkspider.candidates.lines import MAX_LINE, Line
from backlinkspider.candidates.model import BadLine, bad_line

if TYPE_CHECKING:
    from collections.abc import Iterator

SEPARATORS: Final = ("\t", ";", ",")

_OPENING: Final = {mark: re.compile(f'(?:^|{mark})"') for mark in SEPARATORS}
_CLOSING = re.compile(r'(?:[^"]|"")*+"')


def cells(record: str, separator: str) -> tuple[str, ...]:
    """Return the stripped cells of one record, at least one; what is no CSV is one cell."""
    try:
        row = next(csv.reader([record], delimiter=separator), [])
    except csv.Error:
        row = [record]
    return tuple(cell.strip() for cell in row or [""])


def records(lines: Iterator[Line], separator: str, file: str) -> Iterator[Line | BadLine]:
    """Join lines while a quote is open; one that stays open costs its own line only."""
    waiting: deque[Line] = deque()
    while (first := _next(waiting, lines)) is not None:
        if first.cut:
            yield bad_line(file, first.number, first.text, f"longer than {MAX_LINE:,} bytes")
            continue
        parts = _joined(first, waiting, lines, separator)
        if parts:
            yield Line(first.number, "\n".join(line.text for line in parts))
        else:
            reason = f"a quote opens here that is not closed within {MAX_LINE:,} characters"
            yield bad_line(file, first.number, first.text, reason)


def _next(waiting: deque[Line], lines: Iterator[Line]) -> Line | None:
    return waiting.popleft() if waiting else next(lines, None)


def _joined(first: Line, waiting: deque[Line], lines: Iterator[Line], separator: str) -> list[Line]:
    """Return the lines of one record; none, and the lines after *first* back, if it stays open."""
    parts = [first]
    size = len(first.text)
    is_open = ends_open(first.text, separator, is_open=False)
    while is_open and size <= MAX_LINE and (line := _next(waiting, lines)) is not None:
        parts.append(line)
        size += len(line.text) + 1
        if line.cut:
            break
        is_open = ends_open(line.text, separator, is_open=True)
    if is_open:
        waiting.extendleft(reversed(parts[1:]))
    return [] if is_open else parts


def ends_open(line: str, separator: str, *, is_open: bool) -> bool:
    """Tell whether a quoted cell is open at the end of *line*. Quotes open only a cell's start."""
    position = 0
    while True:
        if is_open:
            closing = _CLOSING.match(line, position)
            if closing is None:
                return True
            position = closing.end()
        opening = _OPENING[separator].search(line, position)
        if opening is None:
            return False
        position, is_open = opening.end(), True
