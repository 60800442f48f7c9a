"""Where a dead own page had best lead: the live own page that is most like it. Pure.

Google asks to redirect to a page that serves the same readers, and takes a redirect of many pages
to the home page for a 404 ("Site moves", "Soft 404 errors"). So there is no suggestion where
nothing is alike.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from math import log
from typing import TYPE_CHECKING, Final

from backlinkspider.ownsite.spoken import (
    Spoken,
    locale_of,
    name_of,
    words_of_anchors,
    words_of_text,
    words_of_url,
)
from backlinkspider.site.address import read_address
from backlinkspider.site.canonical import canonical_key

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

ALIKE: Final = 0.5
"""Least share of what two pages say, weighted by rarity, that both say. Below it, pages share their
section or one common word (a bench and a table of oak)."""

MISSPELT: Final = 0.85
"""Least likeness of letters for a misspelt or cut address: ``workshp`` and ``workshop`` have 0.93,
``oak-bench`` and ``oak-bed`` 0.75."""

SECTION: Final = 0.5
"""What the section a page stood in is worth: better than none, worse than any page alike."""

_SHORTEST_NAME: Final = 5
"""Letters of the last part of an address that can be told to be misspelt."""

_LACKS: Final = 0.55
"""Weight of what the dead page said and the live one does not, against the reverse: a section says
only part of it, a page with a longer title all of it."""

_COMMON: Final = 0.5
_FEWEST: Final = 3
"""A word on that share of the pages, and on so many at least, is the site's own name or trade."""

_MOST_SHARING: Final = 200
"""A word on more pages finds none by itself: a large site has better ones."""

_SHOWN_WORDS: Final = 4
_DIGITS: Final = re.compile(r"\d+")


@dataclass(frozen=True, slots=True)
class LivePage:
    """An own page that may be led to: its *url*, *title* and first *heading*."""

    url: str
    title: str = ""
    heading: str = ""


@dataclass(frozen=True, slots=True)
class DeadPage:
    """An own page that is to lead elsewhere.

    *title* is the last one known, *anchors* what links to it say and how often.
    """

    url: str
    title: str = ""
    anchors: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Suggestion:
    """The page to lead to, why, and how like it is, 0 to 1."""

    url: str
    why: str
    score: float


@dataclass(frozen=True, slots=True)
class _Described:
    """A live page with its words, and parts of its address."""

    page: LivePage
    words: Spoken
    name: str
    locale: str

    @classmethod
    def of(cls, page: LivePage) -> _Described:
        words = words_of_url(page.url) | words_of_text(page.title) | words_of_text(page.heading)
        return cls(page, words, name_of(page.url), locale_of(page.url))


_Found = tuple[float, _Described, str]


