"""Which encoding a page is in, by header, mark, meta and XML: ours against Chromium's."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pytest

from tests.page.chromium import Served
from tests.page.reading import differences

if TYPE_CHECKING:
    from tests.page.chromium import Chromium

pytestmark = pytest.mark.browser

TABLE: Final = Path(__file__).with_name("declarations.txt").read_text("ascii")
SECTIONS: Final = {
    title: [line.encode().decode("unicode_escape") for line in lines if line]
    for title, *lines in (section.split("\n") for section in TABLE.split("\n== ")[1:])
}
REST: Final = b'<title>\xe9\xa0\xb5</title><a href="?\xe9\xa0\xb5">\xe9\xa0\xb5</a>'
"""Reads differently in each encoding that the table names."""

MARKS: Final = (
    b"\xef\xbb\xbf",
    b"\xff\xfe",
    b"\xfe\xff",
    b"\xef\xbb",
    b"\xef\xbb\xbf\xef\xbb\xbf",
    b" \xef\xbb\xbf",
)


def opening(line: str) -> bytes:
    return re.sub(r"\{(\d+)\}", lambda spaces: " " * int(spaces[1]), line).encode("latin-1")


def test_declarations(chromium: Chromium) -> None:
    pages = [Served(opening(line) + REST) for line in SECTIONS["metas"]]
    assert differences(chromium, pages) == []


def test_headers(chromium: Chromium) -> None:
    """A header that names no encoding leaves it to the meta."""
    pages = [Served(b"<meta charset=koi8-u>" + REST, header) for header in SECTIONS["headers"]]
    assert differences(chromium, pages) == []


def test_byte_order_marks(chromium: Chromium) -> None:
    headers = ("text/html", "text/html; charset=windows-1251")
    pages = [
        Served(mark + b"<meta charset=koi8-r>" + REST, header)
        for mark in MARKS
        for header in headers
    ]
    assert differences(chromium, pages) == []


@pytest.mark.parametrize("encoding", ["utf-16le", "utf-16be"])
def test_utf_16(chromium: Chromium, encoding: str) -> None:
    rest = '<title>\u4e2d</title><a href="?\xe9">\u4e2d\xe9</a>'
    headers = (
        "text/html",
        *(f"text/html; charset={name}" for name in ("utf-16", encoding, "utf-8")),
    )
    openings = ("", "\ufeff", "<meta charset=utf-8>", '\ufeff<meta charset="utf-16">', "<?xml x?>")
    pages = [
        Served((opening + rest).encode(encoding), header)
        for opening in openings
        for header in headers
    ]
    assert differences(chromium, pages) == []
