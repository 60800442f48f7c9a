"""Links that stand for their domain on the action list, with all that speaks about them. Pure."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from heapq import heappush, heappushpop
from typing import TYPE_CHECKING, Final

from backlinkspider.report.document import at, score_of
from backlinkspider.report.evidence import told
from backlinkspider.report.link_figures import open_flags
from backlinkspider.report.rule_texts import SEVERITIES
from backlinkspider.report.surroundings import around

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

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
    """A link in its surroundings, with its gravest flags; ``more`` counts the other flags."""

    id: str
    page_url: str
    title: str
    url: str
    text: str
    before: str
    after: str
    flags: tuple[FlagTold, ...]
    more: int
    warc: str
    picture: str
    """Digest of its screenshot, if there is one."""


class Samples:
    """Keeps, for each of some domains, the links that weigh most."""

    def __init__(self, domains: Iterable[str]) -> None:
        self._kept: dict[str, list[tuple[float, str, Document]]] = {name: [] for name in domains}

    def offer(self, link: Document) -> None:
        """Keep *link* if its domain is one of those asked for and it weighs enough."""
        kept = self._kept.get(link["page"]["domain"])
        if kept is None:
            return
        weight = score_of(link), link["_id"], link
        if len(kept) < KEPT:
            heappush(kept, weight)
        else:
            heappushpop(kept, weight)

    def told(self, words: Catalogue) -> Mapping[str, Sequence[Sample]]:
        """Return the kept links of each domain in words, the heaviest first."""
        found = defaultdict(list)
        for domain, kept in self._kept.items():
            for _, _, link in sorted(kept, reverse=True):
                found[domain].append(sample(link, words))
        return found


def sample(link: Document, words: Catalogue) -> Sample:
    """Return *link* in words."""
    flags = sorted(open_flags(link), key=_gravest)
    before, after = around(link["link"])
    warc = at(link, ("proof", "warc")) or {}
    return Sample(
        id=link["_id"],
        page_url=link["page"]["url"],
        title=link["page"].get("title") or "",
        url=link["link"]["url"],
        text=link["link"]["text"],
        before=before,
        after=after,
        flags=tuple(_told(flag, words) for flag in flags[:FLAGS]),
        more=max(0, len(flags) - FLAGS),
        warc=f"{warc['file']}@{warc['offset']}" if warc else "",
        picture=at(link, ("proof", "screenshot", "digest")) or "",
    )


def _gravest(flag: Document) -> tuple[int, float, str]:
    return SEVERITIES.index(flag["severity"]), -flag["score"], flag["rule"]


def _told(flag: Document, words: Catalogue) -> FlagTold:
    return FlagTold(
        rule=flag["rule"],
        severity=flag["severity"],
        score=flag["score"],
        message=flag["message"],
        clause=flag.get("clause") or "",
        evidence=tuple(told(flag.get("evidence") or (), words)),
    )
