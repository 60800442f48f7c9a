"""WARC files as candidates: of any tool, streamed, and what is broken is said with its offset."""

from __future__ import annotations

import gzip
import os
import re
import tracemalloc
from typing import TYPE_CHECKING, Any

import pytest
from warcio.warcwriter import WARCWriter

from backlinkspider.candidates import BadLine, Candidate, CandidateFileError
from backlinkspider.proof.archive import Archive, archive_files
from backlinkspider.proof.model import ProofError, RenderedPage
from tests.proof.pages import HTML, all_records, foreign, page

if TYPE_CHECKING:
    from pathlib import Path

    from tests.proof.conftest import NewWriter

TYPED = [("Content-Type", "text/html; charset=utf-8")]
OK = "200 OK"
ARC = b"""filedesc://x.arc 0.0.0.0 20260531123015 text/plain 70
1 0 Archive-It
URL IP-address Archive-date Content-type Archive-length

http://a.test/ 127.0.0.1 20260531123015 text/html 20
HTTP/1.1 200 OK

<p>"""


def scanned(*files: Path) -> Archive:
    archive = Archive(files)
    archive.scan()
    return archive


def candidates(archive: Archive) -> list[str]:
    return [row.url for row in archive.rows() if isinstance(row, Candidate)]


def bad(archive: Archive) -> list[BadLine]:
    return [row for row in archive.rows() if isinstance(row, BadLine)]


def body_of(archive: Archive, url: str) -> bytes:
    found = archive.page(url)
    assert found is not None
    return found.answer.body


@pytest.mark.parametrize("name", ["pages.warc.gz", "pages.warc"])
def test_html_pages_of_other_tools_are_candidates(tmp_path: Path, name: str) -> None:
    path = foreign(
        tmp_path / name,
        [
            ("http://a.test/", OK, TYPED, HTML),
            ("http://a.test/no-type", OK, [], HTML),
            ("http://a.test/x.png", OK, [("Content-Type", "image/png")], b"png"),
            ("http://a.test/gone", "404 Not Found", TYPED, HTML),
            ("http://a.test/moved", "301 Moved", [("Location", "/")], b""),
            ("http://B.test:80/x#part", OK, [("content-type", "application/xhtml+xml")], HTML),
            ("dns:a.test", OK, [], b"20260531 127.0.0.1"),
        ],
    )
    archive = scanned(path)
    assert candidates(archive) == ["http://a.test/", "http://a.test/no-type", "http://b.test/x"]
    assert not bad(archive)
    moved = archive.page("http://a.test/moved")
    assert moved is not None
    assert moved.answer.status == 301
    assert archive.page("http://a.test/other") is None
    assert body_of(archive, "http://b.test/x") == HTML


def test_rows_name_file_and_record(tmp_path: Path) -> None:
    path = foreign(tmp_path / "p.warc", [(f"http://a.test/{n}", OK, TYPED, HTML) for n in range(3)])
    rows = [row for row in scanned(path).rows() if isinstance(row, Candidate)]
    assert [(row.file, row.line) for row in rows] == [(str(path), n) for n in (1, 2, 3)]


def test_more_candidates_than_are_read_at_once(tmp_path: Path) -> None:
    urls = [f"http://a.test/{number}" for number in range(2500)]
    path = foreign(tmp_path / "p.warc", [(url, OK, TYPED, HTML) for url in urls])
    assert candidates(scanned(path)) == urls


def test_the_newest_capture_counts(tmp_path: Path) -> None:
    new = foreign(tmp_path / "1.warc.gz", [("http://a.test/", OK, TYPED, b"<p>new")])
    old = "2024-01-01T00:00:00Z"
    foreign(tmp_path / "2.warc.gz", [("http://a.test/", OK, TYPED, b"<p>old")], at=old)
    archive = scanned(new, tmp_path / "2.warc.gz")
    assert body_of(archive, "http://a.test/") == b"<p>new"
    assert candidates(archive) == ["http://a.test/"]


def test_a_wrong_target_uri_of_wget_is_read(tmp_path: Path) -> None:
    path = foreign(tmp_path / "wget.warc", [("http://a.test/", OK, TYPED, HTML)])
    text = path.read_bytes().replace(b"URI: http://a.test/", b"URI: <http://a.test/>")
    path.write_bytes(text)
    assert candidates(scanned(path)) == ["http://a.test/"]


def test_a_revisit_is_read_from_the_record_with_the_same_payload(tmp_path: Path) -> None:
    path = foreign(tmp_path / "p.warc.gz", [("http://a.test/", OK, TYPED, HTML)])
    (original,) = all_records(path)
    with path.open("ab") as out:
        warc = WARCWriter(out, gzip=True)
        record = warc.create_revisit_record(
            "http://b.test/",
            original.fields["warc-payload-digest"],
            "http://a.test/",
            original.fields["warc-date"],
        )
        warc.write_record(record)
    archive = scanned(path)
    assert body_of(archive, "http://a.test/") == HTML
    assert body_of(archive, "http://b.test/") == HTML
    path.write_bytes(path.read_bytes()[original.length :])
    with pytest.raises(ProofError, match="refers to a record that is not in the archive"):
        scanned(path).page("http://b.test/")


def test_own_pages_stand_under_their_candidate(writer: NewWriter, tmp_path: Path) -> None:
    proof = writer(tmp_path)
    proof.keep(page("http://a.test/start", final_url="http://a.test/end"))
    proof.keep(page("http://b.test/start", final_url="http://a.test/end"))
    rendered = RenderedPage(url="http://c.test/#x", status=200, charset="koi8-r", body=b"<p>x")
    proof.keep(page("http://c.test/", b"plain", rendered=rendered))
    archive = scanned(*proof.folder.glob("*.warc.gz"))
    starts = ["http://a.test/start", "http://b.test/start", "http://c.test/"]
    assert candidates(archive) == starts
    for url in starts[:2]:
        found = archive.page(url)
        assert found is not None
        assert (found.uri, found.answer.body) == ("http://a.test/end", HTML)
        assert found.facts is not None
        assert found.facts.redirects == (("http://old.test/", 301),)
    shown = archive.page("http://c.test/")
    assert shown is not None
    assert shown.rendered == rendered


