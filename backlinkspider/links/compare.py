"""A link before and after scripts ran: where it was seen, and what scripts changed."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Literal

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from backlinkspider.page.model import Anchor

SeenIn = Literal["raw", "rendered", "both"]

_WATCHED: Final = ("href", "rel", "text", "region")


@dataclass(frozen=True, slots=True)
class Sighting:
    """An anchor as it finally stands, its ordinal among those of its URL, and where it was seen.

    ``changed`` maps a field to its value before scripts ran.
    """

    anchor: Anchor
    ordinal: int
    seen_in: SeenIn
    changed: dict[str, Any]


def number(anchors: Iterable[Anchor]) -> list[tuple[Anchor, int]]:
    """Pair each anchor with its ordinal: the n-th (from 0) with this URL on the page."""
    seen: Counter[str] = Counter()
    numbered = []
    for anchor in anchors:
        numbered.append((anchor, seen[anchor.address]))
        seen[anchor.address] += 1
    return numbered


def compare(raw: Sequence[Anchor], rendered: Sequence[Anchor] | None) -> list[Sighting]:
    """Match the anchors of the plain page with those of the rendered one, by URL and ordinal.

    ``rendered=None`` means the page was not rendered.
    """
    if rendered is None:
        return [Sighting(anchor, ordinal, "raw", {}) for anchor, ordinal in number(raw)]
    before = {(anchor.address, ordinal): anchor for anchor, ordinal in number(raw)}
    sightings = []
    for anchor, ordinal in number(rendered):
        old = before.pop((anchor.address, ordinal), None)
        seen_in: SeenIn = "both" if old else "rendered"
        sightings.append(Sighting(anchor, ordinal, seen_in, _changes(old, anchor) if old else {}))
    removed = [Sighting(old, ordinal, "raw", {}) for (_, ordinal), old in before.items()]
    return sightings + removed


def _changes(old: Anchor, new: Anchor) -> dict[str, Any]:
    return {
        field: _plain(getattr(old, field))
        for field in _WATCHED
        if getattr(old, field) != getattr(new, field)
    }


def _plain(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else value
