"""Fingerprints by which pages of different sites are recognised as copies of each other."""

from __future__ import annotations

from hashlib import blake2b
from itertools import groupby
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from selectolax.lexbor import LexborNode

FEWEST_WORDS: Final = 50
_SHINGLE: Final = 5
_BANDS: Final = 12
_ROWS: Final = 5
"""With 12 bands of 5 rows two texts share a band with a chance of 3 % where 30 % of their shingles
are the same, of 89 % where 70 % are, of 99 % where 80 % are: 1 - (1 - s^5)^12."""

_BINS: Final = _BANDS * _ROWS
_LEVELS: Final = 4
_MOST_ELEMENTS: Final = 400
_FEWEST_ELEMENTS: Final = 8
_NOT_LAYOUT: Final = frozenset(
    {"br", "hr", "link", "meta", "noscript", "script", "style", "template"}
)
_CLASSES: Final = 6


def text_bands(words: Sequence[str]) -> tuple[str, ...]:
    """Return the bands of a min-hash over the shingles of *words*; none below ``FEWEST_WORDS``.

    One hash a shingle: its bin and its value (Li et al., "One Permutation Hashing", NIPS 2012);
    empty bins take the next one's value (Shrivastava and Li, "Densifying One Permutation Hashing").
    """
    if len(words) < FEWEST_WORDS:
        return ()
    lowest: list[int | None] = [None] * _BINS
    raw = [word.encode("utf-8", "replace") for word in words]
    for shingle in zip(*(raw[start:] for start in range(_SHINGLE)), strict=False):
        value, place = divmod(_number(b" ".join(shingle)), _BINS)
        current = lowest[place]
        if current is None or value < current:
            lowest[place] = value
    return tuple(_bands(lowest))


def _bands(lowest: list[int | None]) -> Iterator[str]:
    filled = [_borrowed(lowest, place) for place in range(_BINS)]
    for band in range(_BANDS):
        rows = filled[band * _ROWS : (band + 1) * _ROWS]
        yield f"{band:x}:{_hash(f'{rows}'):016x}"


def _borrowed(lowest: list[int | None], place: int) -> tuple[int, int]:
    for distance in range(_BINS):
        value = lowest[(place + distance) % _BINS]
        if value is not None:
            return value, distance
    return 0, 0


def _hash(text: str) -> int:
    return _number(text.encode("utf-8", "replace"))


def _number(raw: bytes) -> int:
    return int.from_bytes(blake2b(raw, digest_size=8).digest(), "big")


def skeleton(body: LexborNode | None) -> str | None:
    """Return a hash of the tags and classes of the upper levels of *body*.

    ``None`` where there are too few. Classes with digits (``post-123``) are left out and runs of
    equal elements count once, so that two pages of one theme have one skeleton.
    """
    if body is None:
        return None
    lines, elements = _level([body], _LEVELS)
    return f"{_hash(lines):016x}" if elements >= _FEWEST_ELEMENTS else None


def _level(parents: list[LexborNode], levels: int) -> tuple[str, int]:
    lines, below, elements = [], [], 0
    for parent in parents:
        children = [child for child in _children(parent) if child.tag not in _NOT_LAYOUT]
        names = [(_name(child), child) for child in children]
        for name, run in groupby(names, key=lambda pair: pair[0]):
            lines.append(name)
            below.append(next(run)[1])
            elements += 1
        lines.append("/")
    if not below or (levels <= 1 and elements >= _FEWEST_ELEMENTS) or levels <= -_LEVELS:
        return "\n".join(lines), elements
    rest, more = _level(below[:_MOST_ELEMENTS], levels - 1)
    return "\n".join([*lines, rest]), elements + more


def _children(parent: LexborNode) -> Iterator[LexborNode]:
    child = parent.first_child
    for _ in range(_MOST_ELEMENTS):
        if child is None:
            return
        if child.is_element_node:
            yield child
        child = child.next


def _name(node: LexborNode) -> str:
    classes = (node.attrs.get("class") or "")[:300]
    tokens = [token for token in classes.split() if not any(map(str.isdigit, token))]
    return " ".join([node.tag or "", *sorted(tokens)[:_CLASSES]])