class Destinations:
    """The live pages of a site, arranged to be found by what they share with a dead one."""

    def __init__(self, pages: Iterable[LivePage]) -> None:
        """Take *pages*; of several spellings of one page the first counts."""
        once = {canonical_key(page.url): page for page in reversed(list(pages))}
        self._pages = {key: _Described.of(once[key]) for key in sorted(once)}
        self._having: defaultdict[str, list[_Described]] = defaultdict(list)
        self._named: defaultdict[str, list[_Described]] = defaultdict(list)
        for page in self._pages.values():
            for stem in page.words:
                self._having[stem].append(page)
            for part in _parts(page.name):
                self._named[part].append(page)
        self._said = {page.page.url: self._told(page.words) for page in self._pages.values()}

    def suggest(self, dead: DeadPage) -> Suggestion | None:
        """Return the live page most like *dead*; ``None`` where nothing is alike enough."""
        locale, key = locale_of(dead.url), canonical_key(dead.url)
        found = [
            one
            for one in (*self._alike(dead), *self._misspelt(dead))
            if not _differ(locale, one[1].locale) and canonical_key(one[1].page.url) != key
        ]
        # Of pages equally alike the one with the shortest address is the least special.
        best = max(found, key=lambda one: (one[0], -len(one[1].page.url)), default=None)
        if best is None:
            return self._section(dead)
        return Suggestion(best[1].page.url, best[2], round(best[0], 2))

    def _alike(self, dead: DeadPage) -> Iterator[_Found]:
        """Yield the pages that say much of what *dead* and links to it said.

        Of the two the one that says more counts more.
        """
        own = words_of_url(dead.url) | words_of_text(dead.title)
        links = words_of_anchors(dead.anchors)
        parts = [(words, sum(words.values())) for words in (self._told(own), self._told(links))]
        said = sum(weight for _, weight in parts)
        for page in self._sharing({*own, *links}):
            told = self._said[page.page.url]
            score = sum(_likeness(words, told) * weight for words, weight in parts) / (said or 1.0)
            if score >= ALIKE:
                yield score, page, self._why(own, links, page)

    def _sharing(self, stems: Iterable[str]) -> Iterable[_Described]:
        having = (self._having.get(stem, ()) for stem in stems)
        telling = (pages for pages in having if len(pages) <= _MOST_SHARING)
        return {page.page.url: page for pages in telling for page in pages}.values()

    def _told(self, spoken: Spoken) -> Mapping[str, float]:
        """Return words with what they tell; a number that no page has tells nothing."""
        known = {s: said for s, (_, said) in spoken.items() if s in self._having or not s.isdigit()}
        return {s: said * rarity for s, said in known.items() if (rarity := self._rarity(s))}

    def _rarity(self, stem: str) -> float:
        """Return how much *stem* tells pages of the site apart; its own name tells nothing."""
        having = len(self._having.get(stem, ()))
        if having >= max(_FEWEST, _COMMON * len(self._pages)):
            return 0.0
        return log(1 + len(self._pages) / max(1, having))

    def _why(self, own: Spoken, links: Spoken, page: _Described) -> str:
        """Name the words that *page* shares, the most telling first."""
        who = "both say" if self._told(own).keys() & page.words.keys() else "links to it say"
        told = self._told({**links, **own} if who == "both say" else links)
        shared = sorted(told.keys() & page.words.keys(), key=lambda s: (-told[s], s))
        return f"{who}: {', '.join(page.words[stem][0] for stem in shared[:_SHOWN_WORDS])}"

    def _misspelt(self, dead: DeadPage) -> Iterator[_Found]:
        """Yield the pages whose name in the address has nearly the same letters.

        And the same numbers: models differ by nothing else.
        """
        name = name_of(dead.url)
        if len(name) < _SHORTEST_NAME:
            return
        matcher = SequenceMatcher(autojunk=False)
        matcher.set_seq2(name)
        for page in self._nearly_named(name):
            matcher.set_seq1(page.name)
            if _numbers(page.name) == _numbers(name) and (score := matcher.ratio()) >= MISSPELT:
                yield score, page, f"spelt alike: {name}, {page.name}"

    def _nearly_named(self, name: str) -> Iterator[_Described]:
        """Yield the pages whose names share half of *name*'s parts: nobody misspells all of it."""
        parts = _parts(name)
        shared = Counter(page.page.url for part in parts for page in self._named.get(part, ()))
        for url, count in shared.items():
            if 2 * count >= len(parts):
                yield self._pages[canonical_key(url)]

    def _section(self, dead: DeadPage) -> Suggestion | None:
        """Return the nearest page above *dead*, the home page aside."""
        address = read_address(dead.url)
        segments = address.path.rstrip("/").split("/")
        for length in range(len(segments) - 1, 1, -1):
            key = canonical_key(f"https://{address.host}{'/'.join(segments[:length])}")
            if page := self._pages.get(key):
                return Suggestion(page.page.url, "the section it stood in", SECTION)
        return None


def _likeness(words: Mapping[str, float], others: Mapping[str, float]) -> float:
    """Return how much of what the dead page's *words* tell the live page's *others* tell, 0 to 1.

    What the live page lacks weighs more than what it has besides (Tversky's index).
    """
    shared = sum(min(weight, others[stem]) for stem, weight in words.items() if stem in others)
    if not shared:
        return 0.0
    lacks, has = sum(words.values()) - shared, sum(others.values()) - shared
    return shared / (shared + _LACKS * lacks + (1 - _LACKS) * has)


def _differ(locale: str, other: str) -> bool:
    """Tell whether two pages are for readers of different languages."""
    return locale != "" and other not in {"", locale}


def _parts(name: str) -> set[str]:
    """Return the runs of three letters in *name*, its ends included."""
    padded = f" {name} "
    return {padded[start : start + 3] for start in range(len(padded) - 2)} if name else set()


def _numbers(name: str) -> tuple[str, ...]:
    return tuple(_DIGITS.findall(name))
