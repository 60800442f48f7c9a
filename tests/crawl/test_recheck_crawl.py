"""``scrapy crawl recheck`` as a user runs it: known pages only, resumed, never too often."""

from __future__ import annotations

import os
import signal
import time
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import pytest
from scrapy.settings import Settings

from backlinkspider.cli.preflight import Unready, make_plan
from backlinkspider.demo.model import Response, Site
from backlinkspider.demo.server import DemoWeb
from backlinkspider.spiders.recheck import RecheckSpider
from tests.crawls import TARGET, Crawl, anchor, html, stored

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from backlinkspider.demo.model import Hit
    from backlinkspider.documents import Document
    from tests.conftest import Ended

pytestmark = pytest.mark.timeout(600)  # half a minute, where nothing else runs

OTHER = "other.test"
TO_OTHER = anchor().replace(TARGET, OTHER)
NOW = {"min_age": "0h", "max_age": "0h", "render": "never"}
FIRST: dict[str, Response] = {
    "stays.test": html(anchor()),
    "goes.test": html(anchor()),
    "slow.test": html(anchor()),
    "both.test": html(anchor(), TO_OTHER),
    "never.test": html(),
    "theirs.test": html(TO_OTHER),
}
THEN = {**FIRST, "goes.test": html(), "never.test": html(anchor())}


@dataclass(frozen=True, slots=True)
class Seen:
    """How a crawl ended, what it asked for, and the runs and events after it."""

    ended: Ended | None
    asked: list[str]
    runs: list[Document]
    events: set[tuple[str, str, str]]


class Stage:
    """A web that a test changes between crawls, and what has been asked of it since."""

    def __init__(self) -> None:
        self.pages = dict(FIRST)
        self.web = DemoWeb({host: Site({"/": self._page(host)}) for host in FIRST})

    def _page(self, host: str) -> Callable[[Hit], Response]:
        return lambda _: self.pages[host]

    def asked(self) -> list[str]:
        hits, self.web.hits = self.web.hits, []
        return sorted(hit.host for hit in hits if hit.path == "/")


def _seen(uri: str, asked: list[str], ended: Ended | None = None) -> Seen:
    runs = sorted(stored(uri, "runs"), key=lambda run: run["started_at"])
    events = {
        (one["page"]["domain"], one["target"], one["kind"])
        for one in stored(uri, "events", {"run": runs[-1]["_id"]})
    }
    return Seen(ended, asked, runs, events)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("recheck")


@pytest.fixture(scope="module")
def uri(folder: Path) -> str:
    return f"sqlite:///{folder / 'store.db'}"


@pytest.fixture(scope="module")
def crawls(uri: str, folder: Path) -> Iterator[dict[str, Seen]]:
    """Return what four commands saw: a crawl, a re-check, the same killed before, one too soon."""
    stage = Stage()
    seen: dict[str, Seen] = {}
    with stage.web as web:
        urls = [f"http://{host}/" for host in FIRST]
        crawl = Crawl.ruled(web, uri, folder, urls, target=f"{TARGET},{OTHER}")
        ended = crawl.finish()
        seen["first"] = _seen(uri, stage.asked(), ended)
        stage.pages = {**THEN, "slow.test": replace(THEN["slow.test"], behaviour="hang")}
        again = replace(crawl, target="all").again(**NOW)
        with again.running() as process:
            _wait_until_only_slow_is_left(uri, stage)
            os.killpg(process.pid, signal.SIGKILL)
        seen["killed"] = _seen(uri, stage.asked())
        stage.pages = THEN
        ended = again.finish()
        seen["again"] = _seen(uri, stage.asked(), ended)
        ended = replace(crawl, target="all").again().finish()
        seen["too soon"] = _seen(uri, stage.asked(), ended)
        yield seen


def _wait_until_only_slow_is_left(uri: str, stage: Stage) -> None:
    deadline = time.monotonic() + 300
    while time.monotonic() < deadline:
        pending = {page["host"] for page in stored(uri, "pages", {"outcome": "pending"})}
        if pending == {"slow.test"} and any(hit.host == "slow.test" for hit in stage.web.hits):
            return
        time.sleep(0.05)
    raise AssertionError("the re-check did not come to its last page")


