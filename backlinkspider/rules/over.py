"""Rules with ``over`` as they run: which links count, as what, in which groups, and the tests."""

from __future__ import annotations

import operator
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Literal, Protocol

from backlinkspider.rules.words import folded_term

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from backlinkspider.rules import logic
    from backlinkspider.rules.aggregates import Number
    from backlinkspider.rules.compile import Node
    from backlinkspider.rules.conditions import Leaf
    from backlinkspider.rules.facts import Facts
    from backlinkspider.rules.fields import Field
    from backlinkspider.rules.resolved import ResolvedRule, Rulebook

DOMAIN: Final = "page.domain"
Unit = Literal["referring_domain", "page", "link"]

_DAYS: Final = re.compile(r"([1-9][0-9]{0,4})d")
_COMPARE: Final[Mapping[str, Callable[[Any, Any], bool]]] = {
    "eq": operator.eq,
    "lt": operator.lt,
    "lte": operator.le,
    "gt": operator.gt,
    "gte": operator.ge,
    "between": lambda number, ends: bool(ends[0] <= number <= ends[1]),
}


@dataclass(frozen=True, slots=True)
class Measure:
    """A compiled aggregate; ``where`` is the condition whose share a ratio is."""

    index: int
    aggregate: str
    of: Literal["group", "total"]
    where: Node | None
    field: str | None
    reads: tuple[str, ...]
    period: int
    periods: int
    operator: str
    threshold: Any

    def holds(self, number: Number | None) -> bool | None:
        """Return whether *number* passes the test; unknown stays unknown."""
        return None if number is None else _COMPARE[self.operator](number, self.threshold)

    @property
    def label(self) -> str:
        """How the aggregate is called in sentences."""
        return f"{self.aggregate} of {', '.join(self.reads)}" if self.reads else self.aggregate


class GroupFacts(Protocol):
    """A group as the rule's ``when`` sees it."""

    @property
    def facts(self) -> Facts:
        """The group's values as a document."""

    def number(self, measure: Measure) -> Number | None:
        """Return what *measure* comes to in the group, ``None`` if that is unknown."""


@dataclass(frozen=True, slots=True)
class GroupNode:
    """A condition on a group: a leaf asks the group's values, a measure its numbers."""

    kind: Literal["all", "any", "not", "k_of", "leaf", "measure"]
    check: logic.Check[GroupFacts]
    parts: tuple[GroupNode, ...] = ()
    leaf: Leaf | None = None
    measure: Measure | None = None


@dataclass(frozen=True, slots=True)
class Gate:
    """Which links a rule counts, as what, in which groups. Rules with equal keys share one."""

    key: str
    needs: tuple[Field, ...]
    where: Node | None
    read: tuple[Field, ...]
    """All fields that decide whether a link is counted, and in which group."""
    unit: Unit
    group_by: tuple[Field, ...]
    skip: Skip | None
    window: int | None


@dataclass(frozen=True, slots=True)
class PopulationRule:
    """A rule with ``over``, ready to run."""

    resolved: ResolvedRule
    rev: str
    gate: Gate
    minimum: float
    when: GroupNode
    measures: tuple[Measure, ...]
    least_links: int
    """In groups with fewer links ``when`` is false."""
    least_units: int
    """In groups of fewer units, too."""
    constants: tuple[Field, ...]
    """Fields that ``when`` reads and that follow from the group's domain."""

    @property
    def id(self) -> str:
        """The rule's id."""
        return self.resolved.rule.id


class Skip:
    """The values of a list, which make no group: domains with all below them, else whole values."""

    def __init__(self, name: str, book: Rulebook) -> None:
        texts = [term.text for term in book.lists[name].terms.values()]
        self._domains = {text.lower() for text in texts}
        self._whole = {folded_term(text) for text in texts if not text.endswith("*")}
        self._stems = tuple(folded_term(text) for text in texts if text.endswith("*"))
        self._known: dict[tuple[bool, str], bool] = {}

    def has(self, field: Field, value: Any) -> bool:
        """Whether *value* of *field* is in the list."""
        if not isinstance(value, str):
            return False
        key = (holds_domains(field), value)
        known = self._known.get(key)
        if known is None:
            known = self._known[key] = self._domain(value) if key[0] else self._value(value)
        return known

    def _domain(self, value: str) -> bool:
        labels = value.lower().rstrip(".").split(".")
        return any(".".join(labels[start:]) in self._domains for start in range(len(labels)))

    def _value(self, value: str) -> bool:
        folded = folded_term(value)
        return folded in self._whole or (bool(self._stems) and folded.startswith(self._stems))


def holds_domains(field: Field) -> bool:
    """Whether *field*'s values are hosts or domains."""
    return field.path in {DOMAIN, "page.host", "page.external_domains"}


def days_of(period: Any) -> int | None:
    """Return how many days ``7d`` is, ``None`` for anything else."""
    found = _DAYS.fullmatch(period) if isinstance(period, str) else None
    return int(found[1]) if found else None


def group_fields(rule: ResolvedRule) -> tuple[str, ...]:
    """Return the paths that *rule* groups by; at domain level the domain comes first."""
    assert rule.rule.over is not None
    implied = [DOMAIN] if rule.rule.level == "domain" else []
    return tuple(dict.fromkeys([*implied, *rule.rule.over.group_by]))


def unit_of(rule: ResolvedRule) -> Unit:
    """Return what *rule* counts; at domain level that is pages unless it says otherwise."""
    over = rule.rule.over
    assert over is not None
    if "unit" not in over.model_fields_set and rule.rule.level == "domain":
        return "page"
    return over.unit


def follows_from_domain(path: str) -> bool:
    """Whether a leaf of a domain rule may read *path*: every link of a domain has the same."""
    return path in {DOMAIN, "signals.tld"} or path.startswith("signals.domain_")
