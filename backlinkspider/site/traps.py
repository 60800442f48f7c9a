"""Traps: addresses a site makes without end, told from honest series by its known pages."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING, Final, Literal

from backlinkspider.site.shape import read_shape

if TYPE_CHECKING:
    from collections.abc import Iterable

    from backlinkspider.site.shape import Shape

Trap = Literal[
    "long_url",
    "deep_path",
    "repeated_segments",
    "calendar",
    "session_id",
    "endless_parameters",
    "facets",
]

MAX_URL: Final = 2000
"""Characters; what people link to is shorter (sitemaps.org allows 2,048)."""

MAX_SEGMENTS: Final = 10
MAX_PARAMETERS: Final = 8

DATED_PAGES: Final = 5
"""Pages that differ only in a date: a calendar, or an archive whose articles are linked anyway."""

REFERRING_PAGES: Final = 5
"""Pages of one script that differ in a parameter that holds an address (``?return=/here``)."""

FACET_SETS: Final = 6
"""Sets of parameter names one path is asked with. Scripts that serve pages have a few fixed ones;
filters make a new one with every combination."""

SCRIPT_PAGES: Final = 100
"""Pages of one script that differ only in values (``?id=1`` to ``?id=50`` is an honest shop)."""

SESSION_PLACES: Final = 6
"""Addresses around one kind of token from which on it is taken for a visit's, not a page's."""

_REPEATS: Final = 3


class TrapGuard:
    """Knows a site's pages and tells whether one more would be another turn of the same wheel.

    *budget* is how many pages the site may have in all: a larger one leaves more room to series
    that may be honest (half of it to one script).
    """

    def __init__(self, urls: Iterable[str] = (), *, budget: int = 0) -> None:
        self._script_pages = max(SCRIPT_PAGES, budget // 2)
        self._keys: set[str] = set()
        self._dated: Counter[str] = Counter()
        self._referring: Counter[tuple[str, tuple[str, ...]]] = Counter()
        self._series: Counter[tuple[str, tuple[str, ...]]] = Counter()
        self._name_sets: defaultdict[str, set[tuple[str, ...]]] = defaultdict(set)
        self._tokens: defaultdict[str, set[str]] = defaultdict(set)
        self._places: defaultdict[str, set[str]] = defaultdict(set)
        for url in urls:
            self.add(url)

    def is_known(self, shape: Shape) -> bool:
        """Tell whether the page is one of the known ones, perhaps spelled otherwise."""
        return shape.key in self._keys

    def add(self, page: str | Shape) -> None:
        """Count *page*, the serialised URL of a page that is visited, or its shape."""
        shape = read_shape(page) if isinstance(page, str) else page
        if shape.key in self._keys:
            return
        self._keys.add(shape.key)
        series = shape.script, shape.names
        self._series[series] += 1
        self._referring[series] += shape.refers
        if shape.dated:
            self._dated[shape.dated] += 1
        if shape.names:
            self._name_sets[shape.script].add(shape.names)
        for place, rest, token in shape.masked:
            self._tokens[place].add(token)
            self._places[place].add(rest)

    def trap(self, page: str | Shape) -> Trap | None:
        """Return which trap *page*, a serialised URL or its shape, is part of; ``None`` if none."""
        shape = read_shape(page) if isinstance(page, str) else page
        return _spelling(shape) or self._repetition(shape) or self._script(shape)

    def _repetition(self, shape: Shape) -> Trap | None:
        if shape.dated and self._dated[shape.dated] >= DATED_PAGES:
            return "calendar"
        if any(self._is_session(place, rest) for place, rest, _ in shape.masked):
            return "session_id"
        return "facets" if shape.unordered and shape.unordered in self._keys else None

    def _is_session(self, place: str, rest: str) -> bool:
        """Tell whether tokens at *place* name visits: they stand in many addresses, not in series.

        A token that names a page comes with few other addresses and many other tokens.
        """
        places = self._places[place]
        many = len(places) >= SESSION_PLACES and 2 * len(places) >= len(self._tokens[place])
        return many and rest in places

    def _script(self, shape: Shape) -> Trap | None:
        series = shape.script, shape.names
        if not shape.names:
            return None
        if shape.refers and self._referring[series] >= REFERRING_PAGES:
            return "endless_parameters"
        if self._series[series] >= self._script_pages:
            return "endless_parameters"
        sets = self._name_sets[shape.script]
        return "facets" if len(shape.names) > 1 and len(sets | {shape.names}) > FACET_SETS else None


def _spelling(shape: Shape) -> Trap | None:
    """Return what is wrong with the address alone."""
    if len(shape.key) > MAX_URL:
        return "long_url"
    if len(shape.segments) > MAX_SEGMENTS:
        return "deep_path"
    if len(shape.names) > MAX_PARAMETERS:
        return "endless_parameters"
    return "repeated_segments" if _repeats(shape.segments) else None


def _repeats(segments: tuple[str, ...]) -> bool:
    """Tell whether some segments, not only numbers, follow on themselves three times."""
    return any(
        block * _REPEATS == segments[start : start + length * _REPEATS]
        for length in range(1, len(segments) // _REPEATS + 1)
        for start in range(len(segments) - length * _REPEATS + 1)
        if not all(map(str.isdigit, block := segments[start : start + length]))
    )
