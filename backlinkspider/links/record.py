"""Links of one page to one target as documents: the parts of ``links`` that come from the page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from backlinkspider.documents import Document, link_id, page_id
from backlinkspider.links.compare import Sighting, compare, number
from backlinkspider.links.credit import is_followed, link_blockers
from backlinkspider.links.page_part import MAX_TEXT, PagePart, read_page
from backlinkspider.links.signals import read_signals
from backlinkspider.links.surroundings import Surroundings, SurroundingsReader

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from backlinkspider.links.seen import Rendition, Seen
    from backlinkspider.page.document import FoundAnchor, HtmlDocument
    from backlinkspider.page.fetch import Fetch
    from backlinkspider.page.model import Anchor
    from backlinkspider.target import Target


@dataclass(frozen=True, slots=True)
class Reading:
    """One page as read: its plain document, and the rendered one where there is one."""

    url: str
    fetch: Fetch
    body: bytes
    raw: HtmlDocument
    rendered: HtmlDocument | None = None
    render_reasons: tuple[str, ...] = ()
    left_to: str | None = None
    """Where scripts or a meta refresh lead a visitor, when that is another domain."""
    rendition: Rendition | None = None
    """What ``rendered`` was read from."""
    look: Seen | None = None

    @property
    def final(self) -> HtmlDocument:
        """The document a visitor ends with."""
        return self.rendered or self.raw


@dataclass(frozen=True, slots=True)
class _Described:
    """The wanted anchors of a document, and what is round each, by URL and ordinal."""

    found: Sequence[FoundAnchor]
    anchors: list[Anchor]
    around: Mapping[tuple[str, int], Surroundings]


def links_to(target: Target, reading: Reading) -> tuple[Document, ...]:
    """Return a document for each anchor of the page that points to *target*.

    Holds the parts that come from the page: ``_id``, ``target``, ``page_id``, ``page``, ``link``,
    ``signals``. A page on the target's own site holds no backlinks.
    """
    if target.is_own(reading.fetch.final_url):
        return ()
    return _links(
        reading, target, lambda found: found.url is not None and target.matches(found.url)
    )


def all_links(reading: Reading, target: Target | None) -> tuple[Document, ...]:
    """Return a document for every anchor of the page, wherever it points."""
    return _links(reading, target, lambda _: True)


def _links(
    reading: Reading, target: Target | None, wanted: Callable[[FoundAnchor], bool]
) -> tuple[Document, ...]:
    raw = _described(reading.raw, wanted)
    rendered = _described(reading.rendered, wanted) if reading.rendered else None
    final = rendered or raw
    if not raw.anchors and not final.anchors:
        return ()
    part = read_page(reading, final.found, target)
    documents = []
    for sighting in compare(raw.anchors, rendered.anchors if rendered else None):
        seen = raw if sighting.seen_in == "raw" else final
        around = seen.around[sighting.anchor.address, sighting.ordinal]
        documents.append(_link(target, reading.url, part, sighting, around))
    return tuple(documents)


def _described(document: HtmlDocument, wanted: Callable[[FoundAnchor], bool]) -> _Described:
    found = document.anchors()
    kept = [one for one in found if wanted(one)]
    anchors = [document.describe(one) for one in kept]
    if not kept:
        return _Described(found, anchors, {})
    reader = SurroundingsReader(document.url, found, document.flow)
    around = {
        (anchor.address, ordinal): reader.around(one)
        for one, (anchor, ordinal) in zip(kept, number(anchors), strict=True)
    }
    return _Described(found, anchors, around)


def _link(
    target: Target | None, url: str, part: PagePart, sighting: Sighting, around: Surroundings
) -> Document:
    link = _link_part(part, sighting, around)
    name = target.name if target else ""
    return {
        "_id": link_id(name, url, link["url"], sighting.ordinal),
        "target": name or None,
        "page_id": page_id(name, url),
        "page": part.page,
        "link": link,
        "signals": _signals(target, part, link, sighting, around) if target else {},
    }


def _signals(
    target: Target,
    part: PagePart,
    link: Document,
    sighting: Sighting,
    around: Surroundings,
) -> dict[str, Any]:
    signals = {
        **part.signals,
        **read_signals(part.page, link, target),
        "inline_hidden": list(sighting.anchor.hidden),
        "block_hash": around.block_hash,
        "same_link_on_page": around.same,
        "refresh_to_target": part.refresh is not None and target.matches(part.refresh),
    }
    return signals if around.cluster is None else {**signals, "cluster_links": around.cluster}


def _link_part(part: PagePart, sighting: Sighting, around: Surroundings) -> dict[str, Any]:
    anchor = sighting.anchor
    blockers = link_blockers(anchor.rel, anchor.url, anchor.place) + part.credit.blockers()
    return {
        "href": anchor.href,
        "url": anchor.address,
        "tag": anchor.tag,
        "place": anchor.place,
        "text": anchor.text[:MAX_TEXT],
        "text_source": anchor.text_source,
        "title": anchor.title[:MAX_TEXT],
        "rel": list(anchor.rel),
        "follow": is_followed(anchor.rel),
        "passes_credit": not blockers,
        "credit_blockers": list(blockers),
        "region": anchor.region,
        "path": anchor.path,
        "classes": list(anchor.classes),
        "list_size": around.list_size,
        "list_external": around.list_external,
        "ordinal": sighting.ordinal,
        "before": anchor.before,
        "after": anchor.after,
        "visibility": {"state": "unknown", "reasons": []},
        "seen_in": sighting.seen_in,
        "changed_by_script": sighting.changed,
        "via": "direct",
    }
