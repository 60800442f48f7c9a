"""WARC files as the web: pages found by their address, and all their HTML pages as candidates."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any, Final

from backlinkspider.candidates.model import BadLine, CandidateFileError, candidate
from backlinkspider.documents import digest
from backlinkspider.proof.facts import our_facts
from backlinkspider.proof.http import HEAD_LIMIT, read_head
from backlinkspider.proof.model import ProofError
from backlinkspider.proof.page import read_page
from backlinkspider.proof.reader import WHAT_IS_READ, records
from backlinkspider.urls import is_http, normalize, without_fragment

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from backlinkspider.candidates.model import Row
    from backlinkspider.proof.page import ArchivedPage
    from backlinkspider.proof.reader import Record

PREFIX: Final = "warc:"
"""How a source of candidates that is an archive begins."""

BLOCK_LIMIT: Final = 32 * 1024 * 1024
"""Bytes read of a record, as many as of an answer from the network (DOWNLOAD_MAXSIZE)."""

_METADATA_LIMIT: Final = 16 * 1024 * 1024
_HTML_TYPES: Final = frozenset({b"", b"text/html", b"application/xhtml+xml"})
_ANSWERS: Final = ("response", "revisit")
_LOOKED_AT: Final = 20
"""Records that tell what kind of file it is."""

_COMMIT_EVERY: Final = 5000

# On disk, in a file that vanishes with its connection: an archive may hold millions of pages.
_TABLES: Final = """
CREATE TABLE pages (
    url TEXT, role INTEGER, at TEXT, file INTEGER, offset INTEGER, number INTEGER,
    candidate INTEGER, PRIMARY KEY (url, role)
) WITHOUT ROWID;
CREATE INDEX candidates ON pages (file, number, url) WHERE candidate;
CREATE TABLE answers (key TEXT PRIMARY KEY, file INTEGER, offset INTEGER) WITHOUT ROWID;
"""
_ANSWER, _PAGE = 0, 1
_NEWEST: Final = """
INSERT INTO pages VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (url, role) DO UPDATE SET
    at = excluded.at, file = excluded.file, offset = excluded.offset, number = excluded.number,
    candidate = max(candidate, excluded.candidate)
WHERE excluded.at >= at
"""

_NEXT: Final = """
SELECT file, number, url FROM pages
WHERE candidate AND (file, number, url) > (?, ?, ?) ORDER BY file, number, url LIMIT 1000
"""


class Archive:
    """Pages of WARC *files*; of several captures of an address the newest counts.

    Safe to use from several threads. ``scan`` comes first.
    """

    def __init__(self, files: Sequence[Path], base: Path | None = None) -> None:
        """Read *files*; places are named relative to *base*, the folder of all proof."""
        self.files = tuple(files)
        self._names = tuple(_name(path, base) for path in files)
        self._lock = Lock()
        self._problems: list[BadLine] = []
        self._database: sqlite3.Connection

    def scan(self) -> None:
        """Note where every answer is. What is broken is among ``rows``."""
        with self._lock:
            self._database = sqlite3.connect("", check_same_thread=False)
            self._database.executescript(_TABLES)
            for number in range(len(self.files)):
                self._scan_file(number)
            self._database.commit()

    def rows(self) -> Iterator[Row]:
        """Yield the HTML pages answered with 200, in the order of the files, then what is broken.

        The *line* of a row is the number of its record in its file.
        """
        last = (-1, 0, "")
        while found := self._candidates_after(last):
            for file, number, url in found:
                yield candidate(str(self.files[file]), number, url)
            last = found[-1]
        yield from self._problems

    def _candidates_after(self, last: tuple[int, int, str]) -> list[tuple[int, int, str]]:
        with self._lock:
            return self._database.execute(_NEXT, last).fetchall()

    def page(self, url: str) -> ArchivedPage | None:
        """Return the newest capture of *url*; ``None`` where there is none.

        Raises ``ProofError``.
        """
        with self._lock:
            found = self._database.execute(
                "SELECT file, offset FROM pages WHERE url = ? ORDER BY role DESC LIMIT 1",
                (_key(url),),
            ).fetchone()
        if found is None:
            return None
        file, offset = found
        path, name = self.files[file], self._names[file]
        return read_page(path, name, offset, limit=BLOCK_LIMIT, locate=self._original)

    def close(self) -> None:
        """Drop the index, if there is one."""
        if hasattr(self, "_database"):
            self._database.close()

    def _scan_file(self, file: int) -> None:
        waiting: _Waiting | None = None
        number = 0
        try:
            for number, record in enumerate(_heads(self.files[file]), 1):
                if record.kind in _ANSWERS:
                    self._note(file, waiting)
                    waiting = _Waiting(record, number)
                    self._note_original(file, record)
                elif waiting and record.about == waiting.record.identity:
                    facts = our_facts(record)
                    waiting.candidate = facts.url if facts else waiting.candidate
                if number % _COMMIT_EVERY == 0:
                    self._database.commit()
        except ProofError as error:
            name = str(self.files[file])
            reason = str(error).removeprefix(f"{name}: ")
            self._problems.append(BadLine(name, number + 1, "what follows is not read", reason))
        self._note(file, waiting)

    def _note(self, file: int, waiting: _Waiting | None) -> None:
        if waiting is None or not is_http(waiting.record.uri):
            return
        record, own = waiting.record, waiting.candidate
        at = record.date.isoformat() if record.date else ""
        where = (file, record.offset, waiting.number)
        is_page = waiting.is_html and not own
        insert = self._database.execute
        insert(_NEWEST, (_key(record.uri), _ANSWER, at, *where, is_page))
        if own:
            insert(_NEWEST, (_key(own), _PAGE, at, *where, True))

    def _note_original(self, file: int, record: Record) -> None:
        """Remember where a payload is, by its record's id and by its digest."""
        if record.kind != "response":
            return
        keys = {record.identity, record.fields.get("warc-payload-digest", "")} - {""}
        self._database.executemany(
            "INSERT OR REPLACE INTO answers VALUES (?, ?, ?)",
            [(key, file, record.offset) for key in keys],
        )

    def _original(self, revisit: Record) -> tuple[Path, int] | None:
        names = ("warc-refers-to", "warc-payload-digest")
        keys = [revisit.fields[name] for name in names if revisit.fields.get(name)]
        for key in keys:
            with self._lock:
                found = self._database.execute(
                    "SELECT file, offset FROM answers WHERE key = ?", (key,)
                ).fetchone()
            if found:
                return self.files[found[0]], found[1]
        return None


