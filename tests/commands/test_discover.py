"""``scrapy discover``: what it takes, prints and stores, and workers that are lost on the way."""

from __future__ import annotations

import gzip
import json
import os
import signal
import subprocess
import sys
import time
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path
from typing import IO, TYPE_CHECKING, Protocol

import psutil
import pytest
from scrapy.exceptions import UsageError

from backlinkspider.cli import discovering
from backlinkspider.commands.discover import Command
from tests.commands.conftest import run_command
from tests.conftest import PROJECT, clean_environment
from tests.crawls import stored
from tests.discover.archives import anchor, envelope, warc, wat

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backlinkspider.advance import Advance
    from tests.conftest import Scrapy


class Discover(Protocol):
    """Runs ``scrapy discover`` for target.test: exit status, output, errors."""

    def __call__(self, *argv: str | Path) -> tuple[int, str, str]: ...


@pytest.fixture
def uri(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'store.db'}"


@pytest.fixture
def discover(capsys: pytest.CaptureFixture[str], uri: str) -> Discover:
    def run(*argv: str | Path) -> tuple[int, str, str]:
        settings = {"RULES_FOLDER": "rules", "STORE_URI": uri}
        words = [*map(str, argv), "--target", "target.test"]
        return run_command(capsys, Command(), settings, *words)

    return run


def sources(text: str) -> list[str]:
    return [json.loads(line)["source_url"] for line in text.splitlines()]


def test_lines_of_several_files_and_kinds_in_their_order(
    discover: Discover, tmp_path: Path
) -> None:
    first, second = warc(tmp_path / "2.warc.gz", [2]), warc(tmp_path / "1.warc", [1])
    links = wat(tmp_path / "w.wat.gz", [envelope("http://w.test/", [anchor("//target.test/")])])
    status, out, _ = discover("--warc", first, second, "--wat", links, "--workers", "0")
    assert status == 0
    assert sources(out) == ["http://h2.test/", "http://h1.test/", "http://w.test/"]


@pytest.mark.parametrize("packed", [False, True])
def test_a_list_names_files_beside_it(discover: Discover, tmp_path: Path, packed: bool) -> None:
    (tmp_path / "data").mkdir()
    for number in range(2):
        warc(tmp_path / "data" / f"{number}.warc.gz", [number])
    text = b"# of one crawl\ndata/1.warc.gz\n\ndata/0.warc.gz\ndata/1.warc.gz\n"
    listed = tmp_path / "warc.paths.gz"
    listed.write_bytes(gzip.compress(text) if packed else text)
    _, out, _ = discover("--warc", listed, "--workers", "0")
    assert sources(out) == ["http://h1.test/", "http://h0.test/"]


