"""What nodes of a tree inherit from their ancestors, looked up once for each ancestor."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

    from selectolax.lexbor import LexborNode

T = TypeVar("T")


def inherited(
    node: LexborNode, known: dict[int, T], root: T, step: Callable[[LexborNode, T], T]
) -> T:
    """Return the value at *node*: *step* gives a node's from its parent's, *root* stands above all.

    *known* keeps the values by ``mem_id`` for the next call, so that a page of any depth is read
    in linear time; it is good for one tree.
    """
    chain: list[LexborNode] = []
    value = root
    current: LexborNode | None = node
    while current is not None:
        found = known.get(current.mem_id)
        if found is not None:
            value = found
            break
        chain.append(current)
        current = current.parent
    for current in reversed(chain):
        value = step(current, value)
        known[current.mem_id] = value
    return value
