"""A disavow file: its bytes, lines and entries, and what is wrong with these."""

from __future__ import annotations

from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING, Final

from backlinkspider.candidates.lines import encoding_of, lines
from backlinkspider.disavow.cover import Cover
from backlinkspider.disavow.entry import read_line
from backlinkspider.disavow.limits import size_problems
from backlinkspider.yamlfile.errors import Problem

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backlinkspider.disavow.entry import Entry

_DOCUMENTS: Final = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"{\\rtf", b"%PDF")
"""How files of word processors and spreadsheets begin."""


@dataclass(frozen=True, slots=True)
class DisavowFile:
    """A file as read. *problems* are those of single lines and of the bytes, in file order."""

    name: str
    lines: tuple[str, ...]
    entries: tuple[Entry, ...]
    problems: tuple[Problem, ...]

    @property
    def cover(self) -> Cover:
        """What the entries cover; lines with errors are none."""
        return Cover(entry.spelling for entry in self.entries)


def read_file(content: bytes, name: str) -> DisavowFile:
    """Return the file *name* read from its *content*, in whatever encoding it is."""
    if content.startswith(_DOCUMENTS):
        say = "a document of an office program: save it as plain text (.txt, UTF-8)"
        return DisavowFile(name, (), (), (Problem(name, 1, 1, say),))
    texts, entries, problems = [], [], list(_of_bytes(content, name))
    for line in lines(BytesIO(content)):
        texts.append(line.text)
        if line.cut:
            problems.append(Problem(name, line.number, 1, "no entry is as long as this line"))
            continue
        entry, found = read_line(line, name)
        problems += found
        if entry:
            entries.append(entry)
    problems += size_problems(len(texts), len(content), name)
    return DisavowFile(name, tuple(texts), tuple(entries), tuple(sorted(problems)))


def _of_bytes(content: bytes, name: str) -> Iterator[Problem]:
    mark, encoding = encoding_of(content)
    if encoding != "utf-8":
        say = f"the file is {encoding.upper()}: save it as UTF-8 without a byte order mark"
        yield Problem(name, 1, 1, say)
        return
    if mark:
        say = "a byte order mark, which may spoil the first line: save as UTF-8 without one"
        yield Problem(name, 1, 1, say, "warning")
    yield from _not_utf_8(content, name)
    yield from _line_ends(content, name)


def _not_utf_8(content: bytes, name: str) -> Iterator[Problem]:
    try:
        content.decode()
    except UnicodeDecodeError:
        pass
    else:
        return
    for number, line in enumerate(content.split(b"\n"), 1):
        try:
            line.decode()
        except UnicodeDecodeError as error:
            column = len(line[: error.start].decode()) + 1
            say = f"byte 0x{line[error.start]:02X} is no UTF-8: save the file as UTF-8"
            yield Problem(name, number, column, say)


def _line_ends(content: bytes, name: str) -> Iterator[Problem]:
    feeds = content.count(b"\n")
    pairs = content.count(b"\r\n")
    if b"\r" in content and not feeds:
        say = "lines end in CR alone, as on old Macs: save the file with LF or CR LF"
        yield Problem(name, 1, 1, say)
    elif 0 < pairs < feeds:
        paired = [line.endswith(b"\r") for line in content.split(b"\n")]
        odd = paired.index(not paired[0]) + 1
        say = "the line ends otherwise than those before: save all with LF or CR LF"
        yield Problem(name, odd, 1, say, "warning")
