"""Where an anchor stands in the tree, and which language it belongs to there: HTML, SVG, MathML."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

    from backlinkspider.page.model import Place

Namespace = Literal["html", "svg", "math"]

_OF_CHILDREN: Final[dict[str, Namespace]] = {
    "svg": "svg",
    "foreignObject": "html",
    "desc": "html",
    "title": "html",
    "math": "math",
    "mi": "html",
    "mo": "html",
    "mn": "html",
    "ms": "html",
    "mtext": "html",
}
"""Elements that decide over their children's namespace (HTML, "integration points")."""

_HTML_IN_MATH: Final = frozenset({"text/html", "application/xhtml+xml"})


def place_of(anchor: LexborNode) -> Place:
    """Return where *anchor* stands in the tree of its document."""
    parent = anchor.parent
    while parent is not None:
        if parent.tag == "noscript":
            return "noscript"
        if parent.tag == "svg":
            return "svg"
        parent = parent.parent
    return "area" if anchor.tag == "area" else "a"


def place_of_template(template: LexborNode | None) -> Place:
    """Return the place of what *template* holds: a declarative shadow root is shown."""
    if template is not None and "shadowrootmode" in template.attrs:
        return "shadow"
    return "template"


def namespace_of(node: LexborNode) -> Namespace:
    """Return the namespace of an element that HTML, SVG and MathML may all have (``a``)."""
    parent = node.parent
    while parent is not None:
        if found := _OF_CHILDREN.get(parent.tag or ""):
            return found
        if parent.tag == "annotation-xml" and _holds_html(parent):
            return "html"
        parent = parent.parent
    return "html"


def _holds_html(annotation: LexborNode) -> bool:
    return (annotation.attrs.get("encoding") or "").lower() in _HTML_IN_MATH
