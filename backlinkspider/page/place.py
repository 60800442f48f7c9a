"""Where an anchor stands in the tree, and which language it belongs to there: HTML, SVG, MathML."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

    from backlinkspider.page.model import Place

Namespace = Literal["html", "svg", "math"]

_HTML_IN_SVG: Final = frozenset({"foreignObject", "desc", "title"})
_HTML_IN_MATH: Final = frozenset({"mi", "mo", "mn", "ms", "mtext"})
_HTML_ANNOTATIONS: Final = frozenset({"text/html", "application/xhtml+xml"})


def surroundings(anchor: LexborNode) -> tuple[Place, Namespace]:
    """Return where *anchor* stands in the tree of its document, and its namespace."""
    parents = _parents(anchor)
    place: Place = "area" if anchor.tag == "area" else "a"
    for parent in reversed(parents):
        if parent.tag == "noscript":
            place = "noscript"
        elif parent.tag == "svg":
            place = "svg"
    return place, _namespace(parents)


def place_of_template(template: LexborNode | None) -> Place:
    """Return the place of what *template* holds: a declarative shadow root is shown."""
    if template is not None and "shadowrootmode" in template.attrs:
        return "shadow"
    return "template"


def namespace_of(node: LexborNode) -> Namespace:
    """Return the namespace of an element that HTML, SVG and MathML may all have (``title``)."""
    return _namespace(_parents(node))


def _parents(node: LexborNode) -> list[LexborNode]:
    parents = []
    parent = node.parent
    while parent is not None:
        parents.append(parent)
        parent = parent.parent
    return parents


def _namespace(parents: list[LexborNode]) -> Namespace:
    namespace: Namespace = "html"
    for parent in reversed(parents):
        namespace = _namespace_within(parent, namespace)
    return namespace


def _namespace_within(parent: LexborNode, own: Namespace) -> Namespace:
    """Return the namespace of *parent*'s children (HTML, "integration points")."""
    tag = parent.tag
    if tag == "svg":
        return "svg"
    if tag == "math":
        return "math"
    if own == "svg" and tag in _HTML_IN_SVG:
        return "html"
    if own == "math" and (tag in _HTML_IN_MATH or _holds_html(parent)):
        return "html"
    return own


def _holds_html(node: LexborNode) -> bool:
    encoding = node.attrs.get("encoding") or ""
    return node.tag == "annotation-xml" and encoding.lower() in _HTML_ANNOTATIONS
