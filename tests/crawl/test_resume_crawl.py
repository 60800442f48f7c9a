"""Crawls that are killed, interrupted or run twice at once end as if nothing had happened."""

from __future__ import annotations

import random
import signal
import subprocess
from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING, Final

import pytest

from backlinkspider.demo.model import Site
from backlinkspider.demo.server import DemoWeb
from tests.crawl.mixture import Standing, candidates, overlaps, undisturbed, web, what_stands
from tests.crawls import (
    Crawl,
    anchor,
    ending,
    final_pages,
    html,
    stored,
    wait_for_final_pages,
)

if TYPE_CHECKING:
    from pathlib import Path


__all__ = ["candidates", "undisturbed", "web"]

KILLS: Final = 3


@pytest.fixture
def crawl(web: DemoWeb, candidates: list[str], store_uri: str, tmp_path: Path) -> Crawl:
    return Crawl.of(web, store_uri, tmp_path, candidates, settings={"FRONTIER_WINDOW": "20"})


def test_the_pages_are_of_many_kinds(undisturbed: Standing, candidates: list[str]) -> None:
    """What follows would prove little over pages that are all alike."""
    [run] = undisturbed.runs
    assert run[:2] == ("finished", len(candidates))
    assert set(run[2]) == {"linked", "no_link", "http_error", "robots_denied"}
    assert run[3] > 100


def test_a_crawl_killed_again_and_again_ends_like_one_that_was_not(
    crawl: Crawl, web: DemoWeb, candidates: list[str], undisturbed: Standing
) -> None:
    total = len(candidates)
    moments = random.Random(20261122).sample(range(total // 10, total * 9 // 10), KILLS)
    for moment in sorted(moments):
        with crawl.running() as process:
            wait_for_final_pages(crawl.uri, moment, process)
            process.kill()
            assert ending(process).status == -signal.SIGKILL
    done, seen = final_pages(crawl.uri), len(web.hits)
    assert len(done) < total
    crawl.finish()
    assert what_stands(crawl.uri) == undisturbed
    fetched_again = {f"{hit.scheme}://{hit.host}{hit.path}" for hit in web.hits[seen:]}
    assert not done & fetched_again


@pytest.fixture
def sqlite_crawl(web: DemoWeb, candidates: list[str], sqlite_uri: str, tmp_path: Path) -> Crawl:
    return Crawl.of(web, sqlite_uri, tmp_path, candidates, settings={"FRONTIER_WINDOW": "15"})


def test_an_interrupted_crawl_says_so_and_goes_on_with_the_same_command(
    sqlite_crawl: Crawl, candidates: list[str], undisturbed: Standing
) -> None:
    crawl, uri = sqlite_crawl, sqlite_crawl.uri
    for number, done in ((signal.SIGINT, 20), (signal.SIGTERM, 60)):
        with crawl.running() as process:
            wait_for_final_pages(uri, done, process)
            process.send_signal(number)
            ended = ending(process)
        pending = len(candidates) - len(final_pages(uri))
        assert ended.status == 1
        assert pending
        assert ended.err.splitlines()[-1] == (
            f"error: interrupted with {pending} candidates pending:"
            " the same command goes on with them"
        )
        assert "Traceback" not in ended.err
        assert [run["state"] for run in stored(uri, "runs")] == ["interrupted"]
        assert not [host for host in stored(uri, "hosts") if host["owner"]]
    crawl.finish()
    assert what_stands(uri) == undisturbed


def test_a_second_interrupt_does_not_wait_for_pages(sqlite_uri: str, tmp_path: Path) -> None:
    slow = replace(html(anchor()), behaviour="hang")
    answers = {"slow": iter([slow, html(anchor())])}
    sites = {
        "quick.test": Site({"/": html(anchor())}),
        "slow.test": Site({"/": lambda _: next(answers["slow"])}),
    }
    with DemoWeb(sites) as web:
        urls = ["http://quick.test/", "http://slow.test/"]
        crawl = Crawl.of(web, sqlite_uri, tmp_path, urls)
        with crawl.running() as process:
            wait_for_final_pages(sqlite_uri, 1, process)
            process.send_signal(signal.SIGINT)
            with pytest.raises(subprocess.TimeoutExpired):
                process.wait(timeout=1)
            process.send_signal(signal.SIGINT)
            ended = ending(process, seconds=60)
        assert ended.status == 1
        assert ended.err.splitlines()[-1].startswith("error: stopped before the crawl could settle")
        crawl.finish()
    assert {page["outcome"] for page in stored(sqlite_uri, "pages")} == {"linked"}


def test_two_processes_share_a_crawl_and_never_a_host(
    sqlite_crawl: Crawl, web: DemoWeb, undisturbed: Standing
) -> None:
    names = ("one", "two")
    crawls = [
        replace(sqlite_crawl, settings={**sqlite_crawl.settings, "USER_AGENT": name})
        for name in names
    ]
    seen = len(web.hits)
    with crawls[0].running() as one, crawls[1].running() as two:
        for ended in (ending(one), ending(two)):
            assert ended.status == 0, ended.err
    hits = [hit for hit in web.hits[seen:] if hit.path != "/robots.txt"]
    assert {hit.headers["user-agent"] for hit in hits} == set(names)
    assert overlaps(hits) == []
    assert Counter(f"http://{hit.host}{hit.path}" for hit in hits).most_common(1)[0][1] == 1
    assert what_stands(sqlite_crawl.uri) == undisturbed
