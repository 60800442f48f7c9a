"""Target ``disavow``: any bytes as a disavow file.

Nothing may be raised. Every problem names a line that is there; what an entry says is said again
when it is read again, so that an export and an import agree.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from backlinkspider.disavow.file import read_file
from backlinkspider.disavow.guard import Guard
from backlinkspider.disavow.lint import lint
from backlinkspider.target import target_from

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_GUARD: Final = Guard(
    target=target_from({"target": "shop.example", "own_sites": ["blog.example"]}),
    free_hosts=frozenset({"freehost.example"}),
    popular=frozenset({"popular.example"}),
)

WORDS: Final = (
    "domain:", "Domain :", "site:", "http://", "https://", "#", "\t", "\r", "\r\n", "*.", "/*", "www.", "xn--", "co.uk",
    "blogspot.com", "shop.example", "?utm_source=", ":8080", "user@", "%2e", "\u200b", "\u3002", "\ufeff", "\xff", "\0",
    "PK\x03\x04", "%PDF",
)  # fmt: skip


def seeds(_: Path | None) -> Iterator[bytes]:
    """Yield files as people write them."""
    yield b"# asked on 2026-11-01\ndomain:spam.example\nhttp://spam.example/page.html\n\ndomain:spam.example\n"
    yield "domain: bücher.example\r\nDOMAIN:www.spam.example/\nhttps://a.example/*\n".encode()
    yield "domain:co.uk\ndomain:blogspot.com\nshop.example\n".encode("utf-16")
    yield b"\xef\xbb\xbfhttp://a.example:80/?utm_source=x#y domain:b.example\n"


def run(data: bytes) -> None:
    """Read and lint *data*, and read again what was read."""
    file = read_file(data, "disavow.txt")
    for problem in lint(file, _GUARD):
        assert problem.line >= 1, problem
        assert str(problem).isprintable(), str(problem)
    cover = file.cover
    for entry in file.entries:
        again = read_file(entry.spelling.encode(), "again.txt")
        assert [one.spelling for one in again.entries] == [entry.spelling], entry
        assert cover.covers(entry.spelling), entry
