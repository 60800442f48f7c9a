"""Candidates into the frontier: pending ``pages``, and the ``hosts`` that wait for them."""

from __future__ import annotations

import logging
from collections import Counter
from dataclasses import dataclass, field
from itertools import chain
from typing import TYPE_CHECKING, Final

from backlinkspider.candidates import BadLine
from backlinkspider.crawl.hosts import register
from backlinkspider.crawl.patience import patiently
from backlinkspider.documents import PENDING, Document, page_id
from backlinkspider.links.claimed import merge_claims
from backlinkspider.store.base import Change, StoreError
from backlinkspider.urls import host_of, politeness_key, registrable_domain

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping, Sequence

    from backlinkspider.candidates import Candidate
    from backlinkspider.crawl.item import Visit
    from backlinkspider.site.discover import Found
    from backlinkspider.store.base import Store
    from backlinkspider.target import Target

logger = logging.getLogger(__name__)

BATCH: Final = 500
OWN_SITE: Final = "the target's own site"
_ATTEMPTS: Final = 50
_BAD_LINES_SHOWN: Final = 20


@dataclass(slots=True)
class Ingest:
    """Puts candidates into the store for one run, and counts what it did.

    Doing it again with the same candidates changes nothing, so a killed run is simply fed again.
    *accepted* and *known* count ``pages`` documents: those taken into the run, and those that were
    there (named twice, or by an earlier ingest of this run).
    """

    store: Store
    run: str
    targets: Sequence[Target]
    max_per_domain: int = 20
    key_of: Callable[[str], str] = lambda url: politeness_key(host_of(url))
    accepted: int = 0
    known: int = 0
    bad_lines: int = 0
    _turns: Counter[str] = field(default_factory=Counter)
    _position: int = 0

    async def take(self, rows: Iterable[Candidate | BadLine]) -> None:
        """Write all *rows* in batches. Raises ``StoreError``, and what reading *rows* raises."""
        batch: list[Candidate] = []
        for row in rows:
            if isinstance(row, BadLine):
                self._note(row)
                continue
            batch.append(row)
            if len(batch) >= BATCH:
                await self.add(batch)
                batch = []
        await self.add(batch)

    async def add(self, candidates: Iterable[Candidate]) -> None:
        """Write a batch of candidates: pages first, then the hosts that hold them."""
        await self._add(self._pages(one, self.targets_of(one.url)) for one in candidates)

    async def add_known(self, candidates: Iterable[tuple[Candidate, Sequence[str]]]) -> None:
        """Write a batch of candidates, each only for the targets that are named with it."""
        targets = {target.name: target for target in self.targets}
        await self._add(
            self._pages(one, [targets[name] for name in names]) for one, names in candidates
        )

    async def _add(self, candidates: Iterable[Sequence[Document]]) -> None:
        """Write the documents of *candidates*, each of which may be named more than once."""
        pages: dict[str, Document] = {}
        named = 0
        for page in chain.from_iterable(candidates):
            first = pages.setdefault(page["_id"], page)
            if first is not page and page["claims"]:
                first["claims"] = merge_claims(first["claims"], page["claims"])
            named += 1
        taken: set[str] = set()

        async def put() -> None:
            await register(self.store, self.run, await self._put_pages(pages, taken))

        await patiently(put, "adding candidates")
        self.accepted += len(taken)
        self.known += named - len(taken)

    async def add_found(
        self, visit: Visit, site: str, found: Sequence[Found], *, known: int
    ) -> None:
        """Write pages that a visit found on *site*, which has *known* ones already.

        The order is that of depth, then of likelihood, then of discovery (visits of a key follow
        one another). It is stored, so a resumed crawl visits the same pages.
        """
        pages: dict[str, Document] = {}
        for position, page in enumerate(found, known):
            host = host_of(page.url)
            place = {
                "url": page.url,
                "kind": "page",
                "host": host,
                "domain": registrable_domain(host),
                "key": self.key_of(page.url),
                "turn": page.depth,
                "rank": -float(page.score),
                "seq": position,
                "source": {"file": visit.url, "line": position},
                "site": site,
                "depth": page.depth,
                "claims": [],
            }
            for target in self.targets_of(page.url):
                document = self.page(target, page.url, place)
                pages[document["_id"]] = document

        async def put() -> None:
            await register(self.store, self.run, await self._put_pages(pages, set()))

        await patiently(put, "adding pages of a site")

    def _pages(self, candidate: Candidate, targets: Iterable[Target]) -> list[Document]:
        """Return the documents of a candidate, one per target, in their order.

        A page of a target's own site holds no backlinks and is not visited for it.
        """
        domain, key = registrable_domain(host_of(candidate.url)), self.key_of(candidate.url)
        turn = self._turn(domain) if domain != key else 0
        self._position += 1
        place = place_of(candidate, key=key, turn=turn, position=self._position)
        pages = [self.page(target, candidate.url, place) for target in targets]
        if turn >= self.max_per_domain:
            over = {**_SKIPPED, "detail": over_limit(self.max_per_domain)}
            return [{**page, **over} for page in pages]
        return pages

    def targets_of(self, url: str) -> Iterable[Target]:
        """Return the targets that the page at *url* is a candidate for."""
        del url  # whatever it is: who knows where a page links to
        return self.targets

    def page(self, target: Target, url: str, place: Document) -> Document:
        """Return the pending document of *url* for *target*; its own pages are not visited."""
        own = {**_SKIPPED, "detail": OWN_SITE}
        return {
            "_id": page_id(target.name, url),
            "target": target.name,
            "run": self.run,
            **place,
            "attempts": 0,
            "fetch_url": url,
            "hops": [],
            "v": 1,
            **(own if target.is_own(url) else {"outcome": PENDING}),
        }

    def _turn(self, domain: str) -> int:
        """Return how many candidates of *domain* came before.

        Only where one owner's host serves many domains (blogs on one platform) does the order
        need it; elsewhere the frontier counts what it has handed out of the one domain.
        """
        turn = self._turns[domain]
        self._turns[domain] += 1
        return turn

    async def _put_pages(self, pages: Mapping[str, Document], taken: set[str]) -> dict[str, float]:
        """Write *pages*, add the ids of those now of this run to *taken*.

        Returns the keys that hold pending ones, with their ranks.
        """
        waiting, pending = dict(pages), dict[str, Document]()
        for _ in range(_ATTEMPTS):
            if not waiting:
                return best_ranks(pending.values())
            stored = await self.store.get("pages", list(waiting))
            ours = {key: page for key, page in stored.items() if page["run"] == self.run}
            pending |= ours
            unfinished = await self._unfinished() if len(ours) < len(stored) else set[str]()
            changes = [
                _change(stored.get(key), page, unfinished)
                for key, page in waiting.items()
                if key not in ours
            ]
            told = (_with_claims(page, waiting[key]["claims"]) for key, page in ours.items())
            missed = await self.store.swap("pages", [*changes, *filter(None, told)])
            written = [c.document for c in changes if c.document["_id"] not in missed]
            taken.update(page["_id"] for page in written)
            pending |= {page["_id"]: page for page in written}
            waiting = {key: waiting[key] for key in missed}
        raise StoreError(f"{len(waiting)} candidates change too often to be taken into the run")

    async def _unfinished(self) -> set[str]:
        """Return the runs that still have to account for their candidates."""
        where = {"state": {"$ne": "finished"}}
        return {run["_id"] for run in await self.store.find("runs", where, fields=["_id"])}

    def _note(self, line: BadLine) -> None:
        self.bad_lines += 1
        if self.bad_lines <= _BAD_LINES_SHOWN:
            logger.warning("%s", line)
        elif self.bad_lines == _BAD_LINES_SHOWN + 1:
            logger.warning("more bad lines follow; they are counted")


