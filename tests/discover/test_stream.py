"""Broken records cost themselves; what stands behind them is read."""

from __future__ import annotations

import gzip
import os
import threading
import tracemalloc
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backlinkspider.proof.reader import records
from tests.discover.archives import OK, TYPED, pages, read, warc
from tests.proof.pages import foreign

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

NUMBERS = range(6)
NAMES = ["pages.warc", "pages.warc.gz"]


@pytest.fixture(params=NAMES)
def path(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    return warc(tmp_path / request.param, NUMBERS)


def starts(path: Path) -> list[int]:
    return [record.offset for record in records(path, path.name, wanted=lambda _: 0)]


def test_all_pages_are_found(path: Path) -> None:
    done = read(path)
    assert pages(done) == [f"http://h{n}.test/" for n in NUMBERS]
    assert (done.counts.broken, done.failure) == (0, "")


def test_a_record_overwritten_in_the_middle_is_named_and_the_rest_read(path: Path) -> None:
    places = starts(path)
    data = bytearray(path.read_bytes())
    data[places[2] : places[2] + 60] = b"\xff" * 60
    path.write_bytes(data)
    done = read(path)
    assert pages(done) == [f"http://h{n}.test/" for n in NUMBERS if n != 2]
    assert (done.counts.broken, done.failure) == (1, "")
    assert str(path) in done.problems[0]


@pytest.fixture(scope="module", params=NAMES)
def whole(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return warc(tmp_path_factory.mktemp("whole") / request.param, NUMBERS)


@given(data=st.data())
@settings(max_examples=40)
def test_whatever_is_damaged_pages_far_from_it_are_found(whole: Path, data: st.DataObject) -> None:
    places, content = starts(whole), whole.read_bytes()
    at = data.draw(st.integers(0, len(content) - 1))
    noise = data.draw(st.binary(min_size=1, max_size=40))[: len(content) - at]
    path = whole.with_name(f"damaged-{whole.name}")
    path.write_bytes(content[:at] + noise + content[at + len(noise) :])
    ends = [*places[1:], len(content)]
    hit = {n for n in NUMBERS if places[n] < at + len(noise) and at < ends[n]}
    # The record after a damaged one may be taken for its rest where nothing is compressed.
    safe = set(NUMBERS) - hit - ({max(hit) + 1} if whole.suffix == ".warc" else set())
    assert {f"http://h{n}.test/" for n in safe} <= set(pages(read(path)))


def test_a_torn_end_is_one_break(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-20])
    done = read(path)
    assert pages(done) == [f"http://h{n}.test/" for n in NUMBERS][: len(pages(done))]
    assert len(pages(done)) >= len(NUMBERS) - 1
    assert (done.counts.broken, done.failure) == (1, "")


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "empty"),
        (b"no archive at all\n" * 50, "no WARC file"),
        (gzip.compress(b"no archive at all\n" * 50, mtime=0), "no WARC file"),
    ],
)
def test_what_is_no_archive_fails_by_name(tmp_path: Path, content: bytes, said: str) -> None:
    path = tmp_path / "x.warc.gz"
    path.write_bytes(content)
    done = read(path)
    assert said in done.failure
    assert str(path) in done.failure


def test_a_file_that_can_not_be_opened_fails_by_name(tmp_path: Path) -> None:
    done = read(tmp_path / "gone.warc")
    assert done.failure == f"{tmp_path}/gone.warc: can't be read: No such file or directory"


def test_a_pipe_is_read(tmp_path: Path) -> None:
    whole = warc(tmp_path / "pages.warc.gz", NUMBERS).read_bytes()
    pipe = tmp_path / "pipe.warc.gz"
    os.mkfifo(pipe)
    writing = threading.Thread(target=pipe.write_bytes, args=(whole,))
    writing.start()
    done = read(pipe)
    writing.join()
    assert pages(done) == [f"http://h{n}.test/" for n in NUMBERS]


def _large(path: Path, count: int) -> Path:
    filler = os.urandom(500_000).hex().encode()

    def answers() -> Iterator[tuple[str, str, list[tuple[str, str]], bytes]]:
        for number in range(count):
            yield f"http://h{number}.test/", OK, TYPED, b"<!doctype html><p>" + filler

    return foreign(path, answers())


def test_memory_does_not_grow_with_the_file(tmp_path: Path) -> None:
    peaks = []
    for count in (4, 24):
        path = _large(tmp_path / f"{count}.warc", count)
        tracemalloc.start()
        assert read(path).counts.pages == count
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert peaks[1] < peaks[0] * 1.3
