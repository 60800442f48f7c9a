"""Pages of WARC files go the crawl's way: what was sent packed, moved, copied or rendered."""

from __future__ import annotations

import gzip
from typing import TYPE_CHECKING

import pytest

from backlinkspider.links.record import links_to
from backlinkspider.proof.model import RenderedPage
from backlinkspider.target import target_from
from tests.discover.archives import OK, TARGET, TYPED, lines, linking, pages, read, warc
from tests.proof.conftest import writer
from tests.proof.pages import HTML, foreign, page

if TYPE_CHECKING:
    from pathlib import Path

    from tests.proof.conftest import NewWriter

__all__ = ["writer"]

LINK = b"<!doctype html><a href=//target.test/x rel='nofollow ugc'>the  target</a>"
CHUNKED = b"%x\r\n%b\r\n0\r\n\r\n" % (len(LINK), LINK)


def test_a_line_says_what_the_record_shows(tmp_path: Path) -> None:
    path = foreign(tmp_path / "a.warc.gz", [("http://a.test/#top", OK, TYPED, LINK)])
    (line,) = lines(read(path))
    assert line == {
        "target": "target.test",
        "source_url": "http://a.test/",
        "title": "",
        "target_url": "http://target.test/x",
        "href": "//target.test/x",
        "ordinal": 0,
        "anchor": "the target",
        "rel": "nofollow ugc",
        "follow": False,
        "passes_credit": False,
        "region": "content",
        "place": "a",
        "first_seen": "2026-05-31",
        "last_seen": "2026-05-31",
        "recorded_at": "2026-05-31T12:30:15+00:00",
        "archive": "warc",
        "file": str(path),
        "record": 1,
        "offset": 0,
    }


@pytest.mark.parametrize(
    ("answer", "read_as"),
    [
        ((OK, [*TYPED, ("Content-Encoding", "gzip")], gzip.compress(LINK, mtime=0)), (1, 1)),
        ((OK, [*TYPED, ("Content-Encoding", "gzip")], LINK), (1, 1)),  # unpacked, header kept
        ((OK, [*TYPED, ("Transfer-Encoding", "chunked")], CHUNKED), (1, 1)),
        ((OK, [], LINK), (1, 1)),
        ((OK, [("Content-Type", "image/png")], LINK), (0, 0)),
        (("404 Not Found", TYPED, LINK), (0, 0)),
        (("301 Moved", [*TYPED, ("Location", "http://b.test/")], LINK), (0, 0)),
        ((OK, TYPED, b"<!doctype html>target.test is named only"), (1, 0)),
    ],
)
def test_answers(
    tmp_path: Path,
    answer: tuple[str, list[tuple[str, str]], bytes],
    read_as: tuple[int, int],
) -> None:
    """Pages, and links on them, that each answer is read as."""
    done = read(foreign(tmp_path / "a.warc", [("http://a.test/", *answer)]))
    assert (done.counts.pages, done.counts.links, done.counts.broken) == (*read_as, 0)


def test_pages_of_the_target_itself_are_no_candidates(tmp_path: Path) -> None:
    path = foreign(tmp_path / "a.warc", [("http://www.target.test/", OK, TYPED, LINK)])
    assert read(path).lines == b""


def test_several_targets_have_lines_of_their_own(tmp_path: Path) -> None:
    both = LINK + b"<a href=https://other.test/>other</a>"
    path = foreign(tmp_path / "a.warc", [("http://a.test/", OK, TYPED, both)])
    done = read(path, "warc", TARGET, target_from({"target": "other.test"}))
    assert [line["target"] for line in lines(done)] == ["target.test", "other.test"]


def test_a_revisit_is_read_by_the_page_it_refers_to(tmp_path: Path, writer: NewWriter) -> None:
    proof = writer(tmp_path / "proof")
    for url in ("http://a.test/", "http://b.test/"):
        proof.keep(page(url))
    proof.close()
    (file,) = (tmp_path / "proof").rglob("*.warc.gz")
    assert pages(read(file)) == ["http://a.test/", "http://b.test/"]


def test_a_revisit_without_its_page_is_named(tmp_path: Path) -> None:
    path = foreign(tmp_path / "a.warc", [("http://a.test/", "", [], b"")], kind="revisit")
    done = read(warc(path, [1]))
    assert pages(done) == ["http://h1.test/"]
    assert "refers to a record that is not in the archive" in done.problems[0]


def test_our_own_proof_is_read_as_rendered_and_by_its_candidates_address(
    tmp_path: Path, writer: NewWriter
) -> None:
    proof = writer(tmp_path / "proof")
    rendered = RenderedPage(
        url="http://final.test/",
        status=200,
        charset="utf-8",
        body=HTML.replace(b"the target", b"by a script"),
    )
    proof.keep(page("http://a.test/", final_url="http://final.test/", rendered=rendered))
    proof.close()
    (file,) = (tmp_path / "proof").rglob("*.warc.gz")
    (line,) = lines(read(file))
    assert (line["source_url"], line["anchor"]) == ("http://a.test/", "by a script")


def test_a_page_that_breaks_its_reader_costs_itself(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    name = "backlinkspider.discover.warc.links_to"

    def fails_once(*_: object) -> object:
        monkeypatch.setattr(name, links_to)
        raise RuntimeError("odd page")

    monkeypatch.setattr(name, fails_once)
    path = foreign(tmp_path / "a.warc", [linking(1), linking(2)])
    done = read(path)
    assert pages(done) == ["http://h2.test/"]
    assert done.problems == [
        f"{path}: the page at offset 0 can't be read: RuntimeError('odd page')"
    ]


@pytest.mark.corpus
def test_a_real_file_of_common_crawl(corpus: Path) -> None:
    path = corpus / "commoncrawl" / "whirlwind.warc.gz"
    done = read(path, "warc", target_from({"target": "wikimedia.org"}))
    assert (done.counts.records, done.counts.pages, done.counts.links) == (4, 1, 9)
    first = lines(done)[0]
    assert first["source_url"] == "https://an.wikipedia.org/wiki/Escopete"
    assert (first["anchor"], first["first_seen"]) == ("Donativos", "2024-05-18")