@pytest.mark.parametrize("name", ["torn.warc.gz", "torn.warc"])
def test_a_torn_file_is_read_as_far_as_it_goes(tmp_path: Path, name: str) -> None:
    path = foreign(tmp_path / name, [(f"http://a.test/{n}", OK, TYPED, HTML * 9) for n in range(3)])
    whole = path.read_bytes()
    last = all_records(path)[-1].offset
    told = 0
    for at in range(last, len(whole), 11):
        path.write_bytes(whole[:at])
        archive = scanned(path)
        assert candidates(archive)[:2] == ["http://a.test/0", "http://a.test/1"]
        for line in bad(archive):
            told += 1
            assert (line.file, line.line) == (str(path), 3)
            assert f"offset {last}" in line.reason
    assert told > 10


@pytest.mark.parametrize("at", [10, 300, 900])
@pytest.mark.parametrize("name", ["odd.warc.gz", "odd.warc"])
def test_wrong_bytes_are_said_with_file_and_offset(tmp_path: Path, name: str, at: int) -> None:
    path = foreign(tmp_path / name, [(f"http://a.test/{n}", OK, TYPED, HTML) for n in range(9)])
    whole = path.read_bytes()
    path.write_bytes(whole[:at] + b"\xff" * 60 + whole[at + 60 :])
    archive = scanned(path)
    read = [url for url in candidates(archive) if archive.page(url)]
    assert all(re.search(r"no WARC file|offset \d+", line.reason) for line in bad(archive))
    assert bad(archive) or len(read) == 9


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "empty"),
        (b"https://a.test/\nhttps://b.test/\n", "no WARC file"),
        (gzip.compress(b"https://a.test/\n", mtime=0), "no WARC file"),
        (b"\x1f\x8b\x08broken", "no WARC file"),
        (b"\x00" * 5000, "no WARC file"),
        (b"WARC/1.0\r\n", "ends within the head of the record at offset 0"),
        (
            ARC,
            "ARC file: convert it with: warcio recompress",
        ),
    ],
)
def test_what_is_no_archive_is_said_before_anything_starts(
    tmp_path: Path, content: bytes, says: str
) -> None:
    path = tmp_path / "x.warc.gz"
    path.write_bytes(content)
    with pytest.raises(CandidateFileError, match=says) as told:
        archive_files(str(path))
    assert str(told.value).startswith(str(path))


def test_text_only_files_are_said_to_be_wet(tmp_path: Path) -> None:
    texts: list[Any] = [(f"http://a.test/{n}", "", [], b"the text") for n in range(30)]
    path = foreign(tmp_path / "x.wet.gz", texts, kind="conversion", content_type="text/plain")
    with pytest.raises(CandidateFileError, match="WET file"):
        archive_files(str(path))


def test_a_file_compressed_as_one_piece_says_what_to_do(tmp_path: Path) -> None:
    plain = foreign(tmp_path / "x.warc", [(f"http://a.test/{n}", OK, TYPED, HTML) for n in "ab"])
    packed = tmp_path / "x.warc.gz"
    packed.write_bytes(gzip.compress(plain.read_bytes()))
    archive = scanned(packed)
    (line,) = bad(archive)
    assert "warcio recompress" in line.reason


def test_a_folder_is_all_its_files(writer: NewWriter, tmp_path: Path) -> None:
    first, second = writer(tmp_path), writer(tmp_path)
    first.keep(page())
    second.keep(page("http://b.test/"))
    first.close()
    folder = first.folder
    (folder / "empty.warc.gz").touch()
    files = archive_files(str(folder))
    assert len(files) == 2
    assert sorted(candidates(scanned(*files))) == ["http://a.test/", "http://b.test/"]


def test_a_folder_without_pages_is_said(tmp_path: Path) -> None:
    with pytest.raises(CandidateFileError, match="file with pages in this"):
        archive_files(str(tmp_path))
    with pytest.raises(CandidateFileError, match="no such file"):
        archive_files(str(tmp_path / "missing.warc"))


def test_a_record_that_vanished_is_said(tmp_path: Path) -> None:
    path = foreign(tmp_path / "p.warc.gz", [("http://a.test/", OK, TYPED, HTML)])
    archive = scanned(path)
    path.unlink()
    with pytest.raises(ProofError, match="No such file"):
        archive.page("http://a.test/")


@pytest.mark.parametrize("name", ["big.warc.gz", "big.warc"])
def test_memory_does_not_grow_with_the_file(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    foreign(path, [(f"http://a.test/{n}", OK, TYPED, os.urandom(10**6)) for n in range(20)])
    tracemalloc.start()
    try:
        archive = scanned(path)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert len(candidates(archive)) == 20
    assert peak < 4_000_000


@pytest.mark.corpus
def test_a_page_of_common_crawl_is_read(corpus: Path) -> None:
    folder = corpus / "commoncrawl"
    archive = scanned(*archive_files(str(folder / "whirlwind.warc.gz")))
    (url,) = candidates(archive)
    found = archive.page(url)
    assert found is not None
    assert found.answer.body.lstrip().startswith(b"<!DOCTYPE html>")
    assert found.ip == "208.80.154.224"
    with pytest.raises(CandidateFileError, match="no recorded answers"):
        archive_files(str(folder / "whirlwind.warc.wat.gz"))
