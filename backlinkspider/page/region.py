"""Which part of a page a node stands in, from landmarks, roles and the class names people use."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

    from backlinkspider.page.model import Region

_TAGS: Final[dict[str, Region]] = {
    "nav": "nav",
    "header": "header",
    "footer": "footer",
    "aside": "sidebar",
    "main": "content",
}
_ROLES: Final[dict[str, Region]] = {
    "navigation": "nav",
    "banner": "header",
    "contentinfo": "footer",
    "complementary": "sidebar",
    "main": "content",
}
_SECTIONING: Final = frozenset({"article", "section", "main"})
"""Inside these, header and footer are not page landmarks (HTML-AAM)."""

_SPECIFIC: Final[tuple[tuple[Region, re.Pattern[str]], ...]] = tuple(
    (region, re.compile(pattern))
    for region, pattern in (
        ("signature", r"(?:^|[ _-])(?:post-?)?signature(?:$|[ _-])"),
        ("author_bio", r"author-?(?:bio|box|info|profile|card)|about-?(?:the-?)?author|bio-?box"),
        ("comment", r"(?:^|[ _-])(?:comments?|commentlist|disqus|respond|reactions)(?:$|[ _-])"),
        ("forum", r"(?:^|[ _-])(?:forum|postbody|post-?content-forum|topic-?post|bbp)(?:$|[ _-])"),
        (
            "profile",
            r"(?:^|[ _-])(?:user-?profile|member-?profile|profile-?(?:page|info))(?:$|[ _-])",
        ),
        ("widget", r"(?:^|[ _-])(?:widget|badge|embed)(?:$|[ _-])"),
    )
)
_GENERAL: Final[tuple[tuple[Region, re.Pattern[str]], ...]] = tuple(
    (region, re.compile(rf"(?:^|[ _-])(?:{names})(?:$|[ _-])"))
    for region, names in (
        ("footer", r"footer|foot|colophon|copyright|bottom-?bar"),
        ("sidebar", r"sidebar|side-?bar|aside|rail|right-?col|left-?col|blogroll"),
        ("nav", r"nav|navbar|navigation|menu|breadcrumbs?"),
        ("header", r"header|masthead|top-?bar"),
    )
)
_CAMEL: Final = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_LANDMARK_OVER_CLASS: Final = frozenset({"article", "main", "body", "html"})


class RegionReader:
    """Tells the region of nodes of one tree; remembers what it found for ancestors."""

    def __init__(self) -> None:
        self._known: dict[int, tuple[Region | None, bool]] = {}

    def region_of(self, node: LexborNode) -> Region:
        """Return the region of the nearest ancestor that names one, else ``content``.

        A comment, signature, author's bio or widget inside a landmark is named as itself.
        """
        return self._look(node)[0] or "content"

    def _look(self, node: LexborNode) -> tuple[Region | None, bool]:
        """Return the region named by *node* or above it, and whether it is a specific one."""
        chain: list[LexborNode] = []
        found: tuple[Region | None, bool] = (None, False)
        current: LexborNode | None = node
        while current is not None and current.tag != "html":
            known = self._known.get(current.mem_id)
            if known is not None:
                found = known
                break
            chain.append(current)
            current = current.parent
        for current in reversed(chain):
            found = _own_region(current, found) or found
            self._known[current.mem_id] = found
        return found


def _own_region(
    node: LexborNode, above: tuple[Region | None, bool]
) -> tuple[Region | None, bool] | None:
    if not node.is_element_node:
        return None
    attributes = node.attrs
    names = " ".join(filter(None, (attributes.get("class"), attributes.get("id"))))
    names = _CAMEL.sub("-", names).lower()[:300]
    if names and (specific := _named(names, _SPECIFIC)) and node.tag not in ("body", "html"):
        return specific, True
    if above[1]:
        return None
    landmark = _landmark(node, attributes.get("role") or "")
    if landmark is None and names and node.tag not in _LANDMARK_OVER_CLASS:
        landmark = _named(names, _GENERAL)
    return (landmark, False) if landmark else None


def _landmark(node: LexborNode, role: str) -> Region | None:
    if role in _ROLES:
        return _ROLES[role]
    tag = node.tag or ""
    if tag in ("header", "footer") and _in_sectioning(node):
        return None
    return _TAGS.get(tag)


def _in_sectioning(node: LexborNode) -> bool:
    parent = node.parent
    while parent is not None:
        if parent.tag in _SECTIONING:
            return True
        parent = parent.parent
    return False


def _named(names: str, patterns: tuple[tuple[Region, re.Pattern[str]], ...]) -> Region | None:
    return next((region for region, pattern in patterns if pattern.search(names)), None)
