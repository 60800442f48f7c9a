"""All referring domains of a target together: what its link profile looks like. Pure.

Shares are over links that are live, those that a site's template repeats counted once.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from hashlib import blake2b
from typing import TYPE_CHECKING, Any, Final

from backlinkspider.domains.diversity import Shares, shares_of
from backlinkspider.domains.document import ordered, tld_of, weeks
from backlinkspider.domains.origin import language_of
from backlinkspider.domains.shown import anchor_key
from backlinkspider.links.domain_signals import network_of
from backlinkspider.worth.weights import WEAK

if TYPE_CHECKING:
    from backlinkspider.documents import Document

_COUNTED: Final = ("total", "live", "lost", "unknown")


@dataclass(slots=True)
class ProfileTally:
    """Counts over a target's links and domains.

    Grows with distinct anchors and networks, by two numbers each.
    """

    links: Counter[str] = field(default_factory=Counter)
    domains: Counter[str] = field(default_factory=Counter)
    classes: Counter[str] = field(default_factory=Counter)
    regions: Counter[str] = field(default_factory=Counter)
    languages: Counter[str] = field(default_factory=Counter)
    tlds: Counter[str] = field(default_factory=Counter)
    new: Counter[str] = field(default_factory=Counter)
    lost: Counter[str] = field(default_factory=Counter)
    actions: Counter[str] = field(default_factory=Counter)
    bands: Counter[str] = field(default_factory=Counter)
    by_domain: Shares = field(default_factory=Shares)
    _anchors: Counter[int] = field(default_factory=Counter)
    _networks: Counter[int] = field(default_factory=Counter)
    _without_address: int = 0

    def feed(self, link: Document) -> None:
        """Count a link that is no repetition of a template's."""
        if link["state"] != "live":
            return
        part, page = link["link"], link["page"]
        self.links["folded"] += 1
        self.links["followed"] += bool(part.get("follow"))
        self.links["passing"] += bool(part.get("passes_credit"))
        self.regions[part.get("region") or "unknown"] += 1
        self.classes[(link.get("signals") or {}).get("anchor_class") or "unknown"] += 1
        self.languages[language_of(page) or "unknown"] += 1
        self._anchors[_number(anchor_key(link))] += 1
        if network := network_of(page.get("ip")):
            self._networks[_number(network)] += 1
        else:
            self._without_address += 1

    def add_domain(self, document: Document) -> None:
        """Count a domain by its *document*."""
        self.by_domain.add(document["links"]["folded"])
        self.links.update({name: document["links"][name] for name in _COUNTED})
        state = next((s for s in ("live", "unknown") if document["links"][s]), "lost")
        self.domains.update(["total", state])
        if state == "live":
            self.tlds[tld_of(document["domain"]) or "address"] += 1
            self._weigh(document["worth"]["authority"]["value"])
            self.bands[document["risk"]["band"]] += 1
            self.domains["sitewide"] += document["sitewide"]
        self.actions[document["action"]["do"]] += 1
        for name, counts in (("new", self.new), ("lost", self.lost)):
            counts.update(document["history"][name])

    def _weigh(self, authority: float | None) -> None:
        if authority is None:
            self.domains["authority_unknown"] += 1
        else:
            self.domains["authority_known"] += 1
            self.domains["weak"] += authority < WEAK

    def document(self) -> Document:
        """Return the facts as they are stored."""
        folded, known = self.links["folded"], self.domains["authority_known"]
        counted = (*_COUNTED, "folded", "followed", "passing")
        return {
            "links": {name: self.links[name] for name in counted},
            "domains": {name: self.domains[name] for name in (*_COUNTED, "sitewide")},
            "follow_share": _share(self.links["followed"], folded),
            "passing_share": _share(self.links["passing"], folded),
            "anchor_classes": ordered(self.classes),
            "regions": ordered(self.regions),
            "languages": ordered(self.languages),
            "tlds": ordered(self.tlds),
            "diversity": self._diversity(),
            "weak": {
                "domains": self.domains["weak"],
                "known": known,
                "unknown": self.domains["authority_unknown"],
                "share": _share(self.domains["weak"], known),
            },
            "bands": ordered(self.bands),
            "actions": ordered(self.actions),
            "history": {"new": weeks(self.new), "lost": weeks(self.lost)},
        }

    def _diversity(self) -> dict[str, Any]:
        return {
            "domains": self.by_domain.document(),
            "networks": {
                **shares_of(self._networks.values()).document(),
                "unknown": self._without_address,
            },
            "anchors": shares_of(self._anchors.values()).document(),
        }


def _number(text: str) -> int:
    """Return *text* as a number of 64 bits: that keeps texts apart at an eighth of their memory."""
    hashed = blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8)
    return int.from_bytes(hashed.digest())


def _share(part: int, whole: int) -> float | None:
    return round(part / whole, 4) if whole else None
