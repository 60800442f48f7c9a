"""Text folded for comparison, with the way back to the original.

Folding is Unicode's compatibility caseless matching (Unicode Standard, section 3.13, D146) for
one cluster of base character and marks at a time. So each folded character knows where it came
from although ``ß`` becomes ``ss``. Beyond the standard: runs of white space and hyphens become
one space, invisible format characters vanish, and ``İ`` folds to ``i``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Final
from unicodedata import category, normalize

if TYPE_CHECKING:
    from collections.abc import Iterator

_RUN = re.compile(r"[\s-]{2}")
_JOINS = re.compile(r"[\s\-\u2010\u2011]")
_INVISIBLE: Final = frozenset("\u00ad\u200b\u200c\u200d\u2060\ufeff")
_ASCII_JOINS: Final = {ord(character): " " for character in "-\t\n\r\f\v\x1c\x1d\x1e\x1f"}

# Scripts written without spaces between words: a word may begin or end anywhere in them.
_UNSPACED = re.compile(
    "[\u0e00-\u0fff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff"
    "\uf900-\ufaff\U00020000-\U0003ffff]"
)


@dataclass(frozen=True, slots=True)
class Folded:
    """Folded text; character *i* came from ``original[starts[i]:ends[i]]``."""

    text: str
    starts: tuple[int, ...] | range
    ends: tuple[int, ...] | range

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return the span of the original behind ``text[start:end]``, not empty."""
        return self.starts[start], self.ends[end - 1]


def fold(text: str) -> Folded:
    """Return *text* folded."""
    if text.isascii() and not _RUN.search(text):
        letters = text.lower().translate(_ASCII_JOINS)
        return Folded(letters, range(len(text)), range(1, len(text) + 1))
    out: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    for start, end in _clusters(text):
        folded = _fold_cluster(text[start:end])
        if folded == " " and out and out[-1] == " ":
            ends[-1] = end
            continue
        out.extend(folded)
        starts.extend([start] * len(folded))
        ends.extend([end] * len(folded))
    return Folded("".join(out), tuple(starts), tuple(ends))


def _clusters(text: str) -> Iterator[tuple[int, int]]:
    """Yield the spans of each character with the marks that follow it."""
    start = 0
    for index in range(1, len(text)):
        if text[index].isascii() or category(text[index])[0] != "M":
            yield start, index
            start = index
    if text:
        yield start, len(text)


@lru_cache(maxsize=4096)
def _fold_cluster(cluster: str) -> str:
    if cluster in _INVISIBLE:
        return ""
    if _JOINS.fullmatch(cluster):
        return " "
    folded = normalize("NFKC", normalize("NFKC", cluster).casefold())
    return folded.replace("i\u0307", "i")


def is_word(character: str) -> bool:
    """Whether *character* continues a word: letter, mark, digit or underscore."""
    return character == "_" or category(character)[0] in "LMN"


def starts_word(text: str, index: int) -> bool:
    """Whether a word may begin at *index* of folded *text*."""
    return index == 0 or _may_part(text[index - 1], text[index])


def ends_word(text: str, index: int) -> bool:
    """Whether a word may end before *index* of folded *text*."""
    return index == len(text) or _may_part(text[index - 1], text[index])


def _may_part(left: str, right: str) -> bool:
    if not (is_word(left) and is_word(right)):
        return True
    unspaced = _UNSPACED.match(left) or _UNSPACED.match(right)
    return bool(unspaced) and category(right)[0] != "M"
