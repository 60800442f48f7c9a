"""Word lists as one automaton: which terms stand in a text, and where."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Final

import ahocorasick

from backlinkspider.rules.folding import ends_word, fold, may_part

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from backlinkspider.rules.folding import Folded

Hits = Mapping[str, tuple["Hit", ...]]
"""The hits of a text by list name; a list without a hit is not there."""

_BLOCKS: Final = (
    re.compile("[\0-\u024f]"),  # Latin, digits, signs
    re.compile("[\u0250-\u052f]"),  # Greek, Cyrillic
    re.compile("[\u0530-\u2dff]"),
    re.compile("[\u2e80-\U0010ffff]"),  # ideographs and their neighbours
)

Owner = tuple[str, str]
"""A term as written and the name of its list."""


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
        owners: dict[str, list[Owner]] = defaultdict(list)
        for name, terms in lists.items():
            for term in terms:
                owners[folded_term(term)].append((term, name))
        owners.pop("", None)
        self._keys = [(len(key), tuple(of)) for key, of in owners.items()]
        """For each folded term its length, and the terms as written with their lists."""
        self._automata = list(_automata(list(owners)))
        self.scan = lru_cache(maxsize=64)(self.hits)

    def lists_in(self, text: str) -> set[str]:
        """Return the names of the lists that have a term in *text*."""
        return {name for _, _, (_, name) in self._matches(fold(text))}

    def hits(self, text: str) -> Hits:
        """Return all hits in *text*, by list, in order of position."""
        folded = fold(text)
        found: dict[str, list[Hit]] = defaultdict(list)
        for start, end, (term, name) in self._matches(folded):
            found[name].append(Hit(*folded.span(start, end), term, name))
        return {name: tuple(sorted(hits)) for name, hits in found.items()}

    def _matches(self, folded: Folded) -> Iterable[tuple[int, int, Owner]]:
        """Return start and end in the folded text and the term of each hit."""
        text = folded.text
        found: list[tuple[int, int, Owner]] = []
        for block, automaton in self._automata[:1] if text.isascii() else self._automata:
            if block.search(text):
                for last, number in automaton.iter(text):
                    found += self._whole(folded, last + 1, number)
        return found

    def _whole(self, folded: Folded, end: int, number: int) -> Iterator[tuple[int, int, Owner]]:
        """Yield start and end of the terms with *number*'s letters before *end* if it is a word."""
        length, owners = self._keys[number]
        text, start = folded.text, end - length
        if start and not may_part(text[start - 1], text[start]):
            return
        for owner in owners:
            stop = _word_end(text, end) if owner[0].endswith("*") else end
            if ends_word(text, stop) and folded.is_edge(start) and folded.is_edge(stop):
                yield start, stop, owner


def _automata(keys: Sequence[str]) -> Iterator[tuple[re.Pattern[str], ahocorasick.Automaton]]:
    """Yield an automaton for the keys that begin in each block of characters, numbered as given.

    Its time grows with the number of first letters, so a text is shown only to those of its own.
    """
    for block in _BLOCKS:
        automaton = ahocorasick.Automaton(ahocorasick.STORE_INTS)
        for key, number in sorted((key, number) for number, key in enumerate(keys)):
            if block.match(key):
                automaton.add_word(key, number)
        if len(automaton):
            automaton.make_automaton()
            yield block, automaton


@lru_cache(maxsize=1 << 15)
def folded_term(term: str) -> str:
    """Return *term* as it is compared: folded, without the ``*``."""
    return fold(term.removesuffix("*")).text.strip()


def _word_end(text: str, index: int) -> int:
    while not ends_word(text, index):
        index += 1
    return index
