"""Stores that are away, slow, full or gone, as a crawl meets them: nothing lost, and it is said."""

from __future__ import annotations

import sys
import time
from dataclasses import replace
from typing import TYPE_CHECKING, Final

import pytest

from backlinkspider.demo.model import Site
from backlinkspider.demo.server import DemoWeb
from tests.conftest import HUNG
from tests.crawls import (
    Crawl,
    anchor,
    ending,
    final_pages,
    html,
    links,
    outcomes,
    stored,
    wait_for_final_pages,
)
from tests.outage import Wire

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from subprocess import Popen

HOSTS: Final = 40
URLS: Final = [f"http://h{n}.test/" for n in range(HOSTS)]


@pytest.fixture(scope="module")
def web() -> Iterator[DemoWeb]:
    page = replace(html(anchor()), delay=0.2)
    with DemoWeb({f"h{n}.test": Site({"/": page}) for n in range(HOSTS)}) as web:
        yield web


def _check_whole(uri: str) -> None:
    """Assert that all is there, once."""
    assert outcomes(uri) == dict.fromkeys(URLS, "linked")
    assert len(stored(uri, "links")) == len(links(uri)) == HOSTS
    assert {event["kind"] for event in stored(uri, "events")} == {"new"}
    assert len(stored(uri, "events")) == HOSTS
    assert [run["state"] for run in stored(uri, "runs")] == ["finished"]


@pytest.mark.mongodb
def test_a_store_that_is_away_for_a_while_costs_nothing(
    web: DemoWeb, mongo_uri: str, tmp_path: Path
) -> None:
    log = tmp_path / "crawl.log"
    settings = {"FRONTIER_WINDOW": "5", "LOG_FILE": str(log)}
    with Wire.to(mongo_uri).laid() as wire:
        # The driver itself bridges an outage shorter than this, and says nothing of it.
        uri = f"{wire.through(mongo_uri)}?serverSelectionTimeoutMS=300"
        crawl = Crawl.of(web, uri, tmp_path, URLS, settings=settings)
        with crawl.running() as process:
            for done in (5, 15):
                wait_for_final_pages(mongo_uri, done, process)
                said = _times_tried_again(log)
                wire.cut()
                _wait_for_another_try(log, said, process)
                wire.mend()
            ended = ending(process)
    assert ended.status == 0, ended.err
    _check_whole(mongo_uri)


def _times_tried_again(log: Path) -> int:
    return log.read_text(encoding="utf-8").count("trying again") if log.exists() else 0


def _wait_for_another_try(log: Path, said: int, process: Popen[str]) -> None:
    deadline = time.monotonic() + HUNG
    while _times_tried_again(log) == said:
        assert process.poll() is None, "the crawl ended before it missed its store"
        assert time.monotonic() < deadline, "the crawl never said that its store is away"
        time.sleep(0.02)


@pytest.mark.mongodb
def test_a_slow_store_costs_time_alone(web: DemoWeb, mongo_uri: str, tmp_path: Path) -> None:
    with Wire.to(mongo_uri, delay=0.05).laid() as wire:
        Crawl.of(web, wire.through(mongo_uri), tmp_path, URLS).finish()
    _check_whole(mongo_uri)


@pytest.mark.mongodb
def test_a_store_that_is_down_at_start_is_one_line(web: DemoWeb, tmp_path: Path) -> None:
    with Wire("127.0.0.1", 1).laid() as wire:
        wire.cut()
        uri = f"mongodb://127.0.0.1:{wire.port}/x?serverSelectionTimeoutMS=500"
        ended = Crawl.of(web, uri, tmp_path, URLS).run()
    assert ended.status == 1
    assert ended.err.splitlines()[-1].startswith("error: mongodb://127.0.0.1:")
    assert "Traceback" not in ended.err


@pytest.mark.parametrize("size", [900_000, 2_500_000], ids=["at the start", "on the way"])
def test_a_disk_that_is_full_ends_the_crawl_and_the_same_command_goes_on(
    web: DemoWeb, tmp_path: Path, size: int
) -> None:
    uri = f"sqlite:///{tmp_path / 'store.db'}"
    crawl = Crawl.ruled(web, uri, tmp_path, URLS, settings={"FRONTIER_WINDOW": "5"})
    limited = replace(crawl, before=(sys.executable, "-m", "tests.limited", str(size)))
    ended = limited.run()
    assert ended.status == 1
    assert "disk I/O error" in ended.err.splitlines()[-1]
    assert "Traceback" not in ended.err
    assert len(final_pages(uri)) < HOSTS
    crawl.finish()
    _check_whole(uri)


def test_two_lists_for_one_target_at_once(web: DemoWeb, tmp_path: Path) -> None:
    uri = f"sqlite:///{tmp_path / 'store.db'}"
    folders = [tmp_path / name for name in ("one", "two")]
    for folder in folders:
        folder.mkdir()
    first = Crawl.of(web, uri, folders[0], URLS[: HOSTS * 2 // 3])
    second = Crawl.of(web, uri, folders[1], URLS[HOSTS // 3 :])
    with first.running() as one, second.running() as two:
        for ended in (ending(one), ending(two)):
            assert ended.status == 0, ended.err
    assert outcomes(uri) == dict.fromkeys(URLS, "linked")
    assert len(stored(uri, "links")) == len(stored(uri, "events")) == HOSTS
    assert {run["state"] for run in stored(uri, "runs")} == {"finished"}
