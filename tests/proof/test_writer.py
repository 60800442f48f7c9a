"""Proof is written so that any reader of WARC files finds it, whatever happens meanwhile."""

from __future__ import annotations

import errno
import json
import os
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256
from typing import TYPE_CHECKING

import pytest

from backlinkspider.page.seen import FrameSource
from backlinkspider.proof import writer as writer_module
from backlinkspider.proof.archive import Archive
from backlinkspider.proof.cdxj import index_values
from backlinkspider.proof.model import PageProof, Place, RenderedPage
from backlinkspider.proof.reader import record_at
from tests.conftest import PROJECT
from tests.proof.pages import AT, HTML, LIMIT, RUN, all_records, check, page

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path
    from typing import IO

    from tests.proof.conftest import NewWriter

PNG = b"\x89PNG\r\n\x1a\n pixels"
KEY = ("https://target.test/", 0)


def full_page() -> PageProof:
    return page(
        rendered=RenderedPage(
            url="http://a.test/app",
            status=200,
            charset="windows-1252",
            body=b"<p>rendered",
            redirects=[("http://a.test/", 200)],
        ),
        frames=[FrameSource("about:srcdoc", "utf-8", "<p>frame \ud800")],
        screenshots={KEY: PNG},
        origins={KEY: "http://cdn.test/x.js"},
        measured=[{"url": KEY[0], "width": 3}],
        render_reasons=("few_words",),
    )


def files(folder: Path) -> list[Path]:
    return sorted((folder / RUN).glob("*.warc.gz"))


def test_a_page_is_kept_with_all_that_belongs_to_it(writer: NewWriter, tmp_path: Path) -> None:
    proof = writer(tmp_path)
    kept = proof.keep(full_page())
    proof.close()
    assert kept is not None
    (path,) = files(tmp_path)
    kinds = [record.kind for record in all_records(path)]
    assert kinds == ["warcinfo", "response", "metadata", "conversion", "resource", "resource"]
    status, said = check(path)
    assert status == 0, said
    assert said.count("digest pass") == len(kinds)
    assert kept.rendered is not None
    for place, payload in [(kept.rendered, b"<p>rendered"), (kept.screenshots[KEY], PNG)]:
        record = record_at(tmp_path / place.file, "it", place.offset, limit=LIMIT)
        assert (record.block, record.length) == (payload, place.length)
        assert place.digest == f"sha256:{sha256(payload).hexdigest()}"


def test_records_say_what_they_are(writer: NewWriter, tmp_path: Path) -> None:
    writer(tmp_path).keep(full_page())
    (path,) = files(tmp_path)
    info, answer, metadata, dom, frame, shot = all_records(path)
    assert b"conformsTo: http://iipc.github.io/warc-specifications/" in info.block
    assert b"isPartOf: run1" in info.block
    assert answer.block == (
        b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nX-Odd: caf\xe9\r\n\r\n" + HTML
    )
    assert answer.fields["warc-date"] == "2026-05-31T12:30:15.250Z"
    assert answer.date == AT
    assert answer.fields["warc-ip-address"] == "127.0.0.1"
    assert json.loads(metadata.block)["redirects"] == [["http://old.test/", 301]]
    assert {metadata.about, dom.about, frame.about, shot.about} == {answer.identity}
    assert "warc-refers-to" not in frame.fields
    assert shot.uri == "urn:view:http://a.test/"
    assert frame.block == "<p>frame \ufffd".encode()


def test_a_page_that_was_cut_says_so(writer: NewWriter, tmp_path: Path) -> None:
    writer(tmp_path).keep(page(truncated=True))
    assert all_records(files(tmp_path)[0])[1].fields["warc-truncated"] == "length"


def test_the_same_body_is_written_once(writer: NewWriter, tmp_path: Path) -> None:
    proof = writer(tmp_path)
    first, second = proof.keep(page()), proof.keep(page("http://b.test/"))
    assert first is not None
    assert second is not None
    assert first.warc.digest == second.warc.digest
    (path,) = files(tmp_path)
    revisit = record_at(path, path.name, second.warc.offset, limit=LIMIT)
    original = record_at(path, path.name, first.warc.offset, limit=LIMIT)
    assert revisit.kind == "revisit"
    assert HTML not in revisit.block
    assert b"X-Odd: caf\xe9" in revisit.block
    assert revisit.about == original.identity
    assert int(revisit.fields["warc-refers-to-file-offset"]) == original.offset
    assert check(path)[0] == 0


def test_the_index_points_to_the_records(writer: NewWriter, tmp_path: Path) -> None:
    proof = writer(tmp_path)
    for number in range(9, 0, -1):
        proof.keep(page(f"http://{'abc'[number % 3]}.test/{number}", HTML + bytes([64 + number])))
    proof.close()
    (index,) = (tmp_path / RUN).glob("*.cdxj")
    lines = index.read_bytes().splitlines()
    assert lines == sorted(lines)
    found = list(index_values(tmp_path / RUN))
    assert len(found) == 9
    for values in found:
        path = tmp_path / RUN / values["filename"]
        record = record_at(path, path.name, int(values["offset"]), limit=LIMIT)
        assert (record.uri, record.length) == (values["url"], int(values["length"]))
        assert values["status"] == "200"


