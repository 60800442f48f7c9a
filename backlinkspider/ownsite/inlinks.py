"""What stored links tell of each own URL they point to. Pure."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from backlinkspider.urls import without_fragment

if TYPE_CHECKING:
    from collections.abc import Mapping

FIELDS: Final = (
    "state", "page_id", "page.url", "page.final_url", "page.canonical", "page.domain",
    "link.url", "link.final_url", "link.text", "link.follow", "signals.anchor_class",
    "audit.score", "audit.band", "worth",
)  # fmt: skip
"""The parts of a link document that are read here."""

_USER: Final = re.compile(r"^(https?://)[^/?#]*@")
_UNSAID: Final = frozenset({"url", "generic", "empty"})
"""Classes of anchors that do not say what the page they lead to is about. A brand's may name a
product; where it does not, it is on every own page and so tells nothing."""

_UNKNOWN_WORTH: Final = 0.5
_UNFOLLOWED: Final = 0.2
"""Of a link that passes no credit: it still brings readers."""

_RISKY: Final = "high"
_MOST_EXAMPLES: Final = 5


@dataclass(slots=True)
class Inlinks:
    """The links to one own URL.

    *gains* has the most to be won for each domain with live links, *known* that of links whose
    worth is known; *pages* are examples.
    """

    live: int = 0
    followed: int = 0
    lost: int = 0
    unknown: int = 0
    gains: dict[str, float] = field(default_factory=dict)
    known: dict[str, float] = field(default_factory=dict)
    anchors: Counter[str] = field(default_factory=Counter)
    pages: dict[str, None] = field(default_factory=dict)
    score: float = 0.0

    @property
    def gain(self) -> float:
        """What the live links are worth together: each domain counts by its best link."""
        return round(sum(self.gains.values()), 3)

    @property
    def worth(self) -> float | None:
        """The same of the links whose worth is known; ``None`` where there are none."""
        return round(sum(self.known.values()), 3) if self.known else None

    def add(self, link: Mapping[str, Any]) -> None:
        """Count *link*."""
        if text := said(link):
            self.anchors[text] += 1
        self.lost += link["state"] == "lost"
        self.unknown += link["state"] == "unknown"
        if link["state"] != "live":
            return
        self.live += 1
        self.followed += bool(link["link"].get("follow"))
        self.score = max(self.score, (link.get("audit") or {}).get("score") or 0.0)
        domain = link["page"]["domain"]
        self.gains[domain] = max(self.gains.get(domain, 0.0), gain_of(link))
        if (worth := worth_of(link)) is not None:
            self.known[domain] = max(self.known.get(domain, 0.0), worth)
        if len(self.pages) < _MOST_EXAMPLES:
            self.pages[link["page"]["url"]] = None

    def counts(self) -> dict[str, int]:
        """Return the ``links`` part of an own page's document."""
        return {"live": self.live, "followed": self.followed, "domains": len(self.gains)}


def own_url(link: Mapping[str, Any]) -> str:
    """Return the own URL that *link* leads to, as it is asked for: without user and fragment."""
    return _USER.sub(r"\1", without_fragment(link["link"].get("final_url") or link["link"]["url"]))


def said(link: Mapping[str, Any]) -> str:
    """Return what *link*'s anchor says of the page it leads to; empty where it says nothing."""
    anchor_class = (link.get("signals") or {}).get("anchor_class")
    return "" if anchor_class in _UNSAID else str(link["link"].get("text") or "")


def gain_of(link: Mapping[str, Any]) -> float:
    """Return what is to be won by *link*, 0 to 1: its worth.

    Unknown worth counts half, and a fifth of that where the link is not followed (known worth has
    that in its placement). Nobody wants a link back that looks like a scheme.
    """
    if (link.get("audit") or {}).get("band") == _RISKY:
        return 0.0
    if (worth := worth_of(link)) is not None:
        return worth
    return _UNKNOWN_WORTH * (1.0 if link["link"].get("follow") else _UNFOLLOWED)


def worth_of(link: Mapping[str, Any]) -> float | None:
    """Return the mean of what is known of *link*'s worth, 0 to 1; ``None`` if nothing is."""
    worth = link.get("worth") or {}
    scales = (("authority", 100.0), ("relevance", 1.0), ("placement", 1.0))
    values = [
        worth[name]["value"] / scale
        for name, scale in scales
        if (worth.get(name) or {}).get("value") is not None
    ]
    return round(sum(values) / len(values), 4) if values else None
