"""Where an anchor stands in the tree, and which language it belongs to there: HTML, SVG, MathML."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

from backlinkspider.page.ancestors import inherited

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

    from backlinkspider.page.elements import Elements
    from backlinkspider.page.model import Place

Namespace = Literal["html", "svg", "math"]

_HTML_IN: Final = {
    "svg": frozenset({"foreignObject", "desc", "title"}),
    "math": frozenset({"mi", "mo", "mn", "ms", "mtext"}),
}
"""Elements whose children are HTML (HTML, "integration points")."""

_HTML_ANNOTATIONS: Final = frozenset({"text/html", "application/xhtml+xml"})


@dataclass(frozen=True, slots=True)
class _Below:
    """What holds below an element."""

    place: Literal["noscript", "svg"] | None
    namespace: Namespace


_ROOT: Final = _Below(None, "html")
_ANCHORS: Final = ("a", "area")
_HOLDERS: Final = ("math", "noscript", "svg")
_NESTED: Final = ",".join((*_ANCHORS, *_HOLDERS))


class PlaceReader:
    """Tells place and namespace of the elements of one tree."""

    def __init__(self) -> None:
        self._known: dict[int, _Below] = {}

    def place_of(self, anchor: LexborNode) -> Place:
        """Return where *anchor* stands in the tree of its document."""
        return self._above(anchor).place or ("area" if anchor.tag == "area" else "a")

    def namespace_of(self, node: LexborNode) -> Namespace:
        """Return the namespace of an element that HTML, SVG and MathML may all have (``a``)."""
        return self._above(node).namespace

    def _above(self, node: LexborNode) -> _Below:
        parent = node.parent
        return _ROOT if parent is None else inherited(parent, self._known, _ROOT, _below)


def is_html(node: LexborNode) -> bool:
    """Tell whether *node*, of a name that HTML and SVG share, is an HTML element."""
    return PlaceReader().namespace_of(node) == "html"


def _below(node: LexborNode, own: _Below) -> _Below:
    """Return what holds below *node*, whose own surroundings are *own*."""
    tag = node.tag
    if tag == "svg":
        return _Below("svg", "svg")
    if tag == "noscript":
        return _Below("noscript", own.namespace)
    if tag == "math":
        return _Below(own.place, "math")
    if own.namespace == "html":
        return own
    is_html = tag in _HTML_IN[own.namespace] or (own.namespace == "math" and _holds_html(node))
    return _Below(own.place, "html") if is_html else own


def _holds_html(node: LexborNode) -> bool:
    encoding = node.attrs.get("encoding") or ""
    return node.tag == "annotation-xml" and encoding.lower() in _HTML_ANNOTATIONS


def place_of_template(template: LexborNode | None) -> Place:
    """Return the place of what *template* holds: a declarative shadow root is shown."""
    if template is not None and "shadowrootmode" in template.attrs:
        return "shadow"
    return "template"


def nested_anchors(elements: Elements) -> set[int]:
    """Return the ``mem_id`` of anchors inside SVG, MathML or noscript.

    Holders inside others, met after them, hold nothing new: pages may nest thousands.
    """
    nested: set[int] = set()
    inside: set[int] = set()
    for tag in _HOLDERS:
        for holder in elements[tag]:
            if holder.mem_id in inside:
                continue
            for inner in holder.css(_NESTED):
                (nested if inner.tag in _ANCHORS else inside).add(inner.mem_id)
    return nested
