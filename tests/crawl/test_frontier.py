"""One process's frontier: every page once, one a key at a time, in order, nothing lost."""

from __future__ import annotations

import asyncio
from collections import Counter
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from backlinkspider.crawl import frontier as module
from backlinkspider.crawl.frontier import TURNS
from backlinkspider.page.fetch import Hop
from backlinkspider.store.base import StoreError
from tests.crawl.engine import (
    Clock,
    Meddled,
    all_of,
    ended_ingest,
    everything,
    fed,
    finish,
    frontier_of,
    host,
    new_run,
    target,
    urls_of,
)

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from backlinkspider.crawl.frontier import Frontier
    from backlinkspider.crawl.item import Visit
    from backlinkspider.store.base import Store

pytestmark = pytest.mark.usefixtures("impatient")


async def _idle_hosts(store: Store) -> None:
    """Assert that no lease and no pending page is left."""
    hosts = await all_of(store, "hosts")
    assert {one["owner"] for one in hosts.values()} == {None}
    assert all(one["pending"] == [] and not one["ready"] for one in hosts.values())


async def _next(visits: AsyncIterator[Visit]) -> Visit:
    async with asyncio.timeout(30):
        return await anext(visits)


async def _nothing_comes(visits: AsyncIterator[Visit]) -> asyncio.Task[Visit]:
    """Assert that no visit is handed out for some polls; return the task that waits on."""
    waiting = asyncio.ensure_future(anext(visits))
    done, _ = await asyncio.wait([waiting], timeout=0.05)
    assert not done
    return waiting


async def test_every_pending_page_is_handed_out_once(store: Store) -> None:
    urls = [*urls_of(7, 3), "https://me.blogspot.com/", "https://you.blogspot.com/"]
    run = await new_run(store)
    await fed(store, run, urls)
    visits = await everything(frontier_of(store, run, Clock(), window=3), store)
    assert sorted(visit.url for visit in visits) == sorted(urls)
    assert await store.count("pages", {"outcome": "pending"}) == 0
    await _idle_hosts(store)


async def test_keys_take_turns(sqlite: Store) -> None:
    run = await new_run(sqlite)
    await fed(sqlite, run, [f"https://big.test/{n}" for n in range(9)])
    await fed(sqlite, run, urls_of(4, 2))
    visits = await everything(frontier_of(sqlite, run, Clock(), window=1), sqlite)
    keys = [visit.key for visit in visits]
    assert keys[:TURNS] == [keys[0]] * TURNS
    assert max(keys.index(key) for key in set(keys)) < 5 * TURNS, "each comes up before a second go"
    assert [visit.url for visit in visits if visit.key == "big.test"] == [
        f"https://big.test/{n}" for n in range(9)
    ]
    assert (await host(sqlite, "big.test"))["round"] == 9


async def test_at_most_one_visit_a_key_and_a_window_of_keys(sqlite: Store) -> None:
    run = await new_run(sqlite)
    await fed(sqlite, run, urls_of(10, 5))
    frontier = frontier_of(sqlite, run, Clock(), window=4)
    out: Counter[str] = Counter()
    most = 0
    tasks: list[asyncio.Task[None]] = []

    async def fetch(visit: Visit, number: int) -> None:
        for _ in range(number % 7):
            await asyncio.sleep(0)
        await finish(sqlite, visit)
        out[visit.key] -= 1
        await frontier.done(visit)

    async for visit in frontier.visits(ended_ingest()):
        out[visit.key] += 1
        most = max(most, out.total())
        assert out[visit.key] == 1
        tasks.append(asyncio.create_task(fetch(visit, len(tasks))))
    await frontier.release_all()
    assert (len(tasks), most) == (50, 4)
    await _idle_hosts(sqlite)


async def test_a_host_is_not_asked_before_its_delay_is_over(sqlite: Store) -> None:
    run = await new_run(sqlite)
    await fed(sqlite, run, [f"https://a.test/{n}" for n in range(3)])
    clock = Clock()
    frontier = frontier_of(sqlite, run, clock, delay=10.0)
    visits = frontier.visits(ended_ingest())
    for _ in range(TURNS):
        visit = await _next(visits)
        clock.seconds += 3
        await finish(sqlite, visit)
        await frontier.done(visit)
    assert (await host(sqlite, "a.test"))["next_at"] == clock.now() + timedelta(seconds=10)
    clock.seconds += 9.999
    waiting = await _nothing_comes(visits)
    clock.seconds += 0.001
    assert (await asyncio.wait_for(waiting, 30)).url == "https://a.test/2"
    await frontier.release_all()
    expected = clock.now() + timedelta(seconds=10)
    assert (await host(sqlite, "a.test"))["next_at"] == expected, (
        "it was out: it may have been asked"
    )


