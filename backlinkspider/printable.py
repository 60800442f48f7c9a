"""Text of strangers, fit for a terminal: nothing in it can move the cursor, colour or hide."""

from __future__ import annotations

from typing import Final

_SHOWN: Final = 200


def printable(text: str) -> str:
    """Return *text* cut, with control characters escaped."""
    cut = text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"
    return escaped(cut)


def escaped(text: str) -> str:
    """Return *text* with control characters escaped, line breaks among them."""
    return "".join(map(_escaped, text))


def _escaped(character: str) -> str:
    if character.isprintable():
        return character
    return character.encode("unicode_escape").decode("ascii")
