"""A Dask cluster does what one process does, whoever is lost on the way."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import subprocess
import sys
import time
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from backlinkspider.audit.parts import Part
from backlinkspider.engine.parts import Engine, results
from backlinkspider.store.open import open_store
from tests.audit.test_parts import rules
from tests.audit.test_reclassify import TODAY, pages
from tests.conftest import HUNG, PROJECT, clean_environment
from tests.crawls import stored
from tests.discover.archives import warc
from tests.engine.dying import Deadly, reclassify_or_die

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from backlinkspider.documents import Document
    from tests.conftest import Scrapy

TEXTS = tuple(f"{word} {n}" for n in range(6) for word in ("cheap oak", "oak tables", "beech"))


@pytest.fixture(scope="module")
def scheduler(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Yield the address of a scheduler that has two workers, each a process under its nanny."""
    folder = tmp_path_factory.mktemp("dask")
    told = folder / "scheduler.json"
    with ExitStack() as stack:
        words = ("--host", "127.0.0.1", "--port", "0", "--no-dashboard")
        stack.enter_context(_process("dask_scheduler", folder, *words))
        deadline = time.monotonic() + HUNG
        while not told.exists():
            assert time.monotonic() < deadline, "the scheduler never began"
            time.sleep(0.05)
        words = ("--nthreads", "1", "--no-dashboard", "--local-directory", str(folder))
        for _ in range(2):
            stack.enter_context(_process("dask_worker", folder, *words))
        yield json.loads(told.read_text())["address"]


@contextmanager
def _process(name: str, folder: Path, *words: str) -> Iterator[None]:
    with (folder / f"{name}.log").open("ab") as log:
        process = subprocess.Popen(
            [
                *(sys.executable, "-m", f"distributed.cli.{name}"),
                *("--scheduler-file", str(folder / "scheduler.json"), *words),
            ],
            cwd=PROJECT,
            env={**clean_environment(), "PYTHONPATH": str(PROJECT)},
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
        with process:
            try:
                yield
            finally:
                os.killpg(process.pid, signal.SIGKILL)


def fill(uri: str) -> None:
    """Put links of several domains into the store *uri*."""
    links = [
        {**link, "page": {**link["page"], "domain": f"d{number % 4}.test"}}
        for number, link in enumerate(pages(TEXTS))
    ]

    async def write() -> None:
        store = open_store(uri)
        await store.open()
        try:
            await store.insert_missing("links", links)
        finally:
            await store.close()

    asyncio.run(write())


def said(uri: str) -> list[Any]:
    """Return what is said of each link, by its ``_id``."""
    found: list[Document] = stored(uri, "links")
    return [(one["_id"], one["flags"], one["signals"], one["audit"]) for one in found]


def parts(uri: str, root: Path) -> list[Part]:
    """Return two parts of the job, of two domains each."""
    root.mkdir(exist_ok=True)
    whole = Part(
        store=uri,
        target="shop.example",
        rules=str(root),
        revision=rules(root).revision,
        today=TODAY,
        first=None,
        last=None,
        count=len(TEXTS) // 2,
    )
    spans = (("d0.test", "d1.test"), ("d2.test", "d3.test"))
    return [replace(whole, first=first, last=last) for first, last in spans]


def test_a_worker_killed_in_mid_part_costs_nothing(
    scheduler: str, store_uri: str, tmp_path: Path
) -> None:
    marker = tmp_path / "died"
    fill(store_uri)
    todo = [Deadly(part, str(marker), after=3) for part in parts(store_uri, tmp_path / "rules")]
    engine = Engine(scheduler=scheduler)
    done = list(results(engine, reclassify_or_die, todo, lambda _: None))
    assert marker.read_text() == "3"
    # What the dead worker had written was due no more.
    assert sum(one.due for one in done) == len(TEXTS) - 3
    undisturbed = f"sqlite:///{tmp_path / 'undisturbed.db'}"
    fill(undisturbed)
    todo = [Deadly(part, str(marker), after=3) for part in parts(undisturbed, tmp_path / "rules")]
    alone = list(results(Engine(workers=0), reclassify_or_die, todo, lambda _: None))
    assert sum(one.due for one in alone) == len(TEXTS)
    assert said(store_uri) == said(undisturbed)


def test_archives_are_read_by_a_cluster_as_by_one_process(
    scheduler: str, scrapy: Scrapy, tmp_path: Path
) -> None:
    files = [str(warc(tmp_path / f"{n}.warc.gz", range(3 * n, 3 * n + 3))) for n in range(4)]
    words = ("discover", "--warc", *files, "--target", "target.test")
    here, there = scrapy(*words, "--workers", "0"), scrapy(*words, "--scheduler", scheduler)
    assert (here.status, there.status) == (0, 0), here.err + there.err
    assert there.out == here.out
    assert len(there.out.splitlines()) == 12
