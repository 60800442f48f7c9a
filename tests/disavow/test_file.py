"""The bytes of a disavow file: encodings, line ends, limits."""

from __future__ import annotations

import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backlinkspider.disavow.file import read_file
from backlinkspider.disavow.limits import MAX_BYTES, MAX_LINES

LINES = ("# paid", "domain:spam.test", "", "http://a.test/b")
ENTRIES = [(2, "domain:spam.test"), (4, "http://a.test/b")]


def entries(content: bytes) -> list[tuple[int, str]]:
    return [(one.line, one.spelling) for one in read_file(content, "d.txt").entries]


def said(content: bytes) -> list[str]:
    found = read_file(content, "d.txt").problems
    return [f"{one.line}:{one.column}: {one.level}: {one.message}" for one in found]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize(
    ("mark", "encoding"),
    [
        (b"", "utf-8"),
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
        (b"", "utf-16-le"),
        (codecs.BOM_UTF32_LE, "utf-32-le"),
    ],
)
@pytest.mark.parametrize("last", ["", "end"])
def test_entries_are_read_with_their_lines_in_any_encoding(
    end: str, mark: bytes, encoding: str, last: str
) -> None:
    text = end.join(LINES) + (end if last else "")
    assert entries(mark + text.encode(encoding)) == ENTRIES


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_utf_8_with_lf_or_cr_lf_is_right(end: str) -> None:
    assert said(end.join(["# Übersicht", *LINES]).encode()) == []


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (
            "domain:spam.test".encode("utf-16"),
            ["1:1: error: the file is UTF-16-LE: save it as UTF-8 without a byte order mark"],
        ),
        (
            codecs.BOM_UTF8 + b"domain:spam.test",
            [
                (
                    "1:1: warning: a byte order mark, which may spoil the first line: save as"
                    " UTF-8 without one"
                )
            ],
        ),
        (
            b"domain:spam.test\n# caf\xe9 and \xe9\n# \xff",
            [
                "2:6: error: byte 0xE9 is no UTF-8: save the file as UTF-8",
                "3:3: error: byte 0xFF is no UTF-8: save the file as UTF-8",
            ],
        ),
        (
            b"domain:spam.test\rdomain:a.test\r",
            ["1:1: error: lines end in CR alone, as on old Macs: save the file with LF or CR LF"],
        ),
        (
            b"domain:spam.test\r\ndomain:a.test\r\ndomain:b.test\n",
            ["3:1: warning: the line ends otherwise than those before: save all with LF or CR LF"],
        ),
        (
            b"domain:spam.test\ndomain:a.test\r\n",
            ["2:1: warning: the line ends otherwise than those before: save all with LF or CR LF"],
        ),
        (
            b"domain:spam.test\n" + b"x" * 70_000,
            ["2:1: error: no entry is as long as this line"],
        ),
        (b"http://a.test/x\ry\n", ["1:16: error: a sign nobody sees, U+000D: remove it"]),
    ],
)
def test_bytes_that_engines_may_not_take_are_told(content: bytes, told: list[str]) -> None:
    assert said(content) == told


@pytest.mark.parametrize("start", [b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1", b"{\\rtf1", b"%PDF-1.7"])
def test_a_document_of_an_office_program_is_told_once(start: bytes) -> None:
    file = start + b"\x00\xff\ndomain:a.test\n"
    assert said(file) == [
        "1:1: error: a document of an office program: save it as plain text (.txt, UTF-8)"
    ]
    assert entries(file) == []


def test_a_file_has_at_most_100000_lines_with_comments_and_blank_ones() -> None:
    most = b"# c\n\ndomain:a.test\n" + b"#\n" * (MAX_LINES - 3)
    assert said(most) == []
    (told,) = said(most + b"\n")
    assert told.startswith("100001:1: error: 100,001 lines, with comments and blank ones: 100,000")


def test_a_file_has_at_most_two_megabytes() -> None:
    line = b"# " + b"x" * 997 + b"\n"
    most = line * (MAX_BYTES // len(line))
    assert len(most) == MAX_BYTES
    assert said(most) == []
    (told,) = said(most + b"\n")
    assert told.startswith("1:1: error: 2,000,001 bytes: 2,000,000 (2 MB) may be")


@given(st.binary(max_size=200))
def test_any_bytes_are_read(content: bytes) -> None:
    file = read_file(content, "d.txt")
    assert all(1 <= one.line <= len(file.lines) for one in file.entries)
    assert list(file.problems) == sorted(file.problems)


@given(
    st.lists(
        st.sampled_from(["domain:a.test", "domain:b.a.test", "http://c.test/x", "# why", ""]),
        max_size=12,
    )
)
def test_entries_come_back_in_order(written: list[str]) -> None:
    wanted = [(at, line) for at, line in enumerate(written, 1) if line[:1] not in {"", "#"}]
    content = "\n".join(written).encode()
    assert entries(content) == wanted
    assert set(read_file(content, "d.txt").cover) == {line for _, line in wanted}
