"""The run of a discovery: its document says what was read, its pages wait for a crawl."""

from __future__ import annotations

from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

from backlinkspider import __version__
from backlinkspider.crawl.run import change_run, start_run
from backlinkspider.store.open import open_store

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Mapping
    from datetime import datetime

    from backlinkspider.crawl.run import Job
    from backlinkspider.store.base import Store


async def begin_run(uri: str, job: Job, at: datetime) -> str:
    """Return the id of *job*'s run in the store at *uri*: its unfinished one, or a new one."""
    async with _opened(uri) as store:
        run = await start_run(store, job, at, {"version": __version__})
        identity: str = run["_id"]
        return identity


async def end_run(
    uri: str, run: str, at: datetime, facts: Mapping[str, int], *, complete: bool
) -> int:
    """Write *facts* (what was read) and the state of *run*; return how many pages it found first.

    It is ``finished`` where all files were read to their end, else ``interrupted``.
    """
    async with _opened(uri) as store:
        pages = await store.count("pages", {"run": run})
        changed: dict[str, Any] = {
            "candidates": pages,
            "archives": dict(facts),
            "state": "finished" if complete else "interrupted",
            "finished_at": at if complete else None,
        }
        await change_run(store, run, changed)
        return pages


@asynccontextmanager
async def _opened(uri: str) -> AsyncIterator[Store]:
    store = open_store(uri)
    try:
        await store.open()
        yield store
    finally:
        await store.close()
