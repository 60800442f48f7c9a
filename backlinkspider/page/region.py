"""Which part of a page a node stands in, from landmarks, roles and the class names people use.

Landmarks follow HTML-AAM: a header or footer inside an article is part of the article. Class names
are a guess: they count where no landmark says otherwise and where they name a part of the page,
not a layout (``has-sidebar``) or a part of a part (``card-footer``).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING, Final, Literal

from backlinkspider.page.ancestors import inherited

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
_SECTIONING: Final = frozenset({"article", "aside", "main", "nav", "section"})
_NOT_THE_PAGES: Final = {"header": _SECTIONING, "footer": frozenset({"article", "aside", "nav"})}
"""Inside these, a header or footer is not the page's (HTML-AAM, but for footers in main)."""

_LANDMARKS: Final = _SECTIONING | _TAGS.keys()
_NAMING: Final = frozenset({"class", "id", "role"})

_NO_TAGS: Final[frozenset[str]] = frozenset()

_BLOCKS: Final[tuple[tuple[Region, str], ...]] = (
    ("signature", r"(?:post-?)?signature"),
    ("author_bio", r"author-?(?:bio|box|info|profile|card)|about-?(?:the-?)?author|bio-?box"),
    ("comment", r"comments?|commentlist|disqus|respond|reactions"),
    ("forum", r"forum|postbody|topic-?post|bbp"),
    ("profile", r"(?:user|member)-?profile|profile-?(?:page|info)"),
    ("widget", r"badge|embed"),
)
"""Named as themselves wherever they stand; a widget is one that is handed to other sites."""

_PARTS: Final[tuple[tuple[Region, str], ...]] = (
    ("footer", r"footer|foot|colophon|copyright|bottom-?bar"),
    ("sidebar", r"sidebar|side-?bar|aside|rail|right-?col|left-?col|blogroll|widget-area"),
    ("nav", r"nav|navbar|navigation|menu|breadcrumbs?"),
    ("header", r"header|masthead|top-?bar"),
)
_HINT: Final = re.compile(
    "signature|author|bio|comment|disqus|respond|reactions|forum|postbody|topic|bbp|profile|badge"
    "|embed|foot|colophon|copyright|bottom|side|rail|right|left|blogroll|widget|nav|menu"
    "|breadcrumb|head|top[_-]?bar"
)
"""A part of each name in the lists above."""

_CAMEL: Final = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_NOT_NAMES: Final = re.compile(
    r"(?:^|(?<= ))\S*(?:"
    r"(?:no|has|with|without|hide|show|content)-(?:sidebar|aside|footer|header|nav|menu)"
    r"|(?:sidebar|aside|nav|menu)-(?:none|left|right|wrap|wrapper|toggle|open|closed)"
    r"|(?:article|block|blog|box|card|comment|content|entry|item|list|modal|panel|post|section|story"
    r"|table|teaser|widget)-(?:header|head|footer|foot)"
    r"|(?:recent|latest|last|meta|entry)-comments?"
    r"|comments?-(?:link|count|counter|btn|button|icon|number|off|closed))(?=[ -]|$)\S*"
)
"""Class names that hold a word of the lists above and mean something else."""

_NAMELESS: Final = frozenset({"a", "area", "article", "body", "html", "main"})
_NAMES_LENGTH: Final = 300
_NAMES_KEPT: Final = 1 << 13
"""The same classes come again and again: what they mean is remembered."""

_NAMES_NOTHING: Final[tuple[None, None]] = (None, None)

_CORE: Final[dict[Region, str]] = {"header": "main,article"}
_CORE_OF_ANY: Final = "main,h1"
"""What holds the heart of a page is no sidebar, whatever its class says."""


@dataclass(frozen=True, slots=True)
class FoundRegion:
    """A region, what named it (a landmark, a block's or a part's class name), and what is round it.

    ``within`` holds the sectioning elements from here upwards.
    """

    region: Region | None
    by: Literal["nothing", "landmark", "block", "part"]
    within: frozenset[str]


_NOTHING: Final = FoundRegion(None, "nothing", frozenset())


