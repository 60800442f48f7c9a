"""The ``hosts`` documents: which keys have pages waiting, and which process may visit them.

Ingest registers keys, the frontier takes leases on them. Both write by compare-and-set, so that a
key found empty while pages are being added to it is looked at again.
"""

from __future__ import annotations

import asyncio
from collections import deque
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from backlinkspider.crawl import clock
from backlinkspider.crawl.lease import Watch
from backlinkspider.documents import PENDING, Document, utc
from backlinkspider.store.base import Change, StoreError

if TYPE_CHECKING:
    from collections.abc import Callable, Container, Mapping
    from datetime import datetime

    from backlinkspider.crawl.item import Visit
    from backlinkspider.store.base import Store

_ATTEMPTS: Final = 50
_LOOK_EVERY: Final = 1.0
"""Seconds between two looks at the leases of other processes."""


async def register(store: Store, run: str, ranks: Mapping[str, float]) -> None:
    """Note that *run* has pending pages under each key of *ranks*. Raises ``StoreError``.

    A key's rank is that of its best page: of hosts in one round the lower rank comes first.

    Each document is written even when it says so already: a frontier that has just found the key
    empty then misses its compare-and-set and looks again.
    """
    waiting = sorted(ranks)
    for _ in range(_ATTEMPTS):
        if not waiting:
            return
        stored = await store.get("hosts", waiting)
        changes = [_registered(stored.get(key), key, run, ranks[key]) for key in waiting]
        waiting = sorted(await store.swap("hosts", changes))
    raise StoreError(f"{len(waiting)} hosts change too often to be registered")


def _registered(old: Document | None, key: str, run: str, rank: float) -> Change:
    if old is None:
        fresh = {"_id": key, "v": 1, "owner": None, "beat": 0, "pending": [run], "rank": rank}
        return Change(None, {**fresh, "ready": True, "round": 0, "next_at": None, "learnt": {}})
    pending = old["pending"] if run in old["pending"] else [*old["pending"], run]
    return Change(
        old["v"],
        {
            **old,
            "v": old["v"] + 1,
            "pending": pending,
            # A host that was done with starts again, before those that are being visited.
            "round": old["round"] if old["pending"] else 0,
            "rank": min(old["rank"], rank) if old["pending"] else rank,
            "ready": old["owner"] is None,
        },
    )


@dataclass(slots=True)
class Lease:
    """A host that is ours: its document as last written, and when, on our monotonic clock."""

    document: Document
    confirmed: float

    @property
    def key(self) -> str:
        """The politeness key."""
        return str(self.document["_id"])


@dataclass(slots=True)
class Held:
    """A host under our lease. *visit* is the one that is out, or next to go out."""

    lease: Lease
    visit: Visit | None = None
    queue: deque[Visit] = field(default_factory=deque)
    turns: int = 0
    delay: float = 0.0
    pause: float = 0.0
    learnt: Mapping[str, Any] = field(default_factory=dict)


@dataclass(slots=True, eq=False)
class _Returned:
    """A host that is to be released, and what became of that."""

    lease: Lease
    turns: int
    next_at: datetime | None
    learnt: Mapping[str, Any] | None
    is_open: bool = True
    error: StoreError | None = None