def test_a_new_file_is_begun_past_a_size(
    writer: NewWriter, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writer_module, "FILE_SIZE", 3000)
    proof = writer(tmp_path)
    for number in range(6):
        proof.keep(page(f"http://a.test/{number}", os.urandom(700)))
    proof.close()
    assert len(files(tmp_path)) == 3
    status, said = check(*files(tmp_path))
    assert status == 0, said
    assert sum(r.kind == "response" for path in files(tmp_path) for r in all_records(path)) == 6


@pytest.mark.parametrize("processes", [1, 3])
def test_all_files_of_a_run_stay_within_its_limit(
    writer: NewWriter, tmp_path: Path, processes: int
) -> None:
    limit = 20_000
    writers = [writer(tmp_path, limit=limit) for _ in range(processes)]
    for number in range(60):
        body = os.urandom(900)
        writers[number % processes].keep(page(f"http://a.test/{number}", body))
    size = sum(path.stat().st_size for path in (tmp_path / RUN).iterdir())
    assert limit / 2 < size <= limit
    assert sum(one.kept + one.unkept for one in writers) == 60
    assert sum(one.unkept for one in writers) > 0


def test_a_full_disk_ends_the_proof_and_spoils_nothing(
    writer: NewWriter, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    proof = writer(tmp_path)
    assert proof.keep(page())
    before = [path.read_bytes() for path in sorted((tmp_path / RUN).iterdir())]

    def fill(out: IO[bytes], data: bytes) -> None:
        out.write(data[: len(data) // 2])
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(writer_module, "_write_all", fill)
    assert proof.keep(page("http://b.test/", b"another")) is None
    monkeypatch.undo()
    assert proof.keep(page("http://c.test/")) is None
    assert "No space left on device" in proof.problem
    assert (proof.kept, proof.unkept) == (1, 2)
    assert [path.read_bytes() for path in sorted((tmp_path / RUN).iterdir())] == before


def test_a_disk_that_is_full_from_the_first_leaves_no_empty_file(
    writer: NewWriter, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fill(_out: IO[bytes], _data: bytes) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(writer_module, "_write_all", fill)
    proof = writer(tmp_path)
    assert proof.keep(page()) is None
    assert not list((tmp_path / RUN).iterdir())


def test_a_folder_that_can_not_be_made_is_said(writer: NewWriter, tmp_path: Path) -> None:
    (tmp_path / "proof").write_text("a file")
    proof = writer(tmp_path / "proof")
    assert proof.keep(page()) is None
    assert str(tmp_path / "proof") in proof.problem


def test_threads_write_one_after_another(writer: NewWriter, tmp_path: Path) -> None:
    proof = writer(tmp_path)
    pages = [page(f"http://a.test/{n}", os.urandom(3000)) for n in range(40)]
    with ThreadPoolExecutor(8) as pool:
        kept = list(pool.map(proof.keep, pages))
    proof.close()
    places: list[Place] = [one.warc for one in kept if one]
    assert len(places) == 40
    (path,) = files(tmp_path)
    for one, place in zip(pages, places, strict=True):
        record = record_at(path, path.name, place.offset, limit=LIMIT)
        assert record.uri == one.url
        assert record.block.endswith(one.body)


KILLED = """
import sys
from pathlib import Path
from tests.proof.pages import page, writer
proof = writer(Path(sys.argv[1]))
for number in range(10**6):
    kept = proof.keep(page(f"http://a.test/{number}", bytes(str(number), "ascii") * 999))
    print(number, flush=True)
"""


def test_what_was_kept_survives_a_kill(writer: NewWriter, tmp_path: Path) -> None:
    process = subprocess.Popen(
        [sys.executable, "-c", KILLED, str(tmp_path)], cwd=PROJECT, stdout=subprocess.PIPE
    )
    with process:
        assert process.stdout is not None
        told = [int(process.stdout.readline()) for _ in range(30)]
        process.send_signal(signal.SIGKILL)
        told += [int(line) for line in process.stdout.read().splitlines()]
    after = writer(tmp_path)
    after.keep(page("http://b.test/"))
    after.close()
    archive = Archive(files(tmp_path))
    archive.scan()
    for number in told:
        found = archive.page(f"http://a.test/{number}")
        assert found is not None
        assert found.answer.body == bytes(str(number), "ascii") * 999
    assert archive.page("http://b.test/") is not None


def _torn(data: bytes, at: int) -> bytes:
    return data[:at]


def _with_a_wrong_byte(data: bytes, at: int) -> bytes:
    return data[:at] + bytes([data[at] ^ 0x55]) + data[at + 1 :]


@pytest.mark.parametrize("damage", [_torn, _with_a_wrong_byte])
def test_a_damaged_last_record_leaves_those_before_it(
    writer: NewWriter, tmp_path: Path, damage: Callable[[bytes, int], bytes]
) -> None:
    proof = writer(tmp_path)
    proof.keep(page())
    last = proof.keep(page("http://b.test/", b"<p>" + b"other " * 50))
    assert last is not None
    (path,) = files(tmp_path)
    whole = path.read_bytes()
    for at in range(last.warc.offset, len(whole) - 1, 7):
        path.write_bytes(damage(whole, at))
        archive = Archive([path])
        archive.scan()
        found = archive.page("http://a.test/")
        assert found is not None
        assert found.answer.body == HTML
