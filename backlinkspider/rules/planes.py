"""Three-valued answers of many links at once: the logic of ``logic.py`` on whole columns.

A mask is an integer with a byte for each link, the first link's lowest: 1 or 0. So one operation
of the processor decides eight links, and a mask's bytes choose links for ``itertools.compress``.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from backlinkspider.rules.compile import Node
    from backlinkspider.rules.facts import Predicate


@dataclass(frozen=True, slots=True)
class Plane:
    """Of which links a condition is *true* and of which *false*; unknown of all others."""

    true: int
    false: int

    @property
    def known(self) -> int:
        """Return the mask of the links of which it is not unknown."""
        return self.true | self.false


def mask_of(flags: Iterable[bool | int]) -> int:
    """Return the mask of *flags*, one for each link."""
    return int.from_bytes(bytes(flags), "little")


def every(links: int) -> int:
    """Return the mask of so many *links*, all of them."""
    return int.from_bytes(b"\1" * links, "little")


def answers(node: Node, ask: Callable[[Predicate], Plane], whole: int) -> Plane:
    """Return what the condition *node* says of the links of *whole*; *ask* knows the leaves."""
    if node.predicate is not None:
        return ask(node.predicate)
    parts = [answers(part, ask, whole) for part in node.parts]
    if node.kind == "not":
        return Plane(parts[0].false, parts[0].true)
    if node.kind == "k_of":
        possible = _at_least(node.minimum, [whole ^ part.false for part in parts], whole)
        return Plane(
            _at_least(node.minimum, [part.true for part in parts], whole), whole ^ possible
        )
    true = [part.true for part in parts]
    false = [part.false for part in parts]
    if node.kind == "all":
        return Plane(_common(true, whole), _joined(false))
    return Plane(_joined(true), _common(false, whole))


def _common(masks: Sequence[int], whole: int) -> int:
    for mask in masks:
        whole &= mask
    return whole


def _joined(masks: Sequence[int]) -> int:
    joined = 0
    for mask in masks:
        joined |= mask
    return joined


def _at_least(minimum: int, masks: Sequence[int], whole: int) -> int:
    """Return the mask of the links that are in *minimum* of *masks* or more."""
    reached = [whole] + [0] * minimum
    for mask in masks:
        for count in range(minimum, 0, -1):
            reached[count] |= reached[count - 1] & mask
    return reached[minimum]
