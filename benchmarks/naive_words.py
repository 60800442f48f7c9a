"""A word list as one would write it first: one alternation of ``re``, for the naive engine."""

from __future__ import annotations

import re
from collections import defaultdict
from functools import cache
from typing import TYPE_CHECKING
from unicodedata import category

from backlinkspider.rules.folding import UNSPACED, ends_word
from backlinkspider.rules.words import folded_term

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from backlinkspider.rules.folding import Folded


class WordList:
    """One alternation over the folded terms of a list, with word boundaries."""

    def __init__(self, name: str, terms: Iterable[str]) -> None:
        self.name = name
        self._terms: dict[str, list[str]] = defaultdict(list)
        for term in terms:
            self._terms[folded_term(term)].append(term)
        self._lengths = sorted({len(key) for key in self._terms})
        keys: dict[tuple[str, str], list[str]] = defaultdict(list)
        for key, written in self._terms.items():
            is_stem = any(term.endswith("*") for term in written)
            keys[_word_start(key), "" if is_stem else _word_end(key)].append(re.escape(key))
        parts = [f"{start}(?:{'|'.join(some)}){end}" for (start, end), some in keys.items()]
        self._pattern = re.compile("|".join(parts))

    def find(self, text: str, folded: Folded) -> tuple[int, int, str, str, str] | None:
        """Return start, end, term, list and text of the first hit in *text*."""
        match = self._pattern.search(folded.text)
        while match:
            hits = list(self._hits(folded, match.start()))
            if hits:
                start, end, term = min(hits)
                return start, end, term, self.name, text[start:end]
            match = self._pattern.search(folded.text, match.start() + 1)
        return None

    def _hits(self, folded: Folded, start: int) -> Iterator[tuple[int, int, str]]:
        """Yield the terms at *start* of the folded text with their place in the original."""
        longest = len(folded.text) - start
        for length in (length for length in self._lengths if length <= longest):
            for term in self._terms.get(folded.text[start : start + length], ()):
                end = start + length
                while term.endswith("*") and not ends_word(folded.text, end):
                    end += 1
                if ends_word(folded.text, end) and folded.is_edge(start) and folded.is_edge(end):
                    yield *folded.span(start, end), term


@cache
def _marks() -> tuple[str, str]:
    """Return the classes of marks, and of marks in scripts with spaces between words.

    Only those of the basic plane: ``re`` is forty times slower on classes that go beyond.
    """
    marks = [chr(code) for code in range(0x10000) if category(chr(code))[0] == "M"]
    spaced = [mark for mark in marks if not re.match(f"[{UNSPACED}]", mark)]
    return "".join(marks), "".join(spaced)


def _word_start(key: str) -> str:
    return rf"(?<![^\W{UNSPACED}])(?<![{_marks()[1]}])" if _is_spaced(key[0]) else ""


def _word_end(key: str) -> str:
    marks = _marks()[0]
    if _is_spaced(key[-1]):
        return rf"(?![^\W{UNSPACED}])(?![{marks}])"
    return f"(?![{marks}])" if re.match(rf"[{marks}\w]", key[-1]) else ""


def _is_spaced(character: str) -> bool:
    return re.match(rf"[{_marks()[1]}]|[^\W{UNSPACED}]", character) is not None