class _Waiting:
    """An answer whose followers have not been seen yet; *candidate* is what our metadata names."""

    __slots__ = ("candidate", "is_html", "number", "record")

    def __init__(self, record: Record, number: int) -> None:
        self.record = record
        self.number = number
        self.candidate = ""
        self.is_html = _is_html_page(record)


def archive_key(url: str) -> str:
    """Return the queue of *url*: pages of an archive need no politeness, and no owner's lease."""
    return PREFIX + digest("archive", url)[0]


def archive_files(spec: str) -> list[Path]:
    """Return the files that *spec* names, one file or all WARC files of a folder, in their order.

    Raises ``CandidateFileError`` for what is no archive of pages, before anything starts.
    """
    path = Path(spec).expanduser()
    if not path.exists():
        raise CandidateFileError(f"{spec}: no such file")
    if not path.is_dir():
        if problem := _problem(path):
            raise CandidateFileError(problem)
        return [path]
    found = sorted(p for p in path.iterdir() if p.name.endswith((".warc", ".warc.gz")))
    # A process that was killed early may have left a file without a page.
    begun = [file for file in found if not _is_only_begun(file)]
    if not begun:
        raise CandidateFileError(f"{spec}: no .warc or .warc.gz file with pages in this folder")
    if problems := [problem for file in begun if (problem := _problem(file))]:
        raise CandidateFileError(problems[0])
    return begun


def _is_only_begun(path: Path) -> bool:
    kinds, _ = _first_kinds(path)
    return path.stat().st_size == 0 or kinds == ["warcinfo application/warc-fields"]


def _problem(path: Path) -> str:
    """Return why the first records of *path* tell that no page can be read; empty if they don't."""
    kinds, problem = _first_kinds(path)
    if problem:
        return problem if not kinds else ""
    if not kinds:
        return f"{path}: empty: {WHAT_IS_READ}"
    if any(kind.startswith(_ANSWERS) for kind in kinds):
        return ""
    if any(kind.startswith("conversion text/plain") for kind in kinds):
        return f"{path}: a WET file, which has text only: {WHAT_IS_READ}"
    return (
        "" if len(kinds) >= _LOOKED_AT else f"{path}: it holds no recorded answers: {WHAT_IS_READ}"
    )


def _first_kinds(path: Path) -> tuple[list[str], str]:
    """Return types and content types of the first records, up to an answer; and what is wrong."""
    kinds: list[str] = []
    try:
        for record in records(path, str(path), wanted=lambda _: 0):
            kinds.append(f"{record.kind} {record.fields.get('content-type', '')}")
            if len(kinds) >= _LOOKED_AT or record.kind in _ANSWERS:
                break
    except ProofError as error:
        return kinds, str(error)
    return kinds, ""


def _heads(path: Path) -> Iterator[Record]:
    return records(path, str(path), wanted=lambda kind: _SCANNED.get(kind, 0))


_SCANNED: Final = {"response": HEAD_LIMIT, "revisit": HEAD_LIMIT, "metadata": _METADATA_LIMIT}


def _is_html_page(record: Record) -> bool:
    head = read_head(record.block)
    if head is None:
        return False
    _, status, headers, _ = head
    types = [value for name, value in headers if name.lower() == b"content-type"] or [b""]
    return status == 200 and types[-1].partition(b";")[0].strip().lower() in _HTML_TYPES


def _key(url: str) -> str:
    return without_fragment(normalize(url) or url)


def _name(path: Path, base: Path | None) -> str:
    """Return how places name *path*: relative to the folder of all proof where it is in it."""
    whole: Any = path.resolve()
    if base is not None and whole.is_relative_to(base.resolve()):
        return str(whole.relative_to(base.resolve()))
    return str(whole)
