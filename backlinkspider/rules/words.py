"""All word lists as one automaton: which terms stand in a text, and where."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

import ahocorasick

from backlinkspider.rules.folding import Folded, ends_word, fold, starts_word

Hits = Mapping[str, tuple["Hit", ...]]
"""The hits of a text by list name; a list without a hit is not there."""


@dataclass(frozen=True, slots=True, order=True)
class Hit:
    """*term* of *list* at ``text[start:end]`` of the original text."""

    start: int
    end: int
    term: str
    list: str


class Lexicon:
    """Word lists compiled for scanning.

    A term matches whole words, however their letters are cased or composed; a ``*`` at its end
    stands for the rest of the word. White space and hyphens in term and text are the same.
    """

    def __init__(self, lists: Mapping[str, Iterable[str]]) -> None:
        entries: dict[str, list[tuple[str, str]]] = defaultdict(list)
        for name, terms in lists.items():
            for term in terms:
                entries[folded_term(term)].append((term, name))
        self._automaton = ahocorasick.Automaton()
        for key, owners in entries.items():
            if key:
                self._automaton.add_word(key, (len(key), tuple(owners)))
        if len(self._automaton):
            self._automaton.make_automaton()
        self.scan = lru_cache(maxsize=16)(self._scan)

    def _scan(self, text: str) -> Hits:
        """Return all hits in *text*, by list, in order of position."""
        if not len(self._automaton):
            return {}
        folded = fold(text)
        found: dict[str, list[Hit]] = defaultdict(list)
        for last, (length, owners) in self._automaton.iter(folded.text):
            start, end = last + 1 - length, last + 1
            if not (starts_word(folded.text, start) and _is_edge(folded, start)):
                continue
            for term, name in owners:
                stop = _word_end(folded.text, end) if term.endswith("*") else end
                if ends_word(folded.text, stop) and _is_edge(folded, stop):
                    found[name].append(Hit(*folded.span(start, stop), term, name))
        return {name: tuple(sorted(hits)) for name, hits in found.items()}


def folded_term(term: str) -> str:
    """Return *term* as it is compared: folded, without the ``*``."""
    return fold(term.removesuffix("*")).text.strip()


def _word_end(text: str, index: int) -> int:
    while not ends_word(text, index):
        index += 1
    return index


def _is_edge(folded: Folded, index: int) -> bool:
    """Whether the original has a character edge here: half an ``ß`` is no match."""
    inside = 0 < index < len(folded.text)
    return not inside or folded.starts[index] != folded.starts[index - 1]
