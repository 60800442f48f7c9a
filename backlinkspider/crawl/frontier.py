"""The frontier: hands out one visit per politeness key at a time, from the store.

A key's ``hosts`` document is its lease. It is taken by compare-and-set, gives at most two visits,
and is released with the time its host may be asked again; so keys take turns, and several
processes on one store never meet on a host.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections import deque
from contextlib import suppress
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

from backlinkspider.crawl import clock
from backlinkspider.crawl.backoff import MAX_WAIT
from backlinkspider.crawl.hosts import Held, Leases, register
from backlinkspider.crawl.lease import STALE_AFTER
from backlinkspider.crawl.patience import patiently
from backlinkspider.crawl.queue import PageQueue
from backlinkspider.store.base import Change, StoreError
from backlinkspider.urls import host_of, politeness_key

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Mapping, Sequence
    from datetime import datetime

    from backlinkspider.crawl.item import Visit
    from backlinkspider.crawl.queue import Settle
    from backlinkspider.page.fetch import Hop
    from backlinkspider.store.base import Store

logger = logging.getLogger(__name__)

TURNS: Final = 2
"""Visits a host gives before its lease is released: one would double the claims, many would look
at one domain in depth before others are looked at once."""

_POLL: Final = 0.5
_BEAT_EVERY: Final = 5.0
_CONFIRM_AFTER: Final = STALE_AFTER / 4
"""Seconds after which a held lease is confirmed by a beat."""

_SURE_FOR: Final = STALE_AFTER * 3 / 4
"""Seconds after a beat for which nobody else can have taken the lease, whatever the store says."""


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
        settle: Settle | None = None,
        max_per_domain: int = 20,
        now: Callable[[], datetime] = clock.now,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        """Hand out the pending pages of *run*, at most *window* keys at once.

        *delay* is the pause in seconds between two requests to one key. Of one domain at most
        *max_per_domain* listed pages are handed out; *settle* gives the rest their outcome.
        """
        self._store = store
        self._run = run
        self._window = window
        self._delay = delay
        self._queue = PageQueue(store, run=run, settle=settle, max_per_domain=max_per_domain)
        self._now = now
        self._monotonic = monotonic
        self._leases = Leases(store, run=run, owner=owner, now=now, monotonic=monotonic)
        self._held: dict[str, Held] = {}
        self._ready: deque[Visit] = deque()
        self._wake = asyncio.Event()
        self._claiming = asyncio.Lock()
        self._beating: asyncio.Task[None] | None = None
        self._closed = False

    async def visits(self, ingest: asyncio.Task[None]) -> AsyncIterator[Visit]:
        """Yield visits until *ingest* has ended and nothing of the run is pending anywhere.

        Raises what *ingest* raised, and ``StoreError`` when the store is lost.
        """
        self._beating = self._beating or asyncio.create_task(self._beat())
        while not self._closed:
            self._wake.clear()
            ingested = ingest.done()
            if ingested:
                ingest.result()
            await patiently(self._claim, "claiming hosts")
            while self._ready and not self._closed:
                visit = self._ready.popleft()
                if await self.holds(visit):
                    yield visit
            if ingested and not self._held and await self._is_over():
                return
            await self._pause()

    def close(self) -> None:
        """Hand out nothing more; what is held is released by ``release_all``."""
        self._closed = True
        self._wake.set()

    async def release_all(self) -> None:
        """Give every lease back: another process may go on at once. Raises ``StoreError``."""
        self._closed = True
        if self._beating is not None:
            self._beating.cancel()
        # A claim under way, even one that was cancelled, may bring leases nobody holds yet.
        async with self._claiming:
            for key, held in list(self._held.items()):
                await self._give_back(held)
                self._held.pop(key, None)
            for lease in await self._leases.strays():
                await self._leases.give_back(lease, turns=0, next_at=None)

    async def holds(self, visit: Visit) -> bool:
        """Tell whether *visit* still is ours: its lease stands, and it has not come back yet."""
        held = self._held.get(visit.key)
        return held is not None and held.visit is visit and await self._is_confirmed(held)

    def learnt(self, visit: Visit) -> Mapping[str, Any]:
        """Return what is known about the host of *visit*; nothing if that is not held."""
        held = self._held.get(visit.key)
        return held.learnt if held is not None else {}

    def teach(self, visit: Visit, learnt: Mapping[str, Any]) -> None:
        """Replace what is known about the host of *visit*, if that is held."""
        if (held := self._held.get(visit.key)) is not None:
            held.learnt = learnt

    def slow_down(self, visit: Visit, delay: float) -> None:
        """Keep at least *delay* seconds between two visits to the host, as its robots.txt asks."""
        held = self._held.get(visit.key)
        if held is not None:
            held.delay = max(held.delay, delay)

    async def done(
        self,
        visit: Visit,
        *,
        learnt: Mapping[str, Any] | None = None,
        pause: float = 0.0,
        settled: bool = False,
    ) -> None:
        """Take a visit back: its outcome is acknowledged, or its candidate has moved on.

        *learnt* is what it taught about the host, which rests for *pause* seconds. *settled*: pages
        that waited there have their outcome by now, so what comes next is read anew.
        """
        held = self._held.get(visit.key)
        if held is None or held.visit is not visit:
            return
        held.turns += 1
        held.learnt = held.learnt if learnt is None else learnt
        held.pause = pause
        goes_on = not settled and pause <= 0 and held.delay <= self._delay
        if held.queue and held.turns < TURNS and goes_on:
            held.visit = held.queue.popleft()
            self._ready.append(held.visit)
        else:
            await self._release(held)
        self._wake.set()

    async def put_off(self, visit: Visit, *, learnt: Mapping[str, Any], pause: float) -> None:
        """Queue the visit's candidate again; its host rests for *pause* seconds.

        Raises ``StoreError``.
        """
        await self._requeue(visit, {"attempts": visit.pages[0].get("attempts", 0) + 1}, visit.key)
        await self.done(visit, learnt=learnt, pause=pause)

    async def move(self, visit: Visit, url: str, hops: Sequence[Hop]) -> None:
        """Queue the visit's candidate at the host of *url*, where its redirects have led.

        Raises ``StoreError``.
        """
        key = politeness_key(host_of(url))
        place = {
            "key": key,
            "fetch_url": url,
            "hops": [{"url": hop.url, "status": hop.status} for hop in hops],
        }
        await self._requeue(visit, place, key)
        await self.done(visit)

    async def _requeue(self, visit: Visit, fields: Mapping[str, Any], key: str) -> None:
        changes = [
            Change(page["v"], {**page, **fields, "v": page["v"] + 1}) for page in visit.pages
        ]
        rank = min(page["rank"] for page in visit.pages)

        async def requeue() -> None:
            # A page that misses has been taken over by another run, which visits it from the start.
            await self._store.swap("pages", changes)
            await register(self._store, self._run, {key: rank})

        await patiently(requeue, "queueing a candidate again")

    async def _claim(self) -> None:
        async with self._claiming:
            free = self._window - len(self._held)
            if free > 0 and not self._closed:
                await self._take(free)

    async def _take(self, free: int) -> None:
        taken = [
            Held(lease, learnt=lease.document["learnt"])
            for lease in await self._leases.take(free, self._held)
        ]
        self._held.update({held.lease.key: held for held in taken})
        try:
            await self._open(taken)
        except StoreError:
            for held in taken:
                self._let_go(held)
            raise

    async def _open(self, hosts: Sequence[Held]) -> None:
        """Take up hosts: the next pages of each, or nothing, and then it goes back at once."""
        visits = await self._queue.next_visits([held.lease.key for held in hosts], TURNS)
        for held, found in zip(hosts, visits, strict=True):
            held.queue.extend(found)
            if held.queue:
                held.visit = held.queue.popleft()
                self._ready.append(held.visit)
        await asyncio.gather(*(self._release(held) for held in hosts if held.visit is None))

    async def _release(self, held: Held) -> None:
        """Give a host back; where the store fails, ``_claim`` will find it again."""
        try:
            await patiently(lambda: self._give_back(held), "releasing a host")
        except StoreError as error:
            logger.warning("host %s could not be released: %s", held.lease.key, error)
            self._let_go(held)
        finally:
            self._forget(held)

    async def _give_back(self, held: Held) -> None:
        asked = held.visit is not None or held.turns > 0
        held.visit = None
        rest = timedelta(seconds=max(self._delay, held.delay, held.pause))
        await self._leases.give_back(
            held.lease,
            turns=held.turns,
            next_at=self._now() + rest if asked else None,
            learnt=held.learnt,
        )

    async def _beat(self) -> None:
        while True:
            await asyncio.sleep(_BEAT_EVERY)
            for held in list(self._held.values()):
                if held.visit is not None:
                    await self._is_confirmed(held)

    async def _is_confirmed(self, held: Held) -> bool:
        """Tell whether a lease stands, renewing an old one; a lost one is forgotten."""
        age = self._monotonic() - held.lease.confirmed
        if age < _CONFIRM_AFTER:
            return True
        try:
            if await self._leases.renew(held.lease):
                return True
        except StoreError as error:
            logger.warning("the lease on %s could not be renewed: %s", held.lease.key, error)
            if age < _SURE_FOR:
                return True
            self._let_go(held)
            return False
        if held.visit is not None:
            logger.warning("lost the lease on %s: another process goes on", held.lease.key)
        self._forget(held)
        return False

    def _let_go(self, held: Held) -> None:
        self._leases.let_go(held.lease)
        self._forget(held)

    def _forget(self, held: Held) -> None:
        if self._held.get(held.lease.key) is held:
            del self._held[held.lease.key]
        self._wake.set()

    async def _is_over(self) -> bool:
        latest = self._now() + timedelta(seconds=MAX_WAIT)
        return await patiently(lambda: self._queue.is_empty(latest), "counting pages")

    async def _pause(self) -> None:
        with suppress(TimeoutError):
            async with asyncio.timeout(_POLL):
                await self._wake.wait()
