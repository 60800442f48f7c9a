"""Text as the DOM gives it: white space collapsed, and the text before and after a node."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

    from selectolax.lexbor import LexborNode

CONTEXT_CHARACTERS: Final = 160
CONTEXT_NODES: Final = 400
"""Nodes looked at on each side: bounds the walk on pages with little text and many elements."""

_WHITE_SPACE: Final = re.compile(r"[\t\n\v\f\r \u00a0]+")
"""HTML's ASCII white space and the no-break space; an ideographic space (U+3000) is kept."""

_OTHER_SPACES: Final = "\x1c\x1d\x1e\x1f\x85\u1680\u2028\u2029\u202f\u205f\u3000" + "".join(
    map(chr, range(0x2000, 0x200B))
)
"""What Python's ``split`` takes for white space and HTML doesn't."""

_ASCII_SPACES: Final = _OTHER_SPACES[:4]

_UNSPACED: Final = re.compile("[\u0e00-\u0eff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff]+")
"""Thai, Lao, kana and Chinese characters: written without spaces between words."""

_UNSPACED_LEADS: Final = tuple(bytes((lead,)) for lead in (0xE0, 0xE3, *range(0xE4, 0xEA)))
"""How UTF-8 begins each of them."""

_UNSPACED_WORD: Final = 2
"""Characters counted as one word where words are not parted (a usual figure for Chinese)."""

ITEMS: Final = frozenset(
    {"li", "dd", "dt", "td", "th", "article", "aside", "nav", "section", "figure", "fieldset"}
)
"""Elements whose text stands apart from what is round them."""

_TEXT: Final = "-text"
"""What selectolax calls the tag of a text."""

_CODE: Final = frozenset({"script", "style"})
TAKEN_OFF: Final = "script,style,noscript,template"
"""Selects what a page's number of words leaves out."""

OUTERMOST: Final = frozenset({"body", "html"})
SILENT: Final = frozenset({"script", "style", "template", "noscript", "head", "title", "textarea"})


def collapse(text: str) -> str:
    """Return *text* trimmed, each run of white space one space."""
    for space in _ASCII_SPACES if text.isascii() else _OTHER_SPACES:
        if space in text:  # one look at each is faster than one pattern for all
            return _WHITE_SPACE.sub(" ", text).strip(" ")
    return " ".join(text.split())


def text_of(node: LexborNode) -> str:
    """Return the collapsed ``textContent`` of *node*."""
    return collapse(node.text())


def may_be_unspaced(text: str) -> bool:
    """Tell whether *text* may hold Thai, Lao, kana or Chinese characters; where not, it has none.

    UTF-8 begins them with one of eight bytes (Unicode 16, table 3-6), which are looked for at the
    speed of memory.
    """
    if text.isascii():
        return False
    raw = text.encode("utf-8", "surrogatepass")
    return any(lead in raw for lead in _UNSPACED_LEADS)


def count_words(text: str) -> int:
    """Count words parted by white space; of unspaced scripts two characters are a word."""
    if not may_be_unspaced(text) or not (unspaced := sum(map(len, _UNSPACED.findall(text)))):
        return len(text.split())
    return len(_UNSPACED.sub(" ", text).split()) + (unspaced + 1) // _UNSPACED_WORD


def texts_below(node: LexborNode) -> Iterator[str]:
    """Yield the texts a reader sees below *node*, in document order."""
    waiting = [node]
    while waiting:
        current = waiting.pop()
        if current.is_text_node:
            yield current.text_content or ""
        elif current.tag not in SILENT:
            child = current.last_child
            while child is not None:
                waiting.append(child)
                child = child.prev


