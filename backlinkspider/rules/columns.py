"""One field as all rules ask it: which of their tests hold for a value.

Values that pass the same tests share one ``Outcome``. So most values cost one look-up, and what an
outcome means for the rules is worked out once. A text is read by one automaton for all word lists
and one set for all patterns; numbers are placed between thresholds, the rest is remembered.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Callable
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

from backlinkspider.rules.facts import Predicate, State, known_value, reader
from backlinkspider.rules.operators import OPERATORS, Sources, list_names
from backlinkspider.rules.sieve import PatternSet

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from backlinkspider.rules.facts import Facts
    from backlinkspider.rules.fields import Field
    from backlinkspider.rules.logic import Check
    from backlinkspider.rules.pace import Pace

Lookup = Callable[[Any], "Outcome"]
_Test = Callable[[str], tuple[int, int]]
"""From a text to the bits of the predicates that hold, and of those that took too long."""

_REMEMBERED: Final = 2048


class Outcome:
    """What a column's predicates say, by position: true, false or unknown.

    ``late`` has the positions of patterns that took too long. ``mask`` and ``marks`` are bits for
    who screens rules.
    """

    __slots__ = ("late", "marks", "mask", "truths")

    def __init__(self, truths: tuple[bool | None, ...], late: int = 0) -> None:
        self.truths = truths
        self.late = late
        self.mask = -1
        self.marks = 0


class Column:
    """A field with the predicates on it."""

    def __init__(self, index: int, field: Field, sources: Sources, pace: Pace) -> None:
        self.index = index
        self.field = field
        self.predicates: list[Predicate] = []
        self.read = reader(field)
        self._sources = sources
        self._pace = pace
        self.judge: Callable[[Column, Outcome], None] | None = None
        """Sets the bits of a new outcome."""
        self._reset()

    def _reset(self) -> None:
        """Forget what was found; with a new predicate everything is another."""
        self.unknown = Outcome((None,) * len(self.predicates))
        self._outcomes: dict[tuple[int, int], Outcome] = {}
        self._known: Lookup | None = None
        self.quick: Lookup = self._remembering()
        """As ``outcome``; raises ``TypeError`` for a value that can't be hashed."""

    def check(self, position: int) -> Check[Facts]:
        """Return the check of the predicate at *position*."""
        index = self.index

        def check(facts: Facts) -> bool | None:
            outcome = facts.outcomes[index] or facts.outcome(self)
            return outcome.truths[position]

        return check

    def predicate(self, index: int, operator: str, argument: Any) -> Predicate:
        """Add a predicate, which is the *index*-th of all."""
        find = OPERATORS[operator].build(argument, self._sources)
        position = len(self.predicates)
        added = Predicate(index, self.field, operator, argument, find, self, position)
        self.predicates.append(added)
        self._reset()
        return added

    def _outcome_of(self, raw: Any) -> Outcome:
        value = known_value(self.field, raw)
        if value is State.UNKNOWN:
            return self.unknown
        if value is None:
            exists = [one for one in self.predicates if one.operator == "exists"]
            return self._outcome(_bits(one for one in exists if one.find(None) is not None))
        return self.prepare()(value)

    def prepare(self) -> Lookup:
        """Build automata and tables, once all predicates are there; return the look-up."""
        if self._known is None:
            self._known = self._lookup()
        return self._known

    def outcome(self, raw: Any) -> Outcome:
        """Return what the predicates say of *raw*, a value from a document or ``UNKNOWN``."""
        try:
            return self.quick(raw)
        except TypeError:  # can't be hashed
            return self._outcome_of(raw)

    def _remembering(self) -> Lookup:
        """Return ``_outcome_of`` with a memory."""
        # Typed: True equals 1, but only one is a number.
        general = self._outcome_of
        remembered = lru_cache(maxsize=_REMEMBERED, typed=True)(general)

        def look_at_texts(raw: Any) -> Outcome:
            if raw.__class__ is list:
                return remembered(tuple(raw))
            return remembered(raw) if raw is None or raw is State.UNKNOWN else general(raw)

        return look_at_texts if self.field.kind == "texts" else remembered

    def _lookup(self) -> Lookup:
        """Return the look-up for values that are known."""
        if self.field.kind == "text":
            return self._text_lookup()
        if self.field.kind == "texts":
            return self._texts_lookup()
        return self._number_lookup() if self.field.kind == "number" else self._tried

    def _outcome(self, held: int, late: int = 0) -> Outcome:
        """Return the outcome where predicates are true as the bits of *held*, *late* unknown."""
        known = self._outcomes.get((held, late))
        if known is None:
            truths = tuple(
                None if late >> place & 1 else bool(held >> place & 1)
                for place in range(len(self.predicates))
            )
            known = self._outcomes[held, late] = Outcome(truths, late)
            if self.judge is not None:
                self.judge(self, known)
        return known

    def _tried(self, value: Any) -> Outcome:
        return self._outcome(_bits(one for one in self.predicates if one.find(value) is not None))

    def _number_lookup(self) -> Lookup:
        """Values between the same two thresholds, or on the same one, have the same outcome."""
        numbers = {n for one in self.predicates for n in _numbers(one.argument)}
        thresholds = sorted(numbers)
        known: dict[int, Outcome] = {}

        def look(value: float) -> Outcome:
            place = bisect_left(thresholds, value) + bisect_right(thresholds, value)
            found = known.get(place)
            if found is None:
                found = known[place] = self._tried(value)
            return found

        return look

    def _texts_lookup(self) -> Lookup:
        any_of: dict[str, int] = defaultdict(int)
        others = []
        for one in self.predicates:
            if one.operator == "has_any":
                for text in one.argument:
                    any_of[text] |= 1 << one.position
            else:
                others.append(one)
        bits = dict(any_of)

        def look(value: Sequence[Any]) -> Outcome:
            held = _bits(one for one in others if one.find(value) is not None)
            for text in value:
                if text.__class__ is str:
                    held |= bits.get(text, 0)
            return self._outcome(held)

        return look

    def _text_lookup(self) -> Lookup:
        by_operator = defaultdict(list)
        for one in self.predicates:
            by_operator[one.operator].append(one)
        words, patterned = by_operator.pop("words", ()), by_operator.pop("regex", ())
        tests: list[_Test] = []
        if words:
            tests.append(self._words_test(words))
        if patterned:
            tests.append(self._pattern_test(patterned))
        tests.append(_exact_test([*by_operator.pop("eq", ()), *by_operator.pop("in", ())]))
        tests += [_single_test(one) for some in by_operator.values() for one in some]

        def look(text: str) -> Outcome:
            held = late = 0
            for test in tests:
                found, lost = test(text)
                held |= found
                late |= lost
            return self._outcome(held, late)

        return look

    def _words_test(self, predicates: Sequence[Predicate]) -> _Test:
        bits: dict[str, int] = defaultdict(int)
        for one in predicates:
            for name in list_names(one.argument):
                bits[name] |= 1 << one.position
        lists_in = self._sources.lexicon.lists_in

        def test(text: str) -> tuple[int, int]:
            held = 0
            for name in lists_in(text):
                held |= bits[name]
            return held, 0

        return test

    def _pattern_test(self, predicates: Sequence[Predicate]) -> _Test:
        candidates = PatternSet([one.argument for one in predicates]).candidates
        holds = self._pace.holds

        def test(text: str) -> tuple[int, int]:
            held = late = 0
            for number in candidates(text):
                one = predicates[number]
                answer = holds(one.find, text)
                held |= bool(answer) << one.position
                late |= (answer is None) << one.position
            return held, late

        return test


def _exact_test(predicates: Sequence[Predicate]) -> _Test:
    bits: dict[Any, int] = defaultdict(int)
    for one in predicates:
        for text in one.argument if isinstance(one.argument, list) else [one.argument]:
            bits[text] |= 1 << one.position
    known = dict(bits)
    return lambda text: (known.get(text, 0), 0)


def _single_test(predicate: Predicate) -> _Test:
    find, bit = predicate.find, 1 << predicate.position
    return lambda text: (0 if find(text) is None else bit, 0)


def _bits(predicates: Iterable[Predicate]) -> int:
    return sum(1 << one.position for one in predicates)


def _numbers(argument: Any) -> list[float]:
    """Return the numbers of an argument; the one of ``exists`` is none."""
    given = argument if isinstance(argument, list) else [argument]
    return [one for one in given if not isinstance(one, bool)]
