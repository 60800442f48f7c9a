"""The writer: one task takes all finished looks that wait, merges, writes and acknowledges them.

Group commit: while a batch is being written the next one gathers. A look is acknowledged only when
its events, links and page stand in the store; the visit is final only then.
"""

from __future__ import annotations

import asyncio
import logging
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from backlinkspider.crawl.patience import patiently
from backlinkspider.store.base import DocumentRefused, StoreError
from backlinkspider.store.merge import merge as merge_links

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from backlinkspider.documents import Document
    from backlinkspider.store.base import Store
    from backlinkspider.store.look import Look
    from backlinkspider.store.merge import Merged

    Merge = Callable[[Look, Document, Sequence[Document]], Merged]
    """From a look, the stored page and its stored links to what is to be written."""

logger = logging.getLogger(__name__)

_LINGER: Final = 0.05
"""Seconds a batch gathers: fewer, larger writes for a delay nobody notices."""

_MAX_BATCH: Final = 200
_MERGE_ATTEMPTS: Final = 10


class StoreLost(Exception):
    """The store failed for longer than the writer waits; what waited is not acknowledged."""


@dataclass(frozen=True, slots=True)
class _Waiting:
    """The looks of one visit, and who waits for them."""

    looks: tuple[Look, ...]
    acknowledged: asyncio.Future[None]

    def succeed(self) -> None:
        if not self.acknowledged.done():
            self.acknowledged.set_result(None)

    def fail(self, error: Exception) -> None:
        if not self.acknowledged.done():
            self.acknowledged.set_exception(StoreLost(str(error)))


class Writer:
    """Writes looks for one process. ``start`` it in the crawl's event loop, ``close`` drains it."""

    def __init__(
        self,
        store: Store,
        *,
        owner: str,
        lost: Callable[[Exception], None],
        merge: Merge = merge_links,
    ) -> None:
        """Write to *store* as *owner*; *lost* is called once if writing has to be given up."""
        self._store = store
        self._merge_look = merge
        self._owner = owner
        self._lost = lost
        self._queue: asyncio.Queue[_Waiting | None] = asyncio.Queue()
        self._batch: list[_Waiting] = []
        self._task: asyncio.Task[None] | None = None
        self._ended: Exception | None = None

    def start(self) -> None:
        """Start the writing task."""
        self._task = asyncio.create_task(self._write_all())
        self._task.add_done_callback(self._conclude)

    async def write(self, looks: Sequence[Look]) -> None:
        """Return when *looks* stand in the store. Raises ``StoreLost`` when they can't."""
        if self._ended is not None:
            raise StoreLost(str(self._ended)) from self._ended
        waiting = _Waiting(tuple(looks), asyncio.get_running_loop().create_future())
        self._queue.put_nowait(waiting)
        await waiting.acknowledged

    async def close(self) -> None:
        """Write what waits, then end; nothing is taken any more."""
        if self._task is None:
            return
        self._ended = self._ended or StoreLost("the writer is closed")
        self._queue.put_nowait(None)
        await asyncio.wait([self._task])

    def _conclude(self, task: asyncio.Task[None]) -> None:
        """Fail whoever still waits: a task that died in silence would hang the crawl."""
        died = _cause_of_death(task)
        self._ended = died or self._ended or StoreLost("the writer has ended")
        while not self._queue.empty():
            if (waiting := self._queue.get_nowait()) is not None:
                self._batch.append(waiting)
        for waiting in self._batch:
            waiting.fail(self._ended)
        if died is not None:
            self._lost(died)

    async def _write_all(self) -> None:
        closing = False
        while not closing:
            closing = await self._gather()
            await self._write_batch()
            for waiting in self._batch:
                waiting.succeed()
            self._batch = []

    async def _gather(self) -> bool:
        """Take what waits into the batch; tell whether the writer is to close after it."""
        entry = await self._queue.get()
        if entry is not None:
            self._batch.append(entry)
            await asyncio.sleep(_LINGER)
        while entry is not None and len(self._batch) < _MAX_BATCH and not self._queue.empty():
            entry = self._queue.get_nowait()
            if entry is not None:
                self._batch.append(entry)
        return entry is None

    async def _write_batch(self) -> None:
        looks = [look for waiting in self._batch for look in waiting.looks]
        try:
            try:
                await patiently(lambda: self._write(looks), "writing")
            except DocumentRefused:
                for waiting in self._batch:
                    await self._write_alone(waiting.looks)
        except StoreError as error:
            raise StoreLost(f"the store {self._store.uri} is lost: {error}") from error

    async def _write_alone(self, looks: Sequence[Look]) -> None:
        """Write one visit; one that no store can hold gets the outcome ``failed``, and no more."""
        try:
            await patiently(lambda: self._write(looks), "writing")
        except DocumentRefused as error:
            logger.error("%s: not stored: %s", looks[0].page["url"], error)
            refused = [_refused(look, error) for look in looks]
            await patiently(lambda: self._write(refused), "writing")

    async def _write(self, looks: Sequence[Look]) -> None:
        """Merge with what is stored and write; merge anew what another writer changed meanwhile."""
        for _ in range(_MERGE_ATTEMPTS):
            if not looks:
                return
            first = {look.page["_id"]: look for look in reversed(looks)}
            written = await self._write_once(list(first.values()))
            looks = [
                look
                for look in looks
                if look.page["_id"] not in written or first[look.page["_id"]] is not look
            ]
        raise StoreError(f"{len(looks)} pages change too often to be written")

    async def _write_once(self, looks: list[Look]) -> set[str]:
        """Write at most one look a page; return the ids of the pages that were not changed."""
        merged = await self._merge(looks)
        events = [event for result in merged for event in result.events]
        if events:
            await self._store.replace("events", events)
        links = [change for result in merged for change in result.links]
        missed = await self._store.swap("links", links) if links else set()
        whole = [
            result.page
            for result in merged
            if missed.isdisjoint(change.document["_id"] for change in result.links)
        ]
        late = await self._store.swap("pages", whole) if whole else set()
        return {change.document["_id"] for change in whole} - late

    async def _merge(self, looks: list[Look]) -> list[Merged]:
        ids = [look.page["_id"] for look in looks]
        pages = await self._store.get("pages", ids)
        links: dict[str, list[Document]] = {}
        for link in await self._store.find("links", {"page_id": {"$in": ids}}):
            links.setdefault(link["page_id"], []).append(link)
        return [
            self._merge_look(
                replace(look, by=self._owner), pages.get(page_id, look.page), links.get(page_id, [])
            )
            for look, page_id in zip(looks, ids, strict=True)
        ]


def _refused(look: Look, error: DocumentRefused) -> Look:
    detail = f"the store refused what was found: {error}"[:500]
    return replace(look, outcome="failed", detail=detail, facts={"url": look.page["url"]}, links=())


def _cause_of_death(task: asyncio.Task[None]) -> Exception | None:
    """Return what ended the writing task before its time; ``None`` if it was closed."""
    if task.cancelled():
        return StoreLost("the writer was cancelled")
    error = task.exception()
    return error if error is None or isinstance(error, Exception) else StoreLost(repr(error))
