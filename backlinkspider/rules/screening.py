"""Which rules fire, told field by field before any rule is asked.

A field's value alone often makes a rule false, whatever the rest says (three-valued logic). So
each outcome of a column has a bit for every rule that it leaves open; the bits are combined field
by field, dear fields last, and a text is scanned only while a rule that reads it is open.

A condition "any of these" over several fields is false once none of its alternatives is possible;
each alternative is watched at one field. A rule whose conditions each ask one field needs no more:
left open it is true, or unknown if one of them is. Only what is left then is asked rule by rule.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from backlinkspider.rules.compile import predicates_of
from backlinkspider.rules.facts import Facts, State, known_value, part_below, usual_type
from backlinkspider.rules.scan import SCANNED

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from backlinkspider.rules.columns import Column, Lookup, Outcome
    from backlinkspider.rules.compile import CompiledRule, Node
    from backlinkspider.rules.fields import Field
    from backlinkspider.rules.scan import Texts

_COST: Final[Mapping[str, int]] = {"boolean": 0, "text": 1, "number": 2, "texts": 3}

_Ask = tuple[int, int, int, str, "Lookup"]
_Scan = tuple[int, int, int, str, "Texts", "Lookup"]
_Need = tuple[type | None, "Field", int, int, str]


@dataclass(frozen=True, slots=True)
class _Clause:
    """A condition over several fields: the bit that is set while an alternative is possible."""

    bit: int
    watched: Mapping[int, tuple[Node, ...]]
    """Alternatives by the column that each is watched at."""


class Screen:
    """The rules of one set by number, each a bit."""

    def __init__(self, rules: Sequence[CompiledRule], columns: Sequence[Column]) -> None:
        self._rules = rules
        self._columns = columns
        self._every = (1 << len(rules)) - 1
        self._conjuncts = [list(_conjuncts(rule.when)) for rule in rules]
        self._readers: dict[int, list[int]] = {column.index: [] for column in columns}
        for number, rule in enumerate(rules):
            for index in _indexes(rule.when):
                self._readers[index].append(number)
        self._simple = [
            all(len(_indexes(one)) == 1 for one in conjuncts) for conjuncts in self._conjuncts
        ]
        self._simple_bits = _bits(n for n, simple in enumerate(self._simple) if simple)
        self._clauses = list(self._all_clauses())
        self._clause_bits = _bits(clause.bit for clause in self._clauses)
        self._parts: dict[tuple[str, ...], int] = {(): 0}
        self._steps: list[tuple[int, str]] = []
        self._needs = self._all_needs()
        for column in columns:
            column.judge = self._judge
            column.prepare(self._askers(column))
        for column in columns:
            self._judge(column, column.unknown)
        asked = sorted((one for one in columns if self._readers[one.index]), key=self._rank)
        self._plain: list[_Ask] = [
            (*self._asking(one), one.quick) for one in asked if one.texts is None
        ]
        self._texts: list[_Scan] = [
            (*self._asking(one), one.texts, one.outcome) for one in asked if one.texts is not None
        ]

    def decide(self, facts: Facts, among: int) -> tuple[int, int]:
        """Return the bits of the rules that are true, and of those that are unknown.

        Only those with a bit in *among* are decided.
        """
        document, outcomes = facts.document, facts.outcomes
        parts = [document]
        for above, name in self._steps:
            parts.append(part_below(parts[above], name))
        silent = marks = 0
        for usual, field, bits, part, key in self._needs:
            raw = parts[part].get(key, State.UNKNOWN)
            if raw.__class__ is not usual and known_value(field, raw) is State.UNKNOWN:
                silent |= bits
        silent &= among
        left = self._every & among & ~silent
        for index, reads, part, key, look in self._plain:
            if left & reads:
                raw = parts[part].get(key, State.UNKNOWN)
                try:
                    outcome = look(raw)
                except TypeError:  # can't be hashed
                    outcome = self._columns[index].outcome(raw)
                outcomes[index] = outcome
                left &= outcome.mask
                marks |= outcome.marks
        for index, reads, part, key, texts, look in self._texts:
            if left & reads:
                raw = parts[part].get(key, State.UNKNOWN)
                outcome = texts.look(raw, left) if raw.__class__ is str else look(raw)
                outcomes[index] = outcome
                left &= outcome.mask
                marks |= outcome.marks
        left &= ~self._impossible(marks)
        simple = left & self._simple_bits
        unknown = simple & marks
        return self._ask(left ^ simple, facts, simple ^ unknown, unknown | silent)

    def _impossible(self, marks: int) -> int:
        """Return the bits of the rules with a clause that has no mark."""
        missing = (self._clause_bits & ~marks) >> len(self._rules)
        bits = 0
        while missing:
            bits |= missing
            missing >>= len(self._rules)
        return bits

    def _ask(self, left: int, facts: Facts, true: int, unknown: int) -> tuple[int, int]:
        while left:
            bit = left & -left
            left ^= bit
            answer = self._rules[bit.bit_length() - 1].answer(facts)
            if answer is None:
                unknown |= bit
            elif answer:
                true |= bit
        return true, unknown

    def _part(self, path: str) -> tuple[int, str]:
        """Return the number of the part of a document that *path* leads to, and the key in it."""
        *parent, key = path.split(".")
        return self._number(tuple(parent)), key

    def _number(self, path: tuple[str, ...]) -> int:
        """Return the number of the part at *path*; each is found in the one that holds it."""
        if path not in self._parts:
            self._steps.append((self._number(path[:-1]), path[-1]))
            self._parts[path] = len(self._steps)
        return self._parts[path]

    def _all_needs(self) -> list[_Need]:
        """Return the fields that rules need: with the bits of these, part and key."""
        bits: dict[Field, int] = {}
        for number, rule in enumerate(self._rules):
            for field in rule.needs:
                bits[field] = bits.get(field, 0) | 1 << number
        return [
            (usual_type(field), field, some, *self._part(field.path))
            for field, some in bits.items()
        ]

    def _asking(self, column: Column) -> tuple[int, int, int, str]:
        """Return the number of *column*, its readers, and the part and key of its field."""
        return column.index, _bits(self._readers[column.index]), *self._part(column.field.path)

    def _askers(self, column: Column) -> list[int]:
        """Return for each predicate of *column* the bits of its rules, and one for all others."""
        askers = [1 << len(self._rules)] * len(column.predicates)
        for number in self._readers[column.index]:
            for one in predicates_of(self._rules[number].when):
                if one.column is column:
                    askers[one.position] |= 1 << number
        return askers

    def _rank(self, column: Column) -> tuple[bool, int, int, int]:
        scanned = any(one.operator in SCANNED for one in column.predicates)
        readers = len(self._readers[column.index])
        return scanned, column.field.length, -readers, _COST[column.field.kind]

    def _all_clauses(self) -> Iterator[_Clause]:
        """Yield the clauses; those of one rule have its bit, moved on by as many as there are."""
        for number, conjuncts in enumerate(self._conjuncts):
            place = number
            for node in conjuncts:
                watched = _watched(node)
                if watched:
                    place += len(self._rules)
                    yield _Clause(place, watched)

    def _judge(self, column: Column, outcome: Outcome) -> None:
        """Set the bits of *outcome*: all rules but those it makes false; clauses, unknowns."""
        blank = Facts({}, len(self._columns))
        blank.outcomes[:] = [one.unknown for one in self._columns]
        blank.outcomes[column.index] = outcome
        closed = marks = 0
        for number in self._readers[column.index]:
            if self._rules[number].when.check(blank) is False:
                closed |= 1 << number
            elif self._simple[number] and self._is_vague(number, column, blank):
                marks |= 1 << number
        for clause in self._clauses:
            alternatives = clause.watched.get(column.index, ())
            if any(node.check(blank) is not False for node in alternatives):
                marks |= 1 << clause.bit
        outcome.mask, outcome.marks = ~closed, marks

    def _is_vague(self, number: int, column: Column, blank: Facts) -> bool:
        conjuncts = self._conjuncts[number]
        own = (one for one in conjuncts if column.index in _indexes(one))
        return any(one.check(blank) is None for one in own)


def _conjuncts(node: Node) -> Iterator[Node]:
    """Yield the conditions that must all hold for *node* to."""
    if node.kind == "all":
        for part in node.parts:
            yield from _conjuncts(part)
    else:
        yield node


def _alternatives(node: Node) -> Iterator[Node]:
    if node.kind == "any":
        for part in node.parts:
            yield from _alternatives(part)
    else:
        yield node


def _watched(node: Node) -> dict[int, tuple[Node, ...]]:
    """Return the alternatives of *node* by column; nothing where one can't be watched."""
    found: dict[int, tuple[Node, ...]] = {}
    if node.kind != "any" or len(_indexes(node)) == 1:
        return {}
    for one in _alternatives(node):
        deciding = _deciding(one, answer=False)
        if not deciding:
            return {}
        index = min(deciding)
        found[index] = (*found.get(index, ()), one)
    return found


def _deciding(node: Node, *, answer: bool) -> set[int]:
    """Return the columns that alone can make *node* come out as *answer*."""
    if node.kind == "leaf":
        return _indexes(node)
    if node.kind == "not":
        return _deciding(node.parts[0], answer=not answer)
    parts = [_deciding(part, answer=answer) for part in node.parts]
    if node.kind == "k_of":
        return set()
    one_is_enough = (node.kind == "any") is answer
    return set.union(*parts) if one_is_enough else set.intersection(*parts)


def _indexes(node: Node) -> set[int]:
    return {one.column.index for one in predicates_of(node)}


def _bits(numbers: Iterable[int]) -> int:
    return sum(1 << number for number in numbers)
