"""The crawls of the simulated year, in a process of their own: ``crawl_a_year`` starts it.

One process, one served web, twenty crawls; between two of them only served pages and the time of
day change.
"""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from scrapy.crawler import AsyncCrawlerProcess
from scrapy.utils.project import get_project_settings

from backlinkspider.crawl import clock, plan
from backlinkspider.crawl.session import session_of
from backlinkspider.demo.server import DemoWeb
from backlinkspider.rules.loader import load_rules
from backlinkspider.store.open import open_store
from tests.conftest import PROJECT, clean_environment
from tests.year.script import PAGES
from tests.year.stage import DAYS, FULL, TARGET, day, sites_at

if TYPE_CHECKING:
    from twisted.internet.base import ReactorBase

    from backlinkspider.documents import Document

SETTINGS = {
    "DOWNLOAD_DELAY": 0,  # loopback need not be spared
    "DOWNLOAD_TIMEOUT": 15,  # one host never answers; none other is slow for so long
    "EGRESS_ALLOW": "127.0.0.1",
    "PROOF_MAX_BYTES": 0,
    "LOG_ENABLED": False,
    "LOG_INSTALL_ROOT_HANDLER": False,
}
AGAIN = {"target": TARGET, "render": "never", "min_age": "1h", "max_age": "1h"}


def crawl_a_year(uri: str, folder: Path) -> list[dict[str, list[str | None]]]:
    """Crawl the year into the store *uri*; return each link's state, and its doubt, after each."""
    ended = subprocess.run(
        [sys.executable, "-m", "tests.year.crawls", uri, str(folder)],
        capture_output=True,
        text=True,
        check=False,
        timeout=900,
        cwd=PROJECT,
        env=clean_environment(),
    )
    assert ended.returncode == 0, ended.stderr
    seen: list[dict[str, list[str | None]]] = json.loads(ended.stdout)
    return seen


async def _year(process: AsyncCrawlerProcess, web: DemoWeb, folder: Path) -> list[Document]:
    listed = folder / "candidates.txt"
    listed.write_text("".join(f"{page.url}\n" for page in PAGES), encoding="utf-8")
    full = {"target": TARGET, "candidates": str(listed), "render": "never"}
    folder_of_rules = Path(process.settings["RULES_FOLDER"])
    rules = cache(partial(load_rules, folder_of_rules, today=day(0).date()))
    # They stay the same all year, and reading them takes longer than a crawl.
    vars(plan)["load_rules"] = lambda _, target, **__: rules(target)
    seen = []
    for crawl in range(len(DAYS)):
        web.sites = sites_at(PAGES, crawl)
        now = day(crawl)
        clock._system = lambda now=now: now  # type: ignore[misc]
        name, arguments = ("backlinks", full) if crawl in FULL else ("recheck", AGAIN)
        crawler = process.create_crawler(name)
        await process.crawl(crawler, **arguments)
        failure = session_of(crawler).failure
        assert failure is None, (crawl, failure)
        seen.append(await _states(process.settings["STORE_URI"]))
    return seen


async def _states(uri: str) -> dict[str, list[Any]]:
    store = open_store(uri)
    await store.open()
    links = await store.find("links", {})
    await store.close()
    return {link["_id"]: [link["state"], link["unknown_reason"]] for link in links}


def main(uri: str, folder: str) -> None:
    """Print the states after each crawl as JSON."""
    with DemoWeb(sites_at(PAGES, 0)) as web:
        settings = get_project_settings()
        given = {**SETTINGS, "STORE_URI": uri, "CONNECT_TO": web.connect_to}
        settings.setdict(given, priority="cmdline")
        process = AsyncCrawlerProcess(settings)
        year = asyncio.get_event_loop().create_task(_year(process, web, Path(folder)))
        year.add_done_callback(lambda _: _stop())
        process.start(stop_after_crawl=False)
        sys.stdout.write(json.dumps(year.result()))


def _stop() -> None:
    from twisted.internet import reactor

    cast("ReactorBase", reactor).stop()


if __name__ == "__main__":
    main(*sys.argv[1:])
