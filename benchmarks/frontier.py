"""What the frontier costs, and how soon it has a first visit while candidates are still read in.

``python -m benchmarks.frontier CANDIDATES`` measures one size in a process of its own and prints
JSON; ``figures(sizes)`` runs it for each. There is a host for every ten candidates, and nothing is
fetched: a visit is taken back at once.
"""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Final

from backlinkspider.candidates import Candidate
from backlinkspider.crawl.frontier import Frontier
from backlinkspider.crawl.ingest import Ingest
from backlinkspider.store.open import open_store
from backlinkspider.target import Target, parse_matcher
from benchmarks.figure import Figure
from benchmarks.meter import peak_memory

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

SIZES: Final = (1_000, 10_000, 50_000)
_A_HOST: Final = 10
_MOST_VISITS: Final = 1_000
_MEMORY: Final = 300
"""MiB at a million candidates."""

_BEGIN: Final = 5.0
"""Seconds until fetching can begin, however many candidates there are."""


def figures(sizes: Sequence[int] = SIZES) -> Iterator[Figure]:
    """Yield CPU microseconds a candidate and a visit, and the peak of memory, for each size."""
    for size in sizes:
        command = [sys.executable, "-m", "benchmarks.frontier", str(size)]
        ended = subprocess.run(command, check=True, capture_output=True, text=True)
        got = json.loads(ended.stdout)
        yield Figure("frontier", "candidate read in", size, got["in"], "CPU us")
        yield Figure("frontier", "visit handed out", size, got["out"], "CPU us")
        yield Figure("frontier", "first visit after", size, got["first"], "s", goal=_BEGIN)
        yield Figure("frontier", "peak memory", size, got["mb"], "MiB", goal=_MEMORY)


async def _measure(size: int, path: Path) -> dict[str, float]:
    store = open_store(f"sqlite:///{path}")
    await store.open()
    target = Target(name="target.example", matchers=(parse_matcher("target.example"),))
    hosts = max(1, size // _A_HOST)
    frontier = Frontier(
        store, run="run", owner="bench", window=160, delay=3600, max_per_domain=size
    )
    began, started = time.monotonic(), time.process_time()
    ingesting = asyncio.create_task(
        Ingest(store, "run", (target,), size).take(
            Candidate(
                url=f"http://h{n % hosts}.example/p/{n}", kind="page", file="made", line=n + 1
            )
            for n in range(size)
        )
    )
    visits = frontier.visits(ingesting)
    visit = await anext(visits)
    first = time.monotonic() - began
    await ingesting
    read_in = time.process_time() - started
    started = time.process_time()
    wanted = min(hosts, _MOST_VISITS)
    for _ in range(wanted - 1):
        await frontier.done(visit, pause=3600)
        visit = await anext(visits)
    await frontier.done(visit, pause=3600)
    spent = time.process_time() - started
    await frontier.release_all()
    await store.close()
    cost = {"in": 1e6 * read_in / size, "out": 1e6 * spent / wanted}
    return {**cost, "first": first, "mb": peak_memory()}


def main() -> None:
    """Print what the size given as argument costs."""
    with TemporaryDirectory() as folder:
        print(json.dumps(asyncio.run(_measure(int(sys.argv[1]), Path(folder) / "store.db"))))


if __name__ == "__main__":
    main()
