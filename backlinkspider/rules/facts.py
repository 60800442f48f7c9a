"""One document as rules see it, with the answers already found."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, Any, Final, cast

if TYPE_CHECKING:
    from collections.abc import Iterable

    from backlinkspider.rules.columns import Column, Outcome
    from backlinkspider.rules.fields import Field
    from backlinkspider.rules.operators import Finder, Found

Reader = Callable[[Mapping[str, Any]], Any]

_NOTHING: Final[Mapping[str, Any]] = {}


class State(Enum):
    """Why there is no answer: the document does not say."""

    UNKNOWN = "unknown"

    __hash__ = object.__hash__  # an enum's own is slow


class Facts:
    """A document and what its fields answer, each looked at once."""

    __slots__ = ("document", "outcomes")

    def __init__(self, document: Mapping[str, Any], columns: int) -> None:
        self.document = document
        self.outcomes: list[Outcome | None] = [None] * columns

    def value(self, field: Field) -> Any:
        """Return the value at *field*, ``None`` where that is an answer, else ``UNKNOWN``."""
        return reader(field)(self.document)

    def outcome(self, column: Column) -> Outcome:
        """Return what *column*'s tests say of the document."""
        known = self.outcomes[column.index]
        if known is None:
            known = self.outcomes[column.index] = column.outcome(column.read(self.document))
        return known

    def answer(self, predicate: Predicate) -> Found | State | None:
        """Return what *predicate* found, ``None`` if it is false, else ``UNKNOWN``."""
        truth = predicate(self)
        if truth is None:
            return State.UNKNOWN
        return predicate.find(self.value(predicate.field)) if truth else None


@dataclass(frozen=True, slots=True)
class Predicate:
    """A field, an operator and an argument: shared by all rules that ask the same."""

    index: int
    field: Field
    operator: str
    argument: Any
    find: Finder
    column: Column
    position: int
    """Which of the column's predicates this is."""

    def __call__(self, facts: Facts) -> bool | None:
        """Return whether the test holds, ``None`` if that can't be told."""
        return facts.outcome(self.column).truths[self.position]


def reader(field: Field) -> Reader:
    """Return a function from a document to the value at *field*, as ``Facts.value`` gives it."""
    read = _READERS.get(field.path)
    if read is None:
        read = _READERS[field.path] = _reader(field)
    return read


_USUAL: Final[Mapping[str, type]] = {"text": str, "boolean": bool, "texts": list, "number": int}
"""Types of which every value answers a field."""

_READERS: Final[dict[str, Reader]] = {}


def _reader(field: Field) -> Reader:
    *parents, last = field.path.split(".")
    usual = usual_type(field)

    def read(document: Mapping[str, Any]) -> Any:
        value = part_of(document, parents).get(last, State.UNKNOWN)
        return value if value.__class__ is usual else known_value(field, value)

    return read


def usual_type(field: Field) -> type | None:
    """Return the type of which every value answers *field*, ``None`` if there is none."""
    return None if field.unknown else _USUAL.get(field.kind)


def part_of(document: Mapping[str, Any], path: Iterable[str]) -> Mapping[str, Any]:
    """Return the mapping at *path* of *document*; an empty one if there is none."""
    part = document
    for key in path:
        part = part_below(part, key)
    return part


def part_below(part: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    """Return the mapping at *key* of *part*; an empty one if there is none."""
    below = part.get(key)
    if below.__class__ is not dict and not isinstance(below, Mapping):
        return _NOTHING
    return cast("Mapping[str, Any]", below)


def known_value(field: Field, value: Any) -> Any:
    """Return *value* as *field*'s, ``UNKNOWN`` if that is no answer to it."""
    if value is None:
        return None if field.nullable else State.UNKNOWN
    if value is State.UNKNOWN or value == field.unknown or not field.accepts(value):
        return State.UNKNOWN
    return value
