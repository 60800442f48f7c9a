"""Numbers over a group of links: what is gathered link by link, and what it comes to.

A *unit* is what a rule counts (a referring domain, a page or a link): a site-wide link is one vote.
A number that needs a fact which fewer than half of the units have is unknown.
"""

# ruff: noqa: D102 - the methods are documented in Gatherer

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from math import fsum, log2
from statistics import median
from typing import TYPE_CHECKING, Any, Final, Protocol

from backlinkspider.rules.facts import State

if TYPE_CHECKING:
    from array import array
    from collections.abc import Callable, Collection, Iterable, Mapping, Sequence

    from backlinkspider.rules.compile import Node
    from backlinkspider.rules.facts import Facts
    from backlinkspider.rules.fields import Field

Number = float | int


@dataclass(frozen=True, slots=True)
class Member:
    """One link of the population; ``days`` is the age of its first sighting."""

    facts: Facts
    domain: str
    page: str
    days: int | None
    _readings: dict[str, Any] = field(default_factory=dict)

    def readings(self, gatherers: Iterable[Gatherer]) -> list[tuple[Gatherer, Any]]:
        """Return what each of *gatherers* reads; the same is read once, whoever asks."""
        return [(one, self._reading(one)) for one in gatherers]

    def _reading(self, gatherer: Gatherer) -> Any:
        if gatherer.key not in self._readings:
            self._readings[gatherer.key] = gatherer.read(self)
        return self._readings[gatherer.key]


class Gatherer(Protocol):
    """Gathers one thing by unit. ``key`` is equal where the same is gathered."""

    key: str

    def read(self, member: Member) -> Any:
        """Return what *member* has of it, ``None`` if that is unknown."""

    def add(self, state: dict[str, Any], unit: str, reading: Any) -> None:
        """Add a *reading* that is known to the *state* of a group, ``{}`` at first."""


class Values:
    """The values of a field by unit; of a list each value."""

    def __init__(self, field: Field) -> None:
        self.key = f"values {field.path}"
        self._field = field
        self._known: dict[Any, frozenset[Any]] = {}

    def read(self, member: Member) -> frozenset[Any] | None:
        value = member.facts.value(self._field)
        if value is State.UNKNOWN:
            return None
        if value is None:
            return frozenset()
        if isinstance(value, list | tuple):
            return frozenset(one for one in value if isinstance(one, str))
        return self._known.setdefault(value, frozenset((value,)))

    def add(self, state: dict[str, frozenset[Any]], unit: str, reading: frozenset[Any]) -> None:
        known = state.setdefault(unit, reading)
        if known is not reading and not reading <= known:
            state[unit] = known | reading


class Truths:
    """Whether a condition holds for one link of the unit."""

    def __init__(self, where: Node, key: str) -> None:
        self.key = f"truths {key}"
        self._where = where

    def read(self, member: Member) -> bool | None:
        return self._where.check(member.facts)

    def add(self, state: dict[str, bool], unit: str, reading: bool) -> None:
        state[unit] = reading or state.get(unit, False)


class Ages:
    """How many days ago the unit was first seen."""

    key = "ages"

    def read(self, member: Member) -> int | None:
        return member.days

    def add(self, state: dict[str, int], unit: str, reading: int) -> None:
        known = state.setdefault(unit, reading)
        if reading > known:
            state[unit] = reading


class Pages:
    """The pages of each referring domain, whatever the unit."""

    key = "pages"

    def read(self, member: Member) -> tuple[str, str]:
        return member.domain, member.page

    def add(self, state: dict[str, set[str]], _: str, reading: tuple[str, str]) -> None:
        domain, page = reading
        state.setdefault(domain, set()).add(page)


class Neighbours:
    """The unit's referring domain and the domains that its pages link to."""

    def __init__(self, field: Field) -> None:
        self.key = "neighbours"
        self._field = field
        self._names: dict[str, str] = {}

    def read(self, member: Member) -> tuple[str, tuple[str, ...]] | None:
        value = member.facts.value(self._field)
        if value is State.UNKNOWN:
            return None
        names = self._names
        return member.domain, tuple(names.setdefault(one, one) for one in value)

    def add(
        self,
        state: dict[str, tuple[str, set[str]]],
        unit: str,
        reading: tuple[str, tuple[str, ...]],
    ) -> None:
        domain, others = reading
        state.setdefault(unit, (domain, set()))[1].update(others)


