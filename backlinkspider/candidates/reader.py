"""The format is told by the content, never by the file's name."""

from __future__ import annotations

import re
from itertools import chain, islice
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Final

from backlinkspider.candidates.header import find_header
from backlinkspider.candidates.jsonlines import read_json_lines
from backlinkspider.candidates.lines import lines
from backlinkspider.candidates.model import CandidateFileError
from backlinkspider.candidates.table import read_table
from backlinkspider.candidates.text import read_text, without_comment

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from backlinkspider.candidates.lines import Line
    from backlinkspider.candidates.model import Row

HEAD: Final = 20
"""Lines looked at to tell the format; a header stands among them."""

_FOREIGN: Final = (
    (re.compile(r"PK\x03\x04"), "a spreadsheet or zip archive: save the sheet as CSV"),
    (re.compile(r"\x1f"), "compressed: decompress it first"),
    (re.compile(r"%PDF-"), "a PDF: give a list, a CSV or JSON lines"),
    (
        re.compile(r"<(?:[?!]|(?:urlset|sitemapindex|html|rss|feed)\b)", re.IGNORECASE),
        "XML or HTML: give a list, a CSV or JSON lines",
    ),
    (re.compile(r"\[\s*(?:[\"{\]]|\Z)"), "a JSON array: write one value a line (jq -c '.[]')"),
)
"""How other formats begin, and what to do with them."""


def read(source: Path | BinaryIO, name: str) -> Iterator[Row]:
    """Return the candidates and bad lines of *source* in order, read as they are asked for.

    *name* is how rows call it. Duplicates stay. Raises ``CandidateFileError`` at once for a
    file that can't be opened or is no list of candidates; for a stream or a pipe, and for a
    file that fails later, on the way.
    """
    if not isinstance(source, Path):
        return _rows(source, name)
    if source.is_file():
        with _opened(source, name) as stream:
            next(_rows(stream, name), None)
    return _rows_of_file(source, name)


def _rows_of_file(path: Path, name: str) -> Iterator[Row]:
    with _opened(path, name) as stream:
        yield from _rows(stream, name)


def _opened(path: Path, name: str) -> BinaryIO:
    try:
        return path.open("rb")
    except OSError as error:
        raise CandidateFileError(f"{name}: can't be read: {error.strerror}") from None


def _rows(stream: BinaryIO, name: str) -> Iterator[Row]:
    try:
        everything = lines(stream)
        head = list(islice(everything, HEAD))
        yield from _dispatch(head, chain(head, everything), name)
    except OSError as error:
        raise CandidateFileError(f"{name}: can't be read: {error.strerror}") from None


def _dispatch(head: Sequence[Line], everything: Iterator[Line], name: str) -> Iterator[Row]:
    first = next((line for line in head if without_comment(line.text)), None)
    opening = first.text.strip("\ufeff \t") if first else ""
    for pattern, advice in _FOREIGN:
        if pattern.match(opening):
            raise CandidateFileError(f"{name}: {advice}")
    if opening.startswith("{") or _strings_and_objects(head):
        return read_json_lines(everything, name)
    header = find_header(head, name)
    return read_table(everything, header, name) if header else read_text(everything, name)


def _strings_and_objects(head: Sequence[Line]) -> bool:
    """Tell JSON lines that begin with a string; strings alone are a plain list."""
    written = [line.text.lstrip() for line in head if line.text.strip()]
    return {text[0] for text in written} == {'"', "{"}
