"""The links of one referring domain, counted one by one in bounded memory. Pure."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from backlinkspider.domains.history import lost_credit
from backlinkspider.domains.origin import Origin
from backlinkspider.domains.seen import Seen
from backlinkspider.domains.shown import Shown
from backlinkspider.worth.authority import DomainScores, from_claim
from backlinkspider.worth.model import NOTHING_KNOWN, Measured

if TYPE_CHECKING:
    from backlinkspider.documents import Document
    from backlinkspider.domains.charges import Charges
    from backlinkspider.domains.weighed import Weighed

_RANK: Final = {"live": 2, "unknown": 1, "lost": 0}


@dataclass(slots=True)
class Best:
    """The best value of a domain's links, those that are live before others."""

    found: Measured = NOTHING_KNOWN
    _key: tuple[int, float] = (-1, -1.0)

    def offer(self, value: Measured, link: Document) -> None:
        """Keep *value* of *link* if it is better."""
        key = (_RANK[link["state"]], -1.0 if value.value is None else value.value)
        if key > self._key:
            self._key = key
            self.found = Measured(value.value, {**value.inputs, "link": link["_id"]})


@dataclass(slots=True)
class DomainTally:
    """What the links of *domain* come to. They must come page by page."""

    domain: str
    charges: Charges
    seen: Seen = field(default_factory=Seen)
    shown: Shown = field(default_factory=Shown)
    origin: Origin = field(default_factory=Origin)
    tools: set[str] = field(default_factory=set)
    scores: DomainScores = field(default_factory=DomainScores)
    relevance: Best = field(default_factory=Best)
    placement: Best = field(default_factory=Best)
    credited: Best = field(default_factory=Best)
    gone_credited: int = 0
    """Links that are lost, and passed credit."""

    def feed(self, weighed: Weighed) -> bool:
        """Count *weighed*; tell whether it stands, and is no repetition of a template's link."""
        link = weighed.link
        self.seen.feed(link)
        for claim in link.get("claims") or ():
            self.tools.add(claim["tool"])
            self.scores.add(from_claim(claim))
        self.relevance.offer(weighed.relevance, link)
        self.placement.offer(weighed.placement, link)
        self.credited.offer(weighed.credited, link)
        first = weighed.standing and self.shown.feed(link)
        if weighed.standing:
            self.origin.feed(link["page"])
        else:
            self.gone_credited += bool(link["link"].get("passes_credit")) or lost_credit(link)
        self.charges.feed(weighed, first=first)
        return first
