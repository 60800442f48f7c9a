"""Any source to candidates and bad lines."""

from __future__ import annotations

import io
from dataclasses import replace
from itertools import islice
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backlinkspider.candidates import BadLine, Candidate, CandidateFileError, read

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


def rows(content: str | bytes) -> list[Candidate | BadLine]:
    data = content if isinstance(content, bytes) else content.encode()
    return list(read(io.BytesIO(data), "f"))


def places(content: str | bytes) -> list[Candidate | BadLine]:
    """Return the rows without what they claim."""
    return [replace(row, claim=None) if isinstance(row, Candidate) else row
            for row in rows(content)]  # fmt: skip


def urls(content: str | bytes) -> list[tuple[int, str]]:
    """Line and URL of each candidate; of a bad line its reason."""
    return [(row.line, row.url if isinstance(row, Candidate) else row.reason)
            for row in rows(content)]  # fmt: skip


A, B = "https://a.example/x", "https://b.example/"


@pytest.mark.parametrize(
    ("content", "found"),
    [
        ("", []),
        ("\n# only a comment\n  \n", []),
        (f"{A}\nb.example\n", [(1, A), (2, B)]),
        (f"# list\r\n\r\n{A}  # bad one\r\n{A}#frag\r\n", [(3, A), (4, A)]),
        (f"{A}\r{B}\r", [(1, A), (2, B)]),
        (f"{A}\n{A}", [(1, A), (2, A)]),
        (f"\ufeff{A}", [(1, A)]),
        (f'"{A}"\n<{B}>\n', [(1, A), (2, B)]),
        ("<b.example>\n", [(1, B)]),
        ("https://a.example/1,b.html\nhttps://a.example/2,b.html\n",
         [(1, "https://a.example/1,b.html"), (2, "https://a.example/2,b.html")]),
        (f"{A}\nurl\n{B}\n",
         [(1, A), (2, "a word without a dot: write http://url/ if it is a host"), (3, B)]),
    ],
)  # fmt: skip
def test_plain_lists(content: str, found: list[tuple[int, str]]) -> None:
    assert urls(content) == found


def test_kinds_and_places() -> None:
    assert rows(f"b.example\n{A}") == [
        Candidate(B, "site", "f", 1),
        Candidate(A, "page", "f", 2),
    ]


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"]
)
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_encodings_and_separators(encoding: str, separator: str) -> None:
    lines = [("Referring page title", "Referring page URL", "Anchor"), ("ü", A, "x"), ("", B, "")]
    text = "\r\n".join(map(separator.join, lines))
    assert urls(text.encode(encoding)) == [(2, A), (3, B)]


def test_a_line_that_is_no_utf8_is_windows_1252() -> None:
    content = "https://a.example/ü\n".encode() + "https://b.example/ü\n".encode("cp1252")
    assert urls(content) == [
        (1, "https://a.example/%C3%BC"),
        (2, "https://b.example/%C3%BC"),
    ]


AHREFS = "Referring page title,Referring page URL,Target URL,Left context,Anchor"
SCREAMING_FROG = '"Type","Source","Destination","Alt Text","Anchor","Status Code","Status","Follow"'


@pytest.mark.parametrize(
    ("header", "row"),
    [
        (AHREFS, f"t,{A},{B},l,x"),
        ("#,Domain Rating,Referring Page URL,Link URL", f"1,50,{A},{B}"),
        ("Page ascore,Source title,Source url,Target url,Nofollow ", f"1,t,{A},{B},true"),
        ("page_ascore,source_title,source_url,target_url", f"1,t,{A},{B}"),
        ("Target URL,Source URL,Anchor Text", f"{B},{A},x"),
        ("URL,Title,Anchor Text,Spam Score,Target URL", f"{A},t,x,1,{B}"),
        ("Linking page,Last crawled", f'{A},"Sep 15, 2026"'),
        ("Linking page,Last crawled", f"{A},Sep 15, 2026"),
        ("Linking page", A),
        ('\ufeff"Source Url","Anchor text","Target Url"', f'"{A}","x","{B}"'),
        (SCREAMING_FROG, f'"HREF","{A}","{B}","","x","200","OK","true"'),
        ("url_from,url_to,title", f"{A},{B},t"),
        ("Linking from;Linking To", f"{A};{B}"),
        ("urlname;parentname;url", f"x;{A};{B}"),
        ("backlink,status_code,target_url", f"{A},200,{B}"),
        ("source,url", f"ahrefs,{A}"),
        ("anchor,URL", f"x,{A}"),
        ("URL", A),
    ],
)
def test_the_linking_page_is_taken_never_the_target(header: str, row: str) -> None:
    assert urls(f"{header}\n{row}\n") == [(2, A)]


