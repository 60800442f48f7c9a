"""Referring domains of others: who links to them, and how we stand there. Pure.

Fed stored link documents of one referring domain, ours and theirs, in the order of their pages.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final, Literal, get_args

if TYPE_CHECKING:
    from collections.abc import Mapping

    from backlinkspider.documents import Document

Standing = Literal["none", "lost", "unknown", "not_looked"]
"""How we stand on a domain without a live link to us: none of the pages looked at has one; one was
lost; a page of ours there could not be read; no page there was ever looked at for us."""

STANDINGS: Final[tuple[Standing, ...]] = get_args(Standing)

FIELDS: Final = (
    "target",
    "state",
    "page.url",
    "page.domain",
    "page.contacts",
    "link.url",
    "link.text",
    "link.follow",
    "link.passes_credit",
    "audit.score",
    "worth.authority.value",
)
"""What is read of a link."""


@dataclass(frozen=True, slots=True)
class OurPages:
    """How many of our candidate pages on a domain were read, and how many were not."""

    read: int = 0
    unread: int = 0


@dataclass(slots=True)
class Referrer:
    """One referring domain: links to *us* by state, those to each of the others counted."""

    us: str
    domain: str
    ours: Counter[str] = field(default_factory=Counter)
    theirs: defaultdict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    pages: int = 0
    example: Document | None = None
    authority: float | None = None
    risk: float | None = None
    _page: str = ""

    def feed(self, link: Document) -> None:
        """Count *link*; what is not live of theirs only as lost or unknown."""
        if link["target"] == self.us:
            self.ours[link["state"]] += 1
            return
        counts = self.theirs[link["target"]]
        counts[link["state"]] += 1
        if link["state"] != "live":
            return
        counts["followed"] += bool(link["link"].get("follow"))
        if link["page"]["url"] != self._page:
            self._page = link["page"]["url"]
            self.pages += 1
        self.authority = _most(self.authority, _authority(link))
        self.risk = _most(self.risk, (link.get("audit") or {}).get("score"))
        if self.example is None or _rank(link) > _rank(self.example):
            self.example = link

    @property
    def others(self) -> list[str]:
        """Those it has a live link to, by name."""
        return sorted(name for name, counts in self.theirs.items() if counts["live"])

    def standing(self, pages: OurPages) -> Standing | None:
        """Return how we stand there; ``None`` where it has a live link to us."""
        if self.ours["live"]:
            return None
        if self.ours["unknown"]:
            return "unknown"
        if self.ours["lost"]:
            return "lost"
        if pages.unread:
            return "unknown"
        return "none" if pages.read else "not_looked"

    def row(self, pages: OurPages) -> dict[str, Any]:
        """Return what is told of a domain that has a live link to one of the others."""
        assert self.example is not None
        live = {name: self.theirs[name] for name in self.others}
        contacts = self.example["page"].get("contacts")
        return {
            "target": self.us,
            "domain": self.domain,
            "ours": self.standing(pages),
            "ours_lost": self.ours["lost"],
            "ours_read": pages.read,
            "ours_unread": pages.unread,
            "competitors": len(live),
            "links": sum(counts["live"] for counts in live.values()),
            "followed": sum(counts["followed"] for counts in live.values()),
            "pages": self.pages,
            "authority": self.authority,
            "risk": self.risk,
            "page_url": self.example["page"]["url"],
            "link_url": self.example["link"]["url"],
            "text": self.example["link"].get("text"),
            "contact": contacts[0]["value"] if contacts else None,
            "to": [
                {
                    "target": name,
                    **{of: counts[of] for of in ("live", "followed", "lost", "unknown")},
                }
                for name, counts in sorted(self.theirs.items())
            ],
        }


def _rank(link: Document) -> tuple[bool, bool, float, float]:
    """Order links by what they show best: passing credit, followed, of authority, without risk."""
    part = link["link"]
    risk = (link.get("audit") or {}).get("score") or 0.0
    return bool(part.get("passes_credit")), bool(part.get("follow")), _authority(link) or 0.0, -risk


def _authority(link: Mapping[str, Any]) -> float | None:
    value = ((link.get("worth") or {}).get("authority") or {}).get("value")
    return None if value is None else float(value)


def _most(one: float | None, other: float | None) -> float | None:
    return one if other is None or (one is not None and one >= other) else other
