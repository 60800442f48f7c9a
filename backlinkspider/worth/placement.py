"""Placement: how likely a reader of the page meets the link, and whether it passes credit. Pure."""

from __future__ import annotations

from math import prod
from typing import TYPE_CHECKING, Any

from backlinkspider.page.words import words_of
from backlinkspider.worth.model import Measured
from backlinkspider.worth.weights import (
    BARE,
    IN_WORDS,
    NO_CREDIT,
    OTHER_REGION,
    REGIONS,
    SHORT_LIST,
    VISIBILITY,
)

if TYPE_CHECKING:
    from collections.abc import Mapping


def placement_of(link: Mapping[str, Any], *, credited: bool = False) -> Measured:
    """Return the placement of a stored link, the product of its parts.

    *credited* asks what it would be if the link passed credit (again).
    """
    part = link["link"]
    passes = bool(part.get("passes_credit"))
    visibility = (part.get("visibility") or {}).get("state", "unknown")
    words = sum(len(words_of(part.get(side) or "")) for side in ("near_before", "near_after"))
    list_size = part.get("list_size") or 1
    value = prod(
        (
            REGIONS.get(part.get("region", ""), OTHER_REGION),
            1.0 if passes or credited else NO_CREDIT,
            VISIBILITY.get(visibility, 1.0),
            min(1.0, SHORT_LIST / list_size),
            BARE + (1 - BARE) * min(words / IN_WORDS, 1.0),
        )
    )
    inputs = {
        "region": part.get("region"),
        "follow": part.get("follow"),
        "passes_credit": part.get("passes_credit"),
        "visibility": visibility,
        "list_size": part.get("list_size"),
        "words_around": words,
    }
    return Measured(round(value, 3), inputs)
