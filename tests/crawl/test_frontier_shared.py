"""Several processes on one store: never two on a host, and nothing is lost with any of them."""

from __future__ import annotations

import asyncio
from collections import Counter
from typing import TYPE_CHECKING, Any

import pytest

from backlinkspider.crawl.lease import STALE_AFTER, this_owner
from backlinkspider.page.fetch import Hop
from tests.crawl.engine import (
    Clock,
    Meddled,
    all_of,
    ended_ingest,
    fed,
    finish,
    frontier_of,
    host,
    new_run,
    opened,
    urls_of,
)

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from backlinkspider.crawl.frontier import Frontier
    from backlinkspider.crawl.item import Visit
    from backlinkspider.store.base import Store

pytestmark = pytest.mark.usefixtures("impatient")

ENDED = f"{this_owner()}0"
"""The name of a process of this machine that lives no more."""


async def _next(visits: AsyncIterator[Visit]) -> Visit:
    async with asyncio.timeout(30):
        return await anext(visits)


async def _nothing_comes(visits: AsyncIterator[Visit]) -> asyncio.Task[Visit]:
    waiting = asyncio.ensure_future(anext(visits))
    done, _ = await asyncio.wait([waiting], timeout=0.05)
    assert not done
    return waiting


class Web:
    """Notes which keys are being visited, by whomever; answers when all *parties* are there."""

    def __init__(self, parties: int = 1) -> None:
        self.parties = parties
        self.arrived: set[int] = set()
        self.all_there = asyncio.Event()
        self.busy: Counter[str] = Counter()
        self.most: Counter[str] = Counter()
        self.visited: Counter[str] = Counter()
        self.by: Counter[int] = Counter()

    async def crawl(self, frontier: Frontier, store: Store, who: int) -> None:
        tasks = [
            asyncio.create_task(self._visit(frontier, store, visit, who))
            async for visit in _noted(self, frontier)
        ]
        await asyncio.gather(*tasks)
        await frontier.release_all()

    async def _visit(self, frontier: Frontier, store: Store, visit: Visit, who: int) -> None:
        self.arrived.add(who)
        if len(self.arrived) == self.parties:
            self.all_there.set()
        await self.all_there.wait()
        for _ in range((self.by.total() + who) % 5):
            await asyncio.sleep(0)
        assert await frontier.holds(visit)
        await finish(store, visit)
        self.busy[visit.key] -= 1
        self.by[who] += 1
        await frontier.done(visit)


async def _noted(web: Web, frontier: Frontier) -> AsyncIterator[Visit]:
    async for visit in frontier.visits(ended_ingest()):
        web.busy[visit.key] += 1
        web.most[visit.key] = max(web.most[visit.key], web.busy[visit.key])
        web.visited[visit.url] += 1
        yield visit


@pytest.mark.parametrize("runs", ["one run", "two runs"])
async def test_two_processes_never_meet_on_a_host(store: Store, store_uri: str, runs: str) -> None:
    urls = urls_of(6, 5)
    async with opened(store_uri) as other:
        stores, web, clock = (store, other), Web(parties=2), Clock()
        names = [await new_run(store, str(n)) for n in range(2)] if runs == "two runs" else []
        if names:
            await fed(store, names[0], urls[::2])
            await fed(store, names[1], urls[1::2])
        else:
            names = [await new_run(store)] * 2
            await fed(store, names[0], urls)
        frontiers = [
            frontier_of(one, names[n], clock, owner=f"elsewhere/{n}", window=3)
            for n, one in enumerate(stores)
        ]
        crawls = (web.crawl(frontiers[n], one, n) for n, one in enumerate(stores))
        async with asyncio.timeout(30):
            await asyncio.gather(*crawls)
    assert web.visited == Counter(urls)
    assert set(web.most.values()) == {1}
    assert set(web.by) == {0, 1}
    hosts = await all_of(store, "hosts")
    assert {(one["owner"], tuple(one["pending"])) for one in hosts.values()} == {(None, ())}