async def test_a_candidate_of_several_targets_is_one_visit(sqlite: Store) -> None:
    run = await new_run(sqlite)
    targets = [target(f"t{n}.test") for n in range(20)]
    await fed(sqlite, run, ["https://a.test/1", "https://a.test/2", "https://t1.test/"], *targets)
    visits = await everything(frontier_of(sqlite, run, Clock()), sqlite)
    assert {visit.url: len(visit.pages) for visit in visits} == {
        "https://a.test/1": 20,
        "https://a.test/2": 20,
        "https://t1.test/": 19,
    }


async def test_other_runs_pages_are_left_alone(sqlite: Store) -> None:
    one, two = await new_run(sqlite, "1"), await new_run(sqlite, "2")
    await fed(sqlite, one, ["https://a.test/1"])
    await fed(sqlite, two, ["https://a.test/2"])
    assert [v.url for v in await everything(frontier_of(sqlite, one, Clock()), sqlite)] == [
        "https://a.test/1"
    ]
    assert (await host(sqlite, "a.test")).items() >= {"pending": [two], "ready": True}.items()


async def test_visits_go_on_while_candidates_come_in(sqlite: Store) -> None:
    run = await new_run(sqlite)
    go_on = asyncio.Event()

    async def ingest() -> None:
        await fed(sqlite, run, ["https://a.test/"])
        await go_on.wait()
        await fed(sqlite, run, ["https://a.test/", "https://a.test/2", "https://b.test/"])

    frontier = frontier_of(sqlite, run, Clock())
    visits = frontier.visits(asyncio.create_task(ingest()))
    first = await _next(visits)
    await finish(sqlite, first)
    await frontier.done(first)
    waiting = await _nothing_comes(visits)
    go_on.set()
    second = await waiting
    await finish(sqlite, second)
    await frontier.done(second)
    third = await _next(visits)
    assert {first.url, second.url, third.url} == {
        "https://a.test/",
        "https://a.test/2",
        "https://b.test/",
    }
    await finish(sqlite, third)
    await frontier.done(third)
    with pytest.raises(StopAsyncIteration):
        await _next(visits)
    await frontier.release_all()


@pytest.mark.parametrize("operation", ["find pages", "swap hosts"])
async def test_pages_added_to_a_key_just_found_empty_are_not_lost(
    store: Store, operation: str
) -> None:
    run = await new_run(store)
    await fed(store, run, ["https://a.test/1"])
    meddled = Meddled(store)
    frontier = frontier_of(meddled.as_store(), run, Clock())
    visits = frontier.visits(ended_ingest())
    visit = await _next(visits)
    await finish(store, visit)

    async def add(called: str, _: Any) -> None:
        if called == operation:
            meddled.heal()
            await fed(store, run, ["https://a.test/1", "https://a.test/2"])

    # Between the look at the key's pages and the write that says there are none.
    meddled.after, meddled.before = (add, None) if operation == "find pages" else (None, add)
    await frontier.done(visit)
    assert (await _next(visits)).url == "https://a.test/2"
    await frontier.release_all()


@pytest.mark.parametrize("left", ["no host", "a host that says there is nothing"])
async def test_pages_no_host_knows_of_are_found_again(sqlite: Store, left: str) -> None:
    run = await new_run(sqlite)
    meddled = Meddled(sqlite)
    meddled.fail("get hosts" if left == "no host" else "swap hosts", 99)
    if left != "no host":
        await fed(sqlite, await new_run(sqlite, "other"), ["https://a.test/0"])
    with pytest.raises(StoreError):
        await fed(meddled.as_store(), run, ["https://a.test/1", "https://b.test/"])
    visits = await everything(frontier_of(sqlite, run, Clock()), sqlite)
    assert sorted(visit.url for visit in visits) == ["https://a.test/1", "https://b.test/"]


async def test_closing_hands_out_nothing_more_and_leaves_no_owner(store: Store) -> None:
    run = await new_run(store)
    await fed(store, run, urls_of(3, 3))
    frontier = frontier_of(store, run, Clock())
    visits = frontier.visits(ended_ingest())
    first = await _next(visits)
    frontier.close()
    with pytest.raises(StopAsyncIteration):
        await _next(visits)
    assert await frontier.holds(first), "what is out may still be written"
    await finish(store, first)
    await frontier.done(first)
    await frontier.release_all()
    await frontier.release_all()
    hosts = await all_of(store, "hosts")
    assert {(one["owner"], one["ready"]) for one in hosts.values()} == {(None, True)}
    rest = await everything(frontier_of(store, run, Clock(), owner="another/2"), store)
    assert len({visit.url for visit in rest} | {first.url}) == 9


