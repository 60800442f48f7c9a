"""Numbers over a group of links: what each aggregate comes to.

A *unit* is what a rule counts (a referring domain, a page or a link): a site-wide link is one vote.
A number that needs a fact which fewer than half of the units have is unknown.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from itertools import compress
from math import fsum, log2
from statistics import median
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping, Sequence

    from backlinkspider.rules.compile import Node
    from backlinkspider.rules.over import Measure
    from backlinkspider.rules.table import Table

Number = float | int

_NEIGHBOURS: Final = "page.external_domains"


@dataclass(frozen=True, slots=True)
class Scope:
    """What the groups of a population share.

    ``truths`` gives the bytes of a condition: where it is true, where it is known. ``total`` counts
    the units of the population, ``own_outlinks`` has the domains that the target's own site links
    to, ``None`` if not known.
    """

    table: Table
    truths: Callable[[Node], tuple[bytes, bytes]]
    total: int
    own_outlinks: Collection[str] | None


class Sample:
    """The links of a group as aggregates read them.

    ``units`` has the code of each link's unit, ``count`` says how many there are; ``choose`` takes
    what the group's links say out of a column of all links.
    """

    __slots__ = ("_found", "choose", "count", "scope", "units")

    def __init__(
        self, scope: Scope, units: Sequence[int], choose: Callable[[Sequence[int]], Iterable[int]]
    ) -> None:
        self.scope = scope
        self.units = units
        self.choose = choose
        self.count = len(set(units))
        self._found: dict[int, Number | None] = {}

    def number(self, measure: Measure) -> Number | None:
        """Return what *measure* comes to, ``None`` if that is unknown; it is found once."""
        found = self._found
        if id(measure) not in found:
            found[id(measure)] = _AGGREGATES[measure.aggregate](self, measure)
        return found[id(measure)]

    @property
    def table(self) -> Table:
        """All links, column by column."""
        return self.scope.table

    @property
    def links(self) -> int:
        """How many links the group has."""
        return len(self.units)

    def is_enough(self, known: Collection[Any]) -> bool:
        """Whether the *known* units are at least half of all."""
        return 2 * len(known) >= self.count


def _share(sample: Sample, _: Measure) -> Number:
    return sample.count / sample.scope.total if sample.scope.total else 0.0


def _links_per_unit(sample: Sample, _: Measure) -> Number:
    return sample.links / sample.count if sample.units else 0.0


def _said(sample: Sample, measure: Measure) -> tuple[set[tuple[int, int]], Sequence[Any]]:
    """Return the units with the codes of the values they say, and the values by code."""
    assert measure.field is not None
    series = sample.table.series(measure.field)
    pairs = set(zip(sample.units, sample.choose(series.codes), strict=True))
    return {pair for pair in pairs if pair[1]}, series.values


def _values(value: Any) -> Iterable[Any]:
    """Return the values of a field: of a list each, of null none."""
    if value is None:
        return ()
    return value if isinstance(value, tuple) else (value,)


def _distinct(sample: Sample, measure: Measure) -> Number | None:
    pairs, values = _said(sample, measure)
    if not sample.is_enough({unit for unit, _ in pairs}):
        return None
    return len({one for code in {code for _, code in pairs} for one in _values(values[code])})


def _entropy(sample: Sample, measure: Measure) -> Number | None:
    pairs, values = _said(sample, measure)
    if not sample.is_enough({unit for unit, _ in pairs}):
        return None
    votes = {(unit, one) for unit, code in pairs for one in _values(values[code])}
    counts = Counter(one for _, one in votes)
    total = counts.total()
    return abs(fsum(-count / total * log2(count / total) for count in counts.values()))


def _ratio(sample: Sample, measure: Measure) -> Number | None:
    assert measure.where is not None
    true, known = sample.scope.truths(measure.where)
    saying = set(compress(sample.units, sample.choose(known)))
    if not saying or not sample.is_enough(saying):
        return None
    return len(set(compress(sample.units, sample.choose(true)))) / len(saying)


def _ages(sample: Sample) -> dict[int, int] | None:
    """Return how many days ago each unit was first seen; ``None`` where too few say it."""
    series = sample.table.ages
    oldest: dict[int, int] = {}
    for unit, code in set(zip(sample.units, sample.choose(series.codes), strict=True)):
        if code:
            days = series.values[code]
            oldest[unit] = max(days, oldest.get(unit, days))
    return oldest if sample.is_enough(oldest) else None


def _latest(sample: Sample, measure: Measure) -> Number | None:
    ages = _ages(sample)
    return None if ages is None else sum(days < measure.period for days in ages.values())


def _rate(sample: Sample, measure: Measure) -> Number | None:
    ages = _ages(sample)
    if ages is None:
        return None
    per_period = Counter(days // measure.period for days in ages.values())
    before = [per_period[number] for number in range(1, measure.periods + 1)]
    return per_period[0] / max(1, median(before))


def _pages_per_domain(sample: Sample, _: Measure) -> Number:
    """Return the pages of the referring domain that has most, whatever the unit."""
    table = sample.table
    pages = set(zip(sample.choose(table.domains), sample.choose(table.pages), strict=True))
    return max(Counter(domain for domain, _ in pages).values(), default=0)


def _interlinked(sample: Sample, _: Measure) -> Number | None:
    """Return how many units link to the referring domain of another, on the same page."""
    series, names = sample.table.series(_NEIGHBOURS), sample.table.domain_names
    home: dict[int, str] = {}
    lists: dict[int, set[int]] = {}
    chosen = (sample.choose(sample.table.domains), sample.choose(series.codes))
    for unit, domain, code in zip(sample.units, *chosen, strict=True):
        if code:
            home.setdefault(unit, names[domain])
            lists.setdefault(unit, set()).add(code)
    if not sample.is_enough(home):
        return None
    domains = set(home.values())
    linked = {code: domains.intersection(series.values[code]) for code in _all(lists)}
    return sum(any(linked[code] - {home[unit]} for code in codes) for unit, codes in lists.items())


def _all(sets: Mapping[int, set[int]]) -> set[int]:
    return {one for some in sets.values() for one in some}


def _reciprocal(sample: Sample, _: Measure) -> Number | None:
    if sample.scope.own_outlinks is None:
        return None
    names, own = sample.table.domain_names, sample.scope.own_outlinks
    home = dict(zip(sample.units, sample.choose(sample.table.domains), strict=True))
    return sum(names[domain] in own for domain in home.values())


_AGGREGATES: Final[Mapping[str, Callable[[Sample, Measure], Number | None]]] = {
    "count": lambda sample, _: sample.count,
    "share_of_total": _share,
    "links_per_unit": _links_per_unit,
    "distinct": _distinct,
    "ratio": _ratio,
    "entropy": _entropy,
    "pages_per_domain": _pages_per_domain,
    "latest": _latest,
    "rate_vs_median": _rate,
    "interlinked": _interlinked,
    "reciprocal": _reciprocal,
}
