"""Anchor texts: their words, terms in them, addresses, and the scripts they are written in."""

from __future__ import annotations

import re
from functools import lru_cache, wraps
from typing import TYPE_CHECKING, Concatenate, Final, ParamSpec, TypeVar, cast
from unicodedata import name as character_name
from unicodedata import normalize

from backlinkspider.urls import host_of

if TYPE_CHECKING:
    from collections.abc import Callable

GENERIC: Final = frozenset(
    anchor.strip()
    for anchor in """
    article | click | click here | continue reading | details | discover more | find out more | go
    go here | here | home | home page | homepage | info | information | learn more | link | more
    more info | more information | read | read more | read on | see here | see more | site | source
    this | this article | this link | this page | this post | this site | this website | url | view
    view more | visit | visit site | visit the website | visit website | web | web site | website
    hier | hier klicken | mehr | mehr erfahren | mehr infos | mehr lesen | quelle | weiterlesen
    webseite | zur webseite | zur website | ici | cliquez ici | en savoir plus | lire la suite
    lire plus | site web | voir plus | aquí | clic aquí | fuente | leer más | más información
    sitio web | ver más | clicca qui | fonte | leggi di più | leggi tutto | qui | sito | sito web
    aqui | clique aqui | leia mais | mais informações | saiba mais | klik hier | lees meer
    meer informatie | kliknij tutaj | tutaj | czytaj więcej | więcej | strona | źródło | тут
    здесь | источник | подробнее | сайт | ссылка | читать далее | tıklayın | buraya tıklayın
    devamı | kaynak | こちら | 続きを読む | 詳細 | 詳しくはこちら | 点击这里 | 更多
    查看更多 | 这里 | 阅读更多 | 여기 | 더보기 | 자세히 보기
    """.replace("\n", "|").split("|")
)
"""Anchors that say nothing of where they lead, in the languages most links are written in."""

_ADDRESS = re.compile(
    r"(?:https?://)?((?:[^\W_](?:[\w-]*[^\W_])?\.)+[^\W\d_]{2,})(?::\d+)?(?:[/?#]\S*)?"
)

_WORDS = re.compile(r"\w[\w'’]*")

_REMEMBERED: Final = 8192
_LONGEST_REMEMBERED: Final = 300
"""Characters; with ``_REMEMBERED`` texts of these each memory stays below some megabytes."""

P = ParamSpec("P")
T = TypeVar("T")


def remembering(
    function: Callable[Concatenate[str, P], T],
) -> Callable[Concatenate[str, P], T]:
    """Return *function* with a memory of texts that are not long: many links have the same."""
    known = cast("Callable[Concatenate[str, P], T]", lru_cache(maxsize=_REMEMBERED)(function))

    @wraps(function)
    def remember(text: str, /, *more: P.args, **named: P.kwargs) -> T:
        look = known if len(text) <= _LONGEST_REMEMBERED else function
        return look(text, *more, **named)

    return remember


_SCRIPTS: Final = {
    "ar": {"ARABIC"}, "be": {"CYRILLIC"}, "bg": {"CYRILLIC"}, "el": {"GREEK"}, "fa": {"ARABIC"},
    "he": {"HEBREW"}, "hi": {"DEVANAGARI"}, "hy": {"ARMENIAN"},
    "ja": {"CJK", "HIRAGANA", "KATAKANA"},
    "ka": {"GEORGIAN"}, "kk": {"CYRILLIC"}, "ko": {"HANGUL", "CJK"}, "mk": {"CYRILLIC"},
    "mn": {"CYRILLIC"}, "ru": {"CYRILLIC"}, "sr": {"CYRILLIC", "LATIN"}, "th": {"THAI"},
    "uk": {"CYRILLIC"}, "ur": {"ARABIC"}, "zh": {"CJK", "BOPOMOFO"},
}  # fmt: skip
"""Writing systems by language; a language not named here is written in Latin letters."""

_KNOWN_SCRIPTS: Final = frozenset(
    {"LATIN", *(name for names in _SCRIPTS.values() for name in names)}
)


def normalise(text: str) -> str:
    """Return *text*'s words folded (NFKC, case) and joined by single spaces, symbols dropped."""
    if text.isascii():
        return " ".join(_WORDS.findall(text.lower()))
    folded = normalize("NFKC", text).casefold().replace("i\u0307", "i")
    return " ".join(_WORDS.findall(folded))


@remembering
def find_term(words: str, terms: tuple[str, ...]) -> str | None:
    """Return the longest of *terms* in the normalised *words*; ``*`` may end a term's last word."""
    padded = f" {words} "
    return next((term for term, needle in _needles(terms) if needle in padded), None)


def covers(term: str, words: str) -> bool:
    """Tell whether *term* is all there is of the normalised *words*."""
    return any(pattern.fullmatch(words) for _, pattern in _patterns((term,)))


@lru_cache(maxsize=256)
def _needles(terms: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    """Return *terms*, the longest first, each with what stands in normalised words that have it."""
    return tuple((term, _needle(term)) for term, _ in _patterns(terms))


def _needle(term: str) -> str:
    words = normalise(term)
    if _is_unspaced(words):
        return words
    return f" {words}" if _is_open(term) else f" {words} "


@lru_cache(maxsize=256)
def _patterns(terms: tuple[str, ...]) -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple(
        (term, _pattern(term)) for term in sorted(terms, key=len, reverse=True) if normalise(term)
    )


def _pattern(term: str) -> re.Pattern[str]:
    """Return *term*'s words as a pattern; where a script has no spaces, words may touch others."""
    words = normalise(term)
    tail = r"\S*" if _is_open(term) else ""
    if _is_unspaced(words):
        return re.compile(re.escape(words))
    return re.compile(rf"(?<!\S){re.escape(words)}{tail}(?!\S)")


def _is_open(term: str) -> bool:
    return term.rstrip().endswith("*")


def _is_unspaced(words: str) -> bool:
    return not scripts_of(words).isdisjoint({"CJK", "HIRAGANA", "KATAKANA", "THAI"})


@remembering
def named_host(text: str) -> str | None:
    """Return the host if *text* is nothing but a web address (``example.com/x``), else ``None``."""
    match = _ADDRESS.fullmatch(text.strip())
    return host_of(f"http://{match[1]}/") or None if match else None


@remembering
def scripts_of(text: str) -> frozenset[str]:
    """Return the writing systems of *text*'s letters, by the first word of their Unicode names."""
    letters = {character for character in text if character.isalpha()}
    names = {character_name(letter, "").partition(" ")[0] for letter in letters}
    return _KNOWN_SCRIPTS & names


def scripts_of_language(language: str) -> set[str]:
    """Return the writing systems of *language*, a primary subtag such as ``ru``."""
    return _SCRIPTS.get(language, {"LATIN"})
