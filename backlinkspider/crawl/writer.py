"""The writer: one task takes all finished looks that wait, merges and writes them, then acknowledges.

Group commit: while a batch is being written the next one gathers. A look is acknowledged only when
its events, links and page stand in the store; the visit is final only then.
"""

from __future__ import annotations

import asyncio
import logging
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from backlinkspider.documents import Document
from backlinkspider.store.base import StoreError
from backlinkspider.store.merge import Look, Merged, merge

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from backlinkspider.store.base import Change, Store

logger = logging.getLogger(__name__)

_LINGER: Final = 0.05
"""Seconds a batch gathers: fewer, larger writes for a delay nobody notices."""

_MAX_BATCH: Final = 200
_RETRY_DELAYS: Final = (0.5, 1, 2, 4, 8, 15)
_MERGE_ATTEMPTS: Final = 10


class StoreLost(Exception):
    """The store failed for longer than the writer waits; nothing of the batch is acknowledged."""


@dataclass(frozen=True, slots=True)
class _Waiting:
    looks: tuple[Look, ...]
    acknowledged: asyncio.Future[None]


class Writer:
    """Writes looks for one process. ``start`` it in the crawl's event loop, ``close`` drains it."""

    def __init__(self, store: Store, *, owner: str, lost: Callable[[Exception], None]) -> None:
        """Write to *store* as *owner*; *lost* is called once if writing has to be given up."""
        self._store = store
        self._owner = owner
        self._lost = lost
        self._queue: asyncio.Queue[_Waiting | None] = asyncio.Queue()
        self._task: asyncio.Task[None] | None = None
        self._failure: Exception | None = None

    def start(self) -> None:
        """Start the writing task."""
        self._task = asyncio.create_task(self._write_all())
        self._task.add_done_callback(self._ended)

    async def write(self, looks: Sequence[Look]) -> None:
        """Return when *looks* stand in the store. Raises ``StoreLost`` when they can't."""
        if self._failure is not None:
            raise StoreLost(str(self._failure)) from self._failure
        waiting = _Waiting(tuple(looks), asyncio.get_running_loop().create_future())
        self._queue.put_nowait(waiting)
        await waiting.acknowledged

    async def close(self) -> None:
        """Write what waits, then end."""
        if self._task is None:
            return
        self._queue.put_nowait(None)
        await asyncio.wait([self._task])

    def _ended(self, task: asyncio.Task[None]) -> None:
        """Fail whoever waits when the task has died: a silent death would hang the crawl."""
        failure = None if task.cancelled() else task.exception()
        if failure is None and not task.cancelled():
            return
        self._failure = failure if isinstance(failure, Exception) else StoreLost("writer cancelled")
        while not self._queue.empty():
            if (waiting := self._queue.get_nowait()) is not None:
                _fail(waiting, self._failure)
        self._lost(self._failure)

    async def _write_all(self) -> None:
        closing = False
        while not closing:
            batch = [await self._queue.get()]
            if batch[0] is not None:
                await asyncio.sleep(_LINGER)
            while not self._queue.empty() and len(batch) < _MAX_BATCH:
                batch.append(self._queue.get_nowait())
            closing = None in batch
            waiting = [item for item in batch if item is not None]
            try:
                await self._write([look for item in waiting for look in item.looks])
            except Exception as error:
                for item in waiting:
                    _fail(item, error)
                raise
            for item in waiting:
                if not item.acknowledged.done():
                    item.acknowledged.set_result(None)

    async def _write(self, looks: list[Look]) -> None:
        for delay in (*_RETRY_DELAYS, None):
            try:
                return await self._write_once(looks)
            except StoreError as error:
                if delay is None:
                    raise StoreLost(f"the store {self._store.uri} is lost: {error}") from error
                logger.warning("writing to the store failed, trying again in %s s: %s", delay, error)
                await asyncio.sleep(delay)
        return None

    async def _write_once(self, looks: list[Look]) -> None:
        """Merge with what is stored and write; what another writer changed meanwhile is merged anew."""
        for _ in range(_MERGE_ATTEMPTS):
            if not looks:
                return
            merged = [(look, result) for look, result in await self._merge(looks)]
            await self._put_events([result for _, result in merged])
            missed = await self._put_links([result for _, result in merged])
            whole = [
                (look, result)
                for look, result in merged
                if not any(change.document["_id"] in missed for change in result.links)
            ]
            late = await self._store.swap("pages", [result.page for _, result in whole])
            written = {result.page.document["_id"] for _, result in whole} - late
            looks = [look for look in looks if look.page["_id"] not in written]
        raise StoreError(f"{len(looks)} pages change too often to be written")

    async def _merge(self, looks: list[Look]) -> list[tuple[Look, Merged]]:
        ids = [look.page["_id"] for look in looks]
        pages = await self._store.get("pages", ids)
        links: dict[str, list[Document]] = {}
        for link in await self._store.find("links", {"page_id": {"$in": ids}}):
            links.setdefault(link["page_id"], []).append(link)
        return [
            (look, merge(replace(look, by=self._owner), page, links.get(page["_id"], ())))
            for look in looks
            if (page := pages.get(look.page["_id"], look.page))
        ]

    async def _put_events(self, results: list[Merged]) -> None:
        if events := [event for result in results for event in result.events]:
            await self._store.replace("events", events)

    async def _put_links(self, results: list[Merged]) -> set[str]:
        changes: list[Change] = [change for result in results for change in result.links]
        return await self._store.swap("links", changes) if changes else set()


def _fail(waiting: _Waiting, error: Exception) -> None:
    if not waiting.acknowledged.done():
        waiting.acknowledged.set_exception(StoreLost(str(error)))
