"""A rule over one document, or over one group of links, leaf by leaf: every value and answer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from backlinkspider.rules.conditions import Leaf
from backlinkspider.rules.facts import State
from backlinkspider.rules.fields import FIELDS
from backlinkspider.rules.over import GroupNode
from backlinkspider.rules.resolved import children

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from backlinkspider.rules.compile import CompiledRule, Node
    from backlinkspider.rules.conditions import Condition
    from backlinkspider.rules.facts import Facts
    from backlinkspider.rules.over import GroupFacts, PopulationRule
    from backlinkspider.yamlfile.reader import KeyPath

UNKNOWN = State.UNKNOWN


@dataclass(frozen=True, slots=True)
class Traced:
    """A *condition* at *path* below its rule, *depth* deep, and its *answer*; ``None``: unknown.

    *value* is the field's value or the aggregate's number, ``UNKNOWN`` if the document does not
    say; of all, any, not and k_of it is ``None``.
    """

    condition: Condition
    path: KeyPath
    depth: int
    answer: bool | None
    value: Any = None


def trace_link(rule: CompiledRule, facts: Facts) -> Iterator[Traced]:
    """Yield every condition of *rule*'s ``when`` for one document, parents first."""
    yield from _trace(rule.resolved.rule.when, rule.when, facts, ("when",), 0)


def trace_where(rule: PopulationRule, facts: Facts) -> Iterator[Traced]:
    """Yield every condition of *rule*'s ``over.where`` for one document."""
    over = rule.resolved.rule.over
    if over is not None and over.where is not None and rule.gate.where is not None:
        yield from _trace(over.where, rule.gate.where, facts, ("over", "where"), 0)


def trace_group(rule: PopulationRule, group: GroupFacts) -> Iterator[Traced]:
    """Yield every condition of *rule*'s ``when`` for one group of links."""
    yield from _trace(rule.resolved.rule.when, rule.when, group, ("when",), 0)


def _trace(
    condition: Condition, node: Node | GroupNode, facts: Any, path: KeyPath, depth: int
) -> Iterator[Traced]:
    yield Traced(condition, path, depth, node.check(facts), _value(condition, node, facts))
    parts: Sequence[Node | GroupNode] = node.parts
    for (child, below), part in zip(children(condition), parts, strict=True):
        yield from _trace(child, part, facts, (*path, *below), depth + 1)


def _value(condition: Condition, node: Node | GroupNode, facts: Any) -> Any:
    if isinstance(condition, Leaf):
        asked = facts.facts if isinstance(node, GroupNode) else facts
        return asked.value(FIELDS[condition.field])
    if isinstance(node, GroupNode) and node.measure is not None:
        number = facts.number(node.measure)
        return UNKNOWN if number is None else number
    return None
