"""Rules with ``over`` to gates, measures and checks."""

from __future__ import annotations

import json
from math import ceil
from typing import TYPE_CHECKING, Final

from backlinkspider.rules import logic
from backlinkspider.rules.conditions import Aggregate, All, AnyOf, KOf, Leaf
from backlinkspider.rules.fields import FIELDS
from backlinkspider.rules.over import (
    DOMAIN,
    Gate,
    GroupNode,
    Measure,
    PopulationRule,
    Skip,
    days_of,
    group_fields,
    unit_of,
)
from backlinkspider.rules.resolved import children, group_leaves, leaves

if TYPE_CHECKING:
    from collections.abc import Callable

    from backlinkspider.rules.compile import Compiler
    from backlinkspider.rules.conditions import Condition
    from backlinkspider.rules.over import Unit
    from backlinkspider.rules.resolved import ResolvedRule, Rulebook

_SIZES: Final = frozenset({"count", "share_of_total", "links_per_unit"})
"""Aggregates that need no more than how many links and units there are."""


def compile_over(
    rule: ResolvedRule, rev: str, compiler: Compiler, book: Rulebook
) -> PopulationRule:
    """Return *rule*, which has ``over`` and passed ``check``, compiled."""
    assert rule.rule.over is not None
    return _OverCompiler(rule, compiler, book).rule(rev)


class _OverCompiler:
    """Compiles one rule; collects its measures on the way."""

    def __init__(self, rule: ResolvedRule, compiler: Compiler, book: Rulebook) -> None:
        self._rule = rule
        self._compiler = compiler
        self._book = book
        self._measures: list[Measure] = []

    def rule(self, rev: str) -> PopulationRule:
        rule = self._rule
        assert rule.rule.over is not None
        gate = self._gate()
        when = self._node(rule.rule.when)
        grouped = {field.path for field in gate.group_by}
        asked = {leaf.field for leaf, _ in group_leaves(rule.rule.when)}
        return PopulationRule(
            resolved=rule,
            rev=rev,
            gate=gate,
            minimum=float(rule.value(rule.rule.over.minimum)),
            when=when,
            measures=tuple(self._measures),
            least_links=_least(when, _counts_links),
            least_units=_least(when, lambda one: _counts_units(one, gate.unit)),
            constants=tuple(FIELDS[path] for path in sorted(asked - grouped)),
        )

    def _gate(self) -> Gate:
        over = self._rule.rule.over
        assert over is not None
        window = days_of(self._rule.value(over.window))
        where = self._compiler.condition(self._rule, over.where) if over.where else None
        needs = tuple(FIELDS[path] for path in sorted(self._rule.rule.needs))
        groups = tuple(FIELDS[path] for path in group_fields(self._rule))
        asked = {leaf.field for leaf, _ in leaves(over.where)} if over.where else set()
        asked |= {field.path for field in (*needs, *groups)} | ({"seen.days"} if window else set())
        unit = unit_of(self._rule)
        condition = self._key(over.where) if over.where else None
        fields = [[field.path for field in some] for some in (needs, groups)]
        return Gate(
            key=json.dumps([fields, condition, unit, over.skip, window]),
            needs=needs,
            where=where,
            read=tuple(FIELDS[path] for path in sorted(asked)),
            unit=unit,
            group_by=groups,
            skip=Skip(over.skip, self._book) if over.skip else None,
            window=window,
        )

    def _key(self, condition: Condition) -> str:
        """Return text that is equal for conditions that ask the same."""
        shape = condition.model_dump(mode="json", by_alias=True, exclude_unset=True)
        arguments = [self._rule.argument(leaf) for leaf, _ in leaves(condition)]
        return json.dumps([shape, arguments], sort_keys=True)

    def _node(self, condition: Condition) -> GroupNode:
        if isinstance(condition, Aggregate):
            return self._measured(condition)
        parts = tuple(self._node(child) for child, _ in children(condition))
        checks = [part.check for part in sorted(parts, key=_cost)]
        if isinstance(condition, All):
            return GroupNode("all", logic.all_of(checks), parts)
        if isinstance(condition, AnyOf):
            return GroupNode("any", logic.any_of(checks), parts)
        if isinstance(condition, KOf):
            return GroupNode("k_of", logic.at_least(condition.k_of.min, checks), parts)
        if parts:
            return GroupNode("not", logic.negation(checks[0]), parts)
        assert isinstance(condition, Leaf)
        check = self._compiler.condition(self._rule, condition).check
        return GroupNode("leaf", lambda group: check(group.facts), leaf=condition)

    def _measured(self, written: Aggregate) -> GroupNode:
        measure = Measure(
            index=len(self._measures),
            aggregate=written.aggregate,
            of=written.of,
            where=self._compiler.condition(self._rule, written.where) if written.where else None,
            field=written.field,
            reads=_reads(written),
            period=days_of(self._rule.value(written.period)) or 0,
            periods=int(self._rule.value(written.periods) or 0),
            operator=written.operator,
            threshold=self._rule.argument(written),
        )
        self._measures.append(measure)
        return GroupNode(
            "measure", lambda group: measure.holds(group.number(measure)), measure=measure
        )


def _reads(written: Aggregate) -> tuple[str, ...]:
    """Return the fields that decide what *written* comes to."""
    if written.where is not None:
        return tuple(sorted({leaf.field for leaf, _ in leaves(written.where)}))
    return (written.field,) if written.field else ()


def _cost(node: GroupNode) -> int:
    """Return how dear it is to ask *node*: the answer depends on no order, the time does."""
    if node.measure is not None:
        return 0 if node.measure.aggregate in _SIZES else 2
    return 1 if node.leaf is not None else 2 + max(map(_cost, node.parts))


def _least(node: GroupNode, counts: Callable[[Measure], bool]) -> int:
    """Return a number below which *node* is false, 0 where there is none.

    *counts* tells the measures that are always known and at most that number.
    """
    parts = [_least(part, counts) for part in node.parts]
    if node.kind == "all":
        return max(parts)
    if node.kind == "any":
        return min(parts)
    measure = node.measure
    if measure is None or measure.of == "total" or not counts(measure):
        return 0
    if measure.operator in {"lt", "lte"}:
        return 0
    lowest: float = measure.threshold[0] if measure.operator == "between" else measure.threshold
    return ceil(lowest)


def _counts_links(measure: Measure) -> bool:
    """Whether the number is at most that of the group's links."""
    domains = measure.aggregate == "distinct" and measure.field == DOMAIN
    return domains or measure.aggregate in {"count", "pages_per_domain"}


def _counts_units(measure: Measure, unit: Unit) -> bool:
    """Whether the number is at most that of the group's units."""
    if measure.aggregate == "distinct" and measure.field == DOMAIN:
        return unit == "referring_domain"
    return measure.aggregate == "count"
