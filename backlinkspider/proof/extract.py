"""Takes the proof of one link out of its WARC file, and checks that it is what was kept."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from backlinkspider.proof.archive import BLOCK_LIMIT
from backlinkspider.proof.model import ProofError
from backlinkspider.proof.page import read_page
from backlinkspider.proof.reader import record_at
from backlinkspider.proof.records import hex_digest

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from backlinkspider.documents import Document
    from backlinkspider.proof.page import ArchivedPage
    from backlinkspider.proof.reader import Record

PARTS: Final = {"warc": "html", "rendered": "rendered.html", "screenshot": "png"}
"""The parts of a link's proof, and how the files they are saved to end."""


@dataclass(frozen=True, slots=True)
class Part:
    """One thing that was kept: *suffix* is how its file's name ends."""

    suffix: str
    content: bytes


def file_of(place: Mapping[str, Any], folder: Path) -> Path:
    """Return the WARC file of *place*; *folder* is that of all proof.

    Raises ``ProofError`` for one that is elsewhere: whoever wrote that wants another file read.
    """
    name = Path(place["file"])
    if name.is_absolute() or ".." in name.parts:
        raise ProofError(f"{place['file']!r:.200}: no file in the folder of proof")
    return folder / name


def proof_parts(proof: Document, folder: Path) -> Iterator[Part]:
    """Yield what *proof* of a link names, frames too.

    Raises ``ProofError`` where a file is missing or broken, or holds something else.
    """
    for name, suffix in PARTS.items():
        place = proof.get(name)
        if not place:
            continue
        path = file_of(place, folder)
        if not path.is_file():
            raise ProofError(f"{path}: there is no such file: was it moved? See PROOF_FOLDER")
        if name != "warc":
            record = record_at(path, str(path), place["offset"], limit=BLOCK_LIMIT)
            yield Part(suffix, _checked(record.block, place, path))
            continue
        page = _page(path, place["offset"])
        yield Part(suffix, _checked(page.answer.body, place, path))
        for number, frame in enumerate(page.frames, 1):
            yield Part(f"frame-{number}.html", frame.html.encode())


def _page(path: Path, offset: int) -> ArchivedPage:
    """Return the page at *offset*; where it is a revisit its body may be in a file beside it."""

    def locate(revisit: Record) -> tuple[Path, int] | None:
        name = Path(revisit.fields.get("warc-refers-to-filename", "")).name
        at = revisit.fields.get("warc-refers-to-file-offset", "")
        original = path.parent / name
        return (original, int(at)) if at.isdigit() and original.is_file() else None

    return read_page(path, str(path), offset, limit=BLOCK_LIMIT, locate=locate)


def _checked(content: bytes, place: Mapping[str, Any], path: Path) -> bytes:
    found = hex_digest(content)
    if found != place["digest"]:
        raise ProofError(
            f"{path}: the record at offset {place['offset']} has the digest {found}, not"
            f" {place['digest']}: the file has changed since the crawl"
        )
    return content