async def test_a_silent_owner_is_succeeded_when_its_time_is_over(store: Store) -> None:
    run = await new_run(store)
    await fed(store, run, ["https://a.test/", "https://a.test/2"])
    gone, clock = frontier_of(store, run, Clock(), owner="elsewhere/gone"), Clock()
    lost = await _next(gone.visits(ended_ingest()))
    visits = (heir := frontier_of(store, run, clock, owner="elsewhere/heir")).visits(ended_ingest())
    waiting = await _nothing_comes(visits)
    begun = clock.seconds
    async with asyncio.timeout(30):
        while not waiting.done():
            clock.seconds += 1.5
            await asyncio.wait([waiting], timeout=0.01)
    assert clock.seconds - begun >= STALE_AFTER
    assert waiting.result().url == lost.url
    await heir.release_all()
    await gone.release_all()


async def test_a_living_owner_is_not_succeeded(sqlite: Store) -> None:
    run = await new_run(sqlite)
    await fed(sqlite, run, ["https://a.test/"])
    alive, clock = Clock(), Clock()
    owner = frontier_of(sqlite, run, alive, owner="elsewhere/alive")
    visit = await _next(owner.visits(ended_ingest()))
    other = frontier_of(sqlite, run, clock, owner="elsewhere/other")
    waiting = await _nothing_comes(other.visits(ended_ingest()))
    for _ in range(4):
        clock.seconds += STALE_AFTER / 2
        alive.seconds += STALE_AFTER / 2
        assert await owner.holds(visit), "confirms the lease, and so beats"
        await asyncio.sleep(0.03)
        assert not waiting.done()
    waiting.cancel()
    await owner.release_all()
    await other.release_all()


async def test_an_owner_that_died_here_is_succeeded_at_once(store: Store) -> None:
    run = await new_run(store)
    await fed(store, run, ["https://a.test/"])
    dead = frontier_of(store, run, Clock(), owner=ENDED)
    visit = await _next(dead.visits(ended_ingest()))
    heir = frontier_of(store, run, Clock())
    assert (await _next(heir.visits(ended_ingest()))).url == visit.url
    await heir.release_all()
    await dead.release_all()


async def _taken_over(store: Store) -> tuple[Frontier, Visit, Clock, str]:
    """Return a frontier that does not know that its lease on a.test was taken over."""
    run = await new_run(store)
    await fed(store, run, [f"https://a.test/{n}" for n in range(6)])
    clock = Clock()
    slow = frontier_of(store, run, clock, owner=ENDED)
    return slow, await _next(slow.visits(ended_ingest())), clock, run


async def test_who_has_lost_a_lease_holds_nothing_and_changes_nothing(store: Store) -> None:
    slow, visit, clock, run = await _taken_over(store)
    heir = frontier_of(store, run, Clock(), owner="elsewhere/heir")
    await _next(heir.visits(ended_ingest()))
    before = await host(store, "a.test")
    clock.seconds += 15
    assert not await slow.holds(visit)
    await slow.done(visit)
    await slow.release_all()
    assert await host(store, "a.test") == before
    await heir.release_all()


async def test_taking_a_visit_back_late_leaves_the_new_owners_lease(sqlite: Store) -> None:
    slow, visit, _, run = await _taken_over(sqlite)
    heir = frontier_of(sqlite, run, Clock(), owner="elsewhere/heir")
    await _next(heir.visits(ended_ingest()))
    before = await host(sqlite, "a.test")
    for _ in range(2):
        await slow.done(visit)
    await slow.release_all()
    assert await host(sqlite, "a.test") == before
    await heir.release_all()


async def test_a_key_lost_and_free_again_is_not_visited_twice_at_once(sqlite: Store) -> None:
    slow, visit, clock, run = await _taken_over(sqlite)
    heir = frontier_of(sqlite, run, Clock(), owner="elsewhere/heir")
    await _next(heir.visits(ended_ingest()))
    await heir.release_all()
    again = slow.visits(ended_ingest())
    waiting = await _nothing_comes(again)
    clock.seconds += 15
    assert not await slow.holds(visit), "still out, but no longer ours"
    second = await asyncio.wait_for(waiting, 30)
    await slow.done(visit)
    assert await slow.holds(second), "the late one does not count for the new lease"
    await slow.release_all()


