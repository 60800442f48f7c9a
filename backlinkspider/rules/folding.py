"""Text folded for comparison, with the way back to the original.

Folding is Unicode's compatibility caseless matching (Unicode Standard, section 3.13, D146) for
one cluster of base character and marks at a time. So each folded character knows where it came
from although ``ß`` becomes ``ss``. Beyond the standard: runs of white space and hyphens become
one space, invisible format characters vanish, and ``İ`` folds to ``i``.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Final
from unicodedata import category, is_normalized, normalize

import regex

UNSPACED: Final = (
    "\u0e00-\u0fff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff"
    "\uf900-\ufaff\U00020000-\U0003ffff"
)
"""Ranges of scripts written without spaces: a word may begin or end anywhere in them."""

_UNSPACED: Final = re.compile(f"[{UNSPACED}]")
_INVISIBLE: Final = re.compile("[\u00ad\u200b\u200c\u200d\u2060\ufeff]")
_RUN: Final = re.compile(
    r"[\s\-\u2010\u2011][\s\-\u2010\u2011\u00ad\u200b-\u200d\u2060\ufeff]*[\s\-\u2010\u2011]"
)
"""White space and hyphens that become one space."""
_JOIN: Final = re.compile(r"[\s\-\u2010\u2011]")
_MARKED_JOIN: Final = re.compile(
    r"[\s\-\u2010\u2011](?!\w)"
    "[\u0300-\u1fff\u20d0-\u20ff\u2ce0-\u2fff\u3020-\u309f\ua000-\ufe2f\U00010000-\U0010ffff]"
)
"""White space or a hyphen that may have a mark, and then joins nothing."""
_SPECIAL: Final = re.compile(
    "[\u00ad\u0300-\u036f\u0483-\u1fff\u200b-\u200d\u2060\u20d0-\u20ff\u2ce0-\u2fff\u3020-\u309f"
    "\ua000-\uabff\ufb1e\ufe00-\ufe2f\ufeff\U00010000-\U0010ffff]"
)
"""Among these are all marks and all invisible characters."""
_CLUSTER: Final = regex.compile(r"(?s:.)\p{M}*")
_MARK: Final = regex.compile(r"\p{M}")

_REMEMBERED: Final = 16384

_ASCII: Final = {
    code: "\x1f" if chr(code) in " -\t\n\r\f\v\x1c\x1d\x1e\x1f" else chr(code).lower()
    for code in range(128)
}
_ONE_EACH: Final = frozenset(map(chr, _ASCII))
_ASCII_BYTES: Final = bytes(map(ord, _ASCII.values())) + bytes(range(128, 256))
_BEYOND_ASCII: Final = re.compile("[^\x00-\x7f]")
_MOSTLY_ASCII: Final = 1.25
"""Bytes of UTF-8 to a character, up to which looking for the others pays."""

Offsets = tuple[Sequence[int], Sequence[int]]


class Folded:
    """A text and its folded form; where each folded character came from is found when asked."""

    __slots__ = ("_has_marks", "_is_stable", "_offsets", "_original", "_wide", "text")

    def __init__(
        self, original: str, text: str, *, is_stable: bool, has_marks: bool = False
    ) -> None:
        self.text = text
        self._original = original
        self._is_stable = is_stable
        """Whether the original was NFKC: then a character becomes several letters at most."""
        self._has_marks = has_marks
        self._offsets: Offsets | None = None
        self._wide: Sequence[str] | None = None
        """What each character became that became several, without marks; found when asked."""

    @property
    def offsets(self) -> Offsets:
        """Where in the original each folded character's cluster starts, and where it ends."""
        if self._offsets is None:
            self._offsets = _offsets(self._original)
        return self._offsets

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return the span of the original behind ``text[start:end]``, not empty."""
        starts, ends = self.offsets
        return starts[start], ends[end - 1]

    def is_edge(self, index: int) -> bool:
        """Whether the original has a character edge here, where words part: half a ½ is none."""
        if not 0 < index < len(self.text):
            return True
        if self._is_stable:
            return category(self.text[index])[0] != "M"
        if not self._may_divide(index):
            return True
        starts, _ = self.offsets
        return starts[index] != starts[index - 1]

    def _may_divide(self, index: int) -> bool:
        """Whether the neighbours of *index* look as if one character became both."""
        if self._has_marks:
            return True
        if self._wide is None:
            became = (_SINGLE[ord(one)] for one in set(self._original) - _ONE_EACH)
            self._wide = [one for one in became if len(one) > 1]
        return any(
            self.text.find(one, max(index - len(one) + 1, 0), index + len(one) - 1) >= 0
            for one in self._wide
        )


def fold(text: str) -> Folded:
    """Return *text* folded."""
    if text.isascii():
        return Folded(text, _joined(text.translate(_ASCII)), is_stable=True)
    folded = _fold_normalized(text)
    if folded is not None:
        return Folded(text, folded, is_stable=True)
    has_marks = _MARK.search(text) is not None
    folded = _fold_by_cluster(text)[0] if has_marks else _joined(_fold_singly(text))
    return Folded(text, folded, is_stable=False, has_marks=has_marks)


def _fold_singly(text: str) -> str:
    """Return *text* with each character folded by itself; those of ASCII all at once."""
    encoded = text.encode(errors="surrogatepass")
    if len(encoded) > _MOSTLY_ASCII * len(text):
        return text.translate(_SINGLE)
    lower = encoded.translate(_ASCII_BYTES).decode(errors="surrogatepass")
    return _BEYOND_ASCII.sub(lambda found: _SINGLE[ord(found[0])], lower)


def _joined(text: str) -> str:
    """Return *text* with one space for each run of joins, which are unit separators here."""
    while "\x1f\x1f" in text:
        text = text.replace("\x1f\x1f", "\x1f")
    return text.replace("\x1f", " ")


def _fold_normalized(text: str) -> str | None:
    """Return *text* folded if its clusters fold as the whole does: it is NFKC and stays so."""
    if not is_normalized("NFKC", text) or (_SPECIAL.search(text) and _is_hard(text)):
        return None
    folded = text.casefold()
    if not is_normalized("NFKC", folded):
        return None
    folded = folded.replace("-", " ").replace("\u2010", " ")  # NFKC has no U+2011
    before, after = folded[:1].isspace(), folded[-1:].isspace()
    words = " ".join(folded.split())
    return f"{' ' * before}{words}{' ' * (after and bool(words))}".replace("i\u0307", "i")


def _is_hard(text: str) -> bool:
    """Whether *text* holds what vanishes, a marked join, or the mark that folds to a letter."""
    return bool(_INVISIBLE.search(text) or _MARKED_JOIN.search(text)) or "\u0345" in text


def _fold_by_cluster(text: str) -> tuple[str, list[int], list[int]]:
    out: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    end = 0
    for cluster in _CLUSTER.findall(text):
        start, end = end, end + len(cluster)
        folded = _fold_cluster(cluster).replace("\x1f", " ")
        if folded == " " and out and out[-1] == " ":
            ends[-1] = end
            continue
        out.extend(folded)
        starts.extend([start] * len(folded))
        ends.extend([end] * len(folded))
    return "".join(out), starts, ends


@lru_cache(maxsize=_REMEMBERED)
def _fold_cluster(cluster: str) -> str:
    if _INVISIBLE.fullmatch(cluster):
        return ""
    if _JOIN.fullmatch(cluster):
        return "\x1f"
    folded = normalize("NFKC", normalize("NFKC", cluster).casefold())
    return folded.replace("i\u0307", "i")


def _offsets(text: str) -> Offsets:
    if _MARK.search(text):
        _, starts, ends = _fold_by_cluster(text)
        return starts, ends
    odd = {one for one in set(text) if len(_SINGLE[ord(one)]) != 1}
    places = [place.span() for place in _RUN.finditer(text)]
    if odd:
        places = sorted(places + [(n, n + 1) for n, one in enumerate(text) if one in odd])
    starts, ends = [], []
    at = 0
    for start, end in places:
        if start < at:  # vanishes in a run
            continue
        size = 1 if end - start > 1 else len(_SINGLE[ord(text[start])])
        starts += [*range(at, start), *[start] * size]
        ends += [*range(at + 1, start + 1), *[end] * size]
        at = end
    return [*starts, *range(at, len(text))], [*ends, *range(at + 1, len(text) + 1)]


class _Single(dict[int, str]):
    """Characters that have no marks, folded, for ``str.translate``."""

    def __missing__(self, code: int) -> str:
        folded = _fold_cluster(chr(code))
        if len(self) < _REMEMBERED:
            self[code] = folded
        return folded


_SINGLE: Final = _Single()


def is_word(character: str) -> bool:
    """Whether *character* continues a word: letter, mark, digit or underscore."""
    return character == "_" or category(character)[0] in "LMN"


def ends_word(text: str, index: int) -> bool:
    """Whether a word may end before *index* of folded *text*."""
    return index == len(text) or may_part(text[index - 1], text[index])


@lru_cache(maxsize=_REMEMBERED)
def may_part(left: str, right: str) -> bool:
    """Whether a word may begin or end between two neighbours in folded text."""
    if not (is_word(left) and is_word(right)):
        return True
    unspaced = _UNSPACED.match(left) or _UNSPACED.match(right)
    return bool(unspaced) and category(right)[0] != "M"
