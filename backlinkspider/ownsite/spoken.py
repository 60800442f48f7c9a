"""The words by which own pages are compared: of addresses, titles and anchors. Pure."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, Final
from urllib.parse import unquote_plus

from backlinkspider.page.language import function_words
from backlinkspider.page.words import bare_words, is_spaced, words_of
from backlinkspider.site.address import read_address

if TYPE_CHECKING:
    from collections.abc import Mapping

_STEM: Final = 5
"""Letters that two forms of a word share (table, tables), a stemmer for any language."""

_SHORTEST: Final = 3
_LONGEST_NAME: Final = 100
_PARENT: Final = 0.5
"""Weight of a word in the sections above a page, beside those of its name."""

_MOST_ANCHORS: Final = 20
_SCRIPT: Final = re.compile(r"index|default|page|item|product|article", re.IGNORECASE)
"""Names of files that serve many pages."""

_FILE: Final = re.compile(r"\.(?:x?html?|shtml|php\d?|aspx?|jsp|cfm|do)$", re.IGNORECASE)
LOCALE: Final = re.compile(r"[a-z]{2}(?:[-_](?:[a-z]{2}|han[st]|latn|cyrl))?", re.IGNORECASE)
"""A language as paths name it: ``de``, ``en-gb``, ``zh-hant``."""


Spoken = dict[str, tuple[str, float]]
"""By stem: a word as written, and its weight, 0 to 1."""


def words_of_text(text: str, weight: float = 1.0) -> Spoken:
    """Return the words of *text*, without case and accents.

    English function words are left out; those of other languages are frequent and so tell little.
    """
    words = bare_words(text) if is_spaced(text) else words_of(text)
    common = function_words("en")
    return {
        word[:_STEM]: (word, weight)
        for word in words
        if word not in common and (len(word) >= _SHORTEST or not word.isascii())
    }


def words_of_url(url: str) -> Spoken:
    """Return the words of the path, its last part first in weight, and of query values."""
    address = read_address(url)
    *parents, name = (_FILE.sub("", segment) for segment in address.segments or ("",))
    values = " ".join(each.value for each in address.parameters)
    shown = values if values and _SCRIPT.fullmatch(name) else f"{name} {values}"
    return words_of_text(" ".join(parents), _PARENT) | words_of_text(shown)


def words_of_anchors(anchors: Mapping[str, int]) -> Spoken:
    """Return what links say, with how often; what the most frequent ones say weighs most."""
    spoken: Spoken = {}
    often = Counter(anchors).most_common(_MOST_ANCHORS)
    for text, count in reversed(often):
        spoken |= words_of_text(text, count / often[0][1])
    return spoken


def name_of(url: str) -> str:
    """Return the last part of the path in lower case, without the ending of a file."""
    segments = read_address(url).segments
    name = _FILE.sub("", segments[-1]) if segments else ""
    return unquote_plus(name).lower()[:_LONGEST_NAME]


def locale_of(url: str) -> str:
    """Return the first part of the path where it looks like a language."""
    segments = read_address(url).segments
    return segments[0].lower() if segments and LOCALE.fullmatch(segments[0]) else ""
