from __future__ import annotations

import asyncio
from collections import Counter

import pytest

from backlinkspider.web.robots import DAY, RETRY_AFTER, Robots, unreachable
from backlinkspider.web.robots_cache import RobotsCache


class Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


class Web:
    """Answers for robots.txt; an origin in *held* answers once its event is set."""

    def __init__(self) -> None:
        self.asked: Counter[str] = Counter()
        self.answers: dict[str, Robots | Exception] = {}
        self.held: dict[str, asyncio.Event] = {}

    async def fetch(self, origin: str) -> Robots:
        self.asked[origin] += 1
        if origin in self.held:
            await self.held[origin].wait()
        answer = self.answers.get(origin, Robots(size=10))
        if isinstance(answer, Exception):
            raise answer
        return answer


@pytest.fixture
def web() -> Web:
    return Web()


async def test_all_who_wait_share_one_fetch(web: Web) -> None:
    web.held["a"] = asyncio.Event()
    cache = RobotsCache(web.fetch)
    waiters = [asyncio.create_task(cache.get("a")) for _ in range(8)]
    await asyncio.sleep(0)
    web.held["a"].set()
    answers = await asyncio.gather(*waiters)
    assert all(answer is answers[0] for answer in answers)
    assert web.asked["a"] == 1


async def test_a_cancelled_waiter_disturbs_no_other(web: Web) -> None:
    web.held["a"] = asyncio.Event()
    cache = RobotsCache(web.fetch)
    first, second = (asyncio.create_task(cache.get("a")) for _ in range(2))
    await asyncio.sleep(0)
    first.cancel()
    await asyncio.sleep(0)
    web.held["a"].set()
    assert await second == Robots(size=10)
    assert first.cancelled()


async def test_an_error_reaches_all_who_wait_and_is_not_kept(web: Web) -> None:
    web.answers["a"] = OSError("no route")
    cache = RobotsCache(web.fetch)
    errors = await asyncio.gather(*(cache.get("a") for _ in range(3)), return_exceptions=True)
    assert [str(error) for error in errors] == ["no route"] * 3
    web.answers["a"] = Robots(denial="now it speaks")
    assert (await cache.get("a")).denial == "now it speaks"
    assert web.asked["a"] == 2


@pytest.mark.parametrize(
    ("robots", "lifetime"), [(Robots(), DAY), (unreachable("HTTP 503"), RETRY_AFTER)]
)
async def test_lifetime(web: Web, robots: Robots, lifetime: int) -> None:
    clock = Clock()
    web.answers["a"] = robots
    cache = RobotsCache(web.fetch, clock=clock)
    await cache.get("a")
    clock.now = lifetime - 1
    await cache.get("a")
    assert web.asked["a"] == 1
    clock.now = lifetime
    await cache.get("a")
    assert web.asked["a"] == 2


async def test_the_least_recently_used_goes_first(web: Web) -> None:
    cache = RobotsCache(web.fetch, max_origins=2)
    for origin in ("a", "b", "a", "c", "a"):
        await cache.get(origin)
    assert web.asked == {"a": 1, "b": 1, "c": 1}
    await cache.get("b")
    assert web.asked["b"] == 2
    assert len(cache) == 2


async def test_bytes_are_bounded(web: Web) -> None:
    cache = RobotsCache(web.fetch, max_bytes=25)
    for origin in ("a", "b", "c"):
        await cache.get(origin)
    assert len(cache) == 2


async def test_what_is_being_read_is_never_dropped(web: Web) -> None:
    web.held["slow"] = asyncio.Event()
    cache = RobotsCache(web.fetch, max_origins=1)
    waiter = asyncio.create_task(cache.get("slow"))
    await asyncio.sleep(0)
    for origin in ("a", "b", "c"):
        await cache.get(origin)
    second = asyncio.create_task(cache.get("slow"))
    await asyncio.sleep(0)
    web.held["slow"].set()
    assert await waiter is await second
    assert web.asked["slow"] == 1
    assert len(cache) == 1
