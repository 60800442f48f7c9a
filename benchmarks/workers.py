"""What several workers on one store bring, and what a store takes: claims and writes a second.

    python -m benchmarks.workers [HOSTS] [STORE_URI] [WORKERS ...]

HOSTS (300 unless told otherwise) with one page each on loopback, without politeness' pauses. First
the store alone, in this process: hosts claimed and given back a second, by the frontier itself, and
link documents written a second, in the writer's batches. Then the same list crawled by each number
of workers (1 and 2), as processes of their own, each time into a new database; all must find the
same links, else the command fails. STORE_URI is SQLite in a temporary folder unless given;
``{n}`` in it becomes the number of the database.
"""

from __future__ import annotations

import asyncio
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from backlinkspider.candidates import Candidate
from backlinkspider.crawl.frontier import Frontier
from backlinkspider.crawl.ingest import Ingest
from backlinkspider.documents import link_id
from backlinkspider.store.base import Change
from backlinkspider.store.open import open_store
from backlinkspider.target import target_from
from benchmarks.made.web import LIVE, TARGET, serving

if TYPE_CHECKING:
    from collections.abc import Sequence

    from backlinkspider.crawl.item import Visit
    from backlinkspider.documents import Document
    from backlinkspider.store.base import Store

_HOSTS: Final = 300
_BATCH: Final = 50
"""Links in one write, as many as a group commit of the writer has on a busy crawl."""

_TEXT: Final = "words and more words " * 80
"""Makes a link of 1.8 KB, the size reference measurements were made with."""


def urls(hosts: int) -> list[str]:
    """Return a page of each host."""
    return [f"http://h{n}.{LIVE}/p/{n}" for n in range(hosts)]


async def claims(store: Store, hosts: int) -> float:
    """Return the hosts a second that a frontier claims, finds done and gives back."""
    ingest = Ingest(store, "claims", [target_from({"target": TARGET})])
    for start in range(0, hosts, 500):
        some = urls(hosts)[start : start + 500]
        await ingest.add(Candidate(url, "page", "list", n) for n, url in enumerate(some, start))
    frontier = Frontier(store, run="claims", owner=f"here/{os.getpid()}", window=160, delay=0.0)
    started = time.perf_counter()
    visits = [
        asyncio.create_task(_visited(store, frontier, visit))
        async for visit in frontier.visits(asyncio.ensure_future(asyncio.sleep(0)))
    ]
    await asyncio.gather(*visits)
    await frontier.release_all()
    assert len(visits) == hosts
    return hosts / (time.perf_counter() - started)


async def _visited(store: Store, frontier: Frontier, visit: Visit) -> None:
    """Write the outcome of *visit*, and be done with it, as a crawl is when its page was read."""
    (page,) = visit.pages
    done = {**page, "outcome": "no_link", "v": page["v"] + 1}
    await store.swap("pages", [Change(page["v"], done)])
    await frontier.done(visit)


async def writes(store: Store, links: int) -> float:
    """Return the link documents a second that one writer puts into *store*."""
    made = [_link(number) for number in range(links)]
    started = time.perf_counter()
    for start in range(0, links, _BATCH):
        batch = made[start : start + _BATCH]
        assert not await store.swap("links", [Change(None, link) for link in batch])
    return links / (time.perf_counter() - started)


def _link(number: int) -> Document:
    page = f"http://h{number}.{LIVE}/"
    return {
        "_id": link_id(TARGET, page, f"https://{TARGET}/", 0),
        "v": 1,
        "target": TARGET,
        "page": {"url": page, "domain": f"h{number}.{LIVE}"},
        "link": {"url": f"https://{TARGET}/", "text": _TEXT},
        "state": "live",
    }


async def _store_alone(uri: str, hosts: int) -> tuple[float, float]:
    store = open_store(uri)
    await store.open()
    try:
        return await claims(store, hosts), await writes(store, hosts * 4)
    finally:
        await store.close()


def crawl(uri: str, listed: Path, connect_to: str, workers: int) -> tuple[float, float]:
    """Crawl the list by *workers* processes at once; return seconds and their CPU seconds."""
    command = [sys.executable, "-m", "scrapy", "crawl", "backlinks", "-a", f"target={TARGET}"]
    command += ["-a", f"candidates={listed}", "-a", "render=never"]
    for setting in (
        f"STORE_URI={uri}",
        f"CONNECT_TO={connect_to}",
        "EGRESS_ALLOW=127.0.0.1/32",
        "DOWNLOAD_DELAY=0",
        "PROOF_MAX_BYTES=0",
        "FRONTIER_WINDOW=40",
    ):
        command += ["-s", setting]
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    started = time.perf_counter()
    running = [_started(command) for _ in range(workers)]
    for process in running:
        said = process.communicate()[1]
        if process.returncode:
            sys.exit(f"a worker ended with {process.returncode}:\n{said[-2000:]}")
    seconds = time.perf_counter() - started
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return seconds, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def _started(command: Sequence[str]) -> subprocess.Popen[str]:
    return subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)


async def _links(uri: str) -> set[str]:
    store = open_store(uri, create=False)
    await store.open()
    try:
        found: list[dict[str, Any]] = await store.find("links", {}, fields=["_id"])
        return {link["_id"] for link in found}
    finally:
        await store.close()


def main() -> None:
    """Print the table."""
    words = sys.argv[1:]
    hosts = int(words[0]) if words else _HOSTS
    sizes = [int(word) for word in words[2:]] or [1, 2]
    with serving() as connect_to, tempfile.TemporaryDirectory() as folder:
        pattern = words[1] if len(words) > 1 else f"sqlite:///{folder}/{{n}}.db"
        claimed, written = asyncio.run(_store_alone(pattern.format(n=0), hosts))
        print(f"{pattern.partition(':')[0]}: {claimed:,.0f} claims/s, {written:,.0f} writes/s")
        listed = Path(folder) / "list.txt"
        listed.write_text("".join(f"{url}\n" for url in urls(hosts)), encoding="ascii")
        print(f"{'workers':>7} {'pages':>6} {'s':>6} {'pages/s':>8} {'CPU s':>6} {'links':>6}")
        found: list[set[str]] = []
        for number, workers in enumerate(sizes, 1):
            uri = pattern.format(n=number)
            seconds, cpu = crawl(uri, listed, connect_to, workers)
            found.append(asyncio.run(_links(uri)))
            print(
                f"{workers:>7} {hosts:>6} {seconds:>6.1f} {hosts / seconds:>8.1f} {cpu:>6.1f}"
                f" {len(found[-1]):>6}",
                flush=True,
            )
    if any(links != found[0] for links in found):
        sys.exit("the numbers of workers found different links")


if __name__ == "__main__":
    main()
