"""The CSS path of a node: where on the page a link stands, fit to find it again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

_MAX_STEPS: Final = 64
"""Deeper paths keep the innermost steps: enough to find a link, bounded on hostile nesting."""

_MAX_SIBLINGS: Final = 1000


class PathReader:
    """Tells the paths of nodes of one tree; remembers what it found, for the next link."""

    def __init__(self) -> None:
        self._known: dict[int, tuple[str, ...]] = {}
        self._positions: dict[int, int] = {}

    def path_of(self, node: LexborNode) -> str:
        """Return a path such as ``body > div:nth-of-type(2) > p > a``."""
        unknown: list[LexborNode] = []
        steps: tuple[str, ...] = ()
        current: LexborNode | None = node
        while current is not None and current.is_element_node:
            known = self._known.get(current.mem_id)
            if known is not None:
                steps = known
                break
            unknown.append(current)
            current = current.parent if current.tag != "body" else None
        for current in reversed(unknown):
            steps = self._known[current.mem_id] = (*steps, self._step(current))[-_MAX_STEPS:]
        return " > ".join(steps)

    def _step(self, node: LexborNode) -> str:
        tag, position = node.tag or "*", self._position(node)
        alone = position == 1 and not _has_another(node)
        return tag if alone else f"{tag}:nth-of-type({position})"

    def _position(self, node: LexborNode) -> int:
        """Return the place of *node* among its like, counted back to one whose place is known."""
        position, sibling = 1, node.prev
        for _ in range(_MAX_SIBLINGS):
            if sibling is None:
                break
            if _is_like(sibling, node):
                known = self._positions.get(sibling.mem_id)
                if known is not None:
                    position += known
                    break
                position += 1
            sibling = sibling.prev
        self._positions[node.mem_id] = position = min(position, _MAX_SIBLINGS + 1)
        return position


def _has_another(node: LexborNode) -> bool:
    sibling = node.next
    for _ in range(_MAX_SIBLINGS):
        if sibling is None:
            return False
        if _is_like(sibling, node):
            return True
        sibling = sibling.next
    return False


def _is_like(node: LexborNode, other: LexborNode) -> bool:
    return node.tag_id == other.tag_id and node.tag == other.tag
