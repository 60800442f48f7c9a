"""Colours as inline styles and old attributes write them."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final, NamedTuple

from backlinkspider.page.words import data

_HEX: Final = re.compile(r"#?([0-9a-f]{3,4}|[0-9a-f]{6}|[0-9a-f]{8})")
_RGB: Final = re.compile(r"rgba?\(([^)]*)\)")
_WORDS: Final = re.compile(r"[^\s(]+(?:\([^)]*\))?")
_PAINTED: Final = ("url(", "gradient(", "image(", "image-set(")
_NEAR: Final = 10
"""Steps of 256 in each channel by which two colours look the same."""


class Colour(NamedTuple):
    """Red, green and blue from 0 to 255, and how opaque from 0 to 1."""

    red: float
    green: float
    blue: float
    alpha: float = 1.0

    def looks_like(self, other: Colour) -> bool:
        """Whether text in one on the other can't be read."""
        return all(abs(a - b) <= _NEAR for a, b in zip(self[:3], other[:3], strict=True))


@lru_cache(maxsize=1 << 10)
def read_colour(text: str) -> Colour | None:
    """Return the colour *text* names: a name, #rgb(a), #rrggbb(aa), rgb() or rgba()."""
    text = text.strip().lower()
    if text == "transparent":
        return Colour(0, 0, 0, 0)
    if match := _HEX.fullmatch(str(data("colours").get(text, text))):
        return _from_hex(match[1])
    match = _RGB.fullmatch(text)
    return _from_numbers(re.split(r"[\s,/]+", match[1].strip())) if match else None


def background_colour(value: str) -> Colour | None:
    """Return the colour in a ``background``; ``None`` where it has none."""
    return next(filter(None, map(read_colour, _WORDS.findall(value))), None)


def has_image(value: str) -> bool:
    """Tell whether a ``background`` paints more than a colour."""
    return any(mark in value for mark in _PAINTED)


def _from_hex(digits: str) -> Colour:
    if len(digits) in {3, 4}:
        digits = "".join(digit * 2 for digit in digits)
    red, green, blue, *alpha = bytes.fromhex(digits)
    return Colour(red, green, blue, alpha[0] / 255 if alpha else 1.0)


def _from_numbers(parts: list[str]) -> Colour | None:
    try:
        numbers = [_number(part, 255) for part in parts[:3]]
        alpha = _number(parts[3], 1) if len(parts) > 3 else 1.0
    except ValueError:
        return None
    if len(numbers) != 3:
        return None
    return Colour(numbers[0], numbers[1], numbers[2], alpha)


def _number(text: str, whole: int) -> float:
    value = float(text[:-1]) * whole / 100 if text.endswith("%") else float(text)
    return min(max(value, 0.0), float(whole))