def has_words(body: LexborNode, number: int) -> bool:
    """Tell whether there are more than *number* words below *body* outside scripts and styles.

    True is certain. What follows a script up to the next element is left out. Half a word of an
    unspaced script counts in a text; in code it may be rounded up and taken off, so then there must
    be a word more for each piece of code. No script may have elements in it.
    """
    words, halves, is_code = 0, 0, False
    for node in body.traverse(include_text=True, skip_empty=True):
        tag = node.tag
        if tag != _TEXT:
            is_code = tag in _CODE
            continue
        if is_code:
            continue
        text = node.text_content or ""
        if may_be_unspaced(text):
            if not halves:
                number += len(body.css(TAKEN_OFF))
            halves += sum(map(len, _UNSPACED.findall(text)))
            text = _UNSPACED.sub(" ", text)
        words += len(text.split())
        if words + halves // _UNSPACED_WORD > number:
            return True
    return False


class Context(NamedTuple):
    """The text on one side of a node, and the part of it that belongs to the same item.

    An item is an entry of a list or table, an article, an aside, or one of several boxes alike:
    what stands beyond its border speaks of something else.
    """

    text: str
    near: str


def text_before(node: LexborNode) -> Context:
    """Return up to ``CONTEXT_CHARACTERS`` of the text that ends where *node* begins."""
    texts, near = _texts(node, forward=False)
    return Context(_ending(texts), _ending(texts[:near]))


def text_after(node: LexborNode) -> Context:
    """Return up to ``CONTEXT_CHARACTERS`` of the text that begins where *node* ends."""
    texts, near = _texts(node, forward=True)
    return Context(_beginning(texts), _beginning(texts[:near]))


def _ending(texts: list[str]) -> str:
    return collapse(" ".join(reversed(texts)))[-CONTEXT_CHARACTERS:].lstrip(" ")


def _beginning(texts: list[str]) -> str:
    return collapse(" ".join(texts))[:CONTEXT_CHARACTERS].rstrip(" ")


def _texts(node: LexborNode, *, forward: bool) -> tuple[list[str], int]:
    """Return the texts next to *node*, nearest first, and how many belong to its item."""
    texts: list[str] = []
    near: int | None = None
    wanted = CONTEXT_CHARACTERS
    for _ in range(CONTEXT_NODES):
        leaf, crossed = _next_leaf(node, forward=forward)
        if leaf is None:
            break
        if crossed and near is None:
            near = len(texts)
        node = leaf
        text = node.text_content
        if text and (text := text.strip()) and node.is_text_node:
            texts.append(text)
            wanted -= len(text) + 1
            if wanted < 0:
                break
    return texts, len(texts) if near is None else near


def _next_leaf(node: LexborNode, *, forward: bool) -> tuple[LexborNode | None, bool]:
    """Return the next leaf outside *node*, and whether an item ends or begins before it."""
    crossed = False
    sibling = node.next if forward else node.prev
    while sibling is None:
        parent = node.parent
        if parent is None or _is_outermost(parent):
            return None, crossed
        crossed = crossed or _is_item(parent, forward=forward)
        node = parent
        sibling = node.next if forward else node.prev
    while (child := sibling.first_child if forward else sibling.last_child) is not None:
        if sibling.tag in SILENT:
            break
        crossed = crossed or sibling.tag in ITEMS
        sibling = child
    return sibling, crossed


def _is_outermost(node: LexborNode) -> bool:
    """Tell whether *node* is the page's own ``html`` or ``body``, not one inside an ``svg``."""
    if node.tag not in OUTERMOST:
        return False
    parent = node.parent
    return parent is None or not parent.is_element_node or _is_outermost(parent)


def _is_item(node: LexborNode, *, forward: bool) -> bool:
    if node.tag in ITEMS:
        return True
    if not node.is_element_node:  # what a template holds
        return False
    beside = node.next if forward else node.prev
    while beside is not None and not beside.is_element_node:
        beside = beside.next if forward else beside.prev
    names = node.attrs.get("class")
    return (
        bool(names)
        and beside is not None
        and beside.tag == node.tag == "div"
        and (beside.attrs.get("class") == names)
    )
