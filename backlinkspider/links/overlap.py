"""Which referring domains, pages and links each import names, alone and together. Pure.

What an import names is told by its claims; whether it is there, by the links that were seen.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING, Any, Final, Literal

from backlinkspider.links.claimed import link_of, matched, source_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from backlinkspider.documents import Document

Unit = Literal["domains", "pages", "links"]
Sight = Literal["live", "unknown", "absent"]
"""``unknown``: the page could not be read; ``absent``: it was, and has no such link."""

_UNITS: Final[tuple[Unit, ...]] = ("domains", "pages", "links")
_STATES: Final[dict[str, Sight]] = {"live": "live", "unknown": "unknown", "lost": "absent"}

_Sources = frozenset[str]


class Overlap:
    """Counts what imports name of one target, fed its pages grouped by referring domain.

    Holds the counts and one domain, whatever the number of pages.
    """

    def __init__(self) -> None:
        self._counts: defaultdict[_Sources, Counter[tuple[Unit, Sight]]] = defaultdict(Counter)
        self._domain = ""
        self._sources: set[str] = set()
        self._sights: set[Sight] = set()

    def feed(self, page: Document, links: Sequence[Document], *, was_read: bool) -> None:
        """Count *page* with its stored *links*. Pages of one domain follow one another."""
        if page["domain"] != self._domain:
            self._end_domain()
            self._domain = page["domain"]
        named = {source_of(claim) for claim in page.get("claims") or ()}
        there = [_STATES[link["state"]] for link in links]
        sight = _best([*there, "absent" if was_read else "unknown"])
        self._sources |= named
        self._sights.add(sight)
        is_site = page.get("kind") == "site"  # named was the domain, not its home page
        claims = () if is_site else page.get("claims") or ()
        self._count("pages", set() if is_site else named, sight)
        for sources, seen in _links(claims, links, was_read=was_read):
            self._count("links", sources, seen)

    def rows(self) -> Iterator[dict[str, Any]]:
        """Yield what each source names in all, then what is named by it alone, then together.

        Last comes what was found though no import names it. Beside each count stand those of it
        that are ``_live`` and ``_unknown``; the others are not there.
        """
        self._end_domain()
        named = sorted((sources for sources in self._counts if sources), key=_few_first)
        for source in sorted(frozenset[str]().union(*named)):
            yield _row("all", [source], [self._counts[one] for one in named if source in one])
        for sources in named:
            scope = "only" if len(sources) == 1 else "together"
            yield _row(scope, sorted(sources), [self._counts[sources]])
        if others := self._counts.get(frozenset()):
            yield _row("no import", [], [others])

    def _end_domain(self) -> None:
        if self._sights:
            self._count("domains", self._sources, _best(self._sights))
        self._sources, self._sights = set(), set()

    def _count(self, unit: Unit, sources: set[str], sight: Sight) -> None:
        """Count one; what nobody names counts only where it is there."""
        if sources or sight == "live":
            self._counts[frozenset(sources)][unit, sight] += 1


def _links(
    claims: Sequence[Document], links: Sequence[Document], *, was_read: bool
) -> Iterator[tuple[set[str], Sight]]:
    """Yield for each link, claimed or seen, who names it and whether it is there.

    A claim that names neither URL nor words of a link, and not the page's only one, names no link.
    """
    named: defaultdict[Any, set[str]] = defaultdict(set)
    sights: dict[Any, Sight] = {link["_id"]: _STATES[link["state"]] for link in links}
    for claim, link in matched(claims, links):
        key = link["_id"] if link is not None else link_of(claim)
        if any(key):
            named[key].add(source_of(claim))
    for key in (*sights, *(key for key in named if key not in sights)):
        yield named[key], sights.get(key, "absent" if was_read else "unknown")


def _best(sights: Sequence[Sight] | set[Sight]) -> Sight:
    return next((one for one in ("live", "unknown") if one in sights), "absent")


def _few_first(sources: _Sources) -> tuple[int, list[str]]:
    return len(sources), sorted(sources)


def _row(
    scope: str, sources: list[str], counts: Sequence[Counter[tuple[Unit, Sight]]]
) -> dict[str, Any]:
    total = sum(counts, Counter[tuple[Unit, Sight]]())
    row: dict[str, Any] = {"scope": scope, "sources": sources}
    for unit in _UNITS:
        row[unit] = sum(number for (of, _), number in total.items() if of == unit)
        row[f"{unit}_live"] = total[unit, "live"]
        row[f"{unit}_unknown"] = total[unit, "unknown"]
    return row
