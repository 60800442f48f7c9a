"""Plain lists: one URL or bare domain a line, perhaps in quotes; ``#`` comments."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

from backlinkspider.candidates.lines import MAX_LINE
from backlinkspider.candidates.model import bad_line, candidate

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backlinkspider.candidates.lines import Line
    from backlinkspider.candidates.model import Row

_COMMENT = re.compile(r"(?:^|\s)#.*", re.DOTALL)


def without_comment(text: str) -> str:
    """Return *text* up to a ``#`` at its start or after white space (others are fragments)."""
    return _COMMENT.sub("", text).strip()


def _unquoted(text: str) -> str:
    """Undo the escapes of a JSON string; other quotes are the candidate reader's business."""
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return text
    return value if isinstance(value, str) else text


def read_text(lines: Iterator[Line], file: str) -> Iterator[Row]:
    """Yield a row for every line that is neither blank nor a comment."""
    for line in lines:
        text = without_comment(line.text)
        if line.cut:
            yield bad_line(file, line.number, line.text, f"longer than {MAX_LINE:,} bytes")
        elif text:
            yield candidate(file, line.number, _unquoted(text))
