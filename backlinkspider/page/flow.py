"""The text of a page in reading order: what is its main text, what is in links, what is hidden."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, NamedTuple

from backlinkspider.page.hidden import HIDING, NOT_HIDDEN, below
from backlinkspider.page.text import SILENT, collapse, count_words

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from selectolax.lexbor import LexborNode

    from backlinkspider.page.hidden import Hiding
    from backlinkspider.page.model import Region

BLOCKS: Final = frozenset(
    {
        *(
            "address",
            "article",
            "aside",
            "blockquote",
            "body",
            "caption",
            "center",
            "dd",
            "details",
        ),
        *("dialog", "dir", "div", "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form"),
        *(
            "h1",
            "h2",
            "h3",
            "h4",
            "h5",
            "h6",
            "header",
            "hr",
            "legend",
            "li",
            "main",
            "menu",
            "nav",
        ),
        *("ol", "optgroup", "option", "p", "pre", "search", "section", "summary", "table", "tbody"),
        *("td", "tfoot", "th", "thead", "tr", "ul"),
    }
)
"""Elements that begin a line of their own (HTML, "Flow content" of the rendering section)."""

_BESIDE_THE_TEXT: Final = frozenset({"nav", "header", "footer", "sidebar", "widget"})
_MOST_NODES: Final = 200_000
_MOST_CHARACTERS: Final = 2_000_000
"""What is read of hostile pages; links further on have no place in a block."""

_END: Final = 1500
_MOSTLY: Final = 0.1
"""A main text shorter than this share of all is a layout whose names we misread."""


class Span(NamedTuple):
    """Where a link stands: in which text block, and between which words of it."""

    block: int
    start: int
    end: int


class _Around(NamedTuple):
    """What holds at a node."""

    block: int
    anchor: int
    main: bool
    hiding: Hiding
    hidden: bool


class _Piece(NamedTuple):
    text: str
    around: _Around


_CUT: Final = _Piece("", _Around(0, 0, False, NOT_HIDDEN, False))
"""Stands at the end of what was read where there is more."""


@dataclass(slots=True)
class Flow:
    """The texts of a page. *spans* has each link with text, by its node's ``mem_id``."""

    text: str = ""
    """All a visitor sees, in and beside the main text."""
    main: str = ""
    hidden: str = ""
    end: str = ""
    """The last characters of all text, where pages name what they were made with."""
    words: int = 0
    link_words: int = 0
    spans: dict[int, Span] = field(default_factory=dict)
    complete: bool = True
    """Whether all of the body was read: links missing from *spans* have no text then."""
    unlinked: Counter[int] = field(default_factory=Counter)
    """Words outside links by text block."""


def read_flow(
    body: LexborNode | None, hiding: Iterable[int], region_of: Callable[[LexborNode], Region]
) -> Flow:
    """Read the text below *body*; *hiding*: ``mem_id`` of elements that may hide what they hold."""
    flow = Flow()
    if body is None:
        return flow
    pieces = list(_pieces(body, frozenset(hiding), region_of))
    flow.complete = not pieces or pieces[-1] is not _CUT
    read = [piece for piece in pieces if not piece.around.hidden]
    flow.hidden = _joined(piece for piece in pieces if piece.around.hidden)
    _place(flow, pieces)
    flow.text = _joined(read)
    flow.end = flow.text[-_END:]
    main = _joined(piece for piece in read if piece.around.main)
    flow.main = main if len(main) >= _MOSTLY * len(flow.text) else flow.text
    return flow


def hiding_elements(scope: LexborNode) -> set[int]:
    """Return the ``mem_id`` of *scope* and the elements below it that may hide something."""
    return {scope.mem_id, *(node.mem_id for node in scope.css(HIDING))}


def _pieces(
    body: LexborNode, hiding: frozenset[int], region_of: Callable[[LexborNode], Region]
) -> Iterator[_Piece]:
    """Walk in document order, siblings one at a time, so that nothing grows but with the depth."""
    start = _Around(body.mem_id, 0, True, NOT_HIDDEN, False)
    waiting: list[tuple[LexborNode, _Around]] = [(body, start)]
    characters = 0
    for _ in range(_MOST_NODES):
        if not waiting:
            return
        if characters > _MOST_CHARACTERS:
            break
        node, around = waiting.pop()
        if node is not body and (sibling := node.next) is not None:
            waiting.append((sibling, around))
        if node.is_text_node:
            text = node.text_content or ""
            characters += len(text)
            yield _Piece(text, around)
        elif node.tag == "br":
            yield _Piece(" ", around)
        elif node.is_element_node and node.tag not in SILENT and (child := node.first_child):
            waiting.append((child, _inside(node, around, hiding, region_of)))
    yield _CUT


def _inside(
    node: LexborNode,
    around: _Around,
    hiders: frozenset[int],
    region_of: Callable[[LexborNode], Region],
) -> _Around:
    identity, tag = node.mem_id, node.tag
    hiding = below(node, around.hiding) if identity in hiders else around.hiding
    return _Around(
        identity if tag in BLOCKS else around.block,
        identity if tag == "a" else around.anchor,
        region_of(node) not in _BESIDE_THE_TEXT,
        hiding,
        around.hidden if hiding is around.hiding else hiding.hides(),
    )


def _place(flow: Flow, pieces: list[_Piece]) -> None:
    """Count words, and the words before and after each link in its block."""
    so_far: Counter[int] = Counter()
    for text, around in pieces:
        words = count_words(text)
        if not words:
            continue
        before = so_far[around.block]
        so_far[around.block] = before + words
        flow.words += words
        if not around.anchor:
            flow.unlinked[around.block] += words
        else:
            flow.link_words += words
            first = flow.spans.get(around.anchor)
            start = first.start if first and first.block == around.block else before
            block = first.block if first else around.block
            if block == around.block:
                flow.spans[around.anchor] = Span(block, start, before + words)


def _joined(pieces: Iterable[_Piece]) -> str:
    """Return the text of *pieces*: words may go on across elements, but not across blocks."""
    parts: list[str] = []
    block = 0
    for text, around in pieces:
        if around.block != block:
            parts.append(" ")
            block = around.block
        parts.append(text)
    return collapse("".join(parts))
