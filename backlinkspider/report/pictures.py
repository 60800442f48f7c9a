"""Screenshots of links, out of the archives into the report, as many as it has room for."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from heapq import heappush, heappushpop
from typing import TYPE_CHECKING, Any, Final

from backlinkspider.proof.extract import file_of
from backlinkspider.proof.model import ProofError
from backlinkspider.proof.reader import record_at
from backlinkspider.proof.records import hex_digest
from backlinkspider.report.document import at, score_of
from backlinkspider.report.embed import data_url
from backlinkspider.report.model import Picture, Pictures

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from backlinkspider.documents import Document

MOST: Final = 24
"""Screenshots in a report; the archives keep all."""

MAX_BYTES: Final = 2 * 1024 * 1024
"""Of all of them together; one is seldom over 50 KB."""

_PNG: Final = b"\x89PNG\r\n\x1a\n"


@dataclass(slots=True)
class Wanted:
    """Keeps the links whose screenshots tell most: of domains to act on first, by risk."""

    first: Iterable[str]
    count: int = 0
    """Screenshots there are."""
    _kept: list[tuple[tuple[bool, float, str], Document]] = field(default_factory=list)
    _domains: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        self._domains = frozenset(self.first)

    def offer(self, link: Document) -> None:
        """Keep *link* if it has a screenshot that weighs enough."""
        if not at(link, ("proof", "screenshot")):
            return
        self.count += 1
        entry = ((link["page"]["domain"] in self._domains, score_of(link), link["_id"]), link)
        if len(self._kept) < MOST:
            heappush(self._kept, entry)
        else:
            heappushpop(self._kept, entry)

    @property
    def links(self) -> list[Document]:
        """The links kept, the most telling first."""
        return [link for _, link in sorted(self._kept, key=lambda one: one[0], reverse=True)]


def read_pictures(wanted: Wanted, folder: Path) -> Pictures:
    """Return the screenshots of *wanted* links from the archives below *folder*.

    Links on one view share a picture. What can't be read is named among the problems.
    """
    shown: dict[str, Picture] = {}
    problems: list[str] = []
    room, left_out = MAX_BYTES, wanted.count - len(wanted.links)
    for link in wanted.links:
        place = link["proof"]["screenshot"]
        if known := shown.get(place["digest"]):
            shown[place["digest"]] = replace(known, links=[*known.links, link["_id"]])
            continue
        try:
            content = _content(place, folder)
        except ProofError as error:
            problems.append(str(error))
            continue
        if len(content) > room:
            left_out += 1
            continue
        room -= len(content)
        shown[place["digest"]] = _picture(link, place, content)
    return Pictures(list(shown.values()), left_out, list(_once(problems)))


def _content(place: dict[str, Any], folder: Path) -> bytes:
    path = file_of(place, folder)
    if not path.is_file():
        raise ProofError(f"{place['file']}: there is no such file in the folder of proof")
    content = record_at(path, place["file"], place["offset"], limit=MAX_BYTES + 1).block
    if len(content) <= MAX_BYTES and hex_digest(content) != place["digest"]:
        raise ProofError(f"{place['file']}: the record at offset {place['offset']} has changed")
    if not content.startswith(_PNG):
        raise ProofError(f"{place['file']}: the record at offset {place['offset']} is no picture")
    return content


def _picture(link: Document, place: dict[str, Any], content: bytes) -> Picture:
    return Picture(
        links=[link["_id"]],
        url=data_url("image/png", content),
        page_url=link["page"]["url"],
        text=link["link"]["text"],
        at=link.get("last_seen"),
        warc=f"{place['file']}@{place['offset']}",
        digest=place["digest"],
    )


def _once(texts: Iterable[str]) -> Iterator[str]:
    yield from dict.fromkeys(texts)
