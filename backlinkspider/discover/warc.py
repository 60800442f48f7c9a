"""WARC files: each recorded page goes the crawl's own way from its answer to its links."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache
from typing import TYPE_CHECKING, Final, cast

from scrapy import Request
from scrapy.http import Response
from scrapy.settings import Settings
from scrapy.signalmanager import SignalManager

from backlinkspider.crawl.archive_middleware import recorded_response
from backlinkspider.crawl.archived import archived_fetch, archived_reading
from backlinkspider.crawl.step import Read, next_step
from backlinkspider.crawl.visit import fetched
from backlinkspider.discover.model import Find, Shown
from backlinkspider.discover.stream import Break
from backlinkspider.documents import utc
from backlinkspider.links.record import Reading, links_to
from backlinkspider.proof.archive import BLOCK_LIMIT
from backlinkspider.proof.model import ProofError
from backlinkspider.proof.page import ANSWERS, FOLLOWERS, page_of
from backlinkspider.proof.reader import Unreadable
from backlinkspider.urls import is_http, normalize, without_fragment
from backlinkspider.web.unpacking_middleware import UnpackingMiddleware

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from scrapy.crawler import Crawler

    from backlinkspider.discover.model import Counts
    from backlinkspider.discover.originals import Originals
    from backlinkspider.discover.stream import Walk
    from backlinkspider.documents import Document
    from backlinkspider.proof.page import ArchivedPage
    from backlinkspider.proof.reader import Record
    from backlinkspider.target import Target

_READ: Final = frozenset({"response", "revisit", "metadata", "conversion", "resource"})
_GROUP_BYTES: Final = 2 * BLOCK_LIMIT
_NO_DATE: Final = datetime(1970, 1, 1, tzinfo=UTC)
"""Stands in a fetch for a date that the record does not give; it is not shown."""


def wanted_of_warc(kind: str) -> int:
    """Return how many bytes of a record of *kind* are read."""
    return BLOCK_LIMIT if kind in _READ else 0


def finds_in_warc(
    walk: Walk,
    targets: Sequence[Target],
    originals: Originals,
    counts: Counts,
    broken: Callable[[str], None],
) -> Iterator[Find]:
    """Yield each page of *walk* that links to one of *targets*, for each of them.

    *originals* learn the pages, *counts* are kept as it goes, *broken* is told of what could not
    be read. Raises ``Unreadable``.
    """
    for group in _groups(walk, counts, broken):
        if originals.puts_off(group.first, group.number):
            continue
        try:
            found = _finds(group, originals, targets)
        except Unreadable:
            raise
        except ProofError as error:
            broken(str(error))
        except Exception as error:  # noqa: BLE001 - as in a crawl: one page's oddity ends no other
            at = f"{group.first.file}: the page at offset {group.first.offset}"
            broken(f"{at} can't be read: {error!r}")
        else:
            counts.pages += found is not None
            yield from found or ()


def _finds(group: _Group, originals: Originals, targets: Sequence[Target]) -> list[Find] | None:
    page = page_of(group.first, group.rest, limit=BLOCK_LIMIT, locate=originals.locate)
    reading = read_recorded(page)
    if reading is None:
        return None
    originals.remember(group.first)
    return [
        _find(target, reading, group, page.at, links)
        for target in targets
        if (links := links_to(target, reading))
    ]


def read_recorded(page: ArchivedPage) -> Reading | None:
    """Return *page* as a crawl of the archive reads it; ``None`` for what is no HTML page.

    Raises ``IgnoreRequest`` for a body that is too large unpacked.
    """
    url = _key(page.facts.url if page.facts else page.uri)
    if not is_http(url):
        return None
    response = _unpacked(recorded_response(page))
    fetch = archived_fetch(fetched(response, (), page.at or _NO_DATE), page)
    step = next_step(fetch, response.body)
    if not isinstance(step, Read):
        return None
    reading = Reading(url, fetch, response.body, step.document)
    return archived_reading(reading, page, rendered=True)


@dataclass(slots=True)
class _Group:
    """An answer, number *number* of its file, and the records that belong to it."""

    first: Record
    number: int
    rest: list[Record] = field(default_factory=list)
    size: int = 0

    def take(self, record: Record) -> None:
        if record.about != self.first.identity or len(self.rest) >= FOLLOWERS:
            return
        self.size += len(record.block)
        if self.size <= _GROUP_BYTES:
            self.rest.append(record)


def _groups(walk: Walk, counts: Counts, broken: Callable[[str], None]) -> Iterator[_Group]:
    group: _Group | None = None
    for one in walk.within():
        if isinstance(one, Break):
            broken(one.problem)
            continue
        counts.records += 1
        if one.kind not in ANSWERS:
            if group is not None:
                group.take(one)
            continue
        if group is not None:
            yield group
        group = None if one.kind == "warcinfo" else _Group(one, counts.records)
    if group is not None:
        _take_rest(group, walk)
        yield group


def _take_rest(group: _Group, walk: Walk) -> None:
    """Let *group* take what belongs to it behind the end of *walk*; who reads on counts that."""
    for one in walk.beyond():
        if isinstance(one, Break):
            continue
        if one.kind in ANSWERS:
            return
        group.take(one)


def _find(
    target: Target,
    reading: Reading,
    group: _Group,
    at: datetime | None,
    links: Sequence[Document],
) -> Find:
    return Find(
        target=target.name,
        page=reading.url,
        title=links[0]["page"]["title"],
        at=utc(at) if at else None,
        kind="warc",
        file=group.first.file,
        record=group.number,
        offset=group.first.offset,
        links=tuple(_shown(document["link"]) for document in links),
    )


def _shown(link: Document) -> Shown:
    return Shown(
        url=link["url"],
        href=link["href"],
        ordinal=link["ordinal"],
        rel=tuple(link["rel"]),
        follow=link["follow"],
        text=link["text"],
        more={name: link[name] for name in ("passes_credit", "region", "place")},
    )


def _unpacked(response: Response) -> Response:
    done = _compression().process_response(Request(response.url), response)
    assert isinstance(done, Response)
    return done


@cache
def _compression() -> UnpackingMiddleware:
    """Return the unpacking of the crawl."""
    return UnpackingMiddleware(crawler=cast("Crawler", _NoCrawler()))


@dataclass(frozen=True, slots=True)
class _NoCrawler:
    """What unpacking asks of a crawler, where none runs."""

    settings: Settings = field(
        default_factory=lambda: Settings({"DOWNLOAD_MAXSIZE": BLOCK_LIMIT, "DOWNLOAD_WARNSIZE": 0})
    )
    signals: SignalManager = field(default_factory=SignalManager)
    stats: None = None


def _key(url: str) -> str:
    return without_fragment(normalize(url) or url)
