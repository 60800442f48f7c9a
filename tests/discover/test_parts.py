"""A file read in parts comes to what it comes to whole, wherever it is cut."""

from __future__ import annotations

import json
import os
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from backlinkspider.discover import cut as cutting
from backlinkspider.discover import parts as module
from backlinkspider.discover.cut import cut
from backlinkspider.discover.model import Find
from backlinkspider.discover.parts import PartRead, read_task
from backlinkspider.discover.read import Task
from tests.discover.archives import TARGET, anchor, envelope, pages, read, warc, wat
from tests.discover.mixed import Made, archives, content, in_parts

if TYPE_CHECKING:
    from pathlib import Path

    from tests.discover.mixed import Packing

PACKINGS: list[Packing] = ["records", "one", "none"]
NESTED = [Made(kind, 40_000) for kind in ("page", "packed archive", "plain archive", "page")]
FOLLOWED = [Made("page", 0), Made("metadata", 900), Made("dom", 0), Made("request", 900)]
REFERRED = [Made("page", 0), Made("noise", 900), Made("refers", 0), Made("same", 0)]


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("parts") / "x.warc.gz"


@given(archives(), st.sampled_from(PACKINGS), st.floats(0.01, 1))
@example(NESTED, "records", 0.3)
@example(NESTED, "none", 0.3)
@example(FOLLOWED * 3, "records", 0.02)
@example(REFERRED * 3, "none", 0.1)
@settings(max_examples=150)
def test_parts_come_to_the_whole(
    path: Path, made: list[Made], packing: Packing, share: float
) -> None:
    path.write_bytes(data := content(made, packing))
    done, number = in_parts(path, max(1, int(len(data) * share)))
    assert number >= int(1 / share)
    assert done == read(path)


@given(st.lists(st.sampled_from(["links", "none", "broken"]), min_size=1), st.integers(50, 2000))
@settings(max_examples=50)
def test_so_do_parts_of_a_wat_file(path: Path, kinds: list[str], part_bytes: int) -> None:
    links = {"links": [anchor("//target.test/x")], "none": []}
    found = [
        envelope(f"http://h{number}.test/", links[kind]) if kind in links else "{"
        for number, kind in enumerate(kinds)
    ]
    wat(path, found)
    assert in_parts(path, part_bytes, "wat")[0] == read(path, "wat")


@given(packing=st.sampled_from(["records", "none"]), data=st.data())
@settings(max_examples=80)
def test_whatever_is_damaged_pages_far_from_it_are_found_once(
    path: Path, packing: Packing, data: st.DataObject
) -> None:
    numbers = range(8)
    path.write_bytes(whole := content([Made("page", 0) for _ in numbers], packing))
    places = [json.loads(line)["offset"] for line in read(path).lines.splitlines()]
    at = data.draw(st.integers(0, len(whole) - 1))
    noise = data.draw(st.binary(min_size=1, max_size=40))[: len(whole) - at]
    path.write_bytes(whole[:at] + noise + whole[at + len(noise) :])
    ends = [*places[1:], len(whole)]
    hit = {n for n in numbers if places[n] < at + len(noise) and at < ends[n]}
    # The record after a damaged one may be taken for its rest where nothing is compressed.
    safe = set(numbers) - hit - ({max(hit) + 1} if packing == "none" else set())
    found = pages(in_parts(path, data.draw(st.integers(20, 600)))[0])
    assert {f"http://h{n}.test/" for n in safe} <= set(found)
    assert len(found) == len(set(found))


@pytest.mark.parametrize(("kind", "packing"), [("packed", "records"), ("plain", "none")])
def test_what_a_page_holds_is_taken_for_records_and_then_not_believed(
    path: Path, kind: str, packing: Packing
) -> None:
    path.write_bytes(content([Made(f"{kind} archive", 40_000)] * 2, packing))
    fooled = read_task(_task(path, first=1, end=30_000))
    assert isinstance(fooled, PartRead)
    told = [event.page for event in fooled.events if isinstance(event, Find)]
    assert told[:3] == ["http://h0.test/", "http://h1.test/", "http://h2.test/"]
    done, number = in_parts(path, 30_000)
    assert number > 1
    assert set(pages(done)) == {"http://h0.test/", "http://h1.test/"}
    assert done == read(path)


def test_one_compressed_piece_is_read_as_it_is_whole(path: Path) -> None:
    path.write_bytes(content([Made("page", 9000), Made("page", 0)], "one"))
    done, number = in_parts(path, 30)
    assert number > 1
    assert "compressed as one piece, not record by record" in done.problems[0]
    assert done == read(path)


def test_a_part_that_holds_too_much_is_read_again(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path.write_bytes(content(REFERRED * 5, "records"))
    monkeypatch.setattr(module, "HELD", 1000)
    parts = cut([_task(path)], 2000)
    assert not all(part.whole for part in map(module.read_part, parts))
    assert in_parts(path, 2000)[0] == read(path)


def test_broken_records_are_no_more_held_than_finds(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    wat(path, ["{"] * 40)
    monkeypatch.setattr(module, "HELD", 1000)
    done, number = in_parts(path, 1000, "wat")
    assert number > 1
    assert done == read(path, "wat")
    assert done.counts.broken == 40


def test_a_part_that_can_not_be_read_fails_the_file_by_name(tmp_path: Path) -> None:
    gone = tmp_path / "gone.warc.gz"
    reads = [read_task(_task(gone, first=first, end=first + 9 or None)) for first in (0, 9)]
    lasting = read_task(_task(gone, first=18))
    found: list[object] = []
    *_, done = module.joined([*reads, lasting], lambda _, finds: found.extend(finds))
    assert done is not None
    assert (done.failure, found) == (f"{gone}: can't be read: No such file or directory", [])


@given(st.integers(0, 10**6), st.integers(1, 10**4))
def test_every_byte_is_in_one_part(path: Path, size: int, part_bytes: int) -> None:
    with path.open("wb") as file:
        file.truncate(size)
    parts = cut([_task(path)], part_bytes)
    assert [part.first for part in parts] == [0, *(part.end for part in parts[:-1])]
    assert parts[-1].end is None
    ends = [*(part.end for part in parts[:-1]), size]
    sizes = [end - part.first for part, end in zip(parts, ends, strict=True) if end is not None]
    assert len(parts) == 1 or (min(sizes) >= part_bytes and max(sizes) < 2 * part_bytes)


def test_a_part_is_named_by_file_and_offset() -> None:
    part = Task(address="a.warc", kind="warc", targets=(TARGET,), store="mongodb://u:secret@h/")
    assert str(part) == "a.warc"
    assert str(replace(part, first=7)) == "a.warc from offset 7"


def test_what_can_not_be_read_from_anywhere_is_not_cut(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.warc")
    tasks = [_task(tmp_path / "pipe.warc"), _task(tmp_path / "gone.warc")]
    assert cut(tasks, 1) == tasks


def test_very_many_addresses_are_not_asked_for_their_size(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cutting, "_MOST_ASKED", 1)
    here = warc(tmp_path / "a.warc", range(9))
    there = [Task(address=f"nope://{n}", kind="warc", targets=()) for n in range(2)]
    parts = cut([*there, _task(here)], 1000)
    assert parts[:2] == there
    assert {part.address for part in parts[2:]} == {str(here)}
    assert len(parts) > 3


def _task(path: Path, *, first: int = 0, end: int | None = None) -> Task:
    return Task(address=str(path), kind="warc", targets=(TARGET,), first=first, end=end)
