"""Resolved rules to checks. Equal predicates are built once and shared."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from backlinkspider.rules import logic
from backlinkspider.rules.conditions import All, AnyOf, KOf, Leaf
from backlinkspider.rules.facts import Facts, Predicate
from backlinkspider.rules.fields import FIELDS
from backlinkspider.rules.operators import OPERATORS, Sources, list_names
from backlinkspider.rules.resolved import children, rule_leaves
from backlinkspider.rules.words import Lexicon

if TYPE_CHECKING:
    from collections.abc import Iterable

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


class Compiler:
    """Compiles the rules of one book; ``predicates`` counts what they share."""

    def __init__(self, book: Rulebook) -> None:
        terms = {
            name: [term.text for term in book.lists[name].terms.values()]
            for name in sorted(_lists_used(book.running))
        }
        scanned = {name: terms[name] for name in sorted(_lists_used(book.running, "words"))}
        self._sources = Sources(Lexicon(scanned), terms)
        self._predicates: dict[str, Predicate] = {}

    @property
    def predicates(self) -> int:
        """How many distinct predicates there are."""
        return len(self._predicates)

    def rule(self, resolved: ResolvedRule, rev: str) -> CompiledRule:
        """Return *resolved* compiled."""
        needs = tuple(FIELDS[path] for path in resolved.rule.needs)
        return CompiledRule(resolved, rev, needs, self.condition(resolved, resolved.rule.when))

    def condition(self, rule: ResolvedRule, condition: Condition) -> Node:
        """Return *condition*, a part of *rule*, compiled."""
        if isinstance(condition, Leaf):
            predicate = self._predicate(condition, rule.argument(condition))
            return Node("leaf", predicate, predicate=predicate)
        parts = tuple(self.condition(rule, child) for child, _ in children(condition))
        checks = [part.check for part in parts]
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
            find = OPERATORS[leaf.operator].build(argument, self._sources)
            field = FIELDS[leaf.field]
            known = Predicate(len(self._predicates), field, leaf.operator, argument, find)
            self._predicates[key] = known
        return known


def _lists_used(rules: Iterable[ResolvedRule], *operators: str) -> set[str]:
    return {name for rule in rules for name in rule_lists(rule, *operators)}


def rule_lists(rule: ResolvedRule, *operators: str) -> set[str]:
    """Return the names of the lists *rule* reads, through *operators* or both that can."""
    wanted = operators or ("words", "domain_in")
    return {
        name
        for leaf, _ in rule_leaves(rule.rule)
        if leaf.operator in wanted
        for name in list_names(rule.argument(leaf))
    }
