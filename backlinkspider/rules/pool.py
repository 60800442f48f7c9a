"""The links that rules with one gate count, in their groups.

All is told from the columns of a table: first of every link whether it is counted, then which
groups are large enough for a rule to fire, and only of these what their links say.
"""

from __future__ import annotations

from functools import cached_property
from itertools import compress
from typing import TYPE_CHECKING, Any

from backlinkspider.rules.aggregates import Sample, Scope
from backlinkspider.rules.grouping import Grouping
from backlinkspider.rules.over import DOMAIN
from backlinkspider.rules.planes import Plane, every

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Mapping, Sequence

    from backlinkspider.rules.aggregates import Number
    from backlinkspider.rules.compile import Node
    from backlinkspider.rules.facts import Facts
    from backlinkspider.rules.over import Measure, PopulationRule
    from backlinkspider.rules.table import Table


class Pool:
    """The links of *table* that the gate of *rules* lets in."""

    def __init__(
        self,
        rules: Sequence[PopulationRule],
        table: Table,
        facts: Callable[[Mapping[str, Any]], Facts],
        own_outlinks: Collection[str] | None,
    ) -> None:
        """Count the links; *facts* makes a group's values ready for asking."""
        self.rules = rules
        self.gate = rules[0].gate
        self.facts = facts
        self.table = table
        admitted, vague = self._admission()
        self._vague = vague
        self.unknown = vague.bit_count()
        """Of how many links it can't be told whether they are counted."""
        self._admitted = admitted.to_bytes(table.size, "little")
        self._truths: dict[int, tuple[bytes, bytes]] = {}
        self.links = admitted.bit_count()
        self.units = len(set(self._choose(table.units(self.gate.unit))))
        self._scope = Scope(table, self._truth, self.units, own_outlinks)
        self.grouping = Grouping(table, self.gate, self._admitted) if self.gate.group_by else None

    def _admission(self) -> tuple[int, int]:
        """Return the masks of the links that are counted, and of which that can't be told."""
        gate, table = self.gate, self.table
        whole = every(table.size)
        where = table.answers(gate.where) if gate.where else Plane(whole, 0)
        out = where.false
        sure = where.true & table.series(DOMAIN).where(bool)
        for field in (*gate.needs, *gate.group_by):
            sure &= table.series(field.path).known()
        if gate.window is not None:
            window = gate.window
            out |= table.ages.where(lambda days: days > window)
            sure &= table.ages.known()
        return sure & ~out, whole & ~(sure | out)

    def _choose(self, codes: Sequence[int]) -> Iterator[int]:
        """Return those of *codes*, one for each link of the table, that links of the pool have."""
        return compress(codes, self._admitted)

    def _truth(self, node: Node) -> tuple[bytes, bytes]:
        """Return where the condition *node* is true of a link, and where it is known."""
        found = self._truths.get(id(node))
        if found is None:
            plane, size = self.table.answers(node), self.table.size
            true, known = (mask.to_bytes(size, "little") for mask in (plane.true, plane.known))
            found = self._truths[id(node)] = (true, known)
        return found

    def unsaid(self) -> set[str]:
        """Return the fields that the unknown links lack."""
        read = (field.path for field in self.gate.read)
        return {path for path in read if self._vague & ~self.table.series(path).known()}

    @cached_property
    def total(self) -> Sample:
        """All links of the pool."""
        units = list(self._choose(self.table.units(self.gate.unit)))
        return Sample(self._scope, units, self._choose)

    def numbers(self) -> Sequence[int]:
        """Return the numbers of the pool's links."""
        return list(self._choose(range(self.table.size)))

    def groups(self, rule: PopulationRule | None = None) -> Iterator[Group]:
        """Yield the groups that *rule*, one of the pool's, may fire on; without it all."""
        links, units = (rule.least_links, rule.least_units) if rule else (0, 0)
        if self.grouping is None:
            if self.links >= links:
                yield Group(self, (), None, self.total)
            return
        sample, last = self.total, None
        for key, numbers in (self._large if rule else self.grouping.groups(0, 0)).items():
            if len(numbers) >= links:
                # A list's values often name the same links.
                if numbers != last:
                    sample, last = self._sample(numbers), numbers
                if sample.count >= units:
                    yield Group(self, key, numbers, sample)

    def count_groups(self) -> int:
        """Return how many groups there are, the small ones too."""
        return 1 if self.grouping is None else self.grouping.count()

    @cached_property
    def _large(self) -> Mapping[Any, Sequence[int]]:
        """The groups that are large enough for one of the rules."""
        assert self.grouping is not None
        links = min(rule.least_links for rule in self.rules)
        units = min(rule.least_units for rule in self.rules)
        return self.grouping.groups(links, units)

    def _sample(self, numbers: Sequence[int]) -> Sample:
        def choose(codes: Sequence[int]) -> Iterator[int]:
            return map(codes.__getitem__, numbers)

        return Sample(self._scope, list(choose(self.table.units(self.gate.unit))), choose)


class Group:
    """One group of a pool: what ``when`` asks of it is found once, when asked."""

    __slots__ = ("_facts", "_key", "_numbers", "pool", "sample")

    def __init__(self, pool: Pool, key: Any, numbers: Sequence[int] | None, sample: Sample) -> None:
        """Take the links with these *numbers*, ``None`` for all of *pool*."""
        self.pool = pool
        self.sample = sample
        self._key = key
        self._numbers = numbers
        self._facts: Facts | None = None

    @property
    def numbers(self) -> Sequence[int]:
        """The numbers of the links."""
        return self.pool.numbers() if self._numbers is None else self._numbers

    @property
    def values(self) -> dict[str, Any]:
        """The values that the links share, by field."""
        grouping = self.pool.grouping
        fields = self.pool.gate.group_by
        values = grouping.values(self._key) if grouping is not None else ()
        return {field.path: value for field, value in zip(fields, values, strict=True)}

    @property
    def facts(self) -> Facts:
        """The group's values as a document."""
        if self._facts is None:
            texts = {field.path for field in self.pool.gate.group_by if field.kind == "texts"}
            said = {path: [v] if path in texts else v for path, v in self.values.items()}
            self._facts = self.pool.facts(_nested({**self._constants(), **said}))
        return self._facts

    def _constants(self) -> dict[str, Any]:
        """Return what follows from the group's domain, as the first link says that knows it."""
        found = {}
        for path in {field.path for rule in self.pool.rules for field in rule.constants}:
            series = self.pool.table.series(path)
            code = next((series.codes[n] for n in self.numbers if series.codes[n]), 0)
            if code:
                found[path] = series.values[code]
        return found

    def number(self, measure: Measure) -> Number | None:
        """Return what *measure* comes to here, ``None`` if that is unknown."""
        sample = self.pool.total if measure.of == "total" else self.sample
        return sample.number(measure)


def _nested(values: Mapping[str, Any]) -> dict[str, Any]:
    document: dict[str, Any] = {}
    for path, value in values.items():
        *parents, last = path.split(".")
        place = document
        for name in parents:
            place = place.setdefault(name, {})
        place[last] = value
    return document
