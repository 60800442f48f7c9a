"""How much a text is about what the target is about: the words they share."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import lru_cache
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
    weights = _weights(text, language_of(description))
    places = {stem: place for place, stem in enumerate(weights)}
    return Subject(weights, frozenset(scripts_of_text(text)), places, _length(weights))


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
    weights = _weights(text[:_LONGEST], language)
    # In one order, since the sum of floats hangs on it.
    common = sorted(weights.keys() & subject.places.keys(), key=subject.places.__getitem__)
    shared = sum(subject.weights[stem] * weights[stem] for stem in common)
    return shared / (_length(weights) * subject.length) if shared else 0.0


@lru_cache(maxsize=64)
def _weights(text: str, language: str | None) -> Mapping[str, float]:
    """Return the stems of *text*; a page's excerpt is the same for all its links."""
    common = function_words(language) or function_words("en")
    stems = Counter(
        [
            word[:_STEM]
            for word in words_of(text)
            if (len(word) >= _SHORTEST or not word.isascii())
            and word not in common
            and not word.isdigit()
        ]
    )
    return {stem: 1 + log(count) for stem, count in stems.items()}


def _length(weights: Mapping[str, float]) -> float:
    return sqrt(sum([weight * weight for weight in weights.values()]))
