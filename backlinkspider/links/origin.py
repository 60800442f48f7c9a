"""Which script put a link into the page, and whether it is the page's own."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any, Final

from backlinkspider.urls import host_of, registrable_domain

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from backlinkspider.page.model import Anchor
    from backlinkspider.page.seen import AnchorKey, Seen

_LIVE: Final = frozenset({"a", "area", "svg", "shadow", "iframe"})
"""Places whose anchors a browser has as elements: what is in a template or noscript is text."""


def live_keys(anchors: Iterable[Anchor]) -> list[AnchorKey | None]:
    """Return for each anchor the URL and ordinal by which ``Seen`` names it; None where it can't.

    *anchors* are those of a rendered page; all of one URL must be among them.
    """
    return number_live((anchor.address, anchor.place) for anchor in anchors)


def number_live(links: Iterable[tuple[str, str | None]]) -> list[AnchorKey | None]:
    """Return the same for URLs and places; a place of None is none in the rendered page."""
    seen: Counter[str] = Counter()
    keys: list[AnchorKey | None] = []
    for url, place in links:
        if place not in _LIVE:
            keys.append(None)
            continue
        keys.append((url, seen[url]))
        seen[url] += 1
    return keys


def script_origins(
    anchors: Sequence[Anchor], look: Seen | None, *, final_url: str
) -> list[dict[str, Any] | None]:
    """Return ``{url, third_party}`` of the script that inserted each anchor of a rendered page.

    None where no script is known to have. *third_party*: its registrable domain is not that of the
    page at *final_url*; a library taken from elsewhere is so, too.
    """
    known = look.origins if look else {}
    own = registrable_domain(host_of(final_url))
    found: list[dict[str, Any] | None] = []
    for key in live_keys(anchors):
        url = known.get(key) if key else None
        third = bool(url) and registrable_domain(host_of(url or "")) not in {own, ""}
        found.append({"url": url, "third_party": third} if url else None)
    return found
