"""The text on both sides of every link of a page, from one walk through its tree.

``text.text_before`` and ``text_after`` look for it from one link, node after node: right for a few
links, and what this is held to. For all links of a page each node would be looked at many times.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from itertools import accumulate
from typing import TYPE_CHECKING, Final

from backlinkspider.page.text import (
    CONTEXT_CHARACTERS,
    CONTEXT_NODES,
    ITEMS,
    OUTERMOST,
    SILENT,
    Context,
    collapse,
)

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

_ANCHORS: Final = frozenset({"a", "area"})


_Moment = tuple[int, int, int]
"""What of the walk lies behind: steps, texts and leaves."""

_NOWHERE: Final = (0, 0, 0)


class _Open:
    """An element whose children are walked through.

    *names* is its class if it is a ``div``, *last* that of its last child element so far, and
    *left* when that ended.
    """

    __slots__ = ("last", "left", "names", "node", "since", "tag")

    def __init__(self, node: LexborNode, tag: str, names: str | None, since: _Moment) -> None:
        self.node = node
        self.tag = tag
        self.names = names
        self.since = since
        self.last: str | None = None
        self.left: _Moment | None = None


class _Walk:
    """One pass over the leaves below an element: texts, the places of links, borders of items.

    A leaf has no children, or none that a reader sees. Where an item begins or ends is noted for
    those who come forwards and for those who come backwards: of boxes alike, a first one ends where
    the second begins, but has no border before it.
    """

    def __init__(self, scope: LexborNode | None) -> None:
        self.texts: list[str] = []
        self.leaf_of: list[int] = []
        self.places: dict[int, tuple[_Moment, _Moment]] = {}
        self.forwards: list[_Moment] = []
        self.backwards: list[_Moment] = []
        self._step = self._leaves = self._beyond = 0
        if scope is not None:
            self._read(scope)

    def _read(self, scope: LexborNode) -> None:
        around: list[_Open] = []
        within = _Open(scope, "", None, _NOWHERE)
        node = scope.first_child
        texts, leaf_of = self.texts, self.leaf_of
        while True:
            if node is None:
                if not around:
                    return
                node, within = within.node.next, self._leave(within, around.pop())
                continue
            tag = node.tag or ""
            if tag == "-text":
                if text := (node.text_content or "").strip():
                    texts.append(text)
                    leaf_of.append(self._leaves)
            elif tag not in SILENT and (child := node.first_child) is not None:
                around.append(within)
                node, within = child, self._enter(node, tag, within)
                continue
            elif tag[:1] != "-":
                self._pass(node, tag, within)
            self._leaves += 1
            node = node.next

    def _now(self) -> _Moment:
        self._step += 1
        return self._step, len(self.texts), self._leaves

    def _pass(self, node: LexborNode, tag: str, within: _Open) -> None:
        """Pass the element *node*, a leaf *within* another."""
        self._meets_one_alike(_names(node, tag), within)
        if tag in _ANCHORS and not self._beyond:
            step, texts, leaves = since = self._now()
            self.places[node.mem_id] = since, (step, texts, leaves + 1)

    def _enter(self, node: LexborNode, tag: str, within: _Open) -> _Open:
        names = _names(node, tag)
        is_alike = self._meets_one_alike(names, within)
        if tag in ITEMS:
            now = self._now()
            self.forwards.append(now)
            self.backwards.append(now)
        elif is_alike:
            self.backwards.append(self._now())
        self._beyond += tag in OUTERMOST
        return _Open(node, tag, names, self._now() if tag in _ANCHORS else _NOWHERE)

    def _meets_one_alike(self, names: str | None, within: _Open) -> bool:
        """Tell whether a ``div`` of the same class is next before, which then ended an item."""
        is_alike = bool(names) and within.last == names
        if is_alike and within.left is not None:
            self.forwards.append(within.left)
        within.last, within.left = names, None
        return is_alike

    def _leave(self, left: _Open, within: _Open) -> _Open:
        tag = left.tag
        if tag in ITEMS:
            now = self._now()
            self.forwards.append(now)
            self.backwards.append(now)
        elif left.names:
            within.left = self._now()
        elif tag in _ANCHORS and not self._beyond:
            self.places[left.node.mem_id] = left.since, self._now()
        self._beyond -= tag in OUTERMOST
        return within


def _names(node: LexborNode, tag: str) -> str | None:
    return node.attributes.get("class") if tag == "div" else None


class Contexts:
    """The texts beside the links below one element, each as ``text_before`` and ``text_after``."""

    def __init__(self, scope: LexborNode | None) -> None:
        """Read all texts below *scope*, the body of a page."""
        walk = _Walk(scope)
        self._places = walk.places
        self._leaf_of = walk.leaf_of
        self._lengths = list(accumulate((len(text) + 1 for text in walk.texts), initial=0))
        collapsed = [collapse(text) for text in walk.texts]
        self._starts = list(accumulate((len(text) + 1 for text in collapsed), initial=0))
        self._text = " ".join(collapsed)
        self._forwards = sorted(walk.forwards)
        self._backwards = walk.backwards

    def sides(self, node: LexborNode) -> tuple[Context, Context] | None:
        """Return what stands before and after *node*; ``None`` if it was not met as a link."""
        place = self._places.get(node.mem_id)
        return None if place is None else (self._before(place[0]), self._after(place[1]))

    def _before(self, since: _Moment) -> Context:
        _, end, leaves = since
        lengths = self._lengths
        enough = bisect_left(lengths, lengths[end] - CONTEXT_CHARACTERS, 0, end) - 1
        begin = max(enough, bisect_left(self._leaf_of, leaves - CONTEXT_NODES), 0)
        border = bisect_left(self._backwards, since) - 1
        near = max(begin, self._backwards[border][1]) if border >= 0 else begin
        text = self._ending(begin, end)
        return Context(text, text if near == begin else self._ending(near, end))

    def _after(self, since: _Moment) -> Context:
        _, begin, leaves = since
        lengths = self._lengths
        enough = bisect_right(lengths, lengths[begin] + CONTEXT_CHARACTERS)
        end = min(enough, bisect_left(self._leaf_of, leaves + CONTEXT_NODES))
        border = bisect_right(self._forwards, since)
        near = min(end, self._forwards[border][1]) if border < len(self._forwards) else end
        text = self._beginning(begin, end)
        return Context(text, text if near == end else self._beginning(begin, near))

    def _ending(self, begin: int, end: int) -> str:
        stop = max(0, self._starts[end] - 1)
        start = max(self._starts[begin], stop - CONTEXT_CHARACTERS)
        return self._text[start:stop].lstrip(" ")

    def _beginning(self, begin: int, end: int) -> str:
        start = self._starts[begin]
        stop = min(self._starts[end] - 1, start + CONTEXT_CHARACTERS)
        return self._text[start:stop].rstrip(" ") if end > begin else ""
