"""Text as the DOM gives it: white space collapsed, and the text before and after a node."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

    from selectolax.lexbor import LexborNode

CONTEXT_CHARACTERS: Final = 160
_CONTEXT_NODES: Final = 400
"""Nodes looked at on each side: bounds the walk on pages with little text and many elements."""

_WHITE_SPACE: Final = re.compile(r"[\t\n\v\f\r \u00a0]+")
"""HTML's ASCII white space and the no-break space; an ideographic space (U+3000) is kept."""

_SEPARATORS: Final = re.compile(r"[\x1c-\x1f]")
"""ASCII that Python's ``split`` takes for white space and HTML doesn't."""

_UNSPACED: Final = re.compile("[\u0e00-\u0eff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff]+")
"""Thai, Lao, kana and Chinese characters: written without spaces between words."""

_UNSPACED_WORD: Final = 2
"""Characters counted as one word where words are not parted (a usual figure for Chinese)."""

_OUTERMOST: Final = frozenset({"body", "html"})
SILENT: Final = frozenset({"script", "style", "template", "noscript", "head", "title", "textarea"})


def collapse(text: str) -> str:
    """Return *text* trimmed, each run of white space one space."""
    if text.isascii() and not _SEPARATORS.search(text):
        return " ".join(text.split())
    return _WHITE_SPACE.sub(" ", text).strip(" ")


def text_of(node: LexborNode) -> str:
    """Return the collapsed ``textContent`` of *node*."""
    return collapse(node.text())


def count_words(text: str) -> int:
    """Count words parted by white space; of unspaced scripts two characters are a word."""
    unspaced = 0 if text.isascii() else sum(map(len, _UNSPACED.findall(text)))
    if not unspaced:
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


def text_before(node: LexborNode) -> str:
    """Return up to ``CONTEXT_CHARACTERS`` of the text that ends where *node* begins."""
    pieces = _texts(node, forward=False)
    return collapse(" ".join(reversed(pieces)))[-CONTEXT_CHARACTERS:].lstrip(" ")


def text_after(node: LexborNode) -> str:
    """Return up to ``CONTEXT_CHARACTERS`` of the text that begins where *node* ends."""
    return collapse(" ".join(_texts(node, forward=True)))[:CONTEXT_CHARACTERS].rstrip(" ")


def _texts(node: LexborNode, *, forward: bool) -> list[str]:
    """Return the texts next to *node*, nearest first, until they are long enough."""
    texts: list[str] = []
    wanted = CONTEXT_CHARACTERS
    current: LexborNode | None = node
    for _ in range(_CONTEXT_NODES):
        current = _next_leaf(current, forward=forward) if current is not None else None
        if current is None:
            break
        text = current.text_content
        if text and (text := text.strip()) and current.is_text_node:
            texts.append(text)
            wanted -= len(text) + 1
            if wanted < 0:
                break
    return texts


def _next_leaf(node: LexborNode, *, forward: bool) -> LexborNode | None:
    """Return the next leaf outside *node*, in document order or against it."""
    sibling = node.next if forward else node.prev
    while sibling is None:
        parent = node.parent
        if parent is None or parent.tag in _OUTERMOST:
            return None
        node = parent
        sibling = node.next if forward else node.prev
    while (child := sibling.first_child if forward else sibling.last_child) is not None:
        if sibling.tag in SILENT:
            break
        sibling = child
    return sibling
