"""JSON lines: a string, or an object with a key that names the linking page."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from backlinkspider.candidates.columns import (
    importance_column,
    known_names,
    linking_column,
    lists_own_pages,
    read_importance,
)
from backlinkspider.candidates.lines import MAX_LINE
from backlinkspider.candidates.model import bad_line, candidate

if TYPE_CHECKING:
    from collections.abc import Iterator

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
    found = _linking_url(value)
    if isinstance(found, str):
        return candidate(file, line.number, found, _importance(value))
    if isinstance(value, dict) and lists_own_pages(value):
        return bad_line(file, line.number, line.text, "names only the target's own page")
    reason = f"no text under a known key ({known_names()})"
    return bad_line(file, line.number, line.text, reason)


def _linking_url(value: object) -> object:
    if not isinstance(value, dict):
        return value
    keys = list(value)
    index = linking_column(keys)
    return None if index is None else value[keys[index]]


def _importance(value: object) -> float:
    if not isinstance(value, dict):
        return 0.0
    keys = list(value)
    index = importance_column(keys)
    return 0.0 if index is None else read_importance(value[keys[index]])
