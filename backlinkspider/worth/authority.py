"""Authority from what the user has: scores in imports of tools, places in rank lists. Pure.

Each source is read on one scale from 0 to 100: the tools' scores are given so; a place in a list
falls with its logarithm, as links do on the web (place 1 is 100, a thousand 62.5, a million 25).
Several numbers of one source are one voice, their mean; the value is the median of the voices, so
that one source alone, or one that errs, moves it little.
"""

from __future__ import annotations

from collections import defaultdict
from math import log
from statistics import fmean, median
from typing import TYPE_CHECKING, Any, Final

from backlinkspider.documents import utc
from backlinkspider.ranks.day import day_in_name
from backlinkspider.worth.model import Authority, Input
from backlinkspider.worth.weights import RANKED_DOMAINS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from backlinkspider.ranks.model import Rank

OF_DOMAIN: Final = frozenset({"domain_rating", "domain_authority", "domain_inlink_rank"})
"""Ahrefs, Moz, SE Ranking: scores of the referring domain."""

OF_PAGE: Final = frozenset(
    {"url_rating", "page_authority", "trust_flow", "page_authority_score", "inlink_rank"}
)
"""Ahrefs, Moz, Majestic, Semrush, SE Ranking: scores of the referring page. Majestic's citation
flow only counts links, which its trust flow corrects; traffic and link counts are no scores."""


def of_place(place: int) -> float:
    """Return how much a place in a rank list is worth, 0 to 100; never more than a better place.

    >>> of_place(1), of_place(1000), of_place(10**9)
    (100.0, 62.5, 0.0)
    """
    return max(0.0, round(100 * (1 - log(place) / log(RANKED_DOMAINS)), 1))


def from_rank(rank: Rank) -> Input:
    """Return what a rank list says as an input."""
    return Input(rank.source, rank.metric, rank.date or "", rank.place, of_place(rank.place))


def from_claim(claim: Mapping[str, Any]) -> Iterator[Input]:
    """Yield the scores that an import's row (a claim as it is stored) gives domain and page.

    Their date is that in the file's name, else the day the tool last saw the link.
    """
    scores = claim.get("scores") or {}
    for metric in scores.keys() & (OF_DOMAIN | OF_PAGE):
        score = scores[metric]
        if 0 <= score <= 100:
            yield Input(claim["tool"], metric, _date_of(claim), score, round(float(score), 1))


def _date_of(claim: Mapping[str, Any]) -> str:
    seen = claim.get("last_seen")
    return day_in_name(claim["file"]) or (utc(seen).date().isoformat() if seen else "")


def authority_of(inputs: Iterable[Input]) -> Authority:
    """Return the median of what the sources say; ``None`` where none says anything."""
    kept = tuple(sorted(set(inputs)))
    voices: defaultdict[str, list[float]] = defaultdict(list)
    for one in kept:
        voices[one.source].append(one.normalised)
    if not voices:
        return Authority()
    return Authority(round(median(fmean(one) for one in voices.values()), 1), kept)


class DomainScores:
    """What imports and rank lists say of one domain, however many rows repeat it.

    Of a score of the domain the newest is kept, of a page's the best page's: a domain is at least
    as strong as its strongest page. Page scores only speak where a source has none of the domain.
    """

    __slots__ = ("_best", "_newest")

    def __init__(self) -> None:
        self._newest: dict[tuple[str, str], Input] = {}
        self._best: dict[tuple[str, str], Input] = {}

    def add(self, inputs: Iterable[Input]) -> None:
        """Take *inputs* in; their order does not matter."""
        for one in inputs:
            key = (one.source, one.metric)
            if one.metric in OF_PAGE:
                self._best[key] = max(one, self._best.get(key, one), key=_by_strength)
            else:
                self._newest[key] = max(one, self._newest.get(key, one), key=_by_date)

    def inputs(self) -> tuple[Input, ...]:
        """Return what speaks for the domain."""
        whole = {source for source, _ in self._newest}
        pages = (one for (source, _), one in self._best.items() if source not in whole)
        return (*self._newest.values(), *pages)


def _by_strength(one: Input) -> tuple[float, str]:
    return one.value, one.date


def _by_date(one: Input) -> tuple[str, float]:
    return one.date, one.value
