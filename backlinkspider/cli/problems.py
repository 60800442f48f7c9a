"""Problems of files that people write, as text, JSON and annotations."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Final

from backlinkspider.cli.output import counted
from backlinkspider.cli.ruling import print_json

if TYPE_CHECKING:
    from collections.abc import Sequence

    from backlinkspider.yamlfile.errors import Problem

_ANNOTATIONS: Final = {"error": "error", "warning": "warning", "note": "notice"}


def print_problems(found: Sequence[Problem], form: str) -> int:
    """Print *found* as *form* (``text``, ``json``, ``jsonl`` or ``github``).

    Returns the exit status of a lint: 1 if there is an error among them.
    """
    if form in {"json", "jsonl"}:
        print_json(map(asdict, found), form)
    else:
        for problem in found:
            print(_github(problem) if form == "github" else _graded(problem))
    if form == "text":
        print(_counts(found) if found else "no problems found")
    return 1 if any(one.level == "error" for one in found) else 0


def _counts(found: Sequence[Problem]) -> str:
    levels = [one.level for one in found]
    counts = [counted(levels.count("error"), "error"), counted(levels.count("warning"), "warning")]
    notes = levels.count("note")
    return ", ".join([*counts, *([counted(notes, "note")] if notes else [])])


def _graded(problem: Problem) -> str:
    place = f"{problem.file}:{problem.line}:{problem.column}"
    return f"{place}: {problem.level}: {problem.message}"


def _github(problem: Problem) -> str:
    message = problem.message.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
    place = f"file={problem.file},line={problem.line},col={problem.column}"
    return f"::{_ANNOTATIONS[problem.level]} {place}::{message}"
