"""CSV and TSV: the linking page's cell of every record."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backlinkspider.candidates.columns import read_importance
from backlinkspider.candidates.model import BadLine, bad_line, candidate
from backlinkspider.candidates.records import cells, records

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from backlinkspider.candidates.header import Header
    from backlinkspider.candidates.lines import Line
    from backlinkspider.candidates.model import Row


def read_table(lines: Iterator[Line], header: Header, file: str) -> Iterator[Row]:
    """Yield a row for every record below the header; blank ones are passed over."""
    below = (line for line in lines if line.number > header.line)
    for record in records(below, header.separator, file):
        if isinstance(record, BadLine):
            yield record
        elif record.text.strip():
            yield _row(record, header, file)


def _row(record: Line, header: Header, file: str) -> Row:
    row = cells(record.text, header.separator)
    if len(row) > header.column:
        return candidate(file, record.number, row[header.column], _importance(row, header))
    name = header.names[header.column]
    reason = f"{len(row)} cells: column {header.column + 1} ({name}) is missing"
    return bad_line(file, record.number, record.text, reason)


def _importance(row: Sequence[str], header: Header) -> float:
    if header.importance is None or header.importance >= len(row):
        return 0.0
    return read_importance(row[header.importance])