def test_relative_entries_begin_at_the_base(discover: Discover, tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    warc(tmp_path / "data" / "x.warc", [7])
    listed = tmp_path / "list.txt"
    listed.write_text("x.warc\n")
    with pytest.raises(UsageError, match=r"list.txt:1: .*no such file.*--base"):
        discover("--warc", listed)
    base = (tmp_path / "data").as_uri()
    assert sources(discover("--warc", listed, "--base", base)[1]) == ["http://h7.test/"]


def test_a_folder_is_its_archives(discover: Discover, tmp_path: Path) -> None:
    (tmp_path / "proof").mkdir()
    warc(tmp_path / "proof" / "a.warc.gz", [1])
    (tmp_path / "proof" / "a.cdxj").write_text("")
    assert sources(discover("--warc", tmp_path / "proof")[1]) == ["http://h1.test/"]


def test_broken_records_are_named_and_files_that_fail_are_status_1(
    discover: Discover, tmp_path: Path
) -> None:
    torn, whole = warc(tmp_path / "t.warc.gz", range(3)), warc(tmp_path / "w.warc.gz", [9])
    torn.write_bytes(torn.read_bytes()[:-30])
    status, out, err = discover("--warc", torn, whole, "--workers", "0")
    assert (status, sources(out)[-1]) == (0, "http://h9.test/")
    assert f"warning: {torn}: " in err
    assert "1 broken" in err
    (tmp_path / "none.warc.gz").write_bytes(b"")
    status, out, err = discover("--warc", tmp_path / "none.warc.gz", whole, "--workers", "0")
    assert (status, sources(out)) == (1, ["http://h9.test/"])
    assert f"error: {tmp_path}/none.warc.gz: empty" in err


def test_output_is_a_whole_file(discover: Discover, tmp_path: Path) -> None:
    path = warc(tmp_path / "a.warc.gz", range(3))
    status, out, _ = discover("--warc", path, "--output", tmp_path / "found.jsonl")
    assert (status, len(sources((tmp_path / "found.jsonl").read_text()))) == (0, 3)
    assert out == (
        f"1 file, 3 records, 3 HTML pages, 3 links on 3 pages, lines in {tmp_path}/found.jsonl\n"
    )


def test_to_the_frontier(discover: Discover, tmp_path: Path, uri: str) -> None:
    path = warc(tmp_path / "a.warc.gz", range(3))
    for new in (3, 0):
        status, out, _ = discover("--warc", path, "--to", "frontier")
        assert status == 0
        assert f"{new} pages new to the store" in out
        assert "scrapy crawl backlinks -a target=target.test -a candidates=discovered" in out
    assert {page["outcome"] for page in stored(uri, "pages")} == {"pending"}


def test_a_large_file_is_read_in_parts(
    discover: Discover, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    large, small = warc(tmp_path / "l.warc.gz", range(30)), warc(tmp_path / "s.warc.gz", [99])
    words = ("--warc", large, small, "--workers")
    whole = discover(*words, "0")
    monkeypatch.setattr(discovering, "PART_BYTES", large.stat().st_size // 5)
    told: list[tuple[int, str]] = []
    monkeypatch.setattr(discovering, "progress", partial(_told, told))
    assert discover(*words, "0") == discover(*words, "2") == whole
    assert len(sources(whole[1])) == 31
    assert told == [(6, "part"), *[(1, "")] * 6] * 2


@contextmanager
def _told(told: list[tuple[int, str]], _: str, total: int, **more: str) -> Iterator[Advance]:
    """Note *total*, the noun and each step."""
    told.append((total, more["noun"]))
    yield lambda count, *_: told.append((count, ""))


def test_parts_leave_in_the_store_what_the_whole_file_does(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """One page stands in the file several times: its claims are merged, whatever parts they are in.

    How often it was written (``v``) is another matter, as between batches.
    """
    path = warc(tmp_path / "a.warc.gz", [*range(9), 3, 4, 5], at="2026-05-31T12:30:15Z")
    warc(path, [3, 7], at="2026-06-02T12:30:15Z")
    left = []
    for part_bytes in (2 * path.stat().st_size, 700):
        monkeypatch.setattr(discovering, "PART_BYTES", part_bytes)
        uri = f"sqlite:///{tmp_path / str(part_bytes)}.db"
        settings = {"RULES_FOLDER": "rules", "STORE_URI": uri}
        words = ("--warc", str(path), "--to", "frontier", "--target", "target.test")
        assert run_command(capsys, Command(), settings, *words, "--workers", "0")[0] == 0
        (run,) = stored(uri, "runs")
        kept = [{**page, "run": "", "v": 0} for page in stored(uri, "pages")]
        left.append((kept, run["archives"], run["state"], run["candidates"]))
    assert left[0] == left[1]
    assert [page["claims"][0]["row"] for page in left[0][0] if "h3." in page["url"]] == [13]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ((), "give --warc FILE ... or --wat FILE ..."),
        (("--warc", "gone.warc.gz"), "gone.warc.gz: no such file"),
        (("--warc", "gone.txt"), "gone.txt: no such file"),
        (
            ("--warc", "nope://x/y.warc.gz"),
            "fsspec knows no nope://: use a path, https:// or s3://",
        ),
        (("--warc", "README.md", "--to", "frontier", "--output", "x"), "not both"),
        (("--warc", "README.md", "--output", "gone/x"), "there is no such folder"),
        (("--warc", "README.md", "--workers", "-1"), "--workers takes 0 to 1024"),
        (("--warc", "x", "--workers", "2", "--scheduler", "tcp://x:1"), "not both"),
        (("--warc", "x", "--to", "frontier", "--scheduler", "tcp://x:1"), "share a SQLite file"),
    ],
)
def test_wrong_use_is_found_before_anything_starts(
    discover: Discover, words: tuple[str, ...], said: str, uri: str
) -> None:
    with pytest.raises(UsageError) as raised:
        discover(*words)
    assert said in str(raised.value)
    assert not Path(uri.removeprefix("sqlite:///")).exists()


def test_s3_says_which_package_it_needs(
    discover: Discover, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "s3fs", None)
    with pytest.raises(UsageError, match=r"s3:// needs s3fs: pip install s3fs"):
        discover("--warc", "s3://commoncrawl/x.warc.gz")


def test_no_other_command_pays_for_dask(scrapy: Scrapy) -> None:
    seen = scrapy("runs", "-s", "STORE_URI=sqlite:///gone.db", env={"PYTHONPROFILEIMPORTTIME": "1"})
    assert "no such file" in seen.err
    imported = {line.rpartition("|")[2].strip() for line in seen.err.splitlines()}
    assert "scrapy" in imported
    assert not {"dask", "distributed", "fsspec", "tornado"} & imported


def test_what_a_killed_worker_had_is_done_by_another(tmp_path: Path) -> None:
    """The worker that reads a pipe is killed while it waits there; another then gets all of it."""
    content = warc(tmp_path / "a.warc.gz", range(3)).read_bytes()
    whole = warc(tmp_path / "b.warc.gz", [9])
    pipe = tmp_path / "pipe.warc.gz"
    os.mkfifo(pipe)
    words = ["discover", "--warc", pipe, whole, "--target", "target.test", "--workers", "2"]
    command = [sys.executable, "-m", "scrapy", *map(str, words)]
    with subprocess.Popen(
        command,
        cwd=PROJECT,
        env=clean_environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    ) as process:
        try:
            with _opened_for_a_reader(pipe) as writing:
                first = _reader_of(pipe, process)
                os.kill(first, signal.SIGKILL)
                assert _reader_of(pipe, process, besides=first)
                writing.write(content)
            out, err = process.communicate(timeout=60)
        finally:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
    assert (process.returncode, "error" in err) == (0, False), err
    assert sources(out) == [f"http://h{n}.test/" for n in (0, 1, 2, 9)]


def _opened_for_a_reader(pipe: Path) -> IO[bytes]:
    """Open *pipe* once somebody waits to read it."""
    deadline = time.monotonic() + 90
    while time.monotonic() < deadline:
        with suppress(OSError):  # nobody reads yet
            descriptor = os.open(pipe, os.O_WRONLY | os.O_NONBLOCK)
            os.set_blocking(descriptor, True)
            return os.fdopen(descriptor, "wb")
        time.sleep(0.05)
    raise AssertionError("no worker opened the pipe")


def _reader_of(pipe: Path, process: subprocess.Popen[str], besides: int = 0) -> int:
    """Return which process below *process* has *pipe* open, another one than *besides*."""
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        for child in psutil.Process(process.pid).children(recursive=True):
            if child.pid != besides and str(pipe) in _open_files(child.pid):
                return int(child.pid)
        time.sleep(0.05)
    raise AssertionError("no worker reads the pipe")


def _open_files(pid: int) -> set[str]:
    found = set()
    with suppress(OSError):
        for one in Path(f"/proc/{pid}/fd").iterdir():
            with suppress(OSError):
                found.add(str(one.readlink()))
    return found
