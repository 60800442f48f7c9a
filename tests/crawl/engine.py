"""What tests of the frontier and the writer share: clocks, candidates, stores that misbehave."""

from __future__ import annotations

import asyncio
from collections import Counter
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, cast

from backlinkspider.candidates.model import Candidate
from backlinkspider.crawl.frontier import Frontier
from backlinkspider.crawl.ingest import Ingest
from backlinkspider.crawl.run import Job, start_run
from backlinkspider.store.base import StoreError
from backlinkspider.store.open import open_store
from backlinkspider.target import Target
from backlinkspider.target.matching import parse_matcher

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable, Iterable

    from backlinkspider.crawl.item import Visit
    from backlinkspider.documents import Document
    from backlinkspider.store.base import Store

BEGIN = datetime(2026, 11, 22, 12, tzinfo=UTC)
OPERATIONS = {
    "find",
    "find_each",
    "get",
    "count",
    "tally",
    "insert_missing",
    "replace",
    "patch",
    "swap",
    "delete",
}


@asynccontextmanager
async def opened(uri: str) -> AsyncIterator[Store]:
    store = open_store(uri)
    await store.open()
    yield store
    await store.close()


class Clock:
    """Both of a process's clocks; they stand still until they are told to go on."""

    def __init__(self) -> None:
        self.seconds = 1000.0

    def monotonic(self) -> float:
        return self.seconds

    def now(self) -> datetime:
        return BEGIN + timedelta(seconds=self.seconds)


class Meddled:
    """A store with someone between it and its caller, who counts and may do what he likes."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self.calls: Counter[str] = Counter()
        self.before: Callable[[str, Any], Awaitable[None]] | None = None
        self.after: Callable[[str, Any], Awaitable[None]] | None = None

    def __getattr__(self, name: str) -> Any:
        inner = getattr(self._store, name)
        return self._meddled(name, inner) if name in OPERATIONS else inner

    def _meddled(self, name: str, inner: Callable[..., Awaitable[Any]]) -> Callable[..., Any]:
        async def call(collection: str, *arguments: Any, **keywords: Any) -> Any:
            operation = f"{name.removesuffix('_each')} {collection}"
            self.calls[operation] += 1
            if self.before is not None:
                await self.before(operation, arguments[0])
            answer = await inner(collection, *arguments, **keywords)
            if self.after is not None:
                await self.after(operation, arguments[0])
            return answer

        return call

    def fail(self, operation: str, times: int, *, after: bool = False) -> None:
        """Let *operation* fail *times* times, before or after it has reached the store."""
        left = times

        async def fail(called: str, _: Any) -> None:
            nonlocal left
            if called == operation and left:
                left -= 1
                raise StoreError(f"{operation}: made to fail")

        self.before, self.after = (None, fail) if after else (fail, None)

    def heal(self) -> None:
        self.before = self.after = None

    def as_store(self) -> Store:
        return cast("Store", self)


def target(name: str = "target.test", **fields: Any) -> Target:
    return Target(name=name, matchers=(parse_matcher(name),), **fields)


def candidates(*urls: str, file: str = "list.txt") -> list[Candidate]:
    """Return a candidate a URL; one without a scheme is a bare domain."""
    return [
        Candidate(url, "page", file, line)
        if "://" in url
        else Candidate(f"https://{url}/", "site", file, line)
        for line, url in enumerate(urls, start=1)
    ]


def urls_of(domains: int, pages: int) -> list[str]:
    """Return *pages* URLs on each of *domains*, one domain after the other."""
    return [f"https://d{d}.test/{p}" for d in range(domains) for p in range(pages)]


async def new_run(store: Store, arguments: str = "") -> str:
    job = Job(spider="backlinks", targets=("target.test",), arguments={"candidates": arguments})
    run: str = (await start_run(store, job, BEGIN, {}))["_id"]
    return run


async def fed(store: Store, run: str, urls: Iterable[str], *targets: Target) -> Ingest:
    """Ingest *urls* for *run*."""
    ingest = Ingest(store, run, targets or (target(),))
    await ingest.add(candidates(*urls))
    return ingest


def frontier_of(
    store: Store, run: str, clock: Clock, *, owner: str = "elsewhere/1", **options: Any
) -> Frontier:
    """Return a frontier on fake clocks; *owner* is no process of this machine."""
    settings = {"window": 100, "delay": 0.0, **options}
    return Frontier(
        store, run=run, owner=owner, now=clock.now, monotonic=clock.monotonic, **settings
    )


async def nothing() -> None:
    """Be an ingest that has ended."""


def ended_ingest() -> asyncio.Task[None]:
    return asyncio.ensure_future(nothing())


async def finish(store: Store, visit: Visit, outcome: str = "no_link") -> None:
    """Write the outcome of a visit, as the writer would."""
    ids = [page["_id"] for page in visit.pages]
    pages = await store.get("pages", ids)
    changed = [{**page, "outcome": outcome, "v": page["v"] + 1} for page in pages.values()]
    await store.replace("pages", changed)


async def everything(frontier: Frontier, store: Store) -> list[Visit]:
    """Visit all there is, one after the other."""
    visits = []
    async with asyncio.timeout(60):
        async for visit in frontier.visits(ended_ingest()):
            visits.append(visit)
            await finish(store, visit)
            await frontier.done(visit)
    await frontier.release_all()
    return visits


async def host(store: Store, key: str) -> Document:
    return (await store.get("hosts", [key]))[key]


async def all_of(store: Store, collection: Any) -> dict[str, Document]:
    return {one["_id"]: one for one in await store.find(collection, {})}
