"""What readers yield."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from backlinkspider.printable import printable
from backlinkspider.urls import CandidateError, parse_candidate

if TYPE_CHECKING:
    from backlinkspider.candidates.claim import Claim
    from backlinkspider.urls import CandidateKind


class CandidateFileError(ValueError):
    """A whole source can't be used; one line that names it and says what would be right."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A page or site to visit and where it was named; *line* counts from 1.

    *importance* is a score from 0 (unknown) to 100 that an export gave, *claim* what the row says
    of the link there.
    """

    url: str
    kind: CandidateKind
    file: str
    line: int
    importance: float = 0.0
    claim: Claim | None = None


@dataclass(frozen=True, slots=True)
class BadLine:
    """A line that names no candidate. *text* is cut and has its control characters escaped."""

    file: str
    line: int
    text: str
    reason: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.reason}: {self.text}"


Row = Candidate | BadLine


def bad_line(file: str, line: int, text: str, reason: str) -> BadLine:
    """Return a ``BadLine`` fit for a terminal."""
    return BadLine(file, line, printable(text), printable(reason))


def candidate(
    file: str, line: int, text: str, importance: float = 0.0, claim: Claim | None = None
) -> Row:
    """Read one URL or bare domain."""
    try:
        found = parse_candidate(text)
    except CandidateError as error:
        return bad_line(file, line, text, str(error))
    return Candidate(found.url, found.kind, file, line, importance, claim)
