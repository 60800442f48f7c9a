"""Candidates into the frontier: pending ``pages`` documents and the ``hosts`` that wait for them."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from backlinkspider.documents import PENDING, Document, page_id
from backlinkspider.store.base import Change
from backlinkspider.urls import host_of, politeness_key, registrable_domain

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from backlinkspider.candidates import Candidate
    from backlinkspider.store.base import Store
    from backlinkspider.target import Target

BATCH: Final = 500
_ATTEMPTS: Final = 50


@dataclass(slots=True)
class Ingest:
    """Puts candidates into the store for one run, and counts what it did.

    Doing it again with the same candidates changes nothing, so a killed run is simply fed again.
    """

    store: Store
    run: str
    targets: Sequence[Target]
    accepted: int = 0
    known: int = 0
    _turns: Counter[str] = field(default_factory=Counter)
    _position: int = 0

    async def add(self, candidates: Iterable[Candidate]) -> None:
        """Write a batch of candidates: pages first, then the hosts that hold them."""
        pages: dict[str, Document] = {}
        for candidate in candidates:
            for page in self._pages(candidate):
                pages.setdefault(page["_id"], page)
        await self._write_pages(pages)
        await register(self.store, self.run, {page["key"] for page in pages.values()})

    def _pages(self, candidate: Candidate) -> list[Document]:
        """Return the pending documents of a candidate, one per target, in their order."""
        host = host_of(candidate.url)
        domain = registrable_domain(host)
        turn = self._turns[domain]
        self._turns[domain] += 1
        self._position += 1
        return [
            {
                "_id": page_id(target.name, candidate.url),
                "target": target.name,
                "run": self.run,
                "url": candidate.url,
                "kind": candidate.kind,
                "host": host,
                "domain": domain,
                "key": politeness_key(host),
                "outcome": PENDING,
                "turn": turn,
                "seq": self._position,
                "source": {"file": candidate.file, "line": candidate.line},
                "fetch_url": candidate.url,
                "hops": [],
                "v": 1,
            }
            for target in self.targets
        ]

    async def _write_pages(self, pages: dict[str, Document]) -> None:
        waiting = dict(pages)
        for _ in range(_ATTEMPTS):
            if not waiting:
                return
            stored = await self.store.get("pages", list(waiting))
            changes = []
            for key, page in waiting.items():
                old = stored.get(key)
                if old is None:
                    changes.append(Change(None, page))
                elif old["run"] == self.run:
                    self.known += 1
                else:
                    changes.append(Change(old["v"], _again(old, page)))
            missed = await self.store.swap("pages", changes)
            self.accepted += len(changes) - len(missed)
            waiting = {key: waiting[key] for key in missed}
        raise RuntimeError(f"{len(waiting)} candidates change too often to be taken into the run")


def _again(old: Document, page: Document) -> Document:
    """Make the document of an earlier run pending for this one; what was seen before stays.

    One still pending is taken from its run, which no longer waits for it.
    """
    taken = [run for run in old.get("taken_from", ()) if run != page["run"]]
    if old["outcome"] == PENDING:
        taken.append(old["run"])
    return {**old, **page, "v": old["v"] + 1, "taken_from": taken}


async def register(store: Store, run: str, keys: Iterable[str]) -> None:
    """Note in ``hosts`` that *run* has pending pages under each of *keys*.

    Each document is written even when it says so already: a frontier that has just found the key
    empty then misses its compare-and-set and looks again.
    """
    waiting = sorted(keys)
    for _ in range(_ATTEMPTS):
        if not waiting:
            return
        stored = await store.get("hosts", waiting)
        changes = [_registered(stored.get(key), key, run) for key in waiting]
        waiting = sorted(await store.swap("hosts", changes))
    raise RuntimeError(f"{len(waiting)} hosts change too often to be registered")


def _registered(old: Document | None, key: str, run: str) -> Change:
    if old is None:
        fresh = {"_id": key, "v": 1, "owner": None, "beat": 0, "pending": [run]}
        return Change(None, {**fresh, "ready": True, "round": 0, "next_at": None, "learnt": {}})
    pending = old["pending"] if run in old["pending"] else [*old["pending"], run]
    # A host that was done with starts again at round 0, before those that are being visited.
    turns = old["round"] if old["pending"] else 0
    return Change(
        old["v"],
        {
            **old,
            "v": old["v"] + 1,
            "pending": pending,
            "round": turns,
            "ready": old["owner"] is None,
        },
    )
