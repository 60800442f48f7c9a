"""Resolved rules to checks. Equal predicates are built once and shared."""

from __future__ import annotations

import json
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from backlinkspider.rules import logic
from backlinkspider.rules.columns import Column
from backlinkspider.rules.conditions import All, AnyOf, KOf, Leaf
from backlinkspider.rules.facts import Facts, Predicate, State
from backlinkspider.rules.fields import FIELDS
from backlinkspider.rules.operators import Sources, list_names
from backlinkspider.rules.pace import Pace
from backlinkspider.rules.resolved import children, rule_leaves
from backlinkspider.rules.words import Lexicon

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from backlinkspider.rules.conditions import Condition
    from backlinkspider.rules.fields import Field
    from backlinkspider.rules.resolved import ResolvedRule, Rulebook


@dataclass(frozen=True, slots=True)
class Node:
    """A compiled condition: its check, and its parts for whoever asks why it held."""

    kind: Literal["all", "any", "not", "k_of", "leaf"]
    check: logic.Check[Facts]
    parts: tuple[Node, ...] = ()
    predicate: Predicate | None = None
    minimum: int = 0


@dataclass(frozen=True, slots=True)
class CompiledRule:
    """A rule ready to run; ``needs`` must be known before ``when`` is asked."""

    resolved: ResolvedRule
    rev: str
    needs: tuple[Field, ...]
    when: Node

    @property
    def id(self) -> str:
        """The rule's id."""
        return self.resolved.rule.id

    def answer(self, facts: Facts) -> bool | None:
        """Return whether the rule fires, or ``None`` if something it needs is unknown."""
        if any(facts.value(field) is State.UNKNOWN for field in self.needs):
            return None
        return self.when.check(facts)

    def is_late(self, facts: Facts) -> bool:
        """Whether a pattern of the rule took too long on the document."""
        predicates = predicates_of(self.when)
        return any(facts.outcome(one.column).late >> one.position & 1 for one in predicates)


class Compiler:
    """Compiles the rules of one book, those with ``over`` or those without.

    ``columns`` are the fields they ask: each kind of rules has its own, so that neither looks for
    what only the other wants to know. The first of them has the number *first_column*.
    """

    def __init__(
        self, book: Rulebook, pace: Pace | None = None, *, first_column: int = 0, over: bool = False
    ) -> None:
        running = [rule for rule in book.running if (rule.rule.over is not None) is over]
        self.columns: list[Column] = []
        self._first_column = first_column
        self._pace = pace or Pace(None)
        self._terms = {
            name: [term.text for term in book.lists[name].terms.values()]
            for name in sorted(_lists_used(running))
        }
        self._scanned = _lists_by_field(running)
        self._lexicons: dict[frozenset[str], Lexicon] = {}
        self._by_field: dict[str, Column] = {}
        self._predicates: dict[str, Predicate] = {}

    def rule(self, resolved: ResolvedRule, rev: str) -> CompiledRule:
        """Return *resolved* compiled."""
        needs = tuple(FIELDS[path] for path in resolved.rule.needs)
        return CompiledRule(resolved, rev, needs, self.condition(resolved, resolved.rule.when))

    def condition(self, rule: ResolvedRule, condition: Condition) -> Node:
        """Return *condition*, a part of *rule*, compiled."""
        if isinstance(condition, Leaf):
            predicate = self._predicate(condition, rule.argument(condition))
            check = predicate.column.check(predicate.position)
            return Node("leaf", check, predicate=predicate)
        parts = tuple(self.condition(rule, child) for child, _ in children(condition))
        checks = [part.check for part in sorted(parts, key=_cost)]
        if isinstance(condition, All):
            return Node("all", logic.all_of(checks), parts)
        if isinstance(condition, AnyOf):
            return Node("any", logic.any_of(checks), parts)
        if isinstance(condition, KOf):
            least = condition.k_of.min
            return Node("k_of", logic.at_least(least, checks), parts, minimum=least)
        return Node("not", logic.negation(checks[0]), parts)

    def _predicate(self, leaf: Leaf, argument: Any) -> Predicate:
        key = json.dumps([leaf.field, leaf.operator, argument], sort_keys=True)
        known = self._predicates.get(key)
        if known is None:
            column = self._column(FIELDS[leaf.field])
            known = column.predicate(len(self._predicates), leaf.operator, argument)
            self._predicates[key] = known
        return known

    def _column(self, field: Field) -> Column:
        column = self._by_field.get(field.path)
        if column is None:
            lists = frozenset(self._scanned.get(field.path, ()))
            sources = Sources(self._lexicon(lists), self._terms)
            column = Column(self._first_column + len(self.columns), field, sources, self._pace)
            self._by_field[field.path] = column
            self.columns.append(column)
        return column

    def _lexicon(self, lists: frozenset[str]) -> Lexicon:
        """Return the automaton of *lists*; fields that read the same lists share it."""
        if lists not in self._lexicons:
            self._lexicons[lists] = Lexicon({name: self._terms[name] for name in sorted(lists)})
        return self._lexicons[lists]


def predicates_of(node: Node) -> Iterator[Predicate]:
    """Yield the predicates that *node* asks."""
    if node.predicate is not None:
        yield node.predicate
    for part in node.parts:
        yield from predicates_of(part)


def _cost(node: Node) -> int:
    """Return how dear it is to ask *node*: the answer depends on no order, the time does."""
    if node.predicate is not None:
        return 2 if node.predicate.operator in {"words", "regex"} else 0
    return 1 + max(map(_cost, node.parts))


def _lists_used(rules: Iterable[ResolvedRule], *operators: str) -> set[str]:
    return {name for rule in rules for name in rule_lists(rule, *operators)}


def _lists_by_field(rules: Iterable[ResolvedRule]) -> dict[str, set[str]]:
    """Return the word lists that are looked for in each field."""
    found: dict[str, set[str]] = defaultdict(set)
    for rule in rules:
        for leaf, _ in rule_leaves(rule.rule):
            if leaf.operator == "words":
                found[leaf.field].update(list_names(rule.argument(leaf)))
    return found


def rule_lists(rule: ResolvedRule, *operators: str) -> set[str]:
    """Return the names of the lists *rule* reads, through *operators* or both that can."""
    wanted = operators or ("words", "domain_in")
    return {
        name
        for leaf, _ in rule_leaves(rule.rule)
        if leaf.operator in wanted
        for name in list_names(rule.argument(leaf))
    }
