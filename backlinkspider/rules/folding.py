"""Text folded for comparison, with the way back to the original.

Folding is Unicode's compatibility caseless matching (Unicode Standard, section 3.13, D146) for
one cluster of base character and marks at a time. So each folded character knows where it came
from although ``ß`` becomes ``ss``. Beyond the standard: runs of white space and hyphens become
one space, invisible format characters vanish, and ``İ`` folds to ``i``.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Final
from unicodedata import category, is_normalized, normalize

import regex

if TYPE_CHECKING:
    from collections.abc import Sequence

UNSPACED: Final = (
    "\u0e00-\u0fff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff"
    "\uf900-\ufaff\U00020000-\U0003ffff"
)
"""Ranges of scripts written without spaces: a word may begin or end anywhere in them."""

_UNSPACED: Final = re.compile(f"[{UNSPACED}]")
_INVISIBLE: Final = re.compile("[\u00ad\u200b\u200c\u200d\u2060\ufeff]")
_JOIN: Final = re.compile(r"[\s\-\u2010\u2011]")
_JOINS: Final = regex.compile(r"[\s\x1c-\x1f\-\u2010\u2011]+(?!\p{M})")
_CLUSTER: Final = regex.compile(r"(?s:.)\p{M}*")

_ASCII: Final = {
    code: " " if chr(code) in "-\t\n\r\f\v\x1c\x1d\x1e\x1f" else chr(code).lower()
    for code in range(128)
}


class Folded:
    """A text and its folded form; where each folded character came from is found when asked."""

    __slots__ = ("_ends", "_original", "_starts", "text")

    def __init__(self, original: str, text: str) -> None:
        self.text = text
        self._original = original
        self._starts: Sequence[int] | None = None
        self._ends: Sequence[int] = ()

    @property
    def starts(self) -> Sequence[int]:
        """Where in the original each folded character's cluster starts."""
        if self._starts is None:
            self._starts, self._ends = _offsets(self._original, self.text)
        return self._starts

    @property
    def ends(self) -> Sequence[int]:
        """Where in the original each folded character's cluster ends."""
        return self._ends if self.starts else ()

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return the span of the original behind ``text[start:end]``, not empty."""
        return self.starts[start], self.ends[end - 1]

    def is_edge(self, index: int) -> bool:
        """Whether the original has a character edge here: half an ``ß`` is none."""
        inside = 0 < index < len(self.text)
        return not inside or self.starts[index] != self.starts[index - 1]


def fold(text: str) -> Folded:
    """Return *text* folded."""
    if text.isascii():
        folded = text.translate(_ASCII)
        while "  " in folded:
            folded = folded.replace("  ", " ")
        return Folded(text, folded)
    folded = _fold_normalized(text)
    return Folded(text, _fold_by_cluster(text)[0] if folded is None else folded)


def _fold_normalized(text: str) -> str | None:
    """Return *text* folded if its clusters fold as the whole does: it is NFKC and stays so."""
    if not is_normalized("NFKC", text) or _INVISIBLE.search(text):
        return None
    folded = _JOINS.sub(" ", text).casefold()
    return folded.replace("i\u0307", "i") if is_normalized("NFKC", folded) else None


def _fold_by_cluster(text: str) -> tuple[str, list[int], list[int]]:
    out: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    end = 0
    for cluster in _CLUSTER.findall(text):
        start, end = end, end + len(cluster)
        folded = _fold_cluster(cluster)
        if folded == " " and out and out[-1] == " ":
            ends[-1] = end
            continue
        out.extend(folded)
        starts.extend([start] * len(folded))
        ends.extend([end] * len(folded))
    return "".join(out), starts, ends


def _offsets(original: str, folded: str) -> tuple[Sequence[int], Sequence[int]]:
    if len(original) == len(folded) and original.isascii():
        return range(len(original)), range(1, len(original) + 1)
    _, starts, ends = _fold_by_cluster(original)
    return starts, ends


@lru_cache(maxsize=4096)
def _fold_cluster(cluster: str) -> str:
    if _INVISIBLE.fullmatch(cluster):
        return ""
    if _JOIN.fullmatch(cluster):
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


@lru_cache(maxsize=4096)
def _may_part(left: str, right: str) -> bool:
    if not (is_word(left) and is_word(right)):
        return True
    unspaced = _UNSPACED.match(left) or _UNSPACED.match(right)
    return bool(unspaced) and category(right)[0] != "M"
