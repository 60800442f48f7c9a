"""What an anchor's own element says: its rel, its text, the names it and its surroundings bear."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from backlinkspider.page.text import collapse, text_of

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

    from backlinkspider.page.model import TextSource
    from backlinkspider.page.place import Namespace

_TOKENS: Final = re.compile(r"[^\t\n\f\r ]+")
_CLASSES_AROUND: Final = 5
"""The anchor and its four nearest ancestors."""

_MOST_CLASSES: Final = 30
_NAMES_LENGTH: Final = 500


def href_of(node: LexborNode, namespace: Namespace) -> str | None:
    """Return the link of an HTML anchor, or of an SVG one, which may use ``xlink:href``."""
    if namespace == "math" or (namespace == "svg" and node.tag != "a"):
        return None
    if "href" in node.attrs:
        return node.attrs.get("href") or ""
    return node.attrs.get("xlink:href") if namespace == "svg" else None


def rel_tokens(node: LexborNode) -> tuple[str, ...]:
    """Return the tokens of ``relList``: each once as written, then in lower case."""
    rel = node.attrs.get("rel")
    return tuple(map(str.lower, dict.fromkeys(_TOKENS.findall(rel)))) if rel else ()


def anchor_text(node: LexborNode) -> tuple[str, TextSource]:
    """Return the text of an anchor, or what engines read in its place, and where it is from."""
    if text := text_of(node):
        return text, "text"
    images = [node] if node.tag == "area" else node.css("img[alt],input[alt]")
    if alt := collapse(" ".join(image.attrs.get("alt") or "" for image in images)):
        return alt, "alt"
    for name in ("title", "aria-label"):
        if text := collapse(node.attrs.get(name) or ""):
            return text, "title" if name == "title" else "aria-label"
    return "", "none"


class ClassReader:
    """Tells the names that links and what is round them bear; remembers those of each element."""

    def __init__(self) -> None:
        self._known: dict[int, tuple[str, ...]] = {}

    def names_at(self, node: LexborNode) -> tuple[str, ...]:
        """Return the classes and ids of an anchor and its nearest ancestors, nearest first."""
        found: list[str] = []
        current: LexborNode | None = node
        for _ in range(_CLASSES_AROUND):
            if current is None or not current.is_element_node:
                break
            identity = current.mem_id
            names = self._known.get(identity)
            if names is None:
                names = self._known[identity] = _own_names(current)
            found += names
            current = current.parent
        return tuple(dict.fromkeys(found))[:_MOST_CLASSES]


def _own_names(node: LexborNode) -> tuple[str, ...]:
    attributes = node.attributes
    classes, identity = attributes.get("class") or "", attributes.get("id") or ""
    own = (*classes[:_NAMES_LENGTH].lower().split(), *identity[:_NAMES_LENGTH].lower().split())
    return own if len(own) < 2 else tuple(dict.fromkeys(own))
