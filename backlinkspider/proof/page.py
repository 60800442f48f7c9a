"""One page as an archive holds it: the plain answer, and what follows it in the file."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

from backlinkspider.page.seen import FrameSource
from backlinkspider.proof.facts import our_facts
from backlinkspider.proof.http import Answer, read_answer
from backlinkspider.proof.model import Place, ProofError, RenderedPage
from backlinkspider.proof.reader import Record, record_at, records
from backlinkspider.proof.records import hex_digest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from datetime import datetime

    from backlinkspider.page.seen import AnchorKey
    from backlinkspider.proof.facts import PageFacts
    from backlinkspider.proof.reader import Openable

    Locate = Callable[[Record], tuple[Openable, int] | None]
    """Finds the record that a revisit refers to."""

FOLLOWERS: Final = 100
"""Records looked at after an answer for what belongs to it."""

ANSWERS: Final = frozenset({"response", "revisit", "warcinfo"})
"""Kinds of records that belong to nothing before them."""

_HTML: Final = "text/html"


@dataclass(frozen=True, slots=True, kw_only=True)
class ArchivedPage:
    """A recorded page. *facts* are our metadata record's; other tools' archives have none."""

    uri: str
    at: datetime | None
    ip: str | None
    truncated: bool
    answer: Answer
    place: Place
    facts: PageFacts | None
    rendered: RenderedPage | None = None
    rendered_place: Place | None = None
    frames: Sequence[FrameSource] = ()
    screenshots: Mapping[AnchorKey, bytes] = field(default_factory=dict)
    screenshot_places: Mapping[AnchorKey, Place] = field(default_factory=dict)


def read_page(
    path: Openable, name: str, offset: int, *, limit: int, locate: Locate
) -> ArchivedPage:
    """Return the page whose answer stands at *offset* of *path*, called *name*.

    At most *limit* bytes of a block are read. *locate* finds the original of a revisit. Raises
    ``ProofError``.
    """
    following = records(path, name, wanted=lambda _: limit, offset=offset)
    first = next(following, None)
    if first is None or first.kind not in {"response", "revisit"}:
        raise ProofError(f"{name}: there is no recorded answer at offset {offset}")
    return page_of(first, _followers(following, first.identity), limit=limit, locate=locate)


def page_of(first: Record, group: Sequence[Record], *, limit: int, locate: Locate) -> ArchivedPage:
    """Return the page of the answer *first*; *group* are the records that belong to it.

    The other arguments are those of ``read_page``. Raises ``ProofError``.
    """
    answer, cut = _answer(first, limit, locate)
    facts = next((found for record in group if (found := our_facts(record))), None)
    dom = next((record for record in group if _is_dom(record)), None)
    by_id = {record.identity: record for record in group}
    shots = {
        (shot.url, shot.ordinal): by_id[shot.record]
        for shot in (facts.screenshots if facts else ())
        if shot.record in by_id
    }
    return ArchivedPage(
        uri=first.uri,
        at=first.date,
        ip=first.fields.get("warc-ip-address"),
        truncated=cut or "warc-truncated" in first.fields,
        answer=answer,
        place=place_of(first, answer.body),
        facts=facts,
        rendered=_rendered(dom, facts) if dom else None,
        rendered_place=place_of(dom, dom.block) if dom else None,
        frames=_frames(facts, by_id),
        screenshots={key: record.block for key, record in shots.items()},
        screenshot_places={key: place_of(record, record.block) for key, record in shots.items()},
    )


def place_of(record: Record, payload: bytes) -> Place:
    """Return where *record* with *payload* is."""
    return Place(record.file, record.offset, record.length, hex_digest(payload))


def _answer(first: Record, limit: int, locate: Locate) -> tuple[Answer, bool]:
    if first.kind == "response":
        answer = parsed_answer(first)
        return answer, first.cut or answer.cut
    found = locate(first)
    if found is None:
        raise ProofError(
            f"{first.file}: the revisit at offset {first.offset} refers to a record that is not"
            " in the archive"
        )
    path, offset = found
    original = record_at(path, str(path), offset, limit=limit)
    body = parsed_answer(original)
    # By the standard (6.7.2) a revisit may leave its head out, too.
    head = parsed_answer(first) if first.block.strip() else body
    return replace(body, status=head.status, headers=head.headers), original.cut or body.cut


def parsed_answer(record: Record) -> Answer:
    """Return the HTTP answer of *record*. Raises ``ProofError``."""
    try:
        return read_answer(record.block)
    except ValueError as error:
        raise ProofError(f"{record.file}: the record at offset {record.offset}: {error}") from None


def _followers(following: Iterable[Record], identity: str) -> list[Record]:
    """Return the records after an answer that belong to it; a file may end torn after them."""
    group: list[Record] = []
    try:
        for number, record in enumerate(following):
            if record.kind in ANSWERS or number >= FOLLOWERS:
                break
            if record.about == identity:
                group.append(record)
    except ProofError:
        return group
    return group


def _is_dom(record: Record) -> bool:
    media_type = record.fields.get("content-type", "").partition(";")[0].strip().lower()
    return record.kind == "conversion" and media_type == _HTML


def _rendered(dom: Record, facts: PageFacts | None) -> RenderedPage:
    known = facts.rendered if facts else None
    if known is None:
        return RenderedPage(
            url=dom.uri, status=200, charset="utf-8", body=dom.block, truncated=dom.cut
        )
    return RenderedPage(
        url=known.url,
        status=known.status,
        charset=known.charset,
        body=dom.block,
        truncated=known.truncated or dom.cut,
        redirects=known.redirects,
    )


def _frames(facts: PageFacts | None, by_id: Mapping[str, Record]) -> list[FrameSource]:
    return [
        FrameSource(
            url=frame.url,
            charset=frame.charset,
            html=by_id[frame.record].block.decode("utf-8", "replace"),
            srcdoc=frame.srcdoc,
        )
        for frame in (facts.frames if facts else ())
        if frame.record in by_id
    ]