def test_only_pages_with_known_links_are_visited(crawls: dict[str, Seen]) -> None:
    known = sorted(set(FIRST) - {"never.test"})
    assert crawls["first"].asked == sorted(FIRST)
    assert crawls["killed"].asked == known


def test_a_page_of_several_targets_is_asked_once_and_only_for_those_that_it_links_to(
    crawls: dict[str, Seen], uri: str
) -> None:
    assert crawls["killed"].asked.count("both.test") == 1
    run = crawls["again"].runs[-1]
    assert run["targets"] == [OTHER, TARGET]
    pages = {(page["host"], page["target"]) for page in stored(uri, "pages", {"run": run["_id"]})}
    assert pages == {
        *((host, TARGET) for host in ("stays.test", "goes.test", "slow.test", "both.test")),
        *((host, OTHER) for host in ("both.test", "theirs.test")),
    }


def test_the_same_command_goes_on_with_a_killed_re_check(crawls: dict[str, Seen]) -> None:
    assert [run["state"] for run in crawls["killed"].runs] == ["finished", "running"]
    assert [run["spider"] for run in crawls["again"].runs] == ["backlinks", "recheck"]
    assert crawls["again"].asked == ["slow.test"]
    run = crawls["again"].runs[-1]
    assert (run["state"], run["candidates"]) == ("finished", 6)
    assert run["outcomes"] == {"linked": 5, "no_link": 1}
    assert run["events"] == {"lost": 1}
    assert crawls["again"].events == {("goes.test", TARGET, "lost")}


def test_the_summary_tells_events_and_the_next_question(crawls: dict[str, Seen]) -> None:
    ended = crawls["again"].ended
    assert ended is not None
    assert "events: 1 lost" in ended.out
    assert "next:  scrapy events -s STORE_URI=" in ended.out


def test_nothing_is_visited_more_often_than_set(crawls: dict[str, Seen]) -> None:
    ended = crawls["too soon"].ended
    assert ended is not None
    assert crawls["too soon"].asked == []
    assert (ended.status, crawls["too soon"].runs[-1]["state"]) == (0, "finished")
    assert "nothing was due" in ended.out


@pytest.mark.parametrize(
    ("given", "exitcode", "says"),
    [
        ({"target": "gaol.test"}, 1, "holds no links of gaol.test"),
        ({"target": f"{TARGET},gaol.test"}, 1, "holds no links of gaol.test"),
        ({"target": "no target"}, 2, "no target"),
        ({"target": TARGET, "min_age": "often"}, 2, "min_age=often: must be an age"),
        ({"target": TARGET, "candidates": "x"}, 2, "unknown argument -a candidates"),
        ({}, 2, "scrapy crawl recheck -a target=example.com"),
    ],
)
@pytest.mark.usefixtures("crawls")
def test_wrong_use_is_told_before_anything_starts(
    uri: str, given: dict[str, str], exitcode: int, says: str
) -> None:
    settings = Settings({"STORE_URI": uri, "RULES_FOLDER": "rules"})
    with pytest.raises(Unready, match=says) as unready:
        make_plan(RecheckSpider, settings, given)
    assert unready.value.exitcode == exitcode


def test_a_store_that_is_not_there_is_not_made(tmp_path: Path) -> None:
    file = tmp_path / "none.db"
    settings = Settings({"STORE_URI": f"sqlite:///{file}", "RULES_FOLDER": "rules"})
    with pytest.raises(Unready, match="no such file") as unready:
        make_plan(RecheckSpider, settings, {"target": "all"})
    assert unready.value.exitcode == 1
    assert not file.exists()
    settings.set("STORE_URI", "postgres://x/y")
    with pytest.raises(Unready, match="names no store") as unready:
        make_plan(RecheckSpider, settings, {"target": "all"})
    assert unready.value.exitcode == 2
