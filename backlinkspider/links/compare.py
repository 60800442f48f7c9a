"""A link before and after scripts ran: where it was seen, and what scripts changed."""

from __future__ import annotations

from collections import Counter, defaultdict, deque
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Literal

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from backlinkspider.page.model import Anchor

SeenIn = Literal["raw", "rendered", "both"]

_WATCHED: Final = ("href", "rel", "text", "region", "hidden")
_ALIKE: Final = (
    ("address", "path", "text", "rel"),
    ("address", "text", "place"),
    ("address", "path"),
    ("address",),
    ("path", "text", "place"),
)
"""What two anchors have in common where they are the same one, surest first; the last: its URL was
rewritten where it stands."""


@dataclass(frozen=True, slots=True)
class Sighting:
    """An anchor as it finally stands, its ordinal among those of its URL, and where it was seen.

    ``position`` is its place among the anchors of the plain page where it was only seen there
    (``raw``), else among those of the rendered one. ``changed`` maps a field to its value before
    scripts ran.
    """

    anchor: Anchor
    ordinal: int
    seen_in: SeenIn
    position: int
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
    """Match the anchors of the plain page with those of the rendered one.

    Among several of one URL those that look the same are matched first, then in order: a link that
    a script puts above another one makes no other one changed. One that stands where it stood, with
    its text, is the same whose URL scripts changed. ``rendered=None`` means the page was not
    rendered.
    """
    if rendered is None:
        return _removed(raw, range(len(raw)), Counter())
    before = _matches(raw, rendered)
    sightings = []
    for position, (anchor, ordinal) in enumerate(number(rendered)):
        old = before.get(position)
        seen_in: SeenIn = "rendered" if old is None else "both"
        changed = {} if old is None else _changes(raw[old], anchor)
        sightings.append(Sighting(anchor, ordinal, seen_in, position, changed))
    stays = set(before.values())
    gone = (position for position in range(len(raw)) if position not in stays)
    return sightings + _removed(raw, gone, Counter(anchor.address for anchor in rendered))


def _matches(raw: Sequence[Anchor], rendered: Sequence[Anchor]) -> dict[int, int]:
    """Return the position in *raw* of each anchor in *rendered* that was there before."""
    found: dict[int, int] = {}
    left = dict(enumerate(raw))
    for fields in _ALIKE:
        waiting = defaultdict[tuple[Any, ...], deque[int]](deque)
        for position, anchor in left.items():
            waiting[_identity(anchor, fields)].append(position)
        for position, anchor in enumerate(rendered):
            if position not in found and (same := waiting[_identity(anchor, fields)]):
                found[position] = same.popleft()
                del left[found[position]]
    return found


def _identity(anchor: Anchor, fields: Sequence[str]) -> tuple[Any, ...]:
    return tuple(getattr(anchor, field) for field in fields)


def _removed(
    raw: Sequence[Anchor], positions: Iterable[int], taken: Counter[str]
) -> list[Sighting]:
    """Return the anchors of *raw* that are only there; *taken* ordinals of a URL are passed."""
    ordinals = Counter(taken)
    sightings = []
    for position in positions:
        address = raw[position].address
        sightings.append(Sighting(raw[position], ordinals[address], "raw", position, {}))
        ordinals[address] += 1
    return sightings


def _changes(old: Anchor, new: Anchor) -> dict[str, Any]:
    return {
        field: _plain(getattr(old, field))
        for field in _WATCHED
        if getattr(old, field) != getattr(new, field)
    }


def _plain(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else value
