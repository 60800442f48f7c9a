"""Writes proof: a file set per run, of which each process has files of its own.

What ``keep`` has returned is in the hands of the operating system: it survives the end of the
process, however that comes. A torn record can only be the last of a file, since nobody goes on with
another's file, and a gzip member holds one record.
"""

from __future__ import annotations

import os
import re
from collections import OrderedDict
from dataclasses import dataclass, field
from datetime import UTC, datetime
from socket import gethostname
from threading import Lock
from typing import IO, TYPE_CHECKING, Any, Final

from backlinkspider import __version__
from backlinkspider.proof.cdxj import SUFFIX, index_line
from backlinkspider.proof.model import Kept, Place
from backlinkspider.proof.page_records import Original, answer_draft, other_drafts
from backlinkspider.proof.records import CONFORMS_TO, hex_digest, record_bytes, warcinfo

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from backlinkspider.page.seen import AnchorKey
    from backlinkspider.proof.model import PageProof
    from backlinkspider.proof.records import Draft

FILE_SIZE: Final = 256 * 1024 * 1024
"""Bytes after which a new file is begun: large enough to be few, small enough to be copied."""

_ORIGINALS: Final = 10_000
"""Payloads remembered, so that the same one is not written again."""

_FILE_HEAD: Final = 1024
"""Bytes that the record at the head of a new file may take."""

_SUFFIX: Final = ".warc.gz"


@dataclass(slots=True)
class _File:
    """An open file of ours with its index; *size* is where its next record goes."""

    name: str
    warc: IO[bytes]
    index: IO[bytes]
    size: int = 0
    index_size: int = 0


@dataclass(slots=True)
class _Group:
    """Records of a page before they are written, and the lines that will point to them."""

    file: str
    offset: int
    data: bytearray = field(default_factory=bytearray)
    lines: list[tuple[Draft, dict[str, Any]]] = field(default_factory=list)

    def add(self, draft: Draft, name: str) -> Place:
        """Append a record; return where it will be."""
        written = record_bytes(draft)
        at = self.offset + len(self.data)
        payload = draft.block if draft.payload is None else draft.payload
        place = Place(self.file, at, len(written), hex_digest(payload))
        self.data += written
        if draft.kind in {"response", "revisit", "resource"}:
            where = {"length": str(place.length), "offset": str(at), "filename": name}
            self.lines.append((draft, where))
        return place


