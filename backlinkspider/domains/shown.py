"""How a domain's links look: anchors, regions, rel, credit. Pure."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from backlinkspider.domains.folding import Folding
from backlinkspider.domains.history import lost_credit
from backlinkspider.links.credit import QUALIFIERS, rel_values

if TYPE_CHECKING:
    from collections.abc import Iterable

    from backlinkspider.documents import Document

MOST_ANCHORS: Final = 500
"""Distinct anchors told apart on one domain; further ones are counted in no anchor."""

MOST_BLOCKERS: Final = 50
_TEXT: Final = 200


@dataclass(slots=True)
class Anchor:
    """An anchor as it is written first, and how many links have it."""

    text: str
    links: int = 0


@dataclass(slots=True)
class Shown:
    """Counts over the links of a domain that may still be there, page by page."""

    followed: int = 0
    passing: int = 0
    folded: int = 0
    credited: int = 0
    lost_credit: int = 0
    folding: Folding = field(default_factory=Folding)
    anchors: dict[str, Anchor] = field(default_factory=dict)
    classes: Counter[str] = field(default_factory=Counter)
    regions: Counter[str] = field(default_factory=Counter)
    rels: Counter[str] = field(default_factory=Counter)
    blockers: Counter[str] = field(default_factory=Counter)

    def feed(self, link: Document) -> bool:
        """Count *link*; tell whether it is no repetition of a template's link."""
        part = link["link"]
        first = self.folding.is_first(link)
        self.credited += bool(part.get("passes_credit"))
        self.lost_credit += lost_credit(link)
        if link["state"] == "live":
            self.folded += first
            self.followed += bool(part.get("follow"))
            self.passing += bool(part.get("passes_credit"))
        self.regions[part.get("region") or "unknown"] += 1
        self.classes[(link.get("signals") or {}).get("anchor_class") or "unknown"] += 1
        self.rels.update(rel_values(part.get("rel") or ()) & set(QUALIFIERS) or {"none"})
        self._feed_blockers(part.get("credit_blockers") or ())
        self._feed_anchor(link)
        return first

    def _feed_blockers(self, blockers: Iterable[str]) -> None:
        for blocker in blockers:
            if blocker in self.blockers or len(self.blockers) < MOST_BLOCKERS:
                self.blockers[blocker] += 1

    def _feed_anchor(self, link: Document) -> None:
        key = anchor_key(link)
        if key not in self.anchors:
            if len(self.anchors) >= MOST_ANCHORS:
                return
            self.anchors[key] = Anchor((link["link"].get("text") or "")[:_TEXT])
        self.anchors[key].links += 1


def anchor_key(link: Document) -> str:
    """Return what makes two links' anchors the same: their words, whatever their case."""
    words = (link.get("signals") or {}).get("anchor_text_normalised")
    return str(link["link"].get("text") or "" if words is None else words)[:_TEXT]
