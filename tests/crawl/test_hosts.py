"""Registering keys and leasing them, document by document."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import TYPE_CHECKING, Any, cast

import pytest

from backlinkspider.crawl.hosts import Lease, Leases, register
from backlinkspider.store.base import StoreError
from tests.crawl.engine import Clock, Meddled, all_of, fed, host, new_run, opened

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence

    from backlinkspider.documents import Collection, Document
    from backlinkspider.store.base import Filter, Store


def leases(store: Store, clock: Clock, owner: str = "elsewhere/1", run: str = "run") -> Leases:
    return Leases(store, run=run, owner=owner, now=clock.now, monotonic=clock.monotonic)


async def wait_for(store: Store, run: str, keys: Sequence[str], rank: float = 0.0) -> None:
    await register(store, run, dict.fromkeys(keys, rank))


async def take(store: Store, clock: Clock, **options: Any) -> Lease:
    (lease,) = await leases(store, clock, **options).take(1, ())
    return lease


async def test_a_registered_key_waits(store: Store) -> None:
    await wait_for(store, "run", ["a.test", "b.test"])
    assert (await host(store, "a.test")) == {
        "_id": "a.test",
        "v": 1,
        "owner": None,
        "beat": 0,
        "pending": ["run"],
        "ready": True,
        "round": 0,
        "rank": 0.0,
        "next_at": None,
        "learnt": {},
    }


async def test_registering_again_is_a_new_version_and_no_other_change(store: Store) -> None:
    for _ in range(2):
        await wait_for(store, "run", ["a.test"])
    assert (await host(store, "a.test")).items() >= {"v": 2, "pending": ["run"]}.items()
    await wait_for(store, "other", ["a.test"])
    assert (await host(store, "a.test")).items() >= {"v": 3, "pending": ["run", "other"]}.items()
    await wait_for(store, "run", [])
    assert (await host(store, "a.test"))["v"] == 3


async def test_a_host_that_was_done_with_starts_again_first(sqlite: Store) -> None:
    await wait_for(sqlite, "run", ["a.test", "b.test"])
    for key, pending in (("a.test", []), ("b.test", ["run"])):
        old = await host(sqlite, key)
        await sqlite.replace("hosts", [{**old, "pending": pending, "round": 7}])
    await wait_for(sqlite, "run", ["a.test", "b.test"])
    assert [(await host(sqlite, key))["round"] for key in ("a.test", "b.test")] == [0, 7]


async def test_a_host_has_the_rank_of_its_best_page(sqlite: Store) -> None:
    for rank, kept in ((-1.0, -1.0), (0.0, -1.0), (-3.0, -3.0)):
        await wait_for(sqlite, "run", ["a.test"], rank)
        assert (await host(sqlite, "a.test"))["rank"] == kept
    await sqlite.replace("hosts", [{**await host(sqlite, "a.test"), "pending": []}])
    await wait_for(sqlite, "run", ["a.test"], -2.0)
    assert (await host(sqlite, "a.test"))["rank"] == -2.0, "the pages it had are done with"


async def test_registering_leaves_the_owner_and_does_not_offer_its_host(sqlite: Store) -> None:
    await wait_for(sqlite, "run", ["a.test"])
    lease = await take(sqlite, Clock())
    await wait_for(sqlite, "other", ["a.test"])
    expected = {"owner": "elsewhere/1", "ready": False, "pending": ["run", "other"]}
    assert (await host(sqlite, "a.test")).items() >= expected.items()
    assert await leases(sqlite, Clock()).renew(lease)


async def test_all_who_register_at_once_are_noted(store: Store, store_uri: str) -> None:
    keys, runs = [f"{n}.test" for n in range(20)], [f"run {n}" for n in range(6)]
    async with opened(store_uri) as other:
        stores = [store, other]
        await asyncio.gather(
            *(wait_for(stores[n % 2], run, keys) for n, run in enumerate(runs)),
            *(wait_for(stores[n % 2], "same", keys) for n in range(3)),
        )
    hosts = await all_of(store, "hosts")
    assert sorted(hosts) == sorted(keys)
    assert {tuple(sorted(one["pending"])) for one in hosts.values()} == {(*runs, "same")}


async def test_a_host_that_never_stands_still_is_an_error(sqlite: Store) -> None:
    await wait_for(sqlite, "run", ["a.test"])
    lease = await take(sqlite, Clock())
    meddled = Meddled(sqlite)

    async def rival(operation: str, _: Any) -> None:
        if operation == "swap hosts":
            old = await host(sqlite, "a.test")
            await sqlite.replace("hosts", [{**old, "v": old["v"] + 1}])

    meddled.before = rival
    ours = leases(meddled.as_store(), Clock())
    with pytest.raises(StoreError, match="1 hosts change too often"):
        await wait_for(meddled.as_store(), "other", ["a.test"])
    with pytest.raises(StoreError, match="too often to be renewed"):
        await ours.renew(lease)
    with pytest.raises(StoreError, match="too often to be released"):
        await ours.give_back(lease, turns=1, next_at=None)


async def test_hosts_are_taken_by_round_rank_and_time(store: Store) -> None:
    clock = Clock()
    names = ["late", "early", "new", "later round", "important", "not yet", "other run"]
    await wait_for(store, "run", names[:-1])
    await wait_for(store, "another", names[-1:])
    changes: dict[str, Document] = {
        "late": {"next_at": clock.now() - timedelta(seconds=1)},
        "early": {"next_at": clock.now() - timedelta(seconds=9)},
        "later round": {"round": 2, "rank": -9.0},
        "important": {"rank": -1.0, "next_at": clock.now()},
        "not yet": {"next_at": clock.now() + timedelta(milliseconds=1)},
    }
    for key, fields in changes.items():
        await store.replace("hosts", [{**await host(store, key), **fields}])
    ours = leases(store, clock)
    taken = [await ours.take(1, ()) for _ in range(6)]
    assert [[lease.key for lease in some] for some in taken] == [
        ["important"],
        ["new"],
        ["early"],
        ["late"],
        ["later round"],
        [],
    ]
    stored = await host(store, "new")
    assert stored.items() >= {"owner": "elsewhere/1", "beat": 1, "ready": False}.items()


async def test_only_so_many_are_taken_and_none_that_is_held(sqlite: Store) -> None:
    await wait_for(sqlite, "run", [f"{n}.test" for n in range(9)])
    ours = leases(sqlite, Clock())
    assert [lease.key for lease in await ours.take(3, {"0.test", "2.test"})] == ["1.test"]
    assert len(await ours.take(4, ())) == 4


async def test_of_two_only_one_gets_a_host(store: Store, store_uri: str) -> None:
    await wait_for(store, "run", [f"{n}.test" for n in range(12)])
    async with opened(store_uri) as other:
        both = await asyncio.gather(
            leases(store, Clock(), "elsewhere/1").take(12, ()),
            leases(other, Clock(), "elsewhere/2").take(12, ()),
        )
    keys = [lease.key for some in both for lease in some]
    assert len(keys) == len(set(keys)) == 12


async def test_a_renewed_lease_beats(sqlite: Store) -> None:
    await wait_for(sqlite, "run", ["a.test"])
    clock = Clock()
    ours = leases(sqlite, clock)
    (lease,) = await ours.take(1, ())
    taken_at = lease.confirmed
    clock.seconds += 20
    await wait_for(sqlite, "run", ["a.test"])
    assert await ours.renew(lease)
    assert (await host(sqlite, "a.test"))["beat"] == 2
    assert lease.confirmed == taken_at + 20


@pytest.mark.parametrize("pending", [True, False])
@pytest.mark.parametrize("asked", [True, False])
async def test_a_host_given_back(sqlite: Store, *, pending: bool, asked: bool) -> None:
    run, clock = await new_run(sqlite), Clock()
    await fed(sqlite, run, ["https://a.test/"])
    if not pending:
        (page,) = (await all_of(sqlite, "pages")).values()
        await sqlite.replace("pages", [{**page, "outcome": "linked"}])
    ours = leases(sqlite, clock, run=run)
    (lease,) = await ours.take(1, ())
    later = clock.now() + timedelta(seconds=3)
    await ours.give_back(lease, turns=2, next_at=later if asked else None)
    stored = await host(sqlite, "a.test")
    assert (stored["owner"], stored["round"], stored["ready"]) == (None, 2, pending)
    assert stored["pending"] == ([run] if pending else [])
    assert stored["next_at"] == (later if asked else None)


async def _three_taken(store: Store) -> tuple[Meddled, Leases, list[Lease]]:
    await wait_for(store, "run", ["a.test", "b.test", "c.test"])
    meddled = Meddled(store)
    ours = leases(meddled.as_store(), Clock())
    taken = await ours.take(5, ())
    meddled.calls.clear()
    return meddled, ours, taken


async def test_hosts_that_end_together_go_back_together(sqlite: Store) -> None:
    meddled, ours, taken = await _three_taken(sqlite)
    again = [*taken, taken[0]]  # the second time it is no longer ours
    await asyncio.gather(*(ours.give_back(lease, turns=1, next_at=None) for lease in again))
    assert (meddled.calls["find pages"], meddled.calls["swap hosts"]) == (2, 2)
    hosts = await all_of(sqlite, "hosts")
    assert {(one["owner"], one["round"]) for one in hosts.values()} == {(None, 1)}


async def test_when_the_store_fails_everyone_hears_of_it_and_may_try_again(sqlite: Store) -> None:
    meddled, ours, taken = await _three_taken(sqlite)
    meddled.fail("swap hosts", 1)
    for fails in (True, False):
        asked = [ours.give_back(lease, turns=1, next_at=None) for lease in taken]
        answers = await asyncio.gather(*asked, return_exceptions=True)
        assert [isinstance(answer, StoreError) for answer in answers] == [fails] * 3
    assert {one["round"] for one in (await all_of(sqlite, "hosts")).values()} == {1}


async def test_who_is_cancelled_leaves_the_others_to_go_back(sqlite: Store) -> None:
    meddled, ours, taken = await _three_taken(sqlite)
    asked = [asyncio.ensure_future(ours.give_back(one, turns=1, next_at=None)) for one in taken]

    async def cancel(_: str, __: Any) -> None:
        asked[0].cancel()
        await asyncio.sleep(0)

    meddled.before = cancel
    with pytest.raises(asyncio.CancelledError):
        await asked[0]
    meddled.heal()
    await asyncio.gather(*asked[1:])
    hosts = await all_of(sqlite, "hosts")
    assert {hosts[lease.key]["owner"] for lease in taken[1:]} == {None}


async def test_a_host_other_runs_wait_for_stays_ready(sqlite: Store) -> None:
    await wait_for(sqlite, "run", ["a.test"])
    await wait_for(sqlite, "other", ["a.test"])
    clock = Clock()
    await leases(sqlite, clock).give_back(await take(sqlite, clock), turns=1, next_at=None)
    stored = await host(sqlite, "a.test")
    assert stored.items() >= {"pending": ["other"], "ready": True}.items()


@pytest.mark.parametrize("reply", ["lost", "never sent"])
async def test_a_lease_whose_answer_never_came_is_found_again(sqlite: Store, reply: str) -> None:
    await wait_for(sqlite, "run", ["a.test"])
    meddled = Meddled(sqlite)
    meddled.fail("swap hosts", 1, after=reply == "lost")
    ours = leases(meddled.as_store(), Clock())
    with pytest.raises(StoreError):
        await ours.take(5, ())
    (lease,) = await ours.take(5, ())
    assert (lease.key, (await host(sqlite, "a.test"))["owner"]) == ("a.test", "elsewhere/1")
    assert await ours.take(5, ()) == [], "a lease is found once"


async def test_a_lease_let_go_is_found_again_if_it_still_is_ours(sqlite: Store) -> None:
    await wait_for(sqlite, "run", ["a.test", "b.test"])
    ours = leases(sqlite, Clock())
    first, second = await ours.take(5, ())
    await ours.give_back(second, turns=1, next_at=None)
    for lease in (first, second):
        ours.let_go(lease)
    assert [lease.key for lease in await ours.take(5, ())] == [first.key]


async def test_others_leases_are_looked_at_now_and_then(sqlite: Store) -> None:
    await wait_for(sqlite, "run", ["a.test"])
    await take(sqlite, Clock(), owner="elsewhere/2")
    clock, meddled = Clock(), Meddled(sqlite)
    ours = leases(meddled.as_store(), clock)
    for _ in range(10):
        assert await ours.take(1, ()) == []
    assert meddled.calls["find hosts"] == 11
    clock.seconds += 1
    assert await ours.take(1, ()) == []
    assert meddled.calls["find hosts"] == 13


class Late:
    """A store that matches hosts as they were and returns them as another has just written them."""

    def __init__(self, store: Store, meanwhile: Callable[[Filter], Awaitable[object]]) -> None:
        self._store = store
        self._meanwhile = meanwhile

    def __getattr__(self, name: str) -> Any:
        return getattr(self._store, name)

    async def find(self, collection: Collection, where: Filter, **more: Any) -> list[Document]:
        found = await self._store.find(collection, where, **more)
        await self._meanwhile(where)
        now = await self._store.get(collection, [one["_id"] for one in found])
        return [now[one["_id"]] for one in found]


async def test_a_host_that_is_taken_while_it_is_looked_for_stays_the_takers(store: Store) -> None:
    await wait_for(store, "run", ["a.test"])
    taken: list[Lease] = []

    async def takes(_: Filter) -> None:
        taken.extend(await leases(store, Clock(), "first/1").take(1, ()))

    late = cast("Store", Late(store, takes))
    assert await leases(late, Clock(), "second/2").take(1, ()) == []
    assert (await host(store, "a.test"))["owner"] == "first/1"
    assert await leases(store, Clock(), "first/1").renew(taken[0])


async def test_a_host_that_is_released_while_it_is_looked_for_is_not_taken_as_abandoned(
    store: Store,
) -> None:
    await wait_for(store, "run", ["a.test"])
    lease = await take(store, Clock(), owner="first/1")

    async def releases(where: Filter) -> None:
        if "owner" in where:
            await leases(store, Clock(), "first/1").give_back(lease, turns=1, next_at=None)

    late = cast("Store", Late(store, releases))
    assert await leases(late, Clock(), "second/2").take(1, ()) == []
