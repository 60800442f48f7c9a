"""Files given as candidates by a hostile hand: candidates, bad lines, or one clear line."""

from __future__ import annotations

import gzip
import io
import os
import tracemalloc
import zipfile
from typing import TYPE_CHECKING, Final

import pytest

from backlinkspider.candidates import CandidateFileError
from backlinkspider.candidates.model import BadLine, Candidate
from backlinkspider.candidates.reader import read
from backlinkspider.candidates.sources import expand
from backlinkspider.urls import is_http

if TYPE_CHECKING:
    from pathlib import Path

MOST_MEMORY: Final = 5 * 1024 * 1024
HEADER: Final = "Source url,Target url,Anchor,Nofollow,First seen\n"
ROW: Final = "https://a.test/,https://t.test/,x,true,2026-11-22\n"


def _workbook(**members: bytes) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as book:
        for name, content in members.items():
            book.writestr(f"xl/{name}.xml", content)
    return packed.getvalue()


REFUSED: Final = {
    "a workbook": (_workbook(sheet1=b"<sheetData/>"), "spreadsheet or zip archive"),
    "a zip bomb": (_workbook(sheet1=bytes(64 * 1024 * 1024)), "spreadsheet or zip archive"),
    "a gzip bomb": (gzip.compress(bytes(64 * 1024 * 1024), 1), "decompress it first"),
    "a PDF": (b"%PDF-1.7\n" + os.urandom(4096), "a PDF"),
    "entities": (
        b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><x>&e;</x>',
        "XML or HTML",
    ),
    "a JSON array": (b"[" * 100_000, ""),
    "anchors alone": (b"Anchor text,Count\nshop,3\n", "lists anchor texts"),
    "own pages": (b"Target page,Incoming links\nhttps://t.test/,3\n", "own pages"),
}


@pytest.mark.parametrize("what", REFUSED)
def test_what_is_no_list_is_one_line(what: str, tmp_path: Path) -> None:
    content, says = REFUSED[what]
    path = tmp_path / "list.csv"
    path.write_bytes(content)
    if what == "a JSON array":
        assert all(isinstance(row, BadLine) for row in read(path, "list.csv"))
        return
    with pytest.raises(CandidateFileError) as caught:
        list(read(path, "list.csv"))
    assert str(caught.value).startswith("list.csv:")
    assert says in str(caught.value)
    assert str(caught.value).isprintable()


READ: Final = {
    "a formula": (HEADER + ROW + '=HYPERLINK("https://e.test"),x,y,true,2026-11-22\n', 1, 1),
    "a formula in another cell": (HEADER + ROW.replace(",x,", ",=1+1,"), 1, 0),
    "an operator": ('{"url": {"$ne": null}}\n{"url": "https://a.test/"}\n', 1, 1),
    "operators as keys": ('{"url": "https://a.test/", "$where": "x", "a.b": 1}\n', 1, 0),
    "an escape sequence": ("https://a.test/\n\x1b]0;owned\x07\nhttps://b.test/\x1b[2J\n", 1, 2),
    "a quote that stays open": (HEADER + '"' + ROW + ROW * 3, 3, 1),
    "slipped columns": (
        HEADER + ROW + "https://a.test/,https://t.test/,x,2026-11-22,false\n",
        1,
        1,
    ),
    "too few cells": ("Anchor,Source url\nx\nx,https://a.test/\n", 1, 1),
    "too many cells": (HEADER + ROW.replace("\n", "," * 5000 + "\n"), 1, 0),
    "a path": ("file:///etc/passwd\n../../etc/passwd\nhttps://a.test/\n", 1, 2),
    "scripts": ("javascript:alert(1)\ndata:text/html,x\nhttps://a.test/\n", 1, 2),
    "a user and password": ("https://user:secret@a.test/\n", 1, 0),
    "mixed line ends": ("https://a.test/\r\nhttps://b.test/\nhttps://c.test/\r\n", 3, 0),
    "an address without an end": ("https://a.test/" + "x" * 5000 + "\nhttps://b.test/\n", 2, 0),
    "deep JSON": ('{"url": ' + "[" * 50_000 + "\n" + '{"url": "https://a.test/"}\n', 1, 1),
    "a number of a megabyte": ('{"url": ' + "9" * 60_000 + '}\n{"url": "https://a.test/"}\n', 1, 1),
    "the same again": ("https://a.test/\n" * 1000, 1000, 0),
    "NUL": ("https://a.test/\nhttps://\0b.test/\n", 1, 1),
}
"""Text of a file, how many candidates and how many bad lines are in it."""


@pytest.mark.parametrize("what", READ)
def test_a_hostile_line_costs_itself_alone(what: str, tmp_path: Path) -> None:
    text, good, bad = READ[what]
    path = tmp_path / "list.txt"
    path.write_text(text, encoding="utf-8")
    rows = list(read(path, "list.txt"))
    candidates = [row for row in rows if isinstance(row, Candidate)]
    wrong = [row for row in rows if isinstance(row, BadLine)]
    assert (len(candidates), len(wrong)) == (good, bad), rows[:9]
    assert all(is_http(row.url) for row in candidates)
    assert all(str(row).isprintable() and len(str(row)) < 600 for row in wrong)


@pytest.mark.parametrize(
    ("content", "good"),
    [
        (os.urandom(1 << 16).replace(b"\n", b"") + b"\nhttps://a.test/\n", None),
        ("https://a.test/\nhttps://bü.test/\n".encode("latin-1"), 2),
        (b"https://a.test/\n" + "https://b.test/\n".encode("utf-16-le"), None),
        ("https://a.test/\nhttps://b.test/\n".encode("utf-16"), 2),
        ("https://a.test/\nhttps://b.test/\n".encode("utf-32"), 2),
        (b"\xef\xbb\xbfhttps://a.test/\n", 1),
        (b"\xff\xfe", 0),
        (b"\x7fELF" + bytes(5000), 0),
        (b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 20, None),
        (b"SQLite format 3\x00" + bytes(4096), 0),
    ],
)
def test_bytes_of_another_kind_never_raise(content: bytes, good: int | None) -> None:
    rows = list(read(io.BytesIO(content), "list.csv"))
    found = [row for row in rows if isinstance(row, Candidate)]
    assert good is None or len(found) == good
    assert all(str(row).isprintable() for row in rows if isinstance(row, BadLine))


@pytest.mark.parametrize(
    ("beginning", "piece"),
    [
        (b"", b"x" * 65536),
        (HEADER.encode() + b'"', b"x" * 65536),
        (HEADER.encode(), b'"' * 65536),
        (b'{"url": "', b"x" * 65536),
        (HEADER.encode(), b"," * 65536),
        ("\ufeff".encode("utf-16-le"), "x".encode("utf-16-le") * 32768),
    ],
)
def test_a_cell_or_line_without_end_takes_a_bounded_memory(beginning: bytes, piece: bytes) -> None:
    stream = io.BytesIO(beginning + piece * (3 * MOST_MEMORY // len(piece)))
    tracemalloc.start()
    try:
        for row in read(stream, "list.csv"):
            assert isinstance(row, BadLine)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < MOST_MEMORY


@pytest.mark.parametrize(
    "spec",
    [
        "/etc",
        "/proc/self/mem/x",
        "nothing.txt",
        "",
        ",",
        "a\0b",
        "~nobody-at-all/x",
        "x" * 5000,
        ".",
    ],
)
def test_a_name_that_is_no_file_is_one_line(spec: str) -> None:
    with pytest.raises(CandidateFileError) as caught:
        expand(spec)
    assert "\n" not in str(caught.value)
