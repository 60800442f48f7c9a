"""Which stored link each anchor of a new look is. Pure.

Anchors of one URL are told apart by what they look like, surest first, then by their order: a link
put above another of its URL makes no other one new, and one taken away loses no other.
"""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING, Final

from backlinkspider.documents import Document, link_id

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

_ANY: Final = ("live", "unknown", "lost", None)
_HELD: Final = ("live", "unknown", None)

_ALIKE: Final = (
    (("path", "text", "rel"), _ANY),
    (("text", "region"), _ANY),
    (("text",), _ANY),
    (("path",), _HELD),
    ((), _HELD),
    (("path",), _ANY),
    ((), _ANY),
)
"""What two anchors of one URL have in common where they are the same one, surest first.

Where only the place is the same, a link that was there the last time is meant before a lost one.
"""

Recognised = tuple[Document, Document | None]
"""A found link under its ``_id`` in the store, and the stored link that it is."""

_Key = tuple[str, ...]


def recognise(
    found: Iterable[Document], stored: Iterable[Document], at: datetime
) -> list[Recognised]:
    """Pair each *found* link of one page with the *stored* one it is, ``None`` for a new one.

    Links that a look of the time *at* has written already, before a crash, are those it wrote.
    """
    known: dict[str, list[Document]] = {}
    for link in sorted(stored, key=_order):
        known.setdefault(link["link"]["url"], []).append(link)
    by_url: dict[str, list[Document]] = {}
    for link in found:
        by_url.setdefault(link["link"]["url"], []).append(link)
    pairs = []
    for url, links in by_url.items():
        pairs += _recognise(links, known.get(url, []), at)
    return pairs


def _recognise(
    found: Sequence[Document], stored: Sequence[Document], at: datetime
) -> list[Recognised]:
    match = _written(found, stored, at) if stored else {}
    for names, states in _ALIKE:
        if len(match) == min(len(found), len(stored)):
            break
        known = {old["_id"] for old in match.values()}
        free: dict[_Key, deque[Document]] = {}
        for old in stored:
            if old["_id"] not in known and old.get("state") in states:
                free.setdefault(_key(old, names), deque()).append(old)
        for position, link in enumerate(found):
            if position not in match and (alike := free.get(_key(link, names))):
                match[position] = alike.popleft()
    return _named(found, stored, match)


def _written(
    found: Sequence[Document], stored: Iterable[Document], at: datetime
) -> dict[int, Document]:
    """Return the stored links that this very look has written, by their place in *found*."""
    written = {one["link"].get("ordinal"): one for one in stored if one.get("last_seen") == at}
    return {
        position: written[link["link"].get("ordinal")]
        for position, link in enumerate(found)
        if link["link"].get("ordinal") in written
    }


def _named(
    found: Sequence[Document], stored: Sequence[Document], match: dict[int, Document]
) -> list[Recognised]:
    """Give each link the id of the stored one it is, a new one the first that is free."""
    taken = {link["_id"] for link in stored}
    pairs: list[Recognised] = []
    for position, link in enumerate(found):
        old = match.get(position)
        name = old["_id"] if old is not None else _free_id(link, taken)
        taken.add(name)
        pairs.append(({**link, "_id": name}, old))
    return pairs


def _free_id(link: Document, taken: set[str]) -> str:
    name: str = link["_id"]
    number = 0
    while name in taken:
        name = link_id(link["target"], link["page"]["url"], link["link"]["url"], number)
        number += 1
    return name


def _order(link: Document) -> tuple[bool, int, str]:
    """Order stored links of one URL: those that are not lost first, then as they stood."""
    return link.get("state") == "lost", link["link"].get("ordinal") or 0, link["_id"]


def _key(link: Document, names: Iterable[str]) -> _Key:
    return tuple(str(link["link"].get(name)) for name in names)