@pytest.mark.parametrize("operation", ["find hosts", "swap hosts", "find pages"])
@pytest.mark.parametrize("cancelled", [True, False])
async def test_closing_in_the_middle_of_a_claim_leaves_no_owner(
    sqlite: Store, operation: str, *, cancelled: bool
) -> None:
    run = await new_run(sqlite)
    await fed(sqlite, run, urls_of(3, 3))
    meddled = Meddled(sqlite)
    reached, go_on = asyncio.Event(), asyncio.Event()

    async def hold(called: str, _: Any) -> None:
        if called == operation and not reached.is_set():
            reached.set()
            await go_on.wait()

    meddled.after = hold
    frontier = frontier_of(meddled.as_store(), run, Clock())
    first = asyncio.ensure_future(anext(frontier.visits(ended_ingest())))
    await reached.wait()
    frontier.close()
    if cancelled:
        first.cancel()
    closing = asyncio.create_task(frontier.release_all())
    await asyncio.sleep(0.02)
    go_on.set()
    async with asyncio.timeout(30):
        await asyncio.wait([first, closing])
    await closing
    with pytest.raises((StopAsyncIteration, asyncio.CancelledError)):
        first.result()
    hosts = await all_of(sqlite, "hosts")
    assert {(one["owner"], one["ready"]) for one in hosts.values()} == {(None, True)}


@pytest.mark.parametrize("early", [True, False])
async def test_an_ingest_that_fails_ends_the_visits(sqlite: Store, *, early: bool) -> None:
    run = await new_run(sqlite)
    await fed(sqlite, run, ["https://a.test/"])
    go_on = asyncio.Event()

    async def ingest() -> None:
        if not early:
            await go_on.wait()
        raise StoreError("unreadable")

    frontier = frontier_of(sqlite, run, Clock())
    visits = frontier.visits(asyncio.create_task(ingest()))
    visit = await _next(visits)
    go_on.set()
    with pytest.raises(StoreError, match="unreadable"):
        await _next(visits)
    assert await frontier.holds(visit)
    await frontier.release_all()
    assert (await host(sqlite, "a.test"))["owner"] is None


async def test_a_visit_comes_back_only_once(sqlite: Store) -> None:
    run = await new_run(sqlite)
    await fed(sqlite, run, [f"https://a.test/{n}" for n in range(4)])
    frontier = frontier_of(sqlite, run, Clock())
    visits = frontier.visits(ended_ingest())
    first = await _next(visits)
    await finish(sqlite, first)
    for _ in range(3):
        await frontier.done(first)
    assert not await frontier.holds(first)
    second = await _next(visits)
    assert second.url == "https://a.test/1"
    await frontier.done(first)
    assert await frontier.holds(second)
    waiting = await _nothing_comes(visits)
    waiting.cancel()
    await frontier.release_all()


async def _moved(frontier: Frontier, visit: Visit, url: str) -> None:
    await frontier.move(visit, url, (Hop(url=visit.url, status=301),))


async def test_a_candidate_moves_to_the_host_it_redirects_to(store: Store) -> None:
    run = await new_run(store)
    await fed(store, run, ["https://a.test/"], target(), target("two.test"))
    frontier = frontier_of(store, run, Clock())
    visits = frontier.visits(ended_ingest())
    first = await _next(visits)
    await _moved(frontier, first, "https://www.b.test/x")
    second = await _next(visits)
    assert not await frontier.holds(first)
    assert (second.key, second.url) == ("b.test", "https://a.test/")
    assert (second.fetch_url, second.hops) == ("https://www.b.test/x", (("https://a.test/", 301),))
    assert len(second.pages) == 2
    assert (await host(store, "a.test"))["owner"] is None
    await finish(store, second)
    await frontier.done(second)
    with pytest.raises(StopAsyncIteration):
        await _next(visits)
    await frontier.release_all()
    await _idle_hosts(store)


async def test_a_candidate_moves_to_a_host_that_is_being_visited(sqlite: Store) -> None:
    run = await new_run(sqlite)
    await fed(sqlite, run, ["https://a.test/", "https://b.test/"])
    frontier = frontier_of(sqlite, run, Clock())
    visits = frontier.visits(ended_ingest())
    by_key = {visit.key: visit for visit in (await _next(visits), await _next(visits))}
    await _moved(frontier, by_key["a.test"], "https://b.test/2")
    waiting = await _nothing_comes(visits)
    await finish(sqlite, by_key["b.test"])
    await frontier.done(by_key["b.test"])
    assert (await waiting).fetch_url == "https://b.test/2"
    await frontier.release_all()


