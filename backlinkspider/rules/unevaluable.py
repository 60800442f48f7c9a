"""Rules that can never fire while the target's file leaves terms out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from backlinkspider.rules.conditions import Aggregate, All, KOf, Leaf, Not
from backlinkspider.rules.fields import FIELDS
from backlinkspider.rules.operators import OPERATORS, Sources
from backlinkspider.rules.resolved import children, fields_read
from backlinkspider.rules.words import Lexicon

if TYPE_CHECKING:
    from collections.abc import Collection

    from backlinkspider.rules.conditions import Condition
    from backlinkspider.rules.evaluate import RuleSet
    from backlinkspider.rules.fields import Field
    from backlinkspider.rules.resolved import ResolvedRule
    from backlinkspider.target import Target

_NO_LISTS: Final = Sources(Lexicon({}), {})


def unevaluable(rules: RuleSet, target: Target | None) -> dict[str, tuple[str, ...]]:
    """Return the rules that can't fire for *target*, each with the terms its file would need.

    Terms are keys of the target file, such as ``money_terms``; without *target* none are given.
    """
    needed = {term for field in FIELDS.values() for term in field.terms}
    lacking = {term for term in needed if not getattr(target, term, ())}
    found = {}
    for rule in rules.book.running:
        if not _Possible(rule, lacking).fires():
            terms = {term for path in fields_read(rule) for term in FIELDS[path].terms}
            found[rule.rule.id] = tuple(sorted(terms & lacking))
    return found


class _Possible:
    """Which answers a rule's conditions can give while some terms are lacking."""

    def __init__(self, rule: ResolvedRule, lacking: Collection[str]) -> None:
        self._rule = rule
        self._lacking = lacking

    def fires(self) -> bool:
        written = self._rule.rule
        over = written.over
        paths = [*written.needs, *(over.group_by if over is not None else ())]
        if not all(self._can_be_known(FIELDS[path]) for path in paths):
            return False
        if over is not None and over.where is not None and not self._can(over.where, answer=True):
            return False
        return self._can(written.when, answer=True)

    def _can(self, condition: Condition, *, answer: bool) -> bool:
        if isinstance(condition, Leaf):
            return self._leaf_can(condition, answer=answer)
        if isinstance(condition, Aggregate):
            return self._aggregate_can(condition, answer=answer)
        parts = [child for child, _ in children(condition)]
        if isinstance(condition, Not):
            return self._can(parts[0], answer=not answer)
        able = sum(self._can(part, answer=answer) for part in parts)
        if isinstance(condition, KOf):
            least = condition.k_of.min
            return able >= (least if answer else len(parts) - least + 1)
        every = isinstance(condition, All) is answer
        return able == len(parts) if every else able > 0

    def _leaf_can(self, leaf: Leaf, *, answer: bool) -> bool:
        field = FIELDS[leaf.field]
        if not self._is_blocked(field):
            return True
        argument = self._rule.argument(leaf)
        wanted = argument if isinstance(argument, list) else [argument]
        return any((value in wanted) is answer for value in field.always)

    def _aggregate_can(self, one: Aggregate, *, answer: bool) -> bool:
        if one.field is not None and not self._can_be_known(FIELDS[one.field]):
            return False
        if one.where is None:
            return True
        possible = [number for number in (0, 1) if self._can(one.where, answer=bool(number))]
        if len(possible) == 1:  # the ratio of what can only be true or only be false
            test = OPERATORS[one.operator].build(self._rule.argument(one), _NO_LISTS)
            return (test(possible[0]) is not None) is answer
        return bool(possible)

    def _can_be_known(self, field: Field) -> bool:
        return not self._is_blocked(field) or bool(field.always)

    def _is_blocked(self, field: Field) -> bool:
        return any(term in self._lacking for term in field.terms)
