"""Pages with known links as candidates: the most due of them, chosen from the store."""

from __future__ import annotations

from dataclasses import dataclass, field
from heapq import nlargest
from typing import TYPE_CHECKING, Any, Final

from backlinkspider.candidates import Candidate
from backlinkspider.crawl import clock
from backlinkspider.crawl.due import LINK_FIELDS, PAGE_FIELDS, dueness
from backlinkspider.crawl.ingest import BATCH
from backlinkspider.documents import Document, page_id
from backlinkspider.store.base import StoreError
from backlinkspider.store.batches import batched
from backlinkspider.store.targets import stored_targets
from backlinkspider.target import load_targets
from backlinkspider.yamlfile.errors import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime
    from pathlib import Path

    from backlinkspider.crawl.due import Bounds
    from backlinkspider.crawl.ingest import Ingest
    from backlinkspider.store.base import Filter, Store

ALL: Final = "all"
"""In place of targets: each one that the store has links of."""

_KNOWN: Final[dict[str, Any]] = {"known": {"$gt": 0}}
_CANDIDATE_FIELDS: Final = ("target", "url", "kind", "source")


class NothingKnown(StoreError):
    """The store has no links of a target; the message names it, and the store."""


async def named_targets(store: Store, *, spec: str, folder: Path) -> list[str]:
    """Return the targets that *spec* names, described by files in *folder*, or ``all`` there are.

    Raises ``TargetError``, and ``NothingKnown`` where *store* has no links of one.
    """
    stored = await stored_targets(store)
    names = stored if spec == ALL else [target.name for target in load_targets(spec, folder)]
    if not names:
        raise NothingKnown(f"{store.uri} holds no links yet: crawl first")
    for name in names:
        if name not in stored:
            hint = did_you_mean(name, stored)
            raise NothingKnown(f"{store.uri} holds no links of {name}{hint}")
    return names


@dataclass(slots=True)
class MostDue:
    """The most due of the URLs offered, at most *limit*, in memory for twice as many."""

    limit: int
    _due: dict[str, float] = field(default_factory=dict)
    _least: float = 0.0

    def offer(self, url: str, due: float) -> None:
        """Take *url* if it is among the most due so far; offered again its greater one counts."""
        if due > self._due.get(url, self._least):
            self._due[url] = due
        if len(self._due) >= 2 * self.limit + BATCH:
            kept = self.best()
            self._least = kept[-1][1] if kept else self._least
            self._due = dict(kept)

    def best(self) -> list[tuple[str, float]]:
        """Return the URLs with what they are due, the most due first."""
        return nlargest(self.limit, self._due.items(), key=lambda pair: (pair[1], pair[0]))


@dataclass(frozen=True, slots=True)
class Known:
    """The pages with known links of *targets* (their names) that are due, at most *limit* a run."""

    targets: tuple[str, ...]
    bounds: Bounds
    limit: int

    @property
    def spooled(self) -> bool:
        """All are chosen before the first is visited: the most due go first."""
        return True

    async def feed(self, ingest: Ingest) -> None:
        """Choose pages, unless the run has chosen before. Raises ``StoreError``."""
        store = ingest.store
        run = (await store.get("runs", [ingest.run]))[ingest.run]
        if run["candidates"] is not None:
            return
        mine = await store.find("pages", {"run": ingest.run}, fields=["url"])
        room = self.limit - len({page["url"] for page in mine})
        due = await self._most_due(store, ingest.run, max(0, room), clock.now())
        step = max(1, BATCH // len(self.targets))
        for start in range(0, len(due), step):
            await ingest.add_known(await self._candidates(store, due[start : start + step]))

    async def _most_due(
        self, store: Store, run: str, limit: int, now: datetime
    ) -> list[tuple[str, float]]:
        most = MostDue(limit)
        where = {**self._where(now), "run": {"$ne": run}}
        found = store.iterate("pages", where, fields=PAGE_FIELDS)
        async for pages in batched(found, BATCH):
            links: dict[str, list[Document]] = {page["_id"]: [] for page in pages}
            of_pages = {"page_id": {"$in": list(links)}}
            for link in await store.find("links", of_pages, fields=LINK_FIELDS):
                links[link["page_id"]].append(link)
            for page in pages:
                due = dueness(page, links[page["_id"]], now, self.bounds)
                if due >= 1:
                    most.offer(page["url"], due)
        return most.best()

    def _where(self, now: datetime) -> Filter:
        looked_at = {"$lte": now - self.bounds.least}
        return {"target": {"$in": list(self.targets)}, **_KNOWN, "checked_at": looked_at}

    async def _candidates(
        self, store: Store, due: Sequence[tuple[str, float]]
    ) -> list[tuple[Candidate, list[str]]]:
        """Return what is *due* as candidates, each with the targets that have links on it.

        One visit looks for all of them, unless the page was just looked at for one.
        """
        ids = [page_id(target, url) for url, _ in due for target in self.targets]
        where = {"_id": {"$in": ids}, **self._where(clock.now())}
        pages: dict[str, list[Document]] = {}
        for page in await store.find("pages", where, fields=_CANDIDATE_FIELDS):
            pages.setdefault(page["url"], []).append(page)
        return [
            (_candidate(pages[url][0], share), [page["target"] for page in pages[url]])
            for url, share in due
            if url in pages
        ]


def _candidate(page: Document, due: float) -> Candidate:
    source = page.get("source") or {}
    named = (source.get("file") or "", source.get("line") or 0)
    return Candidate(page["url"], page["kind"], *named, importance=due)
