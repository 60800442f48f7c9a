"""Numbers about a text: how much of it repeats, and how much is function words."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise
from operator import itemgetter
from typing import TYPE_CHECKING, Final

from backlinkspider.page.language import function_words

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

MOST_WORDS: Final = 2000
"""Words of a text that are counted: shares of longer texts would not compare."""

_PHRASES: Final = (2, 3, 4)
_LOOKED_AT: Final = 20
"""Phrases of each size, the most frequent."""


def unique_word_share(words: Sequence[str]) -> float | None:
    """Return distinct words as share of *words*; ``None`` where there are none."""
    return len(set(words)) / len(words) if words else None


def top_phrase_share(words: Sequence[str], language: str | None) -> float | None:
    """Return the share of *words* covered by the phrase of 2 to 4 words that covers most.

    A phrase counts if it comes twice and is not made of function words alone.
    """
    if not words:
        return None
    common = function_words(language)
    covered = max(_covered(words, phrases, common) for phrases in _repeated(words))
    return min(1.0, covered / len(words))


def _repeated(words: Sequence[str]) -> Iterator[list[tuple[tuple[str, ...], int]]]:
    """Yield the phrases of each size that come twice with their counts, most frequent first.

    Only where two phrases that come twice overlap can a longer one do so.
    """
    starts: Sequence[int] = range(max(len(words) - 1, 0))
    phrases: list[tuple[str, ...]] = list(pairwise(words))
    for size in _PHRASES:
        counts = Counter(phrases)
        twice = [(phrase, count) for phrase, count in counts.items() if count > 1]
        yield sorted(twice, key=itemgetter(1), reverse=True)
        again = [at for at, phrase in zip(starts, phrases, strict=True) if counts[phrase] > 1]
        following = set(again)
        starts = [start for start in again if start + 1 in following]
        phrases = [tuple(words[start : start + size + 1]) for start in starts]


def _covered(
    words: Sequence[str], phrases: Sequence[tuple[tuple[str, ...], int]], common: frozenset[str]
) -> int:
    for phrase, _ in phrases[:_LOOKED_AT]:
        if not common.issuperset(phrase):
            return _occurrences(words, phrase) * len(phrase)
    return 0


def _occurrences(words: Sequence[str], phrase: tuple[str, ...]) -> int:
    """Count *phrase* without overlaps: ``a a a`` holds ``a a`` once."""
    found = next_free = 0
    size, first = len(phrase), phrase[0]
    for at, word in enumerate(words):
        if word == first and at >= next_free and tuple(words[at : at + size]) == phrase:
            found += 1
            next_free = at + size
    return found
