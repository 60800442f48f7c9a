"""Site-wide links: what a site's template repeats on its pages is one link, placed once."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from backlinkspider.documents import digest
from backlinkspider.urls import without_fragment

if TYPE_CHECKING:
    from collections.abc import Mapping

TEMPLATE: Final = frozenset({"footer", "header", "nav", "sidebar", "widget"})
"""Regions that a site fills from its template."""

SITEWIDE: Final = 5
"""Pages of a domain with the same link in their template, from which it is called site-wide."""

_KEPT: Final = 500
"""Distinct template links remembered of a domain; further ones count as they come."""


@dataclass(slots=True)
class Folding:
    """The links of one domain, folded. They must come page by page."""

    is_sitewide: bool = False
    _seen: dict[str, _Repeated] = field(default_factory=dict)

    def is_first(self, link: Mapping[str, Any]) -> bool:
        """Count *link*; tell whether it is no repetition of one that was counted before."""
        part = link["link"]
        if part.get("region") not in TEMPLATE:
            return True
        key = digest(without_fragment(part.get("url") or ""), part.get("text") or "")
        repeated = self._seen.get(key)
        if repeated is None:
            if len(self._seen) < _KEPT:
                self._seen[key] = _Repeated(link.get("page_id", ""))
            return True
        repeated.add(link.get("page_id", ""))
        self.is_sitewide |= repeated.pages >= SITEWIDE
        return False


@dataclass(slots=True)
class _Repeated:
    """On how many pages a template link stands, and the last of them."""

    page: str
    pages: int = 1

    def add(self, page: str) -> None:
        self.pages += page != self.page
        self.page = page
