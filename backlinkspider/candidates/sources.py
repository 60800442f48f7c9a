"""The ``candidates`` argument: files with commas, ``-`` for standard input."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from backlinkspider.candidates.model import CandidateFileError
from backlinkspider.printable import printable

STANDARD_INPUT: Final = "-"


@dataclass(frozen=True, slots=True)
class Source:
    """Where candidates come from; *path* is None for standard input."""

    name: str
    path: Path | None


def expand(spec: str) -> tuple[Source, ...]:
    """Return the sources of *spec*. Raises ``CandidateFileError`` for one that can't be read.

    A name that holds a comma is taken whole if such a file exists.
    """
    names = [spec] if _is_file(spec) else [part.strip() for part in spec.split(",")]
    names = list(dict.fromkeys(filter(None, names)))
    if not names:
        raise CandidateFileError("no candidates: give files with commas, or - for standard input")
    return tuple(map(_source, names))


def _is_file(name: str) -> bool:
    try:
        return Path(name).is_file()
    except OSError:  # a list of names is longer than one may be
        return False


def _source(name: str) -> Source:
    if name == STANDARD_INPUT:
        return Source("<stdin>", None)
    try:
        path = Path(name).expanduser()
        is_there = path.exists()
    except (OSError, RuntimeError):  # a name too long, or a home that nobody has
        is_there = False
    if not is_there:
        raise CandidateFileError(f"{printable(name)}: no such file")
    if path.is_dir():
        raise CandidateFileError(f"{name}: a directory: name the files in it")
    if not os.access(path, os.R_OK):
        raise CandidateFileError(f"{name}: can't be read: permission denied")
    return Source(name, path)
