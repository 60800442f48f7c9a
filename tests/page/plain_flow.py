"""The text of a page as ``page.flow`` reads it, the slow and plain way: one node after another."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from backlinkspider.page.flow import BLOCKS, Flow, Span, hiding_elements
from backlinkspider.page.hidden import NOT_HIDDEN, below
from backlinkspider.page.region import RegionReader
from backlinkspider.page.text import SILENT, collapse, count_words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from selectolax.lexbor import LexborNode

    from backlinkspider.page.hidden import Hiding

BESIDE = {"nav", "header", "footer", "sidebar", "widget"}


class Piece(NamedTuple):
    """A text and where it stands."""

    text: str
    block: int
    anchor: int
    main: bool
    hidden: bool


def plain_flow(body: LexborNode) -> Flow:
    """Return what ``read_flow`` does of a page that is not cut."""
    pieces = list(_pieces(body, body.mem_id, 0, NOT_HIDDEN, hiding_elements(body)))
    seen = [piece for piece in pieces if not piece.hidden]
    flow = Flow(text=_joined(seen), hidden=_joined([p for p in pieces if p.hidden]))
    main = _joined([piece for piece in seen if piece.main])
    flow.main = main if len(main) >= 0.1 * len(flow.text) else flow.text
    flow.end = flow.text[-1500:]
    before: Counter[int] = Counter()
    for piece in pieces:
        words = count_words(piece.text)
        start, end = before[piece.block], before[piece.block] + words
        before[piece.block] = end
        flow.words += words
        flow.link_words += words if piece.anchor else 0
        if not words:
            continue
        if not piece.anchor:
            flow.unlinked[piece.block] += words
        elif (first := flow.spans.get(piece.anchor)) is None:
            flow.spans[piece.anchor] = Span(piece.block, start, end)
        elif first.block == piece.block:
            flow.spans[piece.anchor] = Span(piece.block, first.start, end)
    return flow


def _pieces(
    node: LexborNode, block: int, anchor: int, hiding: Hiding, hiders: set[int]
) -> Iterator[Piece]:
    block = node.mem_id if node.tag in BLOCKS else block
    anchor = node.mem_id if node.tag == "a" else anchor
    hiding = below(node, hiding) if node.mem_id in hiders else hiding
    main = RegionReader().region_of(node) not in BESIDE
    child = node.first_child
    while child is not None:
        if child.is_text_node:
            yield Piece(child.text_content or "", block, anchor, main, hiding.hides())
        elif child.tag == "br":
            yield Piece(" ", block, anchor, main, hiding.hides())
        elif child.is_element_node and child.tag not in SILENT:
            yield from _pieces(child, block, anchor, hiding, hiders)
        child = child.next


def _joined(pieces: list[Piece]) -> str:
    text, block = "", 0
    for piece in pieces:
        text += piece.text if piece.block == block else f" {piece.text}"
        block = piece.block
    return collapse(text)
