"""The tests on a text field: each is made when a rule still asks for it, and then remembered.

To look for word lists and patterns is dear, and most rules are false by what other fields say. So a
text is read for the predicates of the rules that are open, and for others when these come up.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from functools import lru_cache, reduce
from operator import or_
from typing import TYPE_CHECKING, Any, Final

from backlinkspider.rules.operators import list_names
from backlinkspider.rules.sieve import sieves

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from backlinkspider.rules.columns import Outcome
    from backlinkspider.rules.facts import Predicate
    from backlinkspider.rules.operators import Sources
    from backlinkspider.rules.pace import Pace
    from backlinkspider.rules.sieve import Sieve

Answers = tuple[int, int, int]
"""Bits of the predicates that hold, of those that took too long, and of all that were tried."""

_Test = Callable[[str, int], Answers]
"""Tries predicates of a text, those of the given bits at least."""

SCANNED: Final = frozenset({"words", "regex", "contains", "domain_in", "cidr"})
"""Operators that look into a text."""

EVERYBODY: Final = -1
"""The bits of all who may ask."""

_TOGETHER: Final = frozenset({"words", "regex", "eq", "in"})
"""Operators whose predicates are tried together."""

_REMEMBERED: Final = 2048
_LONGEST_REMEMBERED: Final = 4096
"""Characters of a text; with ``_REMEMBERED`` of these a field's memory is 8 to 32 MB at most."""


class Scanner:
    """The predicates on one text field; ``every`` has the bit of each, by its position."""

    def __init__(self, predicates: Sequence[Predicate], sources: Sources, pace: Pace) -> None:
        self.every = bits_of(predicates)
        by_operator: dict[str, list[Predicate]] = defaultdict(list)
        for one in predicates:
            by_operator[one.operator].append(one)
        exact = [*by_operator["eq"], *by_operator["in"]]
        self._tests: list[tuple[int, _Test]] = [
            (bits_of(some), test)
            for some, test in (
                (exact, _exact_test(exact)),
                (by_operator["words"], _words_test(by_operator["words"], sources)),
                *(
                    ([one], _single_test(one))
                    for one in predicates
                    if one.operator not in _TOGETHER
                ),
            )
            if some
        ]
        patterned = by_operator["regex"]
        for sieve in sieves([one.argument for one in patterned]):
            sieved = {number: patterned[number] for number in sieve.numbers}
            self._tests.append((bits_of(sieved.values()), _pattern_test(sieve, sieved, pace)))

    def scan(self, text: str, wanted: int) -> Answers:
        """Try the predicates *wanted*, as bits, on *text*; what comes at no cost is tried too."""
        held = late = done = 0
        for bits, test in self._tests:
            if bits & wanted:
                holding, lost, tried = test(text, wanted)
                held |= holding
                late |= lost
                done |= tried
        return held, late, done


class _Reading:
    """What is known of a text: predicates as bits, and the bits of who asks for more."""

    __slots__ = ("done", "held", "late", "open", "outcome")

    def __init__(self, outcome: Outcome, askers: int) -> None:
        self.done = self.held = self.late = 0
        self.open = askers
        self.outcome = outcome


class Texts:
    """The texts of one field, each read as far as it was asked about."""

    def __init__(
        self, scanner: Scanner, askers: Sequence[int], outcome: Callable[[int, int], Outcome]
    ) -> None:
        """Take for each predicate the bits of its *askers*, one at least.

        *outcome* makes an outcome of the bits that hold and of those that took too long.
        """
        self._scanner = scanner
        self._outcome = outcome
        self._askers = {1 << place: who for place, who in enumerate(askers)}
        self._asked_by = lru_cache(maxsize=_REMEMBERED)(self._asked)
        self._open_after = lru_cache(maxsize=_REMEMBERED)(self._open)
        self._begun, self._everybody = outcome(0, 0), self._open(0)
        self._remembered = lru_cache(maxsize=_REMEMBERED)(self._begin)

    def look(self, text: str, asking: int) -> Outcome:
        """Return what holds for *text*; what none of the bits *asking* asks may be left out."""
        begin = self._remembered if len(text) <= _LONGEST_REMEMBERED else self._begin
        reading = begin(text)
        if reading.open & asking:
            self._read_on(reading, text, asking)
        return reading.outcome

    def _begin(self, _: str) -> _Reading:
        return _Reading(self._begun, self._everybody)

    def _read_on(self, reading: _Reading, text: str, asking: int) -> None:
        asked = self._asked_by(asking & reading.open) & ~reading.done
        held, late, done = self._scanner.scan(text, asked)
        reading.held |= held
        reading.late |= late
        reading.done |= done
        reading.open = self._open_after(reading.done)
        reading.outcome = self._outcome(reading.held, reading.late)

    def _asked(self, asking: int) -> int:
        """Return the bits of the predicates that *asking* ask."""
        return sum(bit for bit, who in self._askers.items() if who & asking)

    def _open(self, done: int) -> int:
        """Return the bits of all that ask for more than the predicates *done*."""
        return reduce(or_, (who for bit, who in self._askers.items() if not bit & done), 0)


def _words_test(predicates: Sequence[Predicate], sources: Sources) -> _Test:
    every = bits_of(predicates)
    bits: dict[str, int] = defaultdict(int)
    for one in predicates:
        for name in list_names(one.argument):
            bits[name] |= 1 << one.position
    lists_in = sources.lexicon.lists_in

    def test(text: str, _: int) -> Answers:
        held = 0
        for name in lists_in(text):
            held |= bits[name]
        return held, 0, every

    return test


def _pattern_test(sieve: Sieve, predicates: Mapping[int, Predicate], pace: Pace) -> _Test:
    candidates = sieve.candidates
    every = bits_of(predicates.values())

    def test(text: str, wanted: int) -> Answers:
        held = late = 0
        done = every
        for number in candidates(text):
            one = predicates[number]
            bit = 1 << one.position
            if wanted & bit:
                answer = pace.holds(one.find, text)
                held |= bit * bool(answer)
                late |= bit * (answer is None)
            else:
                done ^= bit
        return held, late, done

    return test


def _exact_test(predicates: Sequence[Predicate]) -> _Test:
    every = bits_of(predicates)
    bits: dict[Any, int] = defaultdict(int)
    for one in predicates:
        for text in one.argument if isinstance(one.argument, list) else [one.argument]:
            bits[text] |= 1 << one.position
    known = dict(bits)
    return lambda text, _: (known.get(text, 0), 0, every)


def _single_test(predicate: Predicate) -> _Test:
    find, bit = predicate.find, 1 << predicate.position
    return lambda text, _: (0 if find(text) is None else bit, 0, bit)


def bits_of(predicates: Iterable[Predicate]) -> int:
    """Return the bits of *predicates*, each at its position in its column."""
    return sum(1 << one.position for one in predicates)