class ProofWriter:
    """Keeps pages of one run below *folder*; safe to call from several threads.

    All processes of the run together keep within *limit* bytes as far as they see each other's
    files: a page that would go past it is not kept. A disk that fails ends the proof, not the
    crawl. *kept* and *unkept* count pages, *problem* says what ended the proof.
    """

    def __init__(
        self,
        folder: Path,
        run: str,
        *,
        limit: int,
        info: Mapping[str, str],
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self.folder = folder / run
        self.limit = limit
        self.kept = 0
        self.unkept = 0
        self.problem = ""
        self._run = run
        self._info = info
        self._now = now
        self._file: _File | None = None
        self._serial = 0
        self._originals: OrderedDict[str, Original] = OrderedDict()
        self._lock = Lock()

    def keep(self, page: PageProof) -> Kept | None:
        """Write the records of *page*; ``None`` where there is no room, or the disk fails."""
        with self._lock:
            kept = None
            if not self.problem:
                try:
                    kept = self._keep(page)
                except OSError as error:
                    self.problem = f"{error.strerror or error} ({self.folder})"
            self.kept += kept is not None
            self.unkept += kept is None
            return kept

    def close(self) -> None:
        """Close the open file."""
        with self._lock:
            try:
                self._close_file()
            except OSError as error:
                self.problem = self.problem or f"{error.strerror or error} ({self.folder})"

    def _keep(self, page: PageProof) -> Kept | None:
        spent = _size(self.folder)
        if spent + _FILE_HEAD >= self.limit:
            return None
        file = self._open_file()
        group = _Group(f"{self._run}/{file.name}", file.size)
        digest = hex_digest(page.body)
        original = self._originals.get(digest)
        answer = answer_draft(page, original)
        warc, rendered = group.add(answer, file.name), None
        shots: dict[AnchorKey, Place] = {}
        records = 1
        for draft, key in other_drafts(page, answer):
            place = group.add(draft, file.name)
            records += 1
            if key is not None:
                shots[key] = place
            elif draft.kind == "conversion":
                rendered = place
        group.lines[0][1].update(status=str(page.answer.status), records=records)
        if answer.kind == "revisit":
            group.lines[0][1]["mime"] = "warc/revisit"
        else:
            group.lines[0][1]["mime"] = _media_type(page)
        lines = b"".join(index_line(draft, values) for draft, values in group.lines)
        if _size(self.folder) + len(group.data) + len(lines) > self.limit:
            return None
        _append(file, bytes(group.data), lines)
        if original is None:
            self._remember(digest, Original(answer, file.name, warc.offset))
        return Kept(warc, rendered, shots)

    def _remember(self, digest: str, original: Original) -> None:
        self._originals[digest] = original
        if len(self._originals) > _ORIGINALS:
            self._originals.popitem(last=False)

    def _open_file(self) -> _File:
        if self._file is not None and self._file.size >= FILE_SIZE:
            self._close_file()
        if self._file is None:
            self.folder.mkdir(parents=True, exist_ok=True)
            self._file = self._new_file()
        return self._file

    def _new_file(self) -> _File:
        host = re.sub(r"[^A-Za-z0-9.-]", "-", gethostname())
        while True:
            at = self._now()
            name = f"proof-{at:%Y%m%d%H%M%S}-{self._serial:05}-{os.getpid()}-{host}"
            self._serial += 1
            try:
                warc = (self.folder / f"{name}{_SUFFIX}").open("xb", buffering=0)
            except FileExistsError:
                continue
            index = (self.folder / f"{name}{SUFFIX}").open("xb", buffering=0)
            file = _File(f"{name}{_SUFFIX}", warc, index)
            try:
                _append(file, record_bytes(warcinfo(at, file.name, self._information())), b"")
            except OSError:
                self._discard(file)
                raise
            return file

    def _discard(self, file: _File) -> None:
        file.warc.close()
        file.index.close()
        (self.folder / file.name).unlink()
        (self.folder / f"{file.name.removesuffix(_SUFFIX)}{SUFFIX}").unlink()

    def _information(self) -> dict[str, str]:
        return {
            "software": f"backlinkspider/{__version__}",
            "format": "WARC File Format 1.1",
            "conformsTo": CONFORMS_TO,
            "isPartOf": self._run,
            **self._info,
        }

    def _close_file(self) -> None:
        if self._file is not None:
            file, self._file = self._file, None
            file.warc.close()
            file.index.close()
            _sort(self.folder / f"{file.name.removesuffix(_SUFFIX)}{SUFFIX}")


def _append(file: _File, data: bytes, lines: bytes) -> None:
    """Write records and their lines, or leave both files as they were. Raises ``OSError``."""
    try:
        _write_all(file.warc, data)
        _write_all(file.index, lines)
    except OSError:
        file.warc.truncate(file.size)
        file.index.truncate(file.index_size)
        raise
    file.size += len(data)
    file.index_size += len(lines)


def _write_all(out: IO[bytes], data: bytes) -> None:
    """Write *data* without a buffer, in as many pieces as the system takes."""
    view = memoryview(data)
    while view:
        view = view[out.write(view) :]


def _sort(path: Path) -> None:
    """Sort the lines of an index by bytes, as readers that search it expect."""
    lines = sorted(path.read_bytes().splitlines(keepends=True))
    fresh = path.with_suffix(".sorting")
    fresh.write_bytes(b"".join(lines))
    fresh.replace(path)


def _size(folder: Path) -> int:
    """Return the bytes of all files in *folder*, whoever writes them."""
    total = 0
    try:
        with os.scandir(folder) as entries:
            for entry in entries:
                total += entry.stat().st_size
    except FileNotFoundError:
        return total
    return total


def _media_type(page: PageProof) -> str:
    return page.answer.content_type.partition(";")[0].strip().lower() or "unk"