@pytest.mark.parametrize(
    "header", ['"Domain","Backlinks Count"', "Site,Linking pages,Target pages", "אתר,דפים מקשרים"]
)
def test_tables_of_domains_give_sites(header: str) -> None:
    assert places(f'{header}\nb.example,"1,240",3\n') == [Candidate(B, "site", "f", 2)]


@pytest.mark.parametrize(
    "preamble",
    [
        '"All Outlinks"\n',
        "Moz\nInbound links\nTarget: t.example\n\n2026-11-22\n\n",
        "# made by x\n",
    ],
)
def test_lines_before_the_header_are_passed_over(preamble: str) -> None:
    line = preamble.count("\n") + 2
    assert urls(f"{preamble}URL,Title,Target URL\n{A},t,{B}\n") == [(line, A)]


def test_rows_shorter_and_longer_than_the_header() -> None:
    found = urls(f"Anchor,Source URL,Status\nx,{A}\nx\nx,{B},200,more\n,,\n\n")
    assert found == [
        (2, A),
        (3, "1 cells: column 2 (Source URL) is missing"),
        (4, B),
        (5, "nothing written: give a URL or a bare domain"),
    ]


def test_quoted_line_breaks_and_doubled_quotes() -> None:
    content = f'Anchor,Source URL\n"two\n""lines"", x",{A}\n5" disk,{B}\n'
    assert urls(content) == [(2, A), (4, B)]


def test_a_quote_nobody_closes_costs_one_line() -> None:
    content = f'Source URL,Anchor\n{A},"open\n{B},x\n' + f"{B},y\n" * 5000
    found = urls(content)
    assert found[0] == (2, "a quote opens here that is not closed within 65,536 characters")
    assert found[1:] == [(number, B) for number in range(3, 5004)]


def test_a_quote_open_at_the_end() -> None:
    found = urls(f'Source URL,Anchor\n{A},"open\n{B},x')
    assert [line for line, _ in found] == [2, 3]
    assert found[1] == (3, B)


@pytest.mark.parametrize("first", ["", "Source URL,Anchor\n"])
def test_lines_too_long_are_skipped_and_told(first: str) -> None:
    long = f"{A}{'x' * 70000}"
    line = first.count("\n") + 1
    found = rows(f"{first}{long}\n{B}\n")
    assert isinstance(found[0], BadLine)
    assert (found[0].line, found[0].reason) == (line, "longer than 65,536 bytes")
    assert len(found[0].text) == 201
    assert found[1:] == [Candidate(B, "page", "f", line + 1)]


def test_json_lines() -> None:
    content = "\n".join(
        [
            '{"url_to": "https://t.example/", "url_from": "https:\\/\\/a.example/x"}',
            '"https://b.example/"',
            "",
            '{"TargetURL": "https://t.example/"}',
            '{"url": 5}',
            "[1]",
            '{"url": "https://a.exam',
            "[" * 60000,
            '{"url": "\\ud800"}',
            f'{{"SourceURL": "{A}"}}',
        ]
    )
    found = urls(content)
    assert [line for line, _ in found] == [1, 2, 4, 5, 6, 7, 8, 9, 10]
    assert [text for _, text in found if text.startswith("https")] == [A, B, A]
    assert found[2][1] == "names only the target's own page"
    assert found[3][1].startswith("no text under a known key (Referring page URL,")
    assert found[5][1].startswith("not JSON")


def test_json_strings_before_objects() -> None:
    assert urls(f'"{A}"\n{{"page": "{B}"}}\n') == [(1, A), (2, B)]


def test_json_strings() -> None:
    assert urls('"https:\\/\\/a.example\\/x"\n"b.example"\n') == [(1, A), (2, B)]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("Target page,Incoming links,Linking sites\nhttps://t.example/,1,1\n", "own pages"),
        ("Target page\nhttps://t.example/\n", "own pages"),
        ("דף יעד,קישורים נכנסים\nhttps://t.example/,1\n", "own pages"),
        ("Moz\n\nURL,Title,PA,Total Links,Linking Domains to Page\nt.example,,,,\n", "own pages"),
        (
            "Moz\nTarget,t.example\n\nURL,Title,PA,Linking Domains to Page\nt.example,,,\n",
            r"f:4: lists the target's own pages \(URL, Title, PA",
        ),
        ('\ufeff"Anchor","Backlinks Count"\n"oak","12"\n"t.example","3"\n', "lists anchor texts"),
        ("Link text\noak tables\nt.example\nOak\n", r"anchor texts \(Link text\), not the pages"),
        ("Quelle;Anchor\na.example;oak\n", "no known column among Quelle, Anchor"),
        ("Quelle,Text\nhttps://a.example/,x\n", "no known column among Quelle, Text:"),
        ("ü\x1b;Text\na.example;x\n", r"no known column among ü\\x1b, Text"),
        ("Quelle;Text\na.example;x\n", "no known column among Quelle, Text:"),
        ("https://a.example/,https://t.example/\n", "no header line"),
        ("https://a.example/,an anchor\nhttps://b.example/,other words\n", "no header line"),
        ("<?xml version='1.0'?><urlset/>", "XML or HTML"),
        ("<!doctype html>", "XML or HTML"),
        ('[{"url": "https://a.example/"}]', "a JSON array"),
        ("[\n", "a JSON array"),
        (b"PK\x03\x04\x14\x00", "a spreadsheet"),
        (b"\x1f\x8b\x08\x00\x00\x00", "compressed"),
    ],
)
def test_what_is_no_list_of_candidates(content: str | bytes, reason: str) -> None:
    with pytest.raises(CandidateFileError, match=reason) as raised:
        rows(content)
    assert str(raised.value).startswith("f:")
    assert "\n" not in str(raised.value)


