"""Words of texts and addresses, and lists of terms as data (the YAML files beside this module)."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from unicodedata import combining, normalize

import yaml

if TYPE_CHECKING:
    from collections.abc import Iterable

_FOLDER: Final = Path(__file__).parent
_UNSPACED_LETTERS: Final = "\u0e00-\u0eff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff"
_UNSPACED: Final = re.compile(f"[{_UNSPACED_LETTERS}]")
_WORD: Final = re.compile(r"[^\W_]+")
_MIXED_WORD: Final = re.compile(rf"[{_UNSPACED_LETTERS}]|(?:(?![{_UNSPACED_LETTERS}])[^\W_])+")
_LABEL_LENGTH: Final = 100
_SPARE_CHARACTERS: Final = 3
"""Characters that count as a word where words are not parted."""

_BARE: Final = str.maketrans({"ı": "i", "ł": "l", "ø": "o", "đ": "d", "æ": "ae", "œ": "oe"})
"""Letters that Unicode does not take apart although addresses write them so."""


@cache
def data(name: str) -> Any:
    """Return what the file *name*.yaml beside this module holds."""
    return yaml.safe_load((_FOLDER / f"{name}.yaml").read_text(encoding="utf-8"))


def words_of(text: str) -> list[str]:
    """Return the words of *text* in lower case; where a script has no spaces, its characters."""
    lower = text.lower()
    return (_WORD if is_spaced(text) else _MIXED_WORD).findall(lower)


def is_spaced(text: str) -> bool:
    """Tell whether *text* is free of scripts that do not part words by spaces."""
    return text.isascii() or not _UNSPACED.search(text)


def bare_words(text: str) -> list[str]:
    """Return *text*'s words without case and accents, as addresses spell them."""
    if not text.isascii():
        bare = "".join(c for c in normalize("NFKD", text.casefold()) if not combining(c))
        text = normalize("NFC", bare).translate(_BARE)
    return _WORD.findall(text.lower())


class Terms:
    """Terms of one or more words, looked for among bare words."""

    def __init__(self, terms: Iterable[str]) -> None:
        keys = {" ".join(bare_words(term)) for term in terms}
        self._unspaced = tuple(key.replace(" ", "") for key in keys if not is_spaced(key))
        self._spaced = frozenset(key for key in keys if is_spaced(key))
        self._longest = max((key.count(" ") + 1 for key in self._spaced), default=0)

    def names(self, label: str, *, spare: int = 1) -> bool:
        """Tell whether *label* (a heading, a part of an address) is a term and little else.

        It may have *spare* words more than the term.
        """
        words = bare_words(label[:_LABEL_LENGTH])
        shortest = max(len(words) - spare, 1)
        for length in range(shortest, min(len(words), self._longest) + 1):
            for start in range(len(words) - length + 1):
                if " ".join(words[start : start + length]) in self._spaced:
                    return True
        joined = "".join(words)
        return not joined.isascii() and any(
            term in joined and len(joined) <= len(term) + _SPARE_CHARACTERS * spare
            for term in self._unspaced
        )
