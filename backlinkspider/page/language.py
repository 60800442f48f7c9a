"""The language of a text, told by its script or by its function words (``function_words.yaml``)."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Final
from unicodedata import name as character_name

from backlinkspider.page.words import data

if TYPE_CHECKING:
    from collections.abc import Mapping

_FEWEST_WORDS: Final = 20
_FEWEST_HITS: Final = 5
_LONGEST: Final = 6000
"""Characters that are looked at."""

_SCRIPT_SHARE: Final = 0.1
_NO_LETTERS: Final = bytes(code for code in range(128) if not chr(code).isalpha())
_REMEMBERED: Final = 1 << 14
"""Characters whose script is at hand."""

_LETTERS: Final = re.compile(r"[^\W\d_]+")
_LEAST_SHARE: Final = 0.1
"""Function words make up at least this share of a text in their language."""

_LEAD: Final = 1.1
"""By which the first language must surpass the second."""

_OWN_SCRIPTS: Final = {
    "GREEK": "el", "HEBREW": "he", "THAI": "th", "HANGUL": "ko", "DEVANAGARI": "hi",
    "ARMENIAN": "hy", "GEORGIAN": "ka", "BENGALI": "bn", "TAMIL": "ta", "TELUGU": "te",
    "GUJARATI": "gu", "MALAYALAM": "ml", "KANNADA": "kn", "LAO": "lo", "KHMER": "km",
    "MYANMAR": "my", "SINHALA": "si", "ETHIOPIC": "am",
}  # fmt: skip
"""Scripts that (nearly) one language is written in."""


def scripts_of_text(text: str) -> tuple[str, ...]:
    """Return the writing systems that hold at least a tenth of *text*'s letters, most first.

    Named by the first word of their letters' Unicode names: LATIN, CYRILLIC, CJK, HIRAGANA.
    """
    counts = _scripts(text[:_LONGEST])
    least = max(1.0, _SCRIPT_SHARE * counts.total())
    return tuple(script for script, count in counts.most_common() if count >= least)


def language_of(text: str) -> str | None:
    """Return the language of *text* as a primary subtag; ``None`` where too little tells."""
    text = text[:_LONGEST]
    scripts = scripts_of_text(text)
    if not scripts:
        return None
    counts = _scripts(text)
    if (
        counts["HIRAGANA"] + counts["KATAKANA"] > 0.1 * counts["CJK"] > 0
        or scripts[0] == "HIRAGANA"
    ):
        return "ja"
    if scripts[0] == "CJK":
        return "zh"
    return _OWN_SCRIPTS.get(scripts[0]) or _by_words(text)


def function_word_share(text: str, language: str | None) -> float | None:
    """Return function words as share of *text*'s; ``None`` where *language* has no list."""
    known = _function_words().get(language or "")
    if not known or not (words := _letters(text[:_LONGEST])):
        return None
    return sum(word in known for word in words) / len(words)


def function_words(language: str | None) -> frozenset[str]:
    """Return the function words of *language*; none where it has no list."""
    return _function_words().get(language or "", frozenset())


@lru_cache(maxsize=4)
def _letters(text: str) -> tuple[str, ...]:
    """Return the words of *text* that are letters only, in lower case."""
    return tuple(_LETTERS.findall(text.lower()))


def _by_words(text: str) -> str | None:
    words = _letters(text)
    if len(words) < _FEWEST_WORDS:
        return None
    scores: defaultdict[str, float] = defaultdict(float)
    hits: Counter[str] = Counter()
    languages = _languages()
    for word, count in Counter(words).items():
        for language, weight in languages.get(word, ()):
            scores[language] += weight * count
            hits[language] += count
    ranked = sorted(scores.items(), key=lambda pair: -pair[1])[:2]
    if not ranked or hits[ranked[0][0]] < max(_FEWEST_HITS, _LEAST_SHARE * len(words)):
        return None
    if len(ranked) == 2 and ranked[0][1] < _LEAD * ranked[1][1]:
        return None
    return ranked[0][0]


@cache
def _function_words() -> Mapping[str, frozenset[str]]:
    return {
        language: frozenset(words.split()) for language, words in data("function_words").items()
    }


@cache
def _languages() -> Mapping[str, tuple[tuple[str, float], ...]]:
    """Return for each function word its languages; one that few share weighs more."""
    having: dict[str, list[str]] = {}
    for language, words in _function_words().items():
        for word in words:
            having.setdefault(word, []).append(language)
    return {
        word: tuple((language, 1 / len(languages)) for language in languages)
        for word, languages in having.items()
    }


@lru_cache(maxsize=4)
def _scripts(text: str) -> Counter[str]:
    counts: Counter[str] = Counter()
    if text.isascii():
        letters = len(text.encode().translate(None, _NO_LETTERS))
        return Counter({"LATIN": letters} if letters else {})
    for character, count in Counter(text).items():
        script = _SCRIPTS[character]
        if script is not None:
            counts[script] += count
    return counts


class _Scripts(dict[str, str | None]):
    """The script of each letter; ``None`` for what is no letter."""

    def __missing__(self, character: str) -> str | None:
        name = character_name(character, "") if character.isalpha() else None
        script = name and name.partition(" ")[0]
        if len(self) < _REMEMBERED:
            self[character] = script
        return script


_SCRIPTS: Final = _Scripts()
