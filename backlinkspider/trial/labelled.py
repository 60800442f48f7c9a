"""Labelled links: what people said of single links, as a file of JSON lines. Pure.

A line is a stored link document (as ``scrapy links --format jsonl`` prints it) with a ``label``
beside its other keys, or ``{"document": {...}, "label": ...}``. ``labeller``, ``date`` and
``reason`` are kept by whoever writes the file.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Literal, get_args

from backlinkspider.yamlfile.errors import Problem, did_you_mean

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

Label = Literal["bad", "ok", "unsure"]
LABELS: Final[tuple[Label, ...]] = get_args(Label)
_PARTS: Final = ("page", "signals")


@dataclass(frozen=True, slots=True)
class Labelled:
    """A link document and what a person said of it."""

    document: dict[str, Any]
    label: Label


def read_labelled(lines: Iterable[str], file: str) -> Iterator[Labelled | Problem]:
    """Yield each labelled link of *lines*, and a problem for each line that is none."""
    for number, line in enumerate(lines, 1):
        if line.strip():
            yield _read(line.rstrip("\r\n"), file, number)


def _read(line: str, file: str, number: int) -> Labelled | Problem:
    try:
        row = json.loads(line)
    except ValueError as error:
        column = getattr(error, "colno", 1)
        return Problem(file, number, column, f"not JSON: {getattr(error, 'msg', error)}")
    except RecursionError:
        return Problem(file, number, 1, "not a link document: nested too deeply")
    if not isinstance(row, dict):
        return Problem(file, number, 1, "not a link document: a JSON object is")
    label = row.get("label")
    if label not in LABELS:
        hint = did_you_mean(str(label), LABELS) if label is not None else ""
        known = ", ".join(LABELS)
        return Problem(file, number, 1, f"the label is {label!r}, not one of {known}{hint}")
    document = row.get("document", row)
    if not (isinstance(document, dict) and isinstance(document.get("link"), dict)):
        return Problem(file, number, 1, "not a link document: it has no 'link' part")
    for part in _PARTS:
        if not isinstance(document.get(part, {}), dict):
            return Problem(file, number, 1, f"not a link document: {part!r} is no JSON object")
    return Labelled(document, label)
