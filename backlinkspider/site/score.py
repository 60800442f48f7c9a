"""How likely a page links to other sites, by the words that lead to it (``topics.yaml``)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Final
from unicodedata import combining, normalize
from urllib.parse import unquote

import yaml

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_FILE: Final = Path(__file__).with_name("topics.yaml")
_WORD: Final = re.compile(r"[^\W_]+")
_POST: Final = re.compile(r"/(?:19|20)\d\d/(?:\d+/){0,3}[^/]*[^\W\d_]{2}[^/]*/?\Z")
"""A path that has a date and then a name: how blogs and newspapers address their articles."""

_POST_TOPIC: Final = "articles"
_LABEL_WORDS: Final = 5
"""Longer texts are headlines: their words tell of the page, not of its kind."""

_HEAD: Final = 300

_BARE: Final = str.maketrans({"ı": "i", "ł": "l", "ø": "o", "đ": "d", "æ": "ae", "œ": "oe"})
"""Letters that Unicode does not take apart although addresses write them so."""

# Written without spaces between words: a term may stand anywhere.
_UNSPACED: Final = re.compile("[\u0e00-\u0e7f\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af]")


@dataclass(frozen=True, slots=True)
class Topics:
    """Weights by words joined with spaces, those of scripts without spaces apart."""

    spaced: Mapping[str, int]
    unspaced: Mapping[str, int]
    post: int
    longest: int
    """Words of the longest term."""


@cache
def topics() -> Topics:
    """Return the terms of ``topics.yaml``; of a term listed twice the higher weight."""
    weights: dict[str, int] = {}
    lists = yaml.safe_load(_FILE.read_text(encoding="utf-8"))
    for topic in lists.values():
        for term in (term for terms in topic["words"].values() for term in terms):
            key = " ".join(_words(term))
            weights[key] = max(topic["weight"], weights.get(key, topic["weight"]))
    unspaced = {term.replace(" ", ""): w for term, w in weights.items() if _UNSPACED.search(term)}
    spaced = {term: w for term, w in weights.items() if not _UNSPACED.search(term)}
    longest = max(term.count(" ") + 1 for term in spaced)
    return Topics(spaced, unspaced, lists[_POST_TOPIC]["weight"], longest)


def topic_weight(url: str, text: str = "") -> int:
    """Return the weight of the best topic named by the serialised *url* or the short *text*.

    Words count in the path and in host labels before the site's name (``blog.example.com``).

    >>> topic_weight("https://example.com/liens-utiles"), topic_weight("https://example.com/x")
    (9, 0)
    """
    host, _, path = url.partition("//")[2].partition("?")[0].partition("/")
    path = unquote(path[:_HEAD]) if "%" in path else path[:_HEAD]
    labels = [text[:_HEAD], *path.split("/"), *host.split(".")[:-2]]
    weights = [weight for label in labels if label and (weight := _label_weight(label))]
    if _POST.search(f"/{path}"):
        weights.append(topics().post)
    return max(weights, default=0)


@lru_cache(maxsize=1 << 12)
def _label_weight(text: str) -> int:
    """Return the highest weight of a term in the short *text*; 0 where there is none."""
    words = _words(text)
    if len(words) > _LABEL_WORDS:
        return 0
    known = topics()
    found = [known.spaced[term] for term in _terms(words, known.longest) if term in known.spaced]
    if not text.isascii() and _UNSPACED.search(text):
        joined = "".join(words)
        found += [weight for term, weight in known.unspaced.items() if term in joined]
    return max(found, default=0)


def _terms(words: list[str], longest: int) -> Iterator[str]:
    for start in range(len(words)):
        for end in range(start + 1, min(start + longest, len(words)) + 1):
            yield " ".join(words[start:end])


def _words(text: str) -> list[str]:
    """Return *text*'s words without case and accents."""
    if not text.isascii():
        bare = "".join(c for c in normalize("NFKD", text.casefold()) if not combining(c))
        text = normalize("NFC", bare).translate(_BARE)
    return _WORD.findall(text.lower())
