from __future__ import annotations

import os
import pty
import re
import subprocess
import threading
from collections import Counter
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from backlinkspider.crawl.progress import Progress, progress_line
from backlinkspider.crawl.tally import Tally
from backlinkspider.demo.model import Site
from backlinkspider.demo.server import DemoWeb
from tests.conftest import HUNG, PROJECT, clean_environment
from tests.crawls import Crawl, anchor, html

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

LIVE = re.compile(r"1 of 2 pages, 50%, 1 left .*1 links: 1 linked")


@pytest.fixture(scope="module")
def web() -> Iterator[DemoWeb]:
    page = html(anchor())
    slow = Site({"/": replace(page, delay=3.5)})
    with DemoWeb({"quick.test": Site({"/": page}), "slow.test": slow}) as web:
        yield web


def on_a_terminal(crawl: Crawl, *more: str) -> str:
    """Run *crawl* with a terminal as its standard error; return what is written there."""
    ours, theirs = pty.openpty()
    written: list[bytes] = []

    def read() -> None:
        with suppress(OSError):  # the other end is closed
            while chunk := os.read(ours, 4096):
                written.append(chunk)

    reader = threading.Thread(target=read)
    reader.start()
    ended = subprocess.run(
        [*crawl.command, *more],
        cwd=PROJECT,
        env={**clean_environment(), "TERM": "xterm", "COLUMNS": "120"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=theirs,
        check=False,
        timeout=HUNG,
    )
    os.close(theirs)
    reader.join()
    os.close(ours)
    assert ended.returncode == 0
    return b"".join(written).decode()


def crawl_of(web: DemoWeb, uri: str, folder: Path) -> Crawl:
    return Crawl.of(web, uri, folder, ["http://quick.test/", "not a URL", "http://slow.test/"])


def test_a_terminal_shows_a_live_line_and_whole_log_lines(
    web: DemoWeb, sqlite_uri: str, tmp_path: Path
) -> None:
    shown = on_a_terminal(crawl_of(web, sqlite_uri, tmp_path))
    assert LIVE.search(shown)
    [warning] = [line for line in shown.splitlines() if "candidates.txt:2: " in line]
    assert "WARNING" in warning
    assert shown.endswith("\x1b[2K"), "the live line is erased at the end"


def test_without_a_log_nothing_is_shown(web: DemoWeb, sqlite_uri: str, tmp_path: Path) -> None:
    shown = on_a_terminal(crawl_of(web, sqlite_uri, tmp_path), "--nolog")
    assert not LIVE.search(shown)
    assert "WARNING" not in shown


def test_a_short_crawl_in_a_pipe_shows_none(web: DemoWeb, sqlite_uri: str, tmp_path: Path) -> None:
    assert " left" not in crawl_of(web, sqlite_uri, tmp_path).finish().err


def test_elsewhere_it_is_plain_lines(capsys: pytest.CaptureFixture[str]) -> None:
    seconds = iter([0.0, 30.0, 60.0])
    progress = Progress(lambda: next(seconds))
    tally = Tally()
    progress._show(tally)
    tally.outcomes.update(linked=60)
    tally.expect(60)
    progress._show(tally)
    assert capsys.readouterr().err.splitlines() == [
        "0 pages, still reading candidates, 0.0/s, 0 links",
        "60 of 120 pages, 50%, 60 left (about 60 s), 1.0/s, 0 links: 60 linked",
    ]


@pytest.mark.parametrize(
    ("tally", "seconds", "expected"),
    [
        (Tally(), 0, "0 pages, still reading candidates, 0.0/s, 0 links"),
        (Tally(candidates=3), 9, "0 of 3 pages, 0%, 3 left, 0.0/s, 0 links"),
        (Tally(Counter(linked=3), 4, 3), 1, "3 of 3 pages, 100%, 0 left, 3.0/s, 4 links: 3 linked"),
        # Another process may have taken over some, or given some up.
        (Tally(Counter(linked=4), 4, 3), 1, "4 of 3 pages, 100%, 0 left, 4.0/s, 4 links: 4 linked"),
    ],
)
def test_the_line(tally: Tally, seconds: float, expected: str) -> None:
    assert progress_line(tally, seconds) == expected
