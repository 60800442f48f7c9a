"""The target's own pages as candidates: every URL that stored links lead to, and the site."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from backlinkspider.audit.ownsite import inlinks_of
from backlinkspider.candidates import Candidate
from backlinkspider.crawl.ingest import BATCH
from backlinkspider.ownsite.problem import probe_url
from backlinkspider.site.scope import page_url
from backlinkspider.urls import host_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from backlinkspider.crawl.ingest import Ingest
    from backlinkspider.ownsite.inlinks import Inlinks
    from backlinkspider.target import Target

LINKED: Final = "stored links"
_MOST_HOSTS: Final = 10
"""Hosts of the target whose home pages are visited: those with most links."""


@dataclass(frozen=True, slots=True)
class OwnLinks:
    """What links of *targets* lead to, and the roots of the hosts that have it."""

    targets: tuple[Target, ...]

    @property
    def spooled(self) -> bool:
        """All are known before the first is visited: those with most links go first."""
        return True

    async def feed(self, ingest: Ingest) -> None:
        """Put them into the run, unless it has all of them already. Raises ``StoreError``."""
        run = (await ingest.store.get("runs", [ingest.run]))[ingest.run]
        if run["candidates"] is not None:
            return
        for target in self.targets:
            links = await inlinks_of(ingest.store, target.name)
            candidates = [*_roots(target, links), *_probes(target, links), *_linked(target, links)]
            for start in range(0, len(candidates), BATCH):
                await ingest.add(candidates[start : start + BATCH])


def _roots(target: Target, links: Mapping[str, Inlinks]) -> Iterator[Candidate]:
    """Yield the home pages: the target's own, then those of its hosts with most links."""
    own = target.matchers[0]
    first = f"https://{own.host}{own.start or '/'}"
    for url in dict.fromkeys((first, *(f"https://{host}/" for host in _hosts(links)))):
        if target.matches(url):
            yield Candidate(url, "site", LINKED, 0)


def _probes(target: Target, links: Mapping[str, Inlinks]) -> Iterator[Candidate]:
    """Yield for each host an address that is not there: many answer as if it were."""
    for host in _hosts(links):
        if target.matches(url := probe_url(host)):
            yield Candidate(url, "page", LINKED, 0)


def _hosts(links: Mapping[str, Inlinks]) -> list[str]:
    """Return the hosts with most links."""
    hosts = Counter[str]()
    for url, linked in links.items():
        hosts[host_of(url)] += linked.live + linked.lost + linked.unknown
    return [host for host, _ in hosts.most_common(_MOST_HOSTS)]


def _linked(target: Target, links: Mapping[str, Inlinks]) -> Iterator[Candidate]:
    """Yield every own URL that links lead to, those with most followed ones first."""
    ordered = sorted(links.items(), key=lambda pair: (-pair[1].followed, -pair[1].live, pair[0]))
    for place, (url, linked) in enumerate(ordered, start=1):
        if page_url(url) and target.matches(url):
            yield Candidate(url, "page", LINKED, place, importance=float(linked.followed))
