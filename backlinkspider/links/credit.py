"""Whether a link passes credit, and every reason why it doesn't.

``follow`` is about the anchor's own ``rel``; ``passes_credit`` is the whole answer a search engine
would give. Sources: Google, "Qualify your outbound links" (values of ``rel`` may be separated by
spaces or commas), "Robots meta tag specifications", "Link best practices" (crawlable links).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from backlinkspider.page.robots_meta import forbids
from backlinkspider.urls import host_of, is_http, registrable_domain

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from backlinkspider.page.model import Place

QUALIFIERS: Final = ("nofollow", "ugc", "sponsored")
_UNSEEN_PLACES: Final = frozenset({"template"})
"""Markup in a template is no link until a script uses it."""


@dataclass(frozen=True, slots=True)
class PageCredit:
    """What of a page decides over the credit of its links. ``robots_txt`` names a blocked bot."""

    url: str
    canonical: str | None
    robots_meta: Mapping[str, Iterable[str]]
    robots_header: Mapping[str, Iterable[str]]
    robots_txt: str | None = None

    @property
    def indexable(self) -> bool:
        """Whether search engines may keep the page (no noindex, not blocked from crawling)."""
        return not any(blocker.startswith(("noindex", "robots_txt")) for blocker in self.blockers())

    def blockers(self) -> tuple[str, ...]:
        """Name what on the page stops credit, for all its links."""
        found: list[str] = []
        for source, robots in (("meta", self.robots_meta), ("header", self.robots_header)):
            found += [
                f"{directive}:{source}:{bot}"
                for directive in ("nofollow", "noindex")
                if (bot := forbids(robots, directive))
            ]
        if self.robots_txt:
            found.append(f"robots_txt:{self.robots_txt}")
        if self.canonical and _domain(self.canonical) != _domain(self.url):
            found.append("canonical_elsewhere")
        return tuple(found)


def rel_values(rel: Iterable[str]) -> set[str]:
    """Return the values of *rel* split at commas too, as Google reads them."""
    return {value for token in rel for value in token.lower().split(",") if value}


def link_blockers(rel: Iterable[str], url: str | None, place: Place) -> tuple[str, ...]:
    """Name what on the anchor itself stops credit."""
    values = rel_values(rel)
    found = [f"rel:{qualifier}" for qualifier in QUALIFIERS if qualifier in values]
    if url is None or not is_http(url):
        found.append("href_not_crawlable")
    if place in _UNSEEN_PLACES:
        found.append(f"place:{place}")
    return tuple(found)


def is_followed(rel: Iterable[str]) -> bool:
    """Tell whether the anchor's own *rel* lets credit through."""
    return not rel_values(rel) & set(QUALIFIERS)


def _domain(url: str) -> str:
    return registrable_domain(host_of(url))
