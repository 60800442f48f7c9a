"""What a document costs that is written to the SQLite store, and one that is read, in CPU time."""

from __future__ import annotations

import asyncio
import time
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Final

from backlinkspider.documents import digest
from backlinkspider.store.base import Change
from backlinkspider.store.open import open_store
from benchmarks.figure import Figure

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from backlinkspider.documents import Document

SIZES: Final = (1_000, 5_000, 20_000)
_BATCH: Final = 100
_GOAL: Final = 20.0
"""Microseconds of CPU a document of about 1.8 KB."""


def made(number: int) -> Document:
    """Return a link document of about 1.8 KB in JSON."""
    page = f"https://h{number % 1000}.example/articles/{number}"
    return {
        "_id": digest("link", str(number)),
        "v": 1,
        "target": "target.example",
        "page_id": digest("page", page),
        "state": "live",
        "page": {"url": page, "host": f"h{number % 1000}.example", "words": 900 + number % 77}
        | {f"fact_{n}": f"what the page says of itself, {n}" for n in range(16)},
        "link": {"url": "https://target.example/", "text": f"anchor {number % 97}", "rel": []}
        | {f"said_{n}": f"round the link {n}" for n in range(12)},
        "signals": {f"signal_{n}": n / 7 for n in range(16)},
        "flags": [],
    }


def figures(sizes: Sequence[int] = SIZES) -> Iterator[Figure]:
    """Yield CPU microseconds a document: inserted, swapped, read by id and read in order."""
    for size in sizes:
        for name, spent in asyncio.run(_measure(size)).items():
            goal = _GOAL if name in {"insert", "swap"} else None
            yield Figure("store", name, size, 1e6 * spent / size, "CPU us a document", goal=goal)


async def _measure(size: int) -> dict[str, float]:
    documents = [made(number) for number in range(size)]
    batches = [documents[at : at + _BATCH] for at in range(0, size, _BATCH)]
    spent: dict[str, float] = {}
    with TemporaryDirectory() as folder:
        store = open_store(f"sqlite:///{Path(folder) / 'store.db'}")
        await store.open()
        started = time.process_time()
        for batch in batches:
            await store.insert_missing("links", batch)
        spent["insert"] = time.process_time() - started
        changes = [[Change(1, {**one, "v": 2}) for one in batch] for batch in batches]
        started = time.process_time()
        for each in changes:
            await store.swap("links", each)
        spent["swap"] = time.process_time() - started
        started = time.process_time()
        found = [await store.get("links", [one["_id"] for one in batch]) for batch in batches]
        spent["get"] = time.process_time() - started
        started = time.process_time()
        read = [one async for one in store.iterate("links", {}, sort=[("_id", 1)])]
        spent["iterate"] = time.process_time() - started
        await store.close()
    if [one["v"] for batch in found for one in batch.values()] != [2] * size or len(read) != size:
        raise SystemExit("the store does not hold what was written")
    return spent
