"""Archives at http:// addresses: read as files are, by a server with ranges and by one without."""

from __future__ import annotations

import http.server
import re
import threading
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, ClassVar, Final

import pytest

from backlinkspider.discover.files import archive_addresses
from backlinkspider.discover.opening import ArchiveFileError
from backlinkspider.discover.read import Done, Task, read_file
from tests.discover.archives import TARGET, pages, warc
from tests.discover.mixed import Made, content, in_parts

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

NUMBERS: Final = range(40)


class _Handler(http.server.BaseHTTPRequestHandler):
    """Serves the files of ``folder``; of those called ``torn`` half, under their whole length."""

    folder: ClassVar[Path]
    ranges: ClassVar[bool]
    asked: ClassVar[list[str]]

    def do_HEAD(self) -> None:
        self._answer()

    def do_GET(self) -> None:
        with suppress(ConnectionError):  # who asked for a range may go when he sees that it is none
            self.wfile.write(self._answer())

    def log_message(self, *_: object) -> None:
        """Say nothing."""

    def _answer(self) -> bytes:
        self.asked.append(f"{self.command} {self.path}")
        path = self.folder / self.path.removeprefix("/")
        if not path.is_file():
            self.send_error(404)
            return b""
        data = path.read_bytes()
        part = re.fullmatch(r"bytes=(\d+)-(\d+)", self.headers.get("Range") or "")
        if part and self.ranges:
            first, last = int(part[1]), min(int(part[2]), len(data) - 1)
            self.send_response(206)
            self.send_header("Content-Range", f"bytes {first}-{last}/{len(data)}")
            data = data[first : last + 1]
        else:
            self.send_response(200)
        self.send_header("Content-Length", str(len(data)))
        if self.ranges:
            self.send_header("Accept-Ranges", "bytes")
        self.end_headers()
        return data[: len(data) // 2] if "torn" in path.name else data


@contextmanager
def served(folder: Path, *, ranges: bool) -> Iterator[tuple[str, list[str]]]:
    """Serve *folder* on loopback; yield where, and the list of what is asked for."""
    asked: list[str] = []
    handler = type("Handler", (_Handler,), {"folder": folder, "ranges": ranges, "asked": asked})
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}", asked
        finally:
            server.shutdown()


@pytest.fixture(params=[True, False], ids=["ranges", "whole"])
def web(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[str, list[str]]]:
    with served(tmp_path, ranges=request.param) as address:
        yield address


def read(address: str) -> Done:
    return read_file(Task(address=address, kind="warc", targets=(TARGET,)))


@pytest.mark.parametrize("name", ["a.warc", "a.warc.gz"])
def test_an_address_is_read_as_a_file_is(
    web: tuple[str, list[str]], tmp_path: Path, name: str
) -> None:
    path = warc(tmp_path / name, NUMBERS)
    done = read(f"{web[0]}/{name}")
    assert done.failure == ""
    assert pages(done) == pages(read(str(path)))
    assert len(pages(done)) == len(NUMBERS)


@pytest.mark.parametrize(("ranges", "number"), [(True, 4), (False, 1)])
def test_an_address_is_cut_where_the_server_gives_ranges(
    tmp_path: Path, *, ranges: bool, number: int
) -> None:
    path = warc(tmp_path / "a.warc.gz", NUMBERS)
    with served(tmp_path, ranges=ranges) as (root, _):
        done, parts = in_parts(f"{root}/a.warc.gz", path.stat().st_size // 4)
    assert (parts, pages(done)) == (number, pages(read(str(path))))


def test_a_server_without_ranges_is_read_as_a_stream(tmp_path: Path) -> None:
    """Such a file is larger than what fsspec asks for at once."""
    made = [Made("image", 5_000_000), Made("page", 0), Made("image", 5_000_000), Made("page", 0)]
    (tmp_path / "a.warc").write_bytes(content(made, "none"))
    with served(tmp_path, ranges=False) as (root, asked):
        done, _ = in_parts(f"{root}/a.warc", 1_000_000)
    assert (done.failure, done.problems, done.counts.records) == ("", [], 4)
    assert pages(done) == ["http://h1.test/", "http://h3.test/"]
    assert asked.count("GET /a.warc") == 2, "for its last byte, and once for all"


def test_a_list_at_an_address_names_archives_beside_it(
    web: tuple[str, list[str]], tmp_path: Path
) -> None:
    root, asked = web
    warc(tmp_path / "x.warc.gz", [1])
    (tmp_path / "warc.paths").write_text("x.warc.gz\n")
    assert archive_addresses([f"{root}/warc.paths"]) == [f"{root}/x.warc.gz"]
    assert not [one for one in asked if "x.warc.gz" in one]


def test_what_is_not_there_is_named(web: tuple[str, list[str]]) -> None:
    done = read(f"{web[0]}/gone.warc.gz")
    assert f"{web[0]}/gone.warc.gz" in done.failure
    assert done.counts.records == 0
    with pytest.raises(ArchiveFileError, match=r"gone.paths: this list of archives can't be read"):
        archive_addresses([f"{web[0]}/gone.paths"])


def test_a_transfer_that_breaks_off_is_a_failure(
    web: tuple[str, list[str]], tmp_path: Path
) -> None:
    path = warc(tmp_path / "torn.warc.gz", NUMBERS)
    done = read(f"{web[0]}/torn.warc.gz")
    assert f"{web[0]}/torn.warc.gz" in done.failure + "".join(done.problems)
    assert len(pages(done)) < len(NUMBERS) == len(pages(read(str(path))))
    assert done.failure
