from __future__ import annotations

import asyncio
import socket
import threading
from collections import Counter
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest

from backlinkspider.web.lookup import Lookup, system_addresses

if TYPE_CHECKING:
    from collections.abc import Iterator


class Names:
    """A name server as data: counts what it is asked, and can keep askers waiting."""

    def __init__(self, *addresses: str) -> None:
        self.addresses = addresses
        self.asked: Counter[str] = Counter()
        self.busy = 0
        self.most_busy = 0
        self.go_on = threading.Event()
        self.go_on.set()
        self._lock = threading.Lock()

    def __call__(self, host: str) -> list[str]:
        with self._lock:
            self.asked[host] += 1
            self.busy += 1
            self.most_busy = max(self.busy, self.most_busy)
        self.go_on.wait(20)
        with self._lock:
            self.busy -= 1
        if host.startswith("dead"):
            raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")
        return list(self.addresses or ("192.0.2.1",))

    @contextmanager
    def waiting(self) -> Iterator[None]:
        self.go_on.clear()
        try:
            yield
        finally:
            self.go_on.set()


class Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


async def until_asked(names: Names, hosts: int) -> None:
    while len(names.asked) < hosts:  # noqa: ASYNC110 (another thread counts)
        await asyncio.sleep(0.001)


async def test_order_is_kept_and_duplicates_dropped() -> None:
    lookup = Lookup(Names("192.0.2.2", "2001:db8::1", "192.0.2.2"))
    answer = await lookup.answer("a.test")
    assert [str(ip) for ip in answer.addresses] == ["192.0.2.2", "2001:db8::1"]
    lookup.close()


@pytest.mark.parametrize(("host", "lifetime"), [("a.test", 60.0), ("dead.test", 3.0)])
async def test_answers_of_both_kinds_last_their_time(host: str, lifetime: float) -> None:
    names, clock = Names(), Clock()
    lookup = Lookup(names, ttl=60, failed_ttl=3, clock=clock)
    first = await lookup.answer(host)
    clock.now = lifetime - 0.1
    assert await lookup.answer(host) == first
    assert names.asked[host] == 1
    clock.now = lifetime
    assert await lookup.answer(host) == first
    assert names.asked[host] == 2
    lookup.close()


async def test_a_dead_name_says_why() -> None:
    lookup = Lookup(Names())
    answer = await lookup.answer("dead.test")
    assert answer.addresses == ()
    assert answer.error == "Name or service not known"
    lookup.close()


async def test_concurrent_waiters_share_one_question() -> None:
    names = Names()
    lookup = Lookup(names)
    answers = await asyncio.gather(*(lookup.answer("a.test") for _ in range(50)))
    assert names.asked["a.test"] == 1
    assert len(set(answers)) == 1
    lookup.close()


async def test_cancelling_the_first_waiter_leaves_the_others() -> None:
    names = Names()
    lookup = Lookup(names)
    with names.waiting():
        first, second = (asyncio.create_task(lookup.answer("a.test")) for _ in range(2))
        await until_asked(names, 1)
        first.cancel()
        with pytest.raises(asyncio.CancelledError):
            await first
    assert (await second).addresses
    assert names.asked["a.test"] == 1
    lookup.close()


async def test_an_answer_nobody_waits_for_is_kept() -> None:
    names = Names()
    lookup = Lookup(names)
    with names.waiting():
        only = asyncio.create_task(lookup.answer("dead.test"))
        await until_asked(names, 1)
        only.cancel()
        await asyncio.gather(only, return_exceptions=True)
    assert (await lookup.answer("dead.test")).error
    assert names.asked["dead.test"] == 1
    lookup.close()


async def test_a_slow_name_times_out_and_its_late_answer_harms_nobody() -> None:
    names = Names()
    lookup = Lookup(names, timeout=0.02)
    with names.waiting():
        answer = await lookup.answer("dead.test")
    assert answer.error == "no answer in 0.02 s"
    lookup.close()


async def test_waiting_for_a_thread_does_not_count_as_slow() -> None:
    names, clock = Names(), Clock()
    lookup = Lookup(names, threads=1, timeout=0.2, clock=clock)
    with names.waiting():
        slow = asyncio.create_task(lookup.answer("slow.test"))
        await until_asked(names, 1)
        queued = asyncio.create_task(lookup.answer("queued.test"))
        assert "no answer" in (await slow).error
        await asyncio.sleep(0.25)
        assert not queued.done()
    assert (await queued).addresses
    lookup.close()


async def test_no_more_threads_than_asked_for() -> None:
    names = Names()
    lookup = Lookup(names, threads=3)
    with names.waiting():
        tasks = [asyncio.create_task(lookup.answer(f"{number}.test")) for number in range(10)]
        await until_asked(names, 3)
    await asyncio.gather(*tasks)
    assert names.most_busy == 3
    lookup.close()


async def test_the_cache_is_bounded_and_forgets_the_longest_unused() -> None:
    names = Names()
    lookup = Lookup(names, size=2)
    for host in ("a.test", "b.test", "a.test", "c.test", "a.test", "b.test"):
        await lookup.answer(host)
    assert names.asked == {"a.test": 1, "b.test": 2, "c.test": 1}
    lookup.close()


async def test_close_drops_what_is_pending() -> None:
    names = Names()
    lookup = Lookup(names)
    with names.waiting():
        task = asyncio.create_task(lookup.answer("a.test"))
        await until_asked(names, 1)
        lookup.close()
        lookup.close()
        with pytest.raises(asyncio.CancelledError):
            await task


def test_the_system_knows_literals() -> None:
    assert system_addresses("127.0.0.1") == ["127.0.0.1"]


def test_an_overlong_label_is_a_dead_name() -> None:
    with pytest.raises(OSError, match=r".+"):
        system_addresses("a" * 64 + ".invalid")
