"""A link in the text it stands in. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from backlinkspider.documents import Document

AROUND: Final = 100
"""Characters kept of the text on each side of a link."""

_OPENING: Final = frozenset("([{«„“‘¿¡「『（")
_CLOSING: Final = frozenset(".,;:!?)]}»”’…、。」』）")


def around(link: Document) -> tuple[str, str]:
    """Return the text on each side of a link, cut, so that the three can be put side by side.

    Documents keep these texts without outer space: it is put back, but before punctuation.
    """
    before, after = tail(link.get("before") or ""), head(link.get("after") or "")
    if before and before[-1] not in _OPENING:
        before += " "
    if after and after[0] not in _CLOSING:
        after = f" {after}"
    return before, after


def tail(text: str) -> str:
    """Return the end of *text*, from the beginning of a word where that is near."""
    if len(text) <= AROUND:
        return text
    cut = text[-AROUND:]
    word = cut.find(" ")
    return "…" + (cut[word + 1 :] if 0 <= word < AROUND // 4 else cut)


def head(text: str) -> str:
    """Return the beginning of *text*, to the end of a word where that is near."""
    if len(text) <= AROUND:
        return text
    cut = text[:AROUND]
    word = cut.rfind(" ")
    return (cut[:word] if word > AROUND * 3 // 4 else cut) + "…"