async def test_a_waiting_visit_whose_lease_is_lost_is_not_handed_out(sqlite: Store) -> None:
    run = await new_run(sqlite)
    await fed(sqlite, run, urls_of(2, 1))
    clock = Clock()
    slow = frontier_of(sqlite, run, clock, owner=ENDED)
    visits = slow.visits(ended_ingest())
    first = await _next(visits)
    web = Web()
    clock.seconds += 15
    heir = frontier_of(sqlite, run, Clock(), owner="elsewhere/heir")
    await web.crawl(heir, sqlite, 0)
    assert sum(web.visited.values()) == 2
    waiting = await _nothing_comes(visits)
    assert not await slow.holds(first)
    with pytest.raises(StopAsyncIteration):
        await asyncio.wait_for(waiting, 30)
    await slow.release_all()


async def test_a_candidate_moves_to_a_host_another_process_visits(sqlite: Store) -> None:
    run = await new_run(sqlite)
    await fed(sqlite, run, ["https://a.test/", "https://b.test/"])
    one = frontier_of(sqlite, run, Clock(), owner="elsewhere/1", window=1)
    two = frontier_of(sqlite, run, Clock(), owner="elsewhere/2", window=1)
    ones, twos = one.visits(ended_ingest()), two.visits(ended_ingest())
    mine, theirs = await _next(ones), await _next(twos)
    await one.move(mine, theirs.url, (Hop(url=mine.url, status=302),))
    waiting = await _nothing_comes(ones)
    await finish(sqlite, theirs)
    await two.done(theirs)
    both = asyncio.ensure_future(anext(twos))
    (got,), _ = await asyncio.wait({waiting, both}, timeout=30, return_when="FIRST_COMPLETED")
    visit = got.result()
    assert (visit.url, visit.fetch_url) == (mine.url, theirs.url)
    await finish(sqlite, visit)
    for frontier in (one, two):
        await frontier.done(visit)
        await frontier.release_all()
    for task in (waiting, both):
        task.cancel()


@pytest.mark.parametrize("operation", ["swap hosts", "find pages"])
async def test_a_process_killed_anywhere_leaves_all_pages_to_be_visited(
    sqlite: Store, operation: str
) -> None:
    urls = urls_of(3, 3)
    for after in range(1, 9):
        run = await new_run(sqlite, f"{operation} {after}")
        await fed(sqlite, run, urls)
        meddled = Meddled(sqlite)
        web = Web()

        async def die(called: str, _: Any, limit: int = after, by: Meddled = meddled) -> None:
            if called == operation and by.calls[operation] >= limit:
                await asyncio.Event().wait()

        meddled.after = die
        doomed = asyncio.create_task(
            web.crawl(frontier_of(meddled.as_store(), run, Clock(), owner=ENDED), sqlite, 0)
        )
        await asyncio.wait([doomed], timeout=0.05)
        doomed.cancel()
        async with asyncio.timeout(30):
            await web.crawl(frontier_of(sqlite, run, Clock()), sqlite, 1)
        assert set(web.visited) == set(urls)
        assert await sqlite.count("pages", {"outcome": "pending"}) == 0


async def test_a_late_look_of_another_run_is_not_waited_for(sqlite: Store) -> None:
    one, two = await new_run(sqlite, "1"), await new_run(sqlite, "2")
    await fed(sqlite, one, ["https://a.test/"])
    first = frontier_of(sqlite, one, Clock(), owner="elsewhere/1")
    visits = first.visits(ended_ingest())
    visit = await _next(visits)
    await fed(sqlite, two, ["https://a.test/"])
    second = frontier_of(sqlite, two, Clock(), owner="elsewhere/2")
    waiting = await _nothing_comes(second.visits(ended_ingest()))
    await first.done(visit)
    with pytest.raises(StopAsyncIteration):
        await _next(visits)
    taken = await asyncio.wait_for(waiting, 30)
    assert taken.pages[0]["run"] == two
    await first.release_all()
    await second.release_all()
