"""Links on their way into groups, and groups as a rule's ``when`` sees them."""

from __future__ import annotations

from array import array
from itertools import product
from typing import TYPE_CHECKING, Any

from backlinkspider.rules.aggregates import Member, Scene, Tally, number_of
from backlinkspider.rules.facts import State
from backlinkspider.rules.fields import FIELDS
from backlinkspider.rules.over import DOMAIN

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping

    from backlinkspider.rules.aggregates import Gatherer, Number
    from backlinkspider.rules.evaluate import RuleSet
    from backlinkspider.rules.facts import Facts
    from backlinkspider.rules.fields import Field
    from backlinkspider.rules.over import Gate, Measure, PopulationRule, Unit

Key = tuple[Any, ...]
"""The values of a group, in the order of its fields."""

Entry = tuple[int, str, list[tuple["Gatherer", Any]]]
"""A link in a group: its number, its unit and what is gathered of it.

A group of one link is kept as its entry, which all groups of that link share: there may be many.
"""


class Link:
    """One link on its way through the pools; what several of them ask is found once."""

    __slots__ = ("_groups", "_units", "domain", "facts", "member", "number")

    def __init__(
        self, facts: Facts, number: int, identity: str, days: int | None, names: dict[str, str]
    ) -> None:
        """Take the link; *names* has each unit's text once, however many links repeat it."""
        self.facts = facts
        self.number = number
        page = _text(facts, "page.final_url") or _text(facts, "page.url") or identity
        page = names.setdefault(page, page)
        domain = _text(facts, DOMAIN)
        self.domain = domain and names.setdefault(domain, domain)
        self._units = {"referring_domain": self.domain or "", "page": page, "link": identity}
        self.member = Member(facts, self.domain or "", page, days)
        self._groups: dict[str, tuple[Any, ...] | None] = {}

    def unit(self, unit: Unit) -> str:
        """Return what the link is one of."""
        return self._units[unit]

    def groups(self, field: Field) -> tuple[Any, ...] | None:
        """Return the values of *field* that make groups, ``None`` if that is unknown."""
        if field.path not in self._groups:
            self._groups[field.path] = _values(self.facts.value(field))
        return self._groups[field.path]


def _text(facts: Facts, path: str) -> str | None:
    value = facts.value(FIELDS[path])
    return value if isinstance(value, str) and value else None


def _values(value: Any) -> tuple[Any, ...] | None:
    """Return each value once; null and empty text are an answer, but make no group."""
    if value is State.UNKNOWN:
        return None
    if isinstance(value, list | tuple):
        return tuple(dict.fromkeys(one for one in value if isinstance(one, str) and one))
    return () if value is None or value == "" else (value,)


def _tally_of(entry: Entry) -> Tally:
    tally = Tally(array("I"))
    tally.add(*entry)
    return tally


