"""Any number of workers on one store: each page once, no host by two, whoever is killed."""

from __future__ import annotations

import random
import signal
import time
from collections import Counter
from contextlib import ExitStack
from dataclasses import replace
from typing import TYPE_CHECKING, Final

import pytest

from tests.conftest import HUNG
from tests.crawl.mixture import Standing, candidates, overlaps, undisturbed, web, what_stands
from tests.crawls import Crawl, ending, final_pages, stored, wait_for_final_pages
from tests.outage import Wire

if TYPE_CHECKING:
    from pathlib import Path

    from backlinkspider.demo.server import DemoWeb
    from tests.conftest import Scrapy

__all__ = ["candidates", "undisturbed", "web"]

WORKERS: Final = 4
"""Of which all but one are killed."""

CLAIM: Final = b"\x02update\x00\x06\x00\x00\x00hosts\x00"
"""How a command that changes documents of ``hosts`` begins, as BSON: the first is a claim."""


@pytest.fixture
def crawl(web: DemoWeb, candidates: list[str], store_uri: str, tmp_path: Path) -> Crawl:
    """Return the crawl of a shuffled list, with windows too small for one worker to hold all."""
    shuffled = random.Random(20261128).sample(candidates, len(candidates))
    return Crawl.ruled(web, store_uri, tmp_path, shuffled, settings={"FRONTIER_WINDOW": "8"})


def named(crawl: Crawl, name: str) -> Crawl:
    """Return the same job for a worker that calls itself *name*."""
    return replace(crawl, settings={**crawl.settings, "USER_AGENT": name})


@pytest.mark.parametrize("workers", [2, WORKERS])
def test_workers_share_a_list_and_never_a_host(
    crawl: Crawl, web: DemoWeb, undisturbed: Standing, workers: int, scrapy: Scrapy
) -> None:
    names = [f"worker-{number}" for number in range(workers)]
    seen = len(web.hits)
    with ExitStack() as stack:
        running = [stack.enter_context(named(crawl, name).running()) for name in names]
        for ended in map(ending, running):
            assert ended.status == 0, ended.err
    hits = [hit for hit in web.hits[seen:] if hit.path != "/robots.txt"]
    assert {hit.headers["user-agent"] for hit in hits} == set(names)
    assert overlaps(hits) == []
    assert Counter(f"http://{hit.host}{hit.path}" for hit in hits).most_common(1)[0][1] == 1
    assert what_stands(crawl.uri) == undisturbed
    shown = scrapy("runs", "-s", f"STORE_URI={crawl.uri}", "--format", "jsonl")
    assert shown.out.count('"state":"finished"') == 1


def test_workers_killed_at_random_leave_the_rest_to_the_last(
    crawl: Crawl, web: DemoWeb, candidates: list[str], undisturbed: Standing
) -> None:
    chance = random.Random(20261128)
    total, seen = len(candidates), len(web.hits)
    moments = sorted(chance.sample(range(total // 10, total * 7 // 10), WORKERS - 1))
    with ExitStack() as stack:
        running = {
            name: stack.enter_context(named(crawl, name).running())
            for name in (f"worker-{number}" for number in range(WORKERS))
        }
        for moment in moments:
            wait_for_final_pages(crawl.uri, moment, next(iter(running.values())))
            victim = running.pop(chance.choice(sorted(running)))
            victim.kill()
            assert ending(victim).status == -signal.SIGKILL
        [survivor] = running
        ended = ending(running[survivor])
    assert ended.status == 0, ended.err
    assert len(final_pages(crawl.uri)) == total
    assert what_stands(crawl.uri) == undisturbed
    # A killed worker's request may still be answered while its heir asks: nobody waits for it.
    hits = [hit for hit in web.hits[seen:] if hit.headers["user-agent"] == survivor]
    assert overlaps([hit for hit in hits if hit.path != "/robots.txt"]) == []
    assert [run["state"] for run in stored(crawl.uri, "runs")] == ["finished"]


@pytest.mark.mongodb
def test_a_worker_killed_in_mid_claim_leaves_its_hosts_to_the_next(
    web: DemoWeb, candidates: list[str], undisturbed: Standing, mongo_uri: str, tmp_path: Path
) -> None:
    """The store has given it the hosts, and it dies before it is told."""
    crawl = Crawl.of(web, mongo_uri, tmp_path, candidates, settings={"FRONTIER_WINDOW": "8"})
    with (
        Wire.to(mongo_uri, last=CLAIM).laid() as wire,
        replace(crawl, uri=wire.through(mongo_uri)).running() as process,
    ):
        assert wire.ended.wait(HUNG), "it claimed nothing"
        process.kill()
        assert ending(process).status == -signal.SIGKILL
    deadline = time.monotonic() + HUNG
    while not (held := stored(mongo_uri, "hosts", {"owner": {"$ne": None}})):
        assert time.monotonic() < deadline, "the store never took the claim"
        time.sleep(0.02)
    assert len(held) <= 8
    assert final_pages(mongo_uri) == set()
    crawl.finish()
    assert what_stands(mongo_uri) == undisturbed
    assert stored(mongo_uri, "hosts", {"owner": {"$ne": None}}) == []
