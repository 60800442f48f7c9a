"""A clock that is set anew in mid-crawl: nothing lost, nothing double, nobody waits for an hour."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest

from backlinkspider.demo.model import Site
from backlinkspider.demo.server import DemoWeb
from tests.crawls import Crawl, anchor, html, outcomes, stored

if TYPE_CHECKING:
    from pathlib import Path

HOSTS = [f"host{number}.test" for number in range(6)]
PATHS = ("/", "/a", "/b", "/c", "/d")


@pytest.mark.parametrize("jump", ["3600", "-3600"])
def test_a_clock_that_jumps_by_an_hour_loses_and_doubles_nothing(jump: str, tmp_path: Path) -> None:
    sites = {host: Site({path: html(anchor(f"/{host}{path}")) for path in PATHS}) for host in HOSTS}
    urls = [f"http://{host}{path}" for host in HOSTS for path in PATHS]
    uri = f"sqlite:///{tmp_path / 'store.db'}"
    with DemoWeb(sites) as web:
        crawl = Crawl.of(
            web,
            uri,
            tmp_path,
            urls,
            settings={"DOWNLOAD_DELAY": "0.2"},
            before=(sys.executable, "-m", "tests.crawl.jumping", jump),
        )
        crawl.finish()
    ended = outcomes(uri)
    # Twisted measures timeouts by the time of day: what is on its way when it jumps may time out.
    assert set(ended) == set(urls)
    assert set(ended.values()) <= {"linked", "timeout"}
    linked = sorted(url for url, outcome in ended.items() if outcome == "linked")
    assert len(linked) > len(urls) // 2
    links = [(link["page"]["url"], link["state"]) for link in stored(uri, "links")]
    assert sorted(links) == [(url, "live") for url in linked]
    assert len(stored(uri, "events", {"kind": "new"})) == len(linked)
    [run] = stored(uri, "runs")
    assert run["state"] == "finished"
    times = {page["checked_at"] for page in stored(uri, "pages")}
    assert (max(times) - min(times)).total_seconds() > 1800
