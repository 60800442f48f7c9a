"""Where a domain is, in which languages it writes, and who names it. Pure."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from backlinkspider.links.domain_signals import network_of
from backlinkspider.links.signals import primary_language

if TYPE_CHECKING:
    from backlinkspider.documents import Document

MOST: Final = 100
"""Hosts, addresses and identifiers each that are kept of one domain."""

_LONGEST_TAG: Final = 3


@dataclass(slots=True)
class Origin:
    """What the pages of a domain say of it; *contact*: whether one of them names a contact."""

    ips: set[str] = field(default_factory=set)
    ids: set[str] = field(default_factory=set)
    languages: Counter[str] = field(default_factory=Counter)
    contact: bool | None = None

    def feed(self, page: Document) -> None:
        """Take in the ``page`` part of a link."""
        _keep(self.ips, page.get("ip"))
        for one in page.get("ids") or ():
            _keep(self.ids, one)
        self.languages[language_of(page) or "unknown"] += 1
        if (contact := page.get("has_contact")) is not None:
            self.contact = bool(self.contact or contact)

    @property
    def subnets(self) -> list[str]:
        """The networks of its addresses, /24 and /48."""
        return sorted({network for ip in self.ips if (network := network_of(ip))})


def language_of(page: Document) -> str | None:
    """Return the language a page is written in, else the one it declares; None if that is none."""
    tag: str = page.get("text_language") or primary_language(page.get("lang") or "")
    return tag if tag.isascii() and tag.isalpha() and len(tag) <= _LONGEST_TAG else None


def _keep(kept: set[str], value: str | None) -> None:
    if value and len(kept) < MOST:
        kept.add(value)
