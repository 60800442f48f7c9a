"""Numbers about a text: how much of it repeats, and how much is function words."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Final

from backlinkspider.page.language import function_words

if TYPE_CHECKING:
    from collections.abc import Sequence

MOST_WORDS: Final = 2000
"""Words of a text that are counted: shares of longer texts would not compare."""

_PHRASES: Final = (2, 3, 4)


def unique_word_share(words: Sequence[str]) -> float | None:
    """Return distinct words as share of *words*; ``None`` where there are none."""
    return len(set(words)) / len(words) if words else None


def top_phrase_share(words: Sequence[str], language: str | None) -> float | None:
    """Return the share of *words* covered by the phrase of 2 to 4 words that covers most.

    A phrase counts if it comes twice and is not made of function words alone.
    """
    if not words:
        return None
    return min(
        1.0, max(_covered(words, size, function_words(language)) for size in _PHRASES) / len(words)
    )


def _covered(words: Sequence[str], size: int, common: frozenset[str]) -> int:
    phrases = Counter(zip(*(words[start:] for start in range(size)), strict=False))
    for phrase, count in phrases.most_common(20):
        if count > 1 and not common.issuperset(phrase):
            return _occurrences(words, phrase) * size
    return 0


def _occurrences(words: Sequence[str], phrase: tuple[str, ...]) -> int:
    """Count *phrase* without overlaps: ``a a a`` holds ``a a`` once."""
    found = at = 0
    size = len(phrase)
    while at + size <= len(words):
        if words[at] == phrase[0] and tuple(words[at : at + size]) == phrase:
            found += 1
            at += size
        else:
            at += 1
    return found
