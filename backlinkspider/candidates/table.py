"""CSV and TSV: the linking page's cell of every record."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backlinkspider.candidates.claims import ClaimReader
from backlinkspider.candidates.columns import read_importance
from backlinkspider.candidates.model import BadLine, bad_line, candidate
from backlinkspider.candidates.records import cells, records
from backlinkspider.candidates.slipped import Slipped

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from backlinkspider.candidates.header import Header
    from backlinkspider.candidates.lines import Line
    from backlinkspider.candidates.model import Row


def read_table(lines: Iterator[Line], header: Header, file: str) -> Iterator[Row]:
    """Yield a row for every record below the header, but for blank ones and what is no link."""
    claims = ClaimReader(header.layout, header.names, header.head)
    below = (line for line in lines if line.number > header.line)
    for record in records(below, header.separator, file):
        if isinstance(record, BadLine):
            yield record
        elif record.text.strip():
            row = cells(record.text, header.separator)
            if claims.is_link(row):
                yield _row(record, row, header, claims, file)


def _row(record: Line, row: Sequence[str], header: Header, claims: ClaimReader, file: str) -> Row:
    if len(row) <= header.column:
        name = header.names[header.column]
        reason = f"{len(row)} cells: column {header.column + 1} ({name}) is missing"
        return bad_line(file, record.number, record.text, reason)
    try:
        claim = claims.read(row, file, record.number)
    except Slipped as error:
        return bad_line(file, record.number, record.text, str(error))
    url = row[header.column]
    return candidate(file, record.number, url, _importance(row, header), claim)


def _importance(row: Sequence[str], header: Header) -> float:
    if header.importance is None or header.importance >= len(row):
        return 0.0
    return read_importance(row[header.importance])
