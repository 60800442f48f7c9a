"""The CSS path of a node: where on the page a link stands, fit to find it again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

_MAX_STEPS: Final = 64
"""Deeper paths keep the innermost steps: enough to find a link, bounded on hostile nesting."""

_MAX_SIBLINGS: Final = 1000


def css_path(node: LexborNode) -> str:
    """Return a path such as ``body > div:nth-of-type(2) > p > a``."""
    steps: list[str] = []
    current: LexborNode | None = node
    while current is not None and current.is_element_node and len(steps) < _MAX_STEPS:
        steps.append(_step(current))
        current = current.parent if current.tag != "body" else None
    return " > ".join(reversed(steps))


def _step(node: LexborNode) -> str:
    tag = node.tag or "*"
    position = 1 + _same_tag(node, forward=False)
    if position == 1 and not _same_tag(node, forward=True, limit=1):
        return tag
    return f"{tag}:nth-of-type({position})"


def _same_tag(node: LexborNode, *, forward: bool, limit: int = _MAX_SIBLINGS) -> int:
    count, sibling = 0, node.next if forward else node.prev
    for _ in range(_MAX_SIBLINGS):
        if sibling is None or count >= limit:
            break
        count += sibling.tag_id == node.tag_id and sibling.tag == node.tag
        sibling = sibling.next if forward else sibling.prev
    return count