async def test_candidates_that_redirect_to_each_other_both_get_there(sqlite: Store) -> None:
    run = await new_run(sqlite)
    await fed(sqlite, run, ["https://a.test/", "https://b.test/"])
    frontier = frontier_of(sqlite, run, Clock())
    ends = []
    async for visit in frontier.visits(ended_ingest()):
        if visit.hops:
            ends.append((visit.url, visit.fetch_url))
            await finish(sqlite, visit)
            await frontier.done(visit)
        else:
            other = "b" if visit.key == "a.test" else "a"
            await _moved(frontier, visit, f"https://{other}.test/")
    await frontier.release_all()
    assert sorted(ends) == [
        ("https://a.test/", "https://b.test/"),
        ("https://b.test/", "https://a.test/"),
    ]


@pytest.mark.parametrize("operation", ["swap pages", "get hosts", "swap hosts"])
@pytest.mark.parametrize("after", [False, True])
async def test_a_move_survives_a_store_that_fails_for_a_moment(
    sqlite: Store, operation: str, *, after: bool
) -> None:
    run = await new_run(sqlite)
    await fed(sqlite, run, ["https://a.test/"])
    meddled = Meddled(sqlite)
    frontier = frontier_of(meddled.as_store(), run, Clock())
    visits = frontier.visits(ended_ingest())
    first = await _next(visits)
    meddled.fail(operation, 2, after=after)
    await _moved(frontier, first, "https://b.test/")
    assert (await _next(visits)).fetch_url == "https://b.test/"
    await frontier.release_all()


@pytest.mark.parametrize("operation", ["find hosts", "swap hosts", "find pages", "get hosts"])
@pytest.mark.parametrize("after", [False, True])
async def test_a_store_that_fails_for_a_moment_costs_no_page(
    sqlite: Store, operation: str, *, after: bool
) -> None:
    run = await new_run(sqlite)
    await fed(sqlite, run, urls_of(4, 3))
    meddled = Meddled(sqlite)
    frontier = frontier_of(meddled.as_store(), run, Clock())
    seen = []
    async with asyncio.timeout(30):
        async for visit in frontier.visits(ended_ingest()):
            seen.append(visit.url)
            await finish(sqlite, visit)
            meddled.fail(operation, 2, after=after)
            await frontier.done(visit)
    await frontier.release_all()
    assert sorted(seen) == sorted(urls_of(4, 3))
    await _idle_hosts(sqlite)


@pytest.mark.parametrize("operation", ["swap hosts", "find pages"])
@pytest.mark.parametrize("after", [False, True])
async def test_a_lease_that_could_not_be_given_back_is_taken_up_again(
    sqlite: Store, operation: str, *, after: bool
) -> None:
    run = await new_run(sqlite)
    await fed(sqlite, run, [f"https://a.test/{n}" for n in range(TURNS + 1)])
    meddled = Meddled(sqlite)
    frontier = frontier_of(meddled.as_store(), run, Clock())
    visits = frontier.visits(ended_ingest())
    for turn in range(1, TURNS + 1):
        visit = await _next(visits)
        await finish(sqlite, visit)
        if turn == TURNS:
            meddled.fail(operation, 3, after=after)
        await frontier.done(visit)
    meddled.heal()
    assert (await _next(visits)).url == f"https://a.test/{TURNS}"
    await frontier.release_all()


async def test_a_store_that_is_lost_ends_the_visits(sqlite: Store) -> None:
    run = await new_run(sqlite)
    await fed(sqlite, run, urls_of(2, 1))
    meddled = Meddled(sqlite)
    meddled.fail("find hosts", 99)
    frontier = frontier_of(meddled.as_store(), run, Clock())
    with pytest.raises(StoreError, match="made to fail"):
        await _next(frontier.visits(ended_ingest()))
    assert meddled.calls["find hosts"] == 3
    await frontier.release_all()


async def test_held_leases_are_shown_to_be_alive(
    sqlite: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "_BEAT_EVERY", 0.001)
    run = await new_run(sqlite)
    await fed(sqlite, run, ["https://a.test/"])
    clock, meddled = Clock(), Meddled(sqlite)
    frontier = frontier_of(meddled.as_store(), run, clock)
    visit = await _next(frontier.visits(ended_ingest()))
    first = (await host(sqlite, "a.test"))["beat"]
    await asyncio.sleep(0.02)
    assert (await host(sqlite, "a.test"))["beat"] == first, "younger than a beat"
    for beat in (first + 1, first + 2):
        meddled.fail("swap hosts", 2)
        clock.seconds += 15
        async with asyncio.timeout(30):
            while (await host(sqlite, "a.test"))["beat"] < beat:  # noqa: ASYNC110 - as others see it
                await asyncio.sleep(0.001)
    assert await frontier.holds(visit), "a beat survives a store that fails"
    await frontier.release_all()


async def test_without_anything_to_do_it_is_over_at_once(sqlite: Store) -> None:
    run = await new_run(sqlite)
    assert await everything(frontier_of(sqlite, run, Clock()), sqlite) == []