class Domains:
    """The unit's referring domain."""

    key = "domains"

    def read(self, member: Member) -> str:
        return member.domain

    def add(self, state: dict[str, str], unit: str, reading: str) -> None:
        state[unit] = reading


@dataclass(slots=True)
class Tally:
    """A group while links are fed: its units, the numbers of its links, what is gathered."""

    links: array[int]
    units: set[str] = field(default_factory=set)
    gathered: dict[str, dict[str, Any]] = field(default_factory=dict)
    """By the gatherer's key."""

    def add(self, number: int, unit: str, readings: Sequence[tuple[Gatherer, Any]]) -> None:
        """Add the link *number* of *unit*."""
        self.links.append(number)
        self.units.add(unit)
        for gatherer, reading in readings:
            if reading is not None:
                gatherer.add(self.gathered.setdefault(gatherer.key, {}), unit, reading)


@dataclass(frozen=True, slots=True)
class Scene:
    """What a number may depend on beside the gathered: sizes, periods, the target's own site."""

    units: int
    links: int
    total: int
    period: int
    periods: int
    own_outlinks: Collection[str] | None


def _distinct(state: Mapping[str, frozenset[Any]], _: Scene) -> Number:
    return len(frozenset().union(*state.values()))


def _ratio(state: Mapping[str, bool], _: Scene) -> Number | None:
    return sum(state.values()) / len(state) if state else None


def _entropy(state: Mapping[str, frozenset[Any]], _: Scene) -> Number:
    counts = Counter(value for values in state.values() for value in values)
    total = counts.total()
    return abs(fsum(-count / total * log2(count / total) for count in counts.values()))


def _pages_per_domain(state: Mapping[str, set[str]], _: Scene) -> Number:
    return max(map(len, state.values()), default=0)


def _latest(state: Mapping[str, int], scene: Scene) -> Number:
    return sum(days < scene.period for days in state.values())


def _rate(state: Mapping[str, int], scene: Scene) -> Number:
    per_period = Counter(days // scene.period for days in state.values())
    before = [per_period[number] for number in range(1, scene.periods + 1)]
    return per_period[0] / max(1, median(before))


def _interlinked(state: Mapping[str, tuple[str, set[str]]], _: Scene) -> Number:
    domains = {domain for domain, _ in state.values()}
    return sum(bool(domains & (others - {domain})) for domain, others in state.values())


def _reciprocal(state: Mapping[str, str], scene: Scene) -> Number | None:
    if scene.own_outlinks is None:
        return None
    return sum(domain in scene.own_outlinks for domain in state.values())


_GATHERED: Final[Mapping[str, Callable[[Any, Scene], Number | None]]] = {
    "distinct": _distinct,
    "ratio": _ratio,
    "entropy": _entropy,
    "pages_per_domain": _pages_per_domain,
    "latest": _latest,
    "rate_vs_median": _rate,
    "interlinked": _interlinked,
    "reciprocal": _reciprocal,
}
_COUNTED: Final[Mapping[str, Callable[[Scene], Number]]] = {
    "count": lambda scene: scene.units,
    "share_of_total": lambda scene: scene.units / scene.total if scene.total else 0.0,
    "links_per_unit": lambda scene: scene.links / scene.units if scene.units else 0.0,
}
"""These need no more than the sizes."""

_BY_DOMAIN: Final = frozenset({"pages_per_domain"})
"""What is gathered by domain and always known."""


def number_of(aggregate: str, state: Mapping[str, Any] | None, scene: Scene) -> Number | None:
    """Return what *aggregate* comes to, ``None`` if that is unknown."""
    if aggregate in _COUNTED:
        return _COUNTED[aggregate](scene)
    state = state or {}
    if aggregate not in _BY_DOMAIN and 2 * len(state) < scene.units:
        return None
    return _GATHERED[aggregate](state, scene)
