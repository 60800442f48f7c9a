"""Finds in the store: pages that wait, once, and a crawl that takes them."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from backlinkspider.crawl.discovered import DISCOVERER, Discovered
from backlinkspider.crawl.ingest import Ingest
from backlinkspider.crawl.run import Job
from backlinkspider.discover.read import Task, read_file
from backlinkspider.discover.run import begin_run, end_run
from backlinkspider.documents import page_id
from tests.crawl.engine import Meddled, all_of, new_run
from tests.discover.archives import TARGET, warc
from tests.discover.test_claims import _link, find

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

    from backlinkspider.documents import Document
    from backlinkspider.store.base import Store

BEGIN = datetime(2026, 11, 28, tzinfo=UTC)
JOB = Job(spider=DISCOVERER, targets=(TARGET.name,), arguments={"warc": "x"})


async def discovered(uri: str, path: Path) -> None:
    import asyncio

    run = await begin_run(uri, JOB, BEGIN)
    task = Task(address=str(path), kind="warc", targets=(TARGET,), store=uri, run=run)
    done = await asyncio.to_thread(read_file, task)
    assert not done.failure
    await end_run(uri, run, BEGIN, done.counts.document(), complete=True)


async def test_pages_wait_with_what_the_archive_shows(
    store: Store, store_uri: str, tmp_path: Path
) -> None:
    await discovered(store_uri, warc(tmp_path / "a.warc.gz", range(3)))
    page = (await all_of(store, "pages"))[page_id("target.test", "http://h1.test/")]
    assert (page["outcome"], page["source"]["line"]) == ("pending", 2)
    (claim,) = page["claims"]
    assert (claim["tool"], claim["target"], claim["anchor"], claim["rel"]) == (
        "archive",
        "https://target.test/1",
        "link 1",
        [],
    )
    assert claim["first_seen"] == claim["last_seen"] == datetime(2026, 5, 31, tzinfo=UTC)
    (run,) = (await all_of(store, "runs")).values()
    assert (run["state"], run["candidates"], run["archives"]["pages"]) == ("finished", 3, 3)
    assert await store.count("hosts", {}) == 0, "no crawl waits for them yet"


async def test_done_again_nothing_changes(store: Store, store_uri: str, tmp_path: Path) -> None:
    path = warc(tmp_path / "a.warc.gz", range(3))
    await discovered(store_uri, path)
    before = await all_of(store, "pages")
    await discovered(store_uri, path)
    assert await all_of(store, "pages") == before
    assert len(await all_of(store, "runs")) == 2


async def test_a_page_that_was_looked_at_only_learns_the_claims(
    sqlite: Store, sqlite_uri: str, tmp_path: Path
) -> None:
    known = {"url": "http://h1.test/", "outcome": "no_link", "run": "old", "target": TARGET.name}
    name = page_id("target.test", "http://h1.test/")
    await sqlite.replace("pages", [{"_id": name, "v": 3, "claims": [], **known}])
    await discovered(sqlite_uri, warc(tmp_path / "a.warc", range(2)))
    page = (await all_of(sqlite, "pages"))[name]
    assert {key: page[key] for key in known} == known
    assert (page["v"], page["claims"][0]["tool"]) == (4, "archive")


async def test_a_write_that_another_overtook_is_done_again(sqlite: Store) -> None:
    from backlinkspider.discover.frontier import Frontier

    meddled = Meddled(sqlite)

    async def overtake(called: str, _: object) -> None:
        if called == "swap pages" and meddled.calls["swap pages"] == 1:
            await Frontier(sqlite, "run", [TARGET]).put([find(1, 3, _link())])

    meddled.before = overtake
    await Frontier(meddled.as_store(), "run", [TARGET]).put([find(2, 1, _link())])
    (page,) = (await all_of(sqlite, "pages")).values()
    (claim,) = page["claims"]
    assert (claim["file"], page["v"]) == ("1.warc", 2)
    assert claim["first_seen"] < claim["last_seen"]


async def taken(store: Store, run: str) -> Ingest:
    ingest = Ingest(store, run, [TARGET])
    await Discovered((TARGET.name,)).feed(ingest)
    return ingest


async def test_a_crawl_takes_what_waits_and_only_once(
    store: Store, store_uri: str, tmp_path: Path
) -> None:
    await discovered(store_uri, warc(tmp_path / "a.warc", range(3)))
    run = await new_run(store)
    assert (await taken(store, run)).accepted == 3
    pages: list[Document] = list((await all_of(store, "pages")).values())
    assert {page["run"] for page in pages} == {run}
    assert all(page["claims"] for page in pages)
    assert await store.count("hosts", {"pending": run}) == 3
    assert (await taken(store, await new_run(store, "2"))).accepted == 0


async def test_nothing_that_waits_is_said(sqlite: Store, caplog: pytest.LogCaptureFixture) -> None:
    await taken(sqlite, await new_run(sqlite))
    assert "no discovered page of target.test waits" in caplog.text
