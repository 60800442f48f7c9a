"""Which pages of a site to visit next, from the links of one page and the site's sitemaps.

Breadth first: pages linked from the home page or named by a sitemap are at depth 1. Within a depth
the pages likelier to link to other sites come first (``topics.yaml``).

``nofollow`` does not keep a page from being visited: it says what a link is worth, and robots.txt
what may be fetched. Sites put it on log-ins and filters, so such links come later.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal, NamedTuple

from backlinkspider.site.exclusions import exclusion
from backlinkspider.site.scope import in_site, page_url
from backlinkspider.site.score import topic_weight
from backlinkspider.site.shape import read_shape
from backlinkspider.site.traps import MAX_URL, TrapGuard

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from backlinkspider.page.document import HtmlDocument
    from backlinkspider.page.model import Region

_TOPIC: Final = 10
_PROMINENT: Final = frozenset({"content", "author_bio"})
_PLACED: Final = 1
_SOURCES: Final = ("sitemap", "link")


class SiteLink(NamedTuple):
    """An anchor of the page: its URL as the browser resolves it, and what tells where it leads."""

    url: str | None
    text: str
    region: Region
    rel: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Found:
    """A page to visit. *position* counts from 0 on the page, or in the sitemap, that names it."""

    url: str
    depth: int
    score: int
    source: Literal["sitemap", "link"]
    position: int


@dataclass(frozen=True, slots=True)
class Discovery:
    """The pages *found*, in the order to visit them in, and what was *passed_over*.

    The latter until the room was full: reasons (a trap or a key of ``exclusions.yaml``), by name,
    with how many addresses.
    """

    found: tuple[Found, ...]
    passed_over: tuple[tuple[str, int], ...]


def site_links(document: HtmlDocument, site: str) -> tuple[SiteLink, ...]:
    """Return the links of *document* that stay in *site*, in document order."""
    inside = (found for found in document.anchors() if found.url and in_site(found.url, site))
    anchors = map(document.describe, inside)
    return tuple(SiteLink(each.url, each.text, each.region, each.rel) for each in anchors)


def discover(
    links: Iterable[SiteLink],
    sitemap: Iterable[str] = (),
    *,
    site: str,
    depth: int,
    known: Collection[str],
    room: int,
    max_depth: int,
) -> Discovery:
    """Return at most *room* pages of *site* that are not *known* and not deeper than *max_depth*.

    *links* are those of a page at *depth*, *sitemap* the locations of the site's sitemaps. *known*
    are the serialised URLs of all pages visited or queued, also those redirects led to. The order
    is by depth, score, source (sitemap first) and position; it depends on nothing else.
    """
    named = _from_sitemap(sitemap, site) if max_depth > 0 else ()
    linked = _from_links(links, site, depth + 1) if depth < max_depth else ()
    candidates = sorted((*named, *linked), key=_order)
    return _choose(candidates, TrapGuard(known, budget=len(known) + room), room)


def _choose(candidates: Iterable[Found], guard: TrapGuard, room: int) -> Discovery:
    found: list[Found] = []
    passed_over: Counter[str] = Counter()
    seen: set[str] = set()
    for candidate in candidates:
        if len(found) >= room:
            break
        if candidate.url in seen:
            continue
        seen.add(candidate.url)
        if reason := _admit(candidate.url, guard):
            passed_over[reason] += 1
        elif reason is None:
            found.append(candidate)
    return Discovery(tuple(found), tuple(sorted(passed_over.items())))


def _admit(url: str, guard: TrapGuard) -> str | None:
    """Take *url* up and return ``None``, or return why not; ``""`` where the page is known."""
    if len(url) > MAX_URL:
        return "long_url"
    shape = read_shape(url)
    if guard.is_known(shape):
        return ""
    reason = exclusion(url) or guard.trap(shape)
    if reason:
        return reason
    guard.add(shape)
    return None


def _from_sitemap(locations: Iterable[str], site: str) -> Iterator[Found]:
    for position, location in enumerate(locations):
        url = page_url(location)
        if url and in_site(url, site):
            yield Found(url, 1, _TOPIC * topic_weight(url) + _PLACED, "sitemap", position)


def _from_links(links: Iterable[SiteLink], site: str, depth: int) -> Iterator[Found]:
    for position, link in enumerate(links):
        url = page_url(link.url)
        if url and in_site(url, site):
            placed = link.region in _PROMINENT and "nofollow" not in link.rel
            score = _TOPIC * topic_weight(url, link.text) + (_PLACED if placed else 0)
            yield Found(url, depth, score, "link", position)


def _order(found: Found) -> tuple[int, int, int, int]:
    return found.depth, -found.score, _SOURCES.index(found.source), found.position
