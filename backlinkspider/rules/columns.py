"""One field as all rules ask it: which of their tests hold for a value.

Values that pass the same tests share one ``Outcome``. So most values cost one look-up, and what an
outcome means for the rules is worked out once. A text is read as far as rules still ask (``scan``);
numbers are placed between thresholds, the rest is remembered.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Callable
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

from backlinkspider.rules.facts import Predicate, State, known_value, reader
from backlinkspider.rules.operators import OPERATORS, Sources
from backlinkspider.rules.scan import EVERYBODY, SCANNED, Scanner, Texts, bits_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from backlinkspider.rules.facts import Facts
    from backlinkspider.rules.fields import Field
    from backlinkspider.rules.logic import Check
    from backlinkspider.rules.pace import Pace

Lookup = Callable[[Any], "Outcome"]
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
        self.texts: Texts | None = None
        """Where the field is a text that is looked into, once prepared."""
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
            return self._outcome(bits_of(one for one in exists if one.find(None) is not None))
        if self._known is None:
            self._known = self._lookup()
        return self._known(value)

    def prepare(self, askers: Sequence[int]) -> None:
        """Build automata and tables, once all predicates are there.

        *askers* has for each predicate the bits of the rules that ask it.
        """
        if self.field.kind != "text":
            self._known = self._lookup()
            return
        scanner = self._scanner()
        self._known = self._reading(scanner)
        scanned = any(one.operator in SCANNED for one in self.predicates)
        if scanned and self.field.unknown is None:
            self.texts = Texts(scanner, askers, self._outcome)

    def outcome(self, raw: Any) -> Outcome:
        """Return what the predicates say of *raw*, a value from a document or ``UNKNOWN``."""
        if self.texts is not None and raw.__class__ is str:
            return self.texts.look(raw, EVERYBODY)
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
            return self._reading(self._scanner())
        if self.field.kind == "texts":
            return self._texts_lookup()
        return self._number_lookup() if self.field.kind == "number" else self._tried

    def _reading(self, scanner: Scanner) -> Lookup:
        return lambda text: self._outcome(*scanner.scan(text, scanner.every)[:2])

    def _scanner(self) -> Scanner:
        return Scanner(self.predicates, self._sources, self._pace)

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
        return self._outcome(bits_of(one for one in self.predicates if one.find(value) is not None))

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
            held = bits_of(one for one in others if one.find(value) is not None)
            for text in value:
                if text.__class__ is str:
                    held |= bits.get(text, 0)
            return self._outcome(held)

        return look


def _numbers(argument: Any) -> list[float]:
    """Return the numbers of an argument; the one of ``exists`` is none."""
    given = argument if isinstance(argument, list) else [argument]
    return [one for one in given if not isinstance(one, bool)]
