"""One document as rules see it, with the answers already found."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, Any

from backlinkspider.rules.operators import Found

if TYPE_CHECKING:
    from backlinkspider.rules.fields import Field
    from backlinkspider.rules.operators import Finder


class State(Enum):
    """Why there is no answer: not asked yet, or the document does not say."""

    UNSEEN = "unseen"
    UNKNOWN = "unknown"


Answered = Found | None | State


class Facts:
    """A document and its predicates' answers, each computed once."""

    __slots__ = ("_answers", "document")

    def __init__(self, document: Mapping[str, Any], predicates: int) -> None:
        self.document = document
        self._answers: list[Answered] = [State.UNSEEN] * predicates

    def value(self, field: Field) -> Any:
        """Return the value at *field*, ``None`` where that is an answer, else ``UNKNOWN``."""
        value: Any = self.document
        for key in field.path.split("."):
            if not isinstance(value, Mapping) or key not in value:
                return State.UNKNOWN
            value = value[key]
        if value is None and field.nullable:
            return None
        if value == field.unknown or not field.accepts(value):
            return State.UNKNOWN
        return value

    def answer(self, predicate: Predicate) -> Answered:
        """Return what *predicate* found, ``None`` if it is false, else ``UNKNOWN``."""
        answer = self._answers[predicate.index]
        if answer is State.UNSEEN:
            answer = self._answers[predicate.index] = self._find(predicate)
        return answer

    def _find(self, predicate: Predicate) -> Answered:
        value = self.value(predicate.field)
        if value is State.UNKNOWN:
            return State.UNKNOWN
        if value is None and predicate.operator != "exists":
            return None
        return predicate.find(value)


@dataclass(frozen=True, slots=True)
class Predicate:
    """A field, an operator and an argument: shared by all rules that ask the same."""

    index: int
    field: Field
    operator: str
    argument: Any
    find: Finder

    def __call__(self, facts: Facts) -> bool | None:
        """Return whether the test holds, ``None`` if that can't be told."""
        answer = facts.answer(self)
        return None if answer is State.UNKNOWN else answer is not None
