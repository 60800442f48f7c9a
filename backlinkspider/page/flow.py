"""The text of a page in reading order: what is its main text, what is in links, what is hidden."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, NamedTuple

from backlinkspider.page.hidden import HIDING, NOT_HIDDEN, below
from backlinkspider.page.text import SILENT, collapse, count_words, may_be_unspaced

if TYPE_CHECKING:
    from collections.abc import Iterable

    from selectolax.lexbor import LexborNode

    from backlinkspider.page.hidden import Hiding
    from backlinkspider.page.region import FoundRegion, RegionReader

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
    region: FoundRegion


_Piece = tuple[str, _Around]


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


def read_flow(body: LexborNode | None, hiding: Iterable[int], regions: RegionReader) -> Flow:
    """Read the text below *body*; *hiding*: ``mem_id`` of elements that may hide what they hold."""
    flow = Flow()
    if body is None:
        return flow
    pieces, flow.complete = _pieces(body, frozenset(hiding), regions)
    read = [piece for piece in pieces if not piece[1].hidden]
    if len(read) < len(pieces):
        flow.hidden = _joined(piece for piece in pieces if piece[1].hidden)
    _place(flow, pieces)
    flow.text = flow.main = _joined(read)
    flow.end = flow.text[-_END:]
    inner = [piece for piece in read if piece[1].main]
    if len(inner) < len(read):
        main = _joined(inner)
        flow.main = main if len(main) >= _MOSTLY * len(flow.text) else flow.text
    return flow


def hiding_elements(scope: LexborNode) -> set[int]:
    """Return the ``mem_id`` of *scope* and the elements below it that may hide something."""
    return {scope.mem_id, *(node.mem_id for node in scope.css(HIDING))}


def _pieces(
    body: LexborNode, hiders: frozenset[int], regions: RegionReader
) -> tuple[list[_Piece], bool]:
    """Return the texts in document order, and whether they are all."""
    # What stands round each open element, outermost first.
    outside: list[tuple[LexborNode, _Around]] = []
    root = _Around(body.mem_id, 0, True, NOT_HIDDEN, False, regions.found_at(body))
    around = _inside(body, "body", root, hiders, regions)
    pieces: list[_Piece] = []
    nodes = characters = 0
    node = body.first_child
    while True:
        if node is None:
            if not outside:
                return pieces, True
            left, around = outside.pop()
            node = left.next
            continue
        nodes += 1
        if nodes >= _MOST_NODES or characters > _MOST_CHARACTERS:
            return pieces, False
        tag = node.tag or "-"
        if tag == "-text":
            text = node.text_content or ""
            characters += len(text)
            pieces.append((text, around))
        elif tag == "br":
            pieces.append((" ", around))
        elif tag not in SILENT and (child := node.first_child) is not None:
            outside.append((node, around))
            node, around = child, _inside(node, tag, around, hiders, regions)
            continue
        node = node.next


def _inside(
    node: LexborNode, tag: str, around: _Around, hiders: frozenset[int], regions: RegionReader
) -> _Around:
    block, anchor, main, hiding, hidden, region = around
    identity = node.mem_id
    if identity in hiders:
        hiding = below(node, around.hiding)
        hidden = hidden if hiding is around.hiding else hiding.hides()
    found = regions.found_in(node, identity, region)
    inner = main if found is region else found.region not in _BESIDE_THE_TEXT
    if tag in BLOCKS:
        block = identity
    elif tag == "a":
        anchor = identity
    elif found is region and hiding is around.hiding:
        return around
    return _Around(block, anchor, inner, hiding, hidden, found)


def _place(flow: Flow, pieces: list[_Piece]) -> None:
    """Count words, and the words before and after each link in its block."""
    so_far: dict[int, int] = {}
    unlinked: dict[int, int] = {}
    spans = flow.spans
    # Asked of all texts at once: of most pages none has such characters.
    is_spaced = not may_be_unspaced("".join([text for text, _ in pieces]))
    for text, (block, anchor, *_) in pieces:
        words = len(text.split()) if is_spaced else count_words(text)
        if not words:
            continue
        before = so_far.get(block, 0)
        so_far[block] = before + words
        if not anchor:
            unlinked[block] = unlinked.get(block, 0) + words
            continue
        flow.link_words += words
        first = spans.get(anchor)
        if first is None or first.block == block:
            spans[anchor] = Span(block, first.start if first else before, before + words)
    flow.unlinked = Counter(unlinked)
    flow.words = sum(so_far.values())


def _joined(pieces: Iterable[_Piece]) -> str:
    """Return the text of *pieces*: words may go on across elements, but not across blocks."""
    parts: list[str] = []
    block = 0
    for text, around in pieces:
        if around[0] != block:
            parts.append(" ")
            block = around[0]
        parts.append(text)
    return collapse("".join(parts))
