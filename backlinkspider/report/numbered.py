"""Values that repeat, written once: a table keeps their numbers. Pure."""

from __future__ import annotations

from typing import Generic, TypeVar

Value = TypeVar("Value")


class Numbered(Generic[Value]):
    """Distinct values, each numbered in the order of its first use."""

    __slots__ = ("_numbers", "values")

    def __init__(self) -> None:
        self._numbers: dict[object, int] = {}
        self.values: list[Value] = []

    def number(self, value: Value, key: object = None) -> int:
        """Return the number of *value*; values with the same *key* are the same."""
        key = value if key is None else key
        number = self._numbers.get(key)
        if number is None:
            number = self._numbers[key] = len(self.values)
            self.values.append(value)
        return number


def shortest_ids(ids: list[str], least: int) -> list[str]:
    """Return each of *ids* cut to *least* characters, or to as many as make it the only one."""
    ordered = sorted(ids)
    wanted: dict[str, int] = {}
    for before, one, after in zip(["", *ordered], ordered, [*ordered[1:], ""], strict=False):
        wanted[one] = max(least, _shared(one, before) + 1, _shared(one, after) + 1)
    return [one[: wanted[one]] for one in ids]


def _shared(one: str, other: str) -> int:
    for place, (mine, others) in enumerate(zip(one, other, strict=False)):
        if mine != others:
            return place
    return min(len(one), len(other))