def place_of(candidate: Candidate, *, key: str, turn: int, position: int) -> Document:
    """Return what the document of *candidate* says of where it stands in the queue of *key*."""
    host = host_of(candidate.url)
    return {
        "url": candidate.url,
        "kind": candidate.kind,
        "host": host,
        "domain": registrable_domain(host),
        "key": key,
        "turn": turn,
        "rank": -candidate.importance,
        "seq": position,
        "source": {"file": candidate.file, "line": candidate.line},
        "site": None,
        "depth": 0,
        "claims": [candidate.claim.document()] if candidate.claim else [],
    }


_SKIPPED: Final[Document] = {"outcome": "skipped", "links": 0, "checked_at": None}


def over_limit(max_per_domain: int) -> str:
    """Return why a listed page of a domain with many is not visited."""
    return f"max_per_domain: {max_per_domain} pages of this domain are looked at in one run"


def best_ranks(pages: Iterable[Document]) -> dict[str, float]:
    """Return the keys that hold pending *pages*, each with the rank of the best."""
    ranks: dict[str, float] = {}
    for page in pages:
        if page["outcome"] == PENDING:
            ranks[page["key"]] = min(page["rank"], ranks.get(page["key"], 0.0))
    return ranks


def _with_claims(old: Document, claims: Sequence[Document]) -> Change | None:
    """Return *old*, a page of the run, with further *claims*; ``None`` where it has them."""
    known = old.get("claims", [])
    merged = merge_claims(known, claims) if claims else known
    return (
        None if merged == known else Change(old["v"], {**old, "claims": merged, "v": old["v"] + 1})
    )


def _change(old: Document | None, page: Document, unfinished: Collection[str]) -> Change:
    """Make the document of another run one of this run; what was seen before stays.

    Runs that are not finished no longer wait for it: they count it as taken from them.
    """
    if old is None:
        return Change(None, page)
    page = {**page, "claims": merge_claims(old.get("claims", ()), page["claims"])}
    runs = dict.fromkeys([*old.get("taken_from", ()), old["run"]])
    taken_from = [run for run in runs if run != page["run"] and run in unfinished]
    document = {**old, **page, "v": old["v"] + 1, "taken_from": taken_from}
    return Change(old["v"], document)
