"""Links that stand for their domain on the action list, with all that speaks about them. Pure."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from heapq import heappush, heappushpop
from operator import itemgetter
from typing import TYPE_CHECKING, Final

from backlinkspider.flags import gravity, in_force
from backlinkspider.report.document import at, score_of
from backlinkspider.report.evidence import told
from backlinkspider.report.surroundings import around

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from collections.abc import Set as AbstractSet

    from backlinkspider.documents import Document
    from backlinkspider.report.catalogue import Catalogue
    from backlinkspider.report.evidence import Told

LISTED: Final = 10
"""Domains that the action list tells in full, for each action; the table has all."""

KEPT: Final = 2
"""Links told in full for each domain."""

FLAGS: Final = 4
"""Flags told of each of them, the gravest."""


@dataclass(frozen=True, slots=True)
class FlagTold:
    """A flag in words."""

    rule: str
    severity: str
    score: float
    message: str
    clause: str
    evidence: tuple[Told, ...]


@dataclass(frozen=True, slots=True)
class Sample:
    """A link in its surroundings, with its gravest flags; ``more`` counts those without room."""

    id: str
    page_url: str
    title: str
    url: str
    text: str
    before: str
    after: str
    flags: tuple[FlagTold, ...]
    again: tuple[str, ...]
    """Rules that flag it as well, and were told already of another link of its domain."""

    more: int
    warc: str
    picture: str
    """Digest of its screenshot, if there is one."""

    verdict: str = ""
    verdict_reason: str = ""
    outreach: str = ""
    """What people said of it."""


class Samples:
    """Keeps, for each of some domains, the links that weigh most."""

    def __init__(self, domains: Iterable[str]) -> None:
        self._kept: dict[str, list[tuple[float, str, Document, Document]]] = {
            name: [] for name in domains
        }

    def offer(self, link: Document, mark: Document | None = None) -> None:
        """Keep *link*, and what people said of it, if its domain is asked for and it weighs."""
        kept = self._kept.get(link["page"]["domain"])
        if kept is None:
            return
        weight = score_of(link), link["_id"], link, mark or {}
        if len(kept) < KEPT:
            heappush(kept, weight)
        else:
            heappushpop(kept, weight)

    def told(self, words: Catalogue) -> Mapping[str, Sequence[Sample]]:
        """Return the kept links of each domain in words, the heaviest first.

        An honest link is no example beside one that is not, and a flag is told once a domain.
        """
        found = defaultdict(list)
        for domain, kept in self._kept.items():
            ordered = sorted(kept, key=itemgetter(0, 1), reverse=True)
            grave = [one for one in ordered if is_grave(one[2])]
            told_before: set[str] = set()
            for _, _, link, mark in grave or ordered:
                found[domain].append(sample(link, words, mark, told_before))
                told_before |= {flag["rule"] for flag in in_force(link)}
        return found


def is_grave(link: Document) -> bool:
    """Tell whether *link* carries a flag that is more than a note."""
    return any(flag["severity"] != "note" for flag in in_force(link))


def sample(
    link: Document,
    words: Catalogue,
    mark: Document,
    before: AbstractSet[str] = frozenset(),
) -> Sample:
    """Return *link* in words; flags of the rules *before* were told, so they are only named.

    Notes are left out beside graver flags.
    """
    grave = is_grave(link)
    everything = [one for one in in_force(link) if not grave or one["severity"] != "note"]
    flags = sorted((one for one in everything if one["rule"] not in before), key=_gravest)
    text_before, text_after = around(link["link"])
    warc = at(link, ("proof", "warc")) or {}
    return Sample(
        id=link["_id"],
        page_url=link["page"]["url"],
        title=link["page"].get("title") or "",
        url=link["link"]["url"],
        text=link["link"]["text"],
        before=text_before,
        after=text_after,
        flags=tuple(_told(flag, words, link["link"]["text"]) for flag in flags[:FLAGS]),
        again=tuple(
            one["rule"] for one in sorted(everything, key=_gravest) if one["rule"] in before
        ),
        more=max(0, len(flags) - FLAGS),
        warc=f"{warc['file']}@{warc['offset']}" if warc else "",
        picture=at(link, ("proof", "screenshot", "digest")) or "",
        verdict=mark.get("verdict") or "",
        verdict_reason=mark.get("reason") or "",
        outreach=(mark.get("outreach") or {}).get("state") or "",
    )


def _gravest(flag: Document) -> tuple[int, float, str]:
    return -gravity(flag["severity"]), -flag["score"], flag["rule"]


def _told(flag: Document, words: Catalogue, anchor: str) -> FlagTold:
    return FlagTold(
        rule=flag["rule"],
        severity=flag["severity"],
        score=flag["score"],
        message=flag["message"],
        clause=flag.get("clause") or "",
        evidence=tuple(told(flag.get("evidence") or (), words, anchor)),
    )