def _whole_names(names: tuple[tuple[Region, str], ...]) -> dict[Region, re.Pattern[str]]:
    return {region: re.compile(rf"(?:^|[ -])(?:{words})(?:$|[ -])") for region, words in names}


_BLOCK_NAMES: Final = _whole_names(_BLOCKS)
_PART_NAMES: Final = _whole_names(_PARTS)


class RegionReader:
    """Tells the region of nodes of one tree; remembers what it found for ancestors."""

    def __init__(self) -> None:
        self._known: dict[int, FoundRegion] = {}

    def region_of(self, node: LexborNode) -> Region:
        """Return the region of the nearest ancestor that names one, else ``content``.

        A comment, signature, author's bio or widget inside a landmark is named as itself.
        """
        return self.found_at(node).region or "content"

    def found_at(self, node: LexborNode) -> FoundRegion:
        """Return what is found at *node*."""
        return inherited(node, self._known, _NOTHING, _own)

    def found_in(self, node: LexborNode, identity: int, above: FoundRegion) -> FoundRegion:
        """Return what is found at *node* (``mem_id`` *identity*), whose parent has *above*."""
        found = self._known[identity] = _own(node, above)
        return found


def _own(node: LexborNode, above: FoundRegion) -> FoundRegion:
    """Return what is found at *node*, below *above*."""
    if not node.is_element_node:
        return above
    tag, attributes = node.tag or "", node.attributes
    if tag not in _LANDMARKS and _NAMING.isdisjoint(attributes):
        return above
    within = above.within
    if tag in _SECTIONING and tag not in within:
        within |= {tag}
        above = replace(above, within=within)
    block, part = _NAMES_NOTHING
    if tag not in _NAMELESS:
        classes, identity = attributes.get("class"), attributes.get("id")
        if classes or identity:
            names = f"{classes} {identity}" if classes and identity else classes or identity or ""
            block, part = _named_by(names[:_NAMES_LENGTH])
    if block and not (above.by == "landmark" and above.region in {"nav", "header"}):
        return FoundRegion(block, "block", within)
    if above.by == "block":
        return above
    roles = attributes.get("role")
    if (roles or tag in _TAGS) and (landmark := _landmark(tag, roles, within)):
        return FoundRegion(landmark, "landmark", within)
    named = _part(node, part, above) if part else None
    return FoundRegion(named, "part", within) if named else above


@lru_cache(maxsize=_NAMES_KEPT)
def _named_by(names: str) -> tuple[Region | None, Region | None]:
    return named_by(names) if may_name(names) else _NAMES_NOTHING


def may_name(names: str) -> bool:
    """Tell whether *names* may name a block or a part; most do not, and a look is enough."""
    return _HINT.search(names.lower()) is not None


def named_by(names: str) -> tuple[Region | None, Region | None]:
    """Return the block and the part that the words of class and id name."""
    cleaned = _cleaned(names)
    return _named(cleaned, _BLOCK_NAMES), _named(cleaned, _PART_NAMES)


def _cleaned(names: str) -> str:
    """Return *names* in lower case, words parted by ``-``."""
    names = _CAMEL.sub("-", names).lower().replace("_", "-")
    return _NOT_NAMES.sub("", " ".join(names.split()))


def _landmark(tag: str, roles: str | None, within: frozenset[str]) -> Region | None:
    for role in (roles or "").lower().split():
        if role in _ROLES:
            return _ROLES[role]
    region = _TAGS.get(tag)
    return None if region and within & _NOT_THE_PAGES.get(tag, _NO_TAGS) else region


def _part(node: LexborNode, part: Region, above: FoundRegion) -> Region | None:
    if above.by == "landmark" and above.region != "content":
        return None
    if above.region in {"footer", part}:
        return None
    if above.within & _NOT_THE_PAGES.get(part, _NO_TAGS):
        return None
    return None if node.css_first(_CORE.get(part, _CORE_OF_ANY)) else part


def _named(names: str, patterns: dict[Region, re.Pattern[str]]) -> Region | None:
    return next((region for region, pattern in patterns.items() if pattern.search(names)), None)
