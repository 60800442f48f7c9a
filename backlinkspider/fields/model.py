"""What one stored field holds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

Kind = Literal[
    "text",
    "texts",
    "number",
    "numbers",
    "boolean",
    "date",
    "object",
    "objects",
    "counts",
    "map",
    "any",
]
"""``texts``, ``numbers`` and ``objects`` are arrays of such; ``counts`` has numbers under names
that are no fields of their own, ``map`` anything under such names; ``any`` is any value."""

LISTS: Final[frozenset[Kind]] = frozenset({"texts", "numbers", "objects"})


@dataclass(frozen=True, slots=True)
class Described:
    """One field of a collection's documents: its dotted path, kind and meaning.

    A path goes through arrays as in a filter. A field may always be null or missing unless it is
    *required*: null is "there is none" or "not known". *one_of* are the only texts, where the code
    knows what to do with these alone.
    """

    path: str
    kind: Kind
    meaning: str
    required: bool = False
    one_of: tuple[str, ...] = ()
