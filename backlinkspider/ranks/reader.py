"""Rank lists read for some domains: a stream, of which only what is asked about is kept."""

from __future__ import annotations

from codecs import BOM_UTF8
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Final

from backlinkspider.advance import unheard
from backlinkspider.candidates.model import BadLine, bad_line
from backlinkspider.ranks.day import day_in_name
from backlinkspider.ranks.formats import format_of
from backlinkspider.ranks.model import NO_RANKS, Rank, RankFileError, Ranks
from backlinkspider.ranks.opening import Broken, opened, reason_of

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator

    from backlinkspider.advance import Advance
    from backlinkspider.ranks.formats import Format
    from backlinkspider.ranks.model import Source

_BAD_KEPT: Final = 10
_NO_PLACE: Final = "the place is no whole number from 1"
_LONGEST: Final = 10
"""Digits of a place: there are fewer than ten thousand million domains."""


@dataclass(frozen=True, slots=True)
class RankFile:
    """A list that was found to be one. *date*: of its name, or what is given for it."""

    path: Path
    source: Source
    date: str | None

    @property
    def name(self) -> str:
        """How messages call it."""
        return str(self.path)


def rank_files(names: str, date: str | None = None) -> list[RankFile]:
    """Return the lists that *names* names, with commas; *date* is for those whose name has none.

    Looks at the first line of each. Raises ``RankFileError``.
    """
    paths = [Path(part.strip()) for part in names.split(",") if part.strip()]
    return [_looked_at(path, date) for path in dict.fromkeys(paths)]


def _looked_at(path: Path, date: str | None) -> RankFile:
    name = str(path)
    with opened(path, name) as lines:
        try:
            first = next(lines, b"").removeprefix(BOM_UTF8)
        except Broken as error:
            raise RankFileError(f"{name}:1: can't be read: {reason_of(error)}") from None
    return RankFile(path, format_of(first, name).source, day_in_name(path.name) or date)


def read_ranks(
    files: Iterable[RankFile],
    domains: Collection[str],
    stopped: Callable[[], bool] = lambda: False,
    advance: Advance = unheard,
) -> Ranks:
    """Return what *files* say of *domains* (registrable, lower case, ASCII).

    Of two lists of one source the one named later counts. Raises ``RankFileError`` for a file
    that can't be read to its end; a line that can't be is told and passed over. Once *stopped*
    says so, it returns early, with what it has. *advance* is told of bytes read and domains found.
    """
    found: dict[tuple[str, Source], tuple[Rank, ...]] = {}
    seen = _Seen()
    sources: set[Source] = set()
    for file in files:
        if stopped():
            break
        sources.add(file.source)
        of_file = dict(_read(file, domains, seen, stopped, advance))
        found = {key: ranks for key, ranks in found.items() if key[1] != file.source}
        found |= {(domain, file.source): ranks for domain, ranks in of_file.items()}
    if not sources:
        return NO_RANKS
    by_domain: dict[str, tuple[Rank, ...]] = {}
    for (domain, _), ranks in found.items():
        by_domain[domain] = (*by_domain.get(domain, ()), *ranks)
    return Ranks(by_domain, frozenset(sources), tuple(seen.bad), seen.count)


@dataclass(slots=True)
class _Seen:
    """The lines that could not be read: their number, and the first of them."""

    count: int = 0
    bad: list[BadLine] = field(default_factory=list)

    def add(self, file: str, number: int, line: bytes, reason: str) -> None:
        self.count += 1
        if len(self.bad) < _BAD_KEPT:
            self.bad.append(bad_line(file, number, line.decode("utf-8", "replace"), reason))


def _read(
    file: RankFile,
    domains: Collection[str],
    seen: _Seen,
    stopped: Callable[[], bool],
    advance: Advance,
) -> Iterator[tuple[str, tuple[Rank, ...]]]:
    """Yield each of *domains* with its ranks; stops when all are found."""
    number = 0
    with opened(file.path, file.name, stopped, advance) as lines:
        try:
            first = next(lines, b"").removeprefix(BOM_UTF8)
            layout = format_of(first, file.name)
            wanted = {layout.spelt(domain): domain for domain in domains}
            below = lines if layout.has_header else chain([first], lines)
            for number, line in enumerate(below, start=1 + layout.has_header):
                if not wanted:
                    return
                name = layout.name_of(line)
                if name in wanted:
                    if ranks := _ranks(file, layout, line):
                        advance(0, {"domains found": 1})
                        yield wanted.pop(name), ranks
                    else:
                        seen.add(file.name, number, line, _NO_PLACE)
                elif not name and line.strip():
                    seen.add(file.name, number, line, "no domain in this line")
        except Broken as error:
            at = f"{file.name}:{number + 1}"
            raise RankFileError(f"{at}: can't be read on: {reason_of(error)}") from None


def _ranks(file: RankFile, layout: Format, line: bytes) -> tuple[Rank, ...]:
    return tuple(
        Rank(file.source, file.date, metric, int(cell))
        for metric, cell in layout.places(line)
        if cell.isdigit() and len(cell) <= _LONGEST and int(cell)
    )