def test_bad_lines_are_safe_to_print() -> None:
    (row,) = rows("\x1b[31m evil\u202e\x00\n")
    assert isinstance(row, BadLine)
    assert str(row).isprintable()
    assert row.text == "\\x1b[31m evil\\u202e\\x00"


def test_files_fail_before_anything_is_read(tmp_path: Path) -> None:
    path = tmp_path / "own.csv"
    path.write_text("Target page,Incoming links\n")
    with pytest.raises(CandidateFileError, match="own pages"):
        read(path, "own.csv")
    path.unlink()
    with pytest.raises(CandidateFileError, match=r"own\.csv: can't be read: No such file"):
        next(read(path, "own.csv"))
    with pytest.raises(CandidateFileError, match="Is a directory"):
        next(read(tmp_path, "folder"))


def test_a_file_is_read_again_from_its_start(tmp_path: Path) -> None:
    path = tmp_path / "list"
    path.write_text(f"{A}\n{B}\n")
    assert [row.line for row in read(path, "list")] == [1, 2]


class Endless(io.RawIOBase):
    """A stream without end that counts what was taken from it."""

    def __init__(self, line: bytes) -> None:
        self.line, self.taken = line, 0

    def read(self, size: int = -1) -> bytes:
        """Return *size* bytes of the repeated line."""
        assert size > 0
        self.taken += size
        return (self.line * (size // len(self.line) + 1))[:size]


@pytest.mark.parametrize("line", [b"https://a.example/x\n", b"x" * 1023 + b"\n"])
def test_reading_is_lazy(line: bytes) -> None:
    stream = Endless(line)
    found: Iterator[Candidate | BadLine] = read(stream, "f")  # type: ignore[arg-type]
    assert len(list(islice(found, 100))) == 100
    assert stream.taken <= 1 << 18


PIECES = st.sampled_from(
    [b"https://a.example/x", b"a.example", b",", b";", b"\t", b'"', b"\n", b"\r\n", b"\x00", b"#",
     b"Source URL", b"Target URL", b"url", b"{", b"}", b'{"url": "', b"\xff\xfe", b"\xef\xbb\xbf",
     b"\xc3", b" ", b"\\", b"[", b"<", b"\xed\xa0\x80"]
)  # fmt: skip


@given(st.binary(max_size=200) | st.lists(PIECES, max_size=30).map(b"".join))
def test_any_bytes_give_rows_in_order_or_one_clear_error(content: bytes) -> None:
    try:
        found = rows(content)
    except CandidateFileError as error:
        found, message = [], str(error)
    else:
        message = ""
    assert message.isprintable()
    numbers = [row.line for row in found]
    assert numbers == sorted(set(numbers))
    for row in found:
        assert isinstance(row, Candidate | BadLine)
        assert isinstance(row, Candidate) or str(row).isprintable()


@pytest.mark.parametrize(
    ("text", "importance"),
    [
        ("Referring page URL,Domain rating,UR\nhttps://a.example/,71,4.5\n", [71.0]),
        ("URL,Page ascore\nhttps://a.example/,\nhttps://b.example/,oops\n", [0.0, 0.0]),
        ('{"source_url": "https://a.example/", "page_ascore": 33}\n', [33.0]),
        ("url;Importance\nhttps://a.example/;12,5\nhttps://b.example/;900\n", [12.5, 100.0]),
        ("https://a.example/\n", [0.0]),
        ("url,priority\nhttps://a.example/,nan\n", [0.0]),
    ],
)
def test_importance_is_read_where_an_export_gives_one(text: str, importance: list[float]) -> None:
    found = rows(text)
    assert [row.importance for row in found if isinstance(row, Candidate)] == importance
