"""The frontier: hands out one visit per politeness key at a time, from the store.

A key's ``hosts`` document is its lease. It is claimed by compare-and-set, gives at most two
visits, and is released with the time its host may be asked again; so keys take turns, and several
processes on one store never meet on a host.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections import deque
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final

from backlinkspider.crawl.ingest import register
from backlinkspider.crawl.lease import Watch
from backlinkspider.documents import PENDING, Document, utc
from backlinkspider.store.base import Change
from backlinkspider.urls import host_of, politeness_key

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

    from backlinkspider.page.fetch import Hop
    from backlinkspider.store.base import Store

logger = logging.getLogger(__name__)

TURNS: Final = 2
"""Visits a host gives before its lease is released: one would double the claims, many would look
at one domain in depth before others are looked at once."""

_POLL: Final = 0.5
_CONFIRM_AFTER: Final = 15.0
"""Seconds after which a held lease is confirmed by a beat; a quarter of what makes it stale."""

_ATTEMPTS: Final = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """One page to fetch: the pending ``pages`` documents (one per target) of one candidate."""

    key: str
    url: str
    fetch_url: str
    hops: tuple[tuple[str, int], ...]
    kind: str
    pages: tuple[Document, ...]


@dataclass(slots=True)
class _Held:
    """A host under our lease."""

    document: Document
    confirmed: float
    queue: deque[Visit] = field(default_factory=deque)
    turns: int = 0
    fetched: bool = False


class Frontier:
    """Visits of one run for one process. Not thread-safe: lives in the crawl's event loop."""

    def __init__(
        self,
        store: Store,
        *,
        run: str,
        owner: str,
        window: int,
        delay: float,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        """Hand out the pending pages of *run*, at most *window* keys at once.

        *delay* is the pause in seconds between two requests to one key.
        """
        self._store = store
        self._run = run
        self._owner = owner
        self._window = window
        self._delay = timedelta(seconds=delay)
        self._now = now
        self._monotonic = monotonic
        self._watch = Watch(monotonic, {})
        self._held: dict[str, _Held] = {}
        self._ready: deque[Visit] = deque()
        self._wake = asyncio.Event()
        self._closed = False

    async def visits(self, ingest: asyncio.Task[None]) -> AsyncIterator[Visit]:
        """Yield visits until *ingest* has ended and nothing of the run is pending anywhere."""
        beats = asyncio.create_task(self._beat())
        try:
            while not self._closed:
                self._wake.clear()
                ingested = ingest.done()
                if ingested:
                    ingest.result()
                await self._claim()
                while self._ready and not self._closed:
                    yield self._ready.popleft()
                if ingested and not self._held and await self._is_over():
                    return
                await self._pause()
        finally:
            beats.cancel()

    def close(self) -> None:
        """Hand out nothing more; what is held is released by ``release_all``."""
        self._closed = True
        self._wake.set()

    async def release_all(self) -> None:
        """Give every lease back: another process may go on at once."""
        for key in list(self._held):
            await self._release(key)

    async def holds(self, visit: Visit) -> bool:
        """Tell whether our lease on the visit's host stands, confirming an old one in the store."""
        held = self._held.get(visit.key)
        if held is None:
            return False
        if self._monotonic() - held.confirmed < _CONFIRM_AFTER:
            return True
        return await self._confirm(held)

    async def done(self, visit: Visit) -> None:
        """Take a visit back: its outcome is acknowledged, or its candidate has moved on."""
        held = self._held.get(visit.key)
        if held is None:
            return
        held.turns += 1
        held.fetched = True
        if not held.queue or held.turns >= TURNS:
            await self._release(visit.key)
        else:
            self._ready.append(held.queue.popleft())
        self._wake.set()

    async def move(self, visit: Visit, url: str, hops: tuple[Hop, ...]) -> None:
        """Queue the visit's candidate at the host of *url*, where its redirects have led."""
        key = politeness_key(host_of(url))
        changes = [
            Change(
                page["v"],
                {
                    **page,
                    "v": page["v"] + 1,
                    "key": key,
                    "fetch_url": url,
                    "hops": [{"url": hop.url, "status": hop.status} for hop in hops],
                },
            )
            for page in visit.pages
        ]
        await self._store.swap("pages", changes)
        await register(self._store, self._run, {key})
        await self.done(visit)

    async def _claim(self) -> None:
        free = self._window - len(self._held)
        if free <= 0:
            return
        now = utc(self._now())
        due = {"$or": [{"next_at": None}, {"next_at": {"$lte": now}}]}
        hosts = await self._store.find(
            "hosts",
            {"ready": True, "pending": self._run, **due},
            sort=[("round", 1), ("next_at", 1)],
            limit=free,
        )
        if len(hosts) < free:
            hosts += await self._abandoned(free - len(hosts))
        changes = [Change(host["v"], self._mine(host)) for host in hosts]
        missed = await self._store.swap("hosts", changes) if changes else set()
        for change in changes:
            if change.document["_id"] not in missed:
                await self._open(change.document)

    async def _abandoned(self, limit: int) -> list[Document]:
        """Return hosts whose owner is gone."""
        where = {"owner": {"$gt": "", "$ne": self._owner}, "pending": self._run}
        others = await self._store.find("hosts", where, sort=[("round", 1)])
        return [host for host in others if self._watch.is_stale(host)][:limit]

    def _mine(self, host: Document) -> Document:
        return {
            **host,
            "v": host["v"] + 1,
            "by": self._owner,
            "owner": self._owner,
            "beat": host["beat"] + 1,
            "ready": False,
        }

    async def _open(self, host: Document) -> None:
        """Take up a claimed host: its next pages, or nothing, and then it goes back at once."""
        held = _Held(host, self._monotonic())
        self._held[host["_id"]] = held
        self._watch.forget(host["_id"])
        held.queue.extend(await self._next_visits(host["_id"]))
        if held.queue:
            self._ready.append(held.queue.popleft())
        else:
            await self._release(host["_id"])

    async def _next_visits(self, key: str) -> list[Visit]:
        """Return the next visits of a key, in its order; a candidate's targets go together."""
        pages = await self._store.find(
            "pages",
            {"run": self._run, "key": key, "outcome": PENDING},
            sort=[("turn", 1), ("seq", 1)],
            limit=TURNS * 16,
        )
        candidates: dict[tuple[str, str], list[Document]] = {}
        for page in pages:
            candidates.setdefault((page["url"], page["fetch_url"]), []).append(page)
        return [_visit(group) for group in list(candidates.values())[:TURNS]]

    async def _release(self, key: str) -> None:
        """Give a host back with the time it may be asked again, unless the lease is lost."""
        held = self._held.pop(key)
        for _ in range(_ATTEMPTS):
            more = await self._store.find(
                "pages", {"run": self._run, "key": key, "outcome": PENDING}, limit=1, fields=["_id"]
            )
            change = Change(held.document["v"], self._released(held, bool(more)))
            if not await self._store.swap("hosts", [change]):
                return
            current = (await self._store.get("hosts", [key])).get(key)
            if current is None or current["owner"] != self._owner:
                return
            held.document = current
        raise RuntimeError(f"host {key}: its document changes too often to be released")

    def _released(self, held: _Held, more: bool) -> Document:
        old = held.document
        pending = [run for run in old["pending"] if more or run != self._run]
        return {
            **old,
            "v": old["v"] + 1,
            "by": self._owner,
            "owner": None,
            "pending": pending,
            "ready": bool(pending),
            "round": old["round"] + held.turns,
            "next_at": utc(self._now() + self._delay) if held.fetched else old["next_at"],
        }

    async def _beat(self) -> None:
        while True:
            await asyncio.sleep(_CONFIRM_AFTER / 3)
            for held in list(self._held.values()):
                if self._monotonic() - held.confirmed >= _CONFIRM_AFTER:
                    await self._confirm(held)

    async def _confirm(self, held: _Held) -> bool:
        """Renew a lease; one that another process has taken is forgotten."""
        key = held.document["_id"]
        for _ in range(_ATTEMPTS):
            renewed = self._mine(held.document)
            if not await self._store.swap("hosts", [Change(held.document["v"], renewed)]):
                held.document, held.confirmed = renewed, self._monotonic()
                return True
            current = (await self._store.get("hosts", [key])).get(key)
            if current is None or current["owner"] != self._owner:
                logger.warning("lost the lease on %s: another process goes on with it", key)
                self._held.pop(key, None)
                self._wake.set()
                return False
            held.document = current
        return False

    async def _is_over(self) -> bool:
        """Tell whether nothing of the run is pending; re-register keys that lost their host."""
        pending = await self._store.find(
            "pages", {"run": self._run, "outcome": PENDING}, limit=1000, fields=["key"]
        )
        if not pending:
            return True
        keys = {page["key"] for page in pending}
        hosts = await self._store.get("hosts", sorted(keys))
        lost = {key for key in keys if self._run not in hosts.get(key, {}).get("pending", ())}
        await register(self._store, self._run, lost)
        return False

    async def _pause(self) -> None:
        try:
            async with asyncio.timeout(_POLL):
                await self._wake.wait()
        except TimeoutError:
            pass


def _visit(pages: list[Document]) -> Visit:
    first = pages[0]
    return Visit(
        key=first["key"],
        url=first["url"],
        fetch_url=first["fetch_url"],
        hops=tuple((hop["url"], hop["status"]) for hop in first["hops"]),
        kind=first["kind"],
        pages=tuple(pages),
    )
