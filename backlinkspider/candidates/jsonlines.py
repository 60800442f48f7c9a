"""JSON lines: a string, or an object with a key that names the linking page."""

from __future__ import annotations

import json
from functools import lru_cache
from typing import TYPE_CHECKING

from backlinkspider.candidates.claims import ClaimReader
from backlinkspider.candidates.columns import (
    importance_column,
    known_names,
    linking_column,
    lists_own_pages,
    read_importance,
)
from backlinkspider.candidates.layout import layout_of
from backlinkspider.candidates.lines import MAX_LINE
from backlinkspider.candidates.model import bad_line, candidate
from backlinkspider.candidates.slipped import Slipped

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backlinkspider.candidates.layout import Layout
    from backlinkspider.candidates.lines import Line
    from backlinkspider.candidates.model import Row


def read_json_lines(lines: Iterator[Line], file: str) -> Iterator[Row]:
    """Yield a row for every line that is not blank."""
    for line in lines:
        if line.cut:
            yield bad_line(file, line.number, line.text, f"longer than {MAX_LINE:,} bytes")
        elif line.text.strip():
            yield _row(line, file)


def _row(line: Line, file: str) -> Row:
    try:
        value = json.loads(line.text)
    except (ValueError, RecursionError):
        return bad_line(file, line.number, line.text, "not JSON: one string or object a line")
    if isinstance(value, str):
        return candidate(file, line.number, value)
    if isinstance(value, dict) and lists_own_pages(value):
        return bad_line(file, line.number, line.text, "names only the target's own page")
    names = tuple(value) if isinstance(value, dict) else ()
    layout = _layout(names)
    column = layout.columns.get("page", linking_column(names))
    if column is None or not isinstance(value[names[column]], str):
        reason = f"no text under a known key ({known_names()})"
        return bad_line(file, line.number, line.text, reason)
    importance = importance_column(names)
    score = 0.0 if importance is None else read_importance(value[names[importance]])
    row = [_cell(value[name]) for name in names]
    try:
        claim = ClaimReader(layout, names).read(row, file, line.number)
    except Slipped as error:
        return bad_line(file, line.number, line.text, str(error))
    return candidate(file, line.number, row[column], score, claim)


@lru_cache(maxsize=64)
def _layout(names: tuple[str, ...]) -> Layout:
    return layout_of(names)


def _cell(value: object) -> str:
    """Return *value* as an export would write it; of what is no single value nothing."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return value.strip()
    return str(value) if isinstance(value, int | float) else ""