class Pool:
    """The links that rules with one gate count, in their groups."""

    __slots__ = ("_constants", "_gate", "_groups", "_in_group", "_in_total", "constants", "rules",
                 "total", "unknown", "unsaid")  # fmt: skip

    def __init__(self, rules: list[PopulationRule]) -> None:
        self.rules = rules
        self._gate: Gate = rules[0].gate
        self.total = Tally(array("I"))
        self._groups: dict[Key, Tally | Entry] = {} if self._gate.group_by else {(): self.total}
        self.unknown = 0
        self.unsaid: set[str] = set()
        self.constants: dict[Key, dict[str, Any]] = {}
        self._constants = {field for rule in rules for field in rule.constants}
        measures = [measure for rule in rules for measure in rule.measures]
        whole = not self._gate.group_by
        self._in_total = _gatherers(one for one in measures if whole or one.of == "total")
        self._in_group = _gatherers(one for one in measures if not whole and one.of == "group")

    @property
    def group_by(self) -> tuple[Field, ...]:
        """The fields that make groups."""
        return self._gate.group_by

    def feed(self, link: Link) -> None:
        """Count *link* if the gate lets it in; note where that can't be told."""
        admitted = self._admits(link)
        if admitted is False:
            return
        keys = self._keys(link) if admitted else None
        if keys is None:
            self.unknown += 1
            facts = link.facts
            self.unsaid.update(f.path for f in self._gate.read if facts.value(f) is State.UNKNOWN)
            return
        unit = link.unit(self._gate.unit)
        self.total.add(link.number, unit, link.member.readings(self._in_total))
        if not self._gate.group_by:
            return
        entry = (link.number, unit, link.member.readings(self._in_group))
        for key in keys:
            self._add(key, entry)
            if self._constants:
                self._keep_constants(key, link.facts)

    def _add(self, key: Key, entry: Entry) -> None:
        known = self._groups.get(key)
        if known is None:
            self._groups[key] = entry
        elif isinstance(known, Tally):
            known.add(*entry)
        else:
            self._groups[key] = tally = _tally_of(known)
            tally.add(*entry)

    def groups(self, least: int) -> Iterator[tuple[Key, Tally]]:
        """Yield the groups of at least so many links."""
        for key, known in self._groups.items():
            if isinstance(known, Tally):
                if len(known.links) >= least:
                    yield key, known
            elif least <= 1:
                yield key, _tally_of(known)

    def __len__(self) -> int:
        return len(self._groups)

    def _admits(self, link: Link) -> bool | None:
        gate = self._gate
        answer = gate.where.check(link.facts) if gate.where else True
        if answer is False:
            return False
        days = link.member.days
        if gate.window is not None and days is not None and days > gate.window:
            return False
        if link.domain is None or (gate.window is not None and days is None):
            return None
        if any(link.facts.value(field) is State.UNKNOWN for field in gate.needs):
            return None
        return answer

    def _keys(self, link: Link) -> Iterable[Key] | None:
        """Return the groups *link* is in: one for each combination of values not skipped."""
        choices = []
        for field in self._gate.group_by:
            values = link.groups(field)
            if values is None:
                return None
            skip = self._gate.skip
            choices.append([v for v in values if not skip.has(field, v)] if skip else values)
        return product(*choices)

    def _keep_constants(self, key: Key, facts: Facts) -> None:
        kept = self.constants.setdefault(key, {})
        for field in self._constants:
            value = facts.value(field)
            if value is not State.UNKNOWN:
                kept.setdefault(field.path, value)


def _gatherers(measures: Iterable[Measure]) -> list[Gatherer]:
    return list({one.gatherer.key: one.gatherer for one in measures if one.gatherer}.values())


class Group:
    """One group when all links are fed: what ``when`` asks of it is found once, when asked."""

    __slots__ = ("_document", "_facts", "_numbers", "_own", "_rules", "pool", "tally", "values")

    def __init__(
        self,
        rules: RuleSet,
        pool: Pool,
        key: Key,
        tally: Tally,
        own_outlinks: Collection[str] | None,
    ) -> None:
        self.pool = pool
        self.tally = tally
        self.values = {field.path: value for field, value in zip(pool.group_by, key, strict=True)}
        texts = {field.path for field in pool.group_by if field.kind == "texts"}
        said = {path: [v] if path in texts else v for path, v in self.values.items()}
        self._document = {**pool.constants.get(key, {}), **said}
        self._rules = rules
        self._own = own_outlinks
        self._facts: Facts | None = None
        self._numbers: dict[int, Number | None] = {}

    @property
    def facts(self) -> Facts:
        """The group's values as a document."""
        if self._facts is None:
            self._facts = self._rules.facts(_nested(self._document))
        return self._facts

    def number(self, measure: Measure) -> Number | None:
        """Return what *measure* comes to here, ``None`` if that is unknown."""
        if measure.index not in self._numbers:
            self._numbers[measure.index] = self._counted(measure)
        return self._numbers[measure.index]

    def _counted(self, measure: Measure) -> Number | None:
        tally = self.pool.total if measure.of == "total" else self.tally
        state = tally.gathered.get(measure.gatherer.key) if measure.gatherer else None
        scene = Scene(
            units=len(tally.units),
            links=len(tally.links),
            total=len(self.pool.total.units),
            period=measure.period,
            periods=measure.periods,
            own_outlinks=self._own,
        )
        return number_of(measure.aggregate, state, scene)


def _nested(values: Mapping[str, Any]) -> dict[str, Any]:
    document: dict[str, Any] = {}
    for path, value in values.items():
        *parents, last = path.split(".")
        place = document
        for name in parents:
            place = place.setdefault(name, {})
        place[last] = value
    return document
