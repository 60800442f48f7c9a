"""Inline styles: the declarations of a ``style`` attribute, and lengths in pixels.

Follows CSS Syntax Module Level 3 ("Consume a list of declarations") as far as a style attribute
goes: comments out, quotes and brackets kept together, later wins, ``!important`` wins over later.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

_LONGEST: Final = 4000
"""Characters of a style attribute that are read."""

_COMMENT: Final = re.compile(r"/\*.*?(?:\*/|\Z)", re.DOTALL)
_DECLARATION: Final = re.compile(r"""(?:[^;"'(]|"[^"]*(?:"|\Z)|'[^']*(?:'|\Z)|\([^)]*(?:\)|\Z))+""")
_IMPORTANT: Final = re.compile(r"\s*!\s*important\s*\Z")
_ESCAPE: Final = re.compile(r"\\(?:([0-9a-f]{1,6})\s?|([^\n]))")
_LENGTH: Final = re.compile(r"([+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?)\s*([a-z%]*)")
_PIXELS: Final = {
    "px": 1.0, "pt": 4 / 3, "pc": 16.0, "in": 96.0, "cm": 96 / 2.54, "mm": 9.6 / 2.54,
    "q": 2.4 / 2.54, "rem": 16.0,
}  # fmt: skip
_OF_FONT: Final = {"em": 1.0, "ex": 0.5, "ch": 0.5, "%": 0.01}


@lru_cache(maxsize=1 << 12)
def declarations(style: str) -> Mapping[str, str]:
    """Return the properties that *style* sets, names and values in lower case."""
    found: dict[str, str] = {}
    important: set[str] = set()
    for declaration in _DECLARATION.findall(_COMMENT.sub(" ", style[:_LONGEST].lower())):
        name, colon, value = declaration.partition(":")
        name, value = _unescaped(name.strip()), " ".join(_unescaped(value).split())
        if not colon or not name or not value:
            continue
        plain = _IMPORTANT.sub("", value)
        if plain != value:
            important.add(name)
        elif name in important:
            continue
        found[name] = plain
    return found


def _unescaped(text: str) -> str:
    """Return *text* with CSS escapes as what they stand for."""
    return _ESCAPE.sub(_character, text) if "\\" in text else text


def _character(escape: re.Match[str]) -> str:
    if escape[2]:
        return escape[2]
    code = int(escape[1], 16)
    return chr(code).lower() if 0 < code < 0xD800 or 0xDFFF < code <= 0x10FFFF else "\ufffd"


def pixels(value: str | None, font_size: float = 16.0) -> float | None:
    """Return a length in CSS pixels; ``None`` for keywords, percentages and unknown units."""
    match = _LENGTH.fullmatch(value or "")
    if match is None:
        return None
    number, unit = float(match[1]), match[2]
    if unit in _PIXELS:
        return number * _PIXELS[unit]
    if unit in _OF_FONT and unit != "%":
        return number * _OF_FONT[unit] * font_size
    return number if not unit and number == 0 else None


def font_size(value: str | None, inherited: float) -> float:
    """Return the font size in pixels that *value* makes of the *inherited* one."""
    match = _LENGTH.fullmatch(value or "")
    if match is None:
        return 16.0 if value in {"initial", "medium"} else inherited
    if match[2] in _OF_FONT:
        return float(match[1]) * _OF_FONT[match[2]] * inherited
    size = pixels(value, inherited)
    return inherited if size is None or size < 0 else size
