"""How much a text is about what the target is about: the words they share."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import cache, lru_cache
from math import log, sqrt
from typing import TYPE_CHECKING, Final

from backlinkspider.page.language import function_words, language_of, scripts_of_text
from backlinkspider.page.words import words_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from backlinkspider.target import Target

_STEM: Final = 5
"""Letters that two forms of a word share (table, tables), a stemmer for any language."""

_SHORTEST: Final = 3
_LONGEST: Final = 3000
_REMEMBERED: Final = 1 << 15
"""Words of a language whose stems are at hand, none longer than ``_LONG_WORD``."""

_LONG_WORD: Final = 30


@dataclass(frozen=True, slots=True)
class Subject:
    """What a target is about: its stems with their weights, and the scripts it is written in."""

    weights: Mapping[str, float]
    scripts: frozenset[str]
    places: Mapping[str, int]
    """Each stem's place among the weights."""
    length: float


def subject_of(target: Target) -> Subject | None:
    """Return what *target*'s file says it is about; ``None`` without a description."""
    if not target.description:
        return None
    return _subject(target.description, (*target.money_terms, *target.product_names))


@lru_cache(maxsize=64)
def _subject(description: str, terms: tuple[str, ...]) -> Subject:
    text = " . ".join((description, *terms))
    stems, length = _stems(text, language_of(description))
    weights = {stem: _weight(count) for stem, count in stems.items()}
    places = {stem: place for place, stem in enumerate(weights)}
    return Subject(weights, frozenset(scripts_of_text(text)), places, length)


def likeness(
    subject: Subject, text: str, language: str | None, known: tuple[str, ...]
) -> float | None:
    """Return the cosine, 0 to 1, between *text* and *subject*; ``None`` if they can't be compared.

    That is where the text is in another script, or in a *language* that is none of the *known* ones
    (the target's; empty: not given). Words count by the logarithm of how often they come.
    """
    if known and language and language not in known:
        return None
    if subject.scripts.isdisjoint(scripts_of_text(text)):
        return None
    stems, length = _stems(text[:_LONGEST], language)
    # In one order, since the sum of floats hangs on it.
    common = sorted(stems.keys() & subject.places.keys(), key=subject.places.__getitem__)
    shared = sum([subject.weights[stem] * _weight(stems[stem]) for stem in common])
    return shared / (length * subject.length) if shared else 0.0


@lru_cache(maxsize=64)
def _stems(text: str, language: str | None) -> tuple[Mapping[str, int], float]:
    """Return how often each stem of *text* comes, and the length of their weights.

    A page's excerpt is the same for all its links.
    """
    counts = Counter(map(_stems_of(language).__getitem__, words_of(text)))
    counts.pop("", None)
    weights = map(_weight, counts.values())
    return counts, sqrt(sum([weight * weight for weight in weights]))


@cache
def _weight(count: int) -> float:
    return 1 + log(count)


class _Stems(dict[str, str]):
    """The stem of each word, empty where the word says nothing."""

    def __init__(self, common: frozenset[str]) -> None:
        super().__init__()
        self._common = common

    def __missing__(self, word: str) -> str:
        says = len(word) >= _SHORTEST or not word.isascii()
        stem = word[:_STEM] if says and not (word in self._common or word.isdigit()) else ""
        if len(self) < _REMEMBERED and len(word) <= _LONG_WORD:
            self[word] = stem
        return stem


def _stems_of(language: str | None) -> _Stems:
    return _stems_without(function_words(language) or function_words("en"))


@lru_cache(maxsize=64)
def _stems_without(common: frozenset[str]) -> _Stems:
    return _Stems(common)
