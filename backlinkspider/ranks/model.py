"""What a rank list says of a domain."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from backlinkspider.candidates.model import BadLine

Source = Literal["commoncrawl", "tranco"]

SOURCES: Final[tuple[Source, ...]] = ("commoncrawl", "tranco")


class RankFileError(ValueError):
    """A file can't be read as a rank list; one line that names it and says what would be right."""


@dataclass(frozen=True, slots=True)
class Rank:
    """A domain's place in a list, 1 is the first. *date* is ``YYYY-MM-DD``, ``YYYY-MM`` or unknown.

    *metric* names what the list is ordered by: ``harmonic_centrality``, ``pagerank``, ``rank``.
    """

    source: Source
    date: str | None
    metric: str
    place: int


@dataclass(frozen=True, slots=True)
class Ranks:
    """What some lists say of the domains asked about; a domain that none names is left out.

    *sources* are the lists that were read, *bad* their first lines that could not be, *bad_lines*
    how many there were.
    """

    of: Mapping[str, tuple[Rank, ...]]
    sources: frozenset[Source] = frozenset()
    bad: Sequence[BadLine] = ()
    bad_lines: int = 0


NO_RANKS: Final = Ranks({})