class Leases:
    """The leases one process takes for one run. Methods raise ``StoreError``."""

    def __init__(
        self,
        store: Store,
        *,
        run: str,
        owner: str,
        now: Callable[[], datetime] = clock.now,
        monotonic: Callable[[], float],
    ) -> None:
        """Take leases as *owner*; *now* is compared with the times hosts may be asked again."""
        self._store = store
        self._run = run
        self._owner = owner
        self._now = now
        self._monotonic = monotonic
        self._watch = Watch(monotonic)
        self._look_again = monotonic()
        self._astray: set[str] = set()
        self._returned: list[_Returned] = []
        self._returning = asyncio.Lock()

    async def take(self, limit: int, held: Container[str]) -> list[Lease]:
        """Take at most *limit* hosts whose time has come, none that is *held* already."""
        hosts = await self._due(limit)
        if len(hosts) < limit:
            strays = [lease.document for lease in await self.strays()]
            hosts += [*strays, *await self._abandoned()]
        wanted = {host["_id"]: host for host in hosts if host["_id"] not in held}
        changes = [Change(host["v"], self._mine(host)) for host in list(wanted.values())[:limit]]
        if not changes:
            return []
        # Until the store has answered any of them may be ours.
        self._astray.update(change.document["_id"] for change in changes)
        asked_at = self._monotonic()
        missed = await self._store.swap("hosts", changes)
        self._astray.difference_update(change.document["_id"] for change in changes)
        taken = [change.document for change in changes if change.document["_id"] not in missed]
        for host in taken:
            self._watch.forget(host["_id"])
        return [Lease(host, asked_at) for host in taken]

    async def renew(self, lease: Lease) -> bool:
        """Show that we live; tell whether the lease still is ours."""
        for _ in range(_ATTEMPTS):
            asked_at, renewed = self._monotonic(), self._mine(lease.document)
            if not await self._store.swap("hosts", [Change(lease.document["v"], renewed)]):
                lease.document, lease.confirmed = renewed, asked_at
                return True
            if not await self._is_ours(lease):
                return False
        raise StoreError(f"host {lease.key}: its document changes too often to be renewed")

    async def give_back(
        self,
        lease: Lease,
        *,
        turns: int,
        next_at: datetime | None,
        learnt: Mapping[str, Any] | None = None,
    ) -> None:
        """Release a host after *turns* visits, not to be asked before *next_at*.

        *learnt* is what the visits taught about it. Changes nothing if the lease is lost. Hosts
        whose visits end together go back together.
        """
        asked = _Returned(lease, turns, next_at, learnt)
        self._returned.append(asked)
        async with self._returning:
            if asked.is_open:
                await asyncio.sleep(0)  # who has as much to give at this moment joins
                await self._give_back_all()
        if asked.error is not None:
            raise asked.error

    async def _give_back_all(self) -> None:
        """Release what waits for it; who is cancelled meanwhile leaves the rest to the next."""
        batch, self._returned = self._returned, []
        waiting = list(batch)
        try:
            for _ in range(_ATTEMPTS):
                waiting = await self._not_given_back(waiting)
                if not waiting:
                    break
            for asked in waiting:
                asked.error = StoreError(
                    f"host {asked.lease.key}: its document changes too often to be released"
                )
        except StoreError as error:
            for asked in waiting:
                asked.error = error
        except BaseException:
            self._returned += waiting
            batch = [asked for asked in batch if asked not in waiting]
            raise
        finally:
            for asked in batch:
                asked.is_open = False

    async def _not_given_back(self, batch: list[_Returned]) -> list[_Returned]:
        """Release the hosts of *batch*; return what is still ours, changed in the meantime."""
        once = {asked.lease.key: asked for asked in reversed(batch)}
        run = {"run": self._run, "outcome": PENDING}
        left = await self._store.find_each(
            "pages", [{**run, "key": key} for key in once], limit=1, fields=["_id"]
        )
        changes = [
            Change(asked.lease.document["v"], self._released(asked, more=bool(more)))
            for asked, more in zip(once.values(), left, strict=True)
        ]
        missed = await self._store.swap("hosts", changes)
        return [
            asked
            for asked in batch
            if once[asked.lease.key] is not asked
            or (asked.lease.key in missed and await self._is_ours(asked.lease))
        ]

    def let_go(self, lease: Lease) -> None:
        """Forget a lease that could not be given back; ``take`` and ``strays`` find it again."""
        self._astray.add(lease.key)

    async def strays(self) -> list[Lease]:
        """Return leases that are ours in the store though an answer that said so was lost."""
        if not self._astray:
            return []
        asked_at = self._monotonic()
        found = await self._store.get("hosts", sorted(self._astray))
        ours = [host for host in found.values() if host["owner"] == self._owner]
        self._astray = {host["_id"] for host in ours}
        return [Lease(host, asked_at) for host in ours]

    async def _due(self, limit: int) -> list[Document]:
        due = {"$or": [{"next_at": None}, {"next_at": {"$lte": utc(self._now())}}]}
        found = await self._store.find(
            "hosts",
            {"ready": True, "pending": self._run, **due},
            sort=[("round", 1), ("rank", 1), ("next_at", 1)],
            limit=limit,
        )
        # A store may match a document and return it as another process has just written it.
        return [host for host in found if host["ready"]]

    async def _abandoned(self) -> list[Document]:
        """Return hosts whose owner is gone."""
        if self._monotonic() < self._look_again:
            return []
        self._look_again = self._monotonic() + _LOOK_EVERY
        where = {"owner": {"$gt": "", "$ne": self._owner}, "pending": self._run}
        others = await self._store.find("hosts", where, sort=[("round", 1)])
        owned = [host for host in others if host["owner"] not in {None, self._owner}]
        return [host for host in owned if self._watch.is_stale(host)]

    def _mine(self, host: Document) -> Document:
        return {
            **host,
            "v": host["v"] + 1,
            "by": self._owner,
            "owner": self._owner,
            "beat": host["beat"] + 1,
            "ready": False,
        }

    def _released(self, asked: _Returned, *, more: bool) -> Document:
        host = asked.lease.document
        pending = [run for run in host["pending"] if more or run != self._run]
        return {
            **host,
            "v": host["v"] + 1,
            "by": self._owner,
            "owner": None,
            "pending": pending,
            "ready": bool(pending),
            "round": host["round"] + asked.turns,
            "next_at": host["next_at"] if asked.next_at is None else utc(asked.next_at),
            "learnt": host["learnt"] if asked.learnt is None else dict(asked.learnt),
        }

    async def _is_ours(self, lease: Lease) -> bool:
        """Read again a document that has changed; tell whether we still are its owner."""
        current = (await self._store.get("hosts", [lease.key])).get(lease.key)
        if current is None or current["owner"] != self._owner:
            return False
        lease.document = current
        return True
