"""Links of one page to one target as documents: the parts of ``links`` that come from the page."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from hashlib import blake2b
from typing import TYPE_CHECKING, Any, Final

from backlinkspider.documents import Document, link_id, page_id
from backlinkspider.links.compare import Sighting, compare
from backlinkspider.links.credit import is_followed, link_blockers
from backlinkspider.links.origin import script_origins
from backlinkspider.links.outlinks import is_affiliate
from backlinkspider.links.page_part import MAX_TEXT, PagePart, read_page
from backlinkspider.links.path import is_open_redirect, leads_to, path_part
from backlinkspider.links.signals import read_signals
from backlinkspider.links.surroundings import Surroundings, SurroundingsReader
from backlinkspider.links.tracking import tracking
from backlinkspider.links.visible import hidden_by_style, unmeasured, visibilities
from backlinkspider.urls import (
    MAX_URL_LENGTH,
    host_of,
    registrable_domain,
    without_fragment,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from backlinkspider.links.cloaking import Cloaking
    from backlinkspider.links.path import Led
    from backlinkspider.page.document import FoundAnchor, HtmlDocument
    from backlinkspider.page.fetch import Fetch
    from backlinkspider.page.model import Anchor
    from backlinkspider.page.seen import Rendition, Seen
    from backlinkspider.target import Target


MAX_LINKS: Final = 1000
"""Links of a page to one target that are kept: each costs a millisecond and some kilobytes."""


@dataclass(frozen=True, slots=True)
class Reading:
    """One page as read: its plain document, and the rendered one where there is one."""

    url: str
    fetch: Fetch
    body: bytes
    raw: HtmlDocument
    rendered: HtmlDocument | None = None
    render_reasons: tuple[str, ...] = ()
    look: Seen | None = None
    """What the browser saw of the anchors to the targets, where there is a rendered document."""
    left_to: str | None = None
    """Where scripts or a meta refresh lead a visitor, when that is another domain."""
    rendition: Rendition | None = None
    """What ``rendered`` was read from."""
    paths: Mapping[str, Led] = field(default_factory=dict)
    """The redirectors of the page that were asked, by URL without fragment, with their paths."""
    cloaking: Cloaking | None = None
    """What others were shown at the page's URL, where that was probed."""

    def led(self, url: str) -> Led | None:
        """Return how the anchor URL *url* is led on, ``None`` where it was not asked."""
        return self.paths.get(without_fragment(url)) if self.paths else None

    @property
    def final(self) -> HtmlDocument:
        """The document a visitor ends with."""
        return self.rendered or self.raw


@dataclass(frozen=True, slots=True)
class _On:
    """The page a link is on, as it is read for one target."""

    target: Target | None
    reading: Reading
    part: PagePart


@dataclass(frozen=True, slots=True)
class _Described:
    """The wanted anchors of a document, and what is round each."""

    found: Sequence[FoundAnchor]
    anchors: list[Anchor]
    around: list[Surroundings]
    more: bool = False
    """There were more than are described."""


def links_to(target: Target, reading: Reading) -> tuple[Document, ...]:
    """Return a document for each anchor of the page that points to *target*.

    Holds the parts that come from the page: ``_id``, ``target``, ``page_id``, ``page``, ``link``,
    ``signals``. A page on the target's own site holds no backlinks; of one with more than
    ``MAX_LINKS`` the first are kept, and it is marked truncated.
    """
    if not (reading.paths or _names(reading, target)) or target.is_own(reading.fetch.final_url):
        return ()

    def wanted(found: FoundAnchor) -> bool:
        if found.url is None:
            return False
        led = reading.led(found.url)
        return target.matches(found.url) or (led is not None and leads_to(target, led.path))

    return _links(reading, target, wanted, MAX_LINKS)


def _names(reading: Reading, target: Target) -> bool:
    """Tell whether an anchor of the page may point to *target*; most pages need no closer look."""
    documents = (reading.raw, reading.rendered)
    return any(document and document.anchors_naming(target.hosts) for document in documents)


def all_links(reading: Reading, target: Target | None) -> tuple[Document, ...]:
    """Return a document for every anchor of the page, wherever it points."""
    return _links(reading, target, lambda _: True)


def _links(
    reading: Reading,
    target: Target | None,
    wanted: Callable[[FoundAnchor], bool],
    most: int | None = None,
) -> tuple[Document, ...]:
    raw = _described(reading.raw, wanted, most)
    rendered = _described(reading.rendered, wanted, most) if reading.rendered else None
    final = rendered or raw
    if not raw.anchors and not final.anchors:
        return ()
    part = read_page(reading, final.found, target)
    if raw.more or final.more:
        part = replace(part, page={**part.page, "truncated": True})
    on = _On(target, reading, part)
    origins = script_origins(final.anchors, reading.look, final_url=reading.fetch.final_url)
    measured = visibilities(final.anchors, reading.look)
    documents = []
    for sighting in compare(raw.anchors, rendered.anchors if rendered else None):
        is_gone = sighting.seen_in == "raw"
        around = (raw if is_gone else final).around[sighting.position]
        link = {
            **_link_part(on.part, sighting, around, reading.led(sighting.anchor.address)),
            "visibility": unmeasured() if is_gone else measured[sighting.position],
            "script_origin": None if is_gone else origins[sighting.position],
        }
        documents.append(_document(on, link, _all_signals(on, link, sighting, around)))
    return tuple(documents)


def _document(on: _On, link: Document, signals: Document) -> Document:
    name, url = on.target.name if on.target else "", on.reading.url
    return {
        "_id": link_id(name, url, link["url"], link["ordinal"]),
        "target": name or None,
        "page_id": page_id(name, url),
        "page": on.part.page,
        "link": link,
        "signals": signals,
    }


def _described(
    document: HtmlDocument, wanted: Callable[[FoundAnchor], bool], most: int | None
) -> _Described:
    found = document.anchors()
    all_wanted = [one for one in found if wanted(one)]
    kept = all_wanted[:most]
    anchors = document.describe_all(kept)
    if not kept:
        return _Described(found, anchors, [])
    reader = SurroundingsReader(document.url, found, document.flow)
    around = [reader.around(one) for one in kept]
    return _Described(found, anchors, around, more=len(kept) < len(all_wanted))


def _all_signals(
    on: _On, link: Document, sighting: Sighting, around: Surroundings
) -> dict[str, Any]:
    if on.target is None:
        return {}
    led = on.reading.led(sighting.anchor.address)
    signals = _signals(on.target, on.part, link, sighting, around)
    signals |= _path_signals(on.part, link, led)
    if on.reading.cloaking is not None:
        signals["cloaking"] = on.reading.cloaking.document(link["url"])
    return signals


def _path_signals(part: PagePart, link: Document, led: Led | None) -> dict[str, Any]:
    """Return what the way of the link tells: domains between page and target, open redirects."""
    if led is None:
        return {"path_domains": 0, "open_redirect": False}
    between = {hop["url"] for hop in link["hops"]}
    domains = {registrable_domain(host_of(url)) for url in between if not is_affiliate(url)}
    ends = {part.page["domain"], registrable_domain(host_of(link["final_url"]))}
    return {
        "path_domains": len(domains - ends),
        "open_redirect": is_open_redirect(link["url"], led.path),
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
        "inline_hidden": hidden_by_style(sighting.anchor.hidden, link["visibility"]),
        "block_hash": around.block_hash,
        "same_link_on_page": around.same,
        "refresh_to_target": part.refresh is not None and target.matches(part.refresh),
    }
    return signals if around.cluster is None else {**signals, "cluster_links": around.cluster}


def _link_part(
    part: PagePart, sighting: Sighting, around: Surroundings, led: Led | None
) -> dict[str, Any]:
    anchor = sighting.anchor
    blockers = link_blockers(anchor.rel, anchor.url, anchor.place) + part.credit.blockers()
    blockers += led.path.blockers if led else ()
    address = _bounded_url(anchor.address)
    way = path_part(led, address)
    return {
        "href": anchor.href[:MAX_URL_LENGTH],
        "url": address,
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
        "near_before": anchor.near_before,
        "near_after": anchor.near_after,
        "seen_in": sighting.seen_in,
        "changed_by_script": sighting.changed,
        **way,
        "tracking": list(tracking(way["final_url"])),
    }


def _bounded_url(url: str) -> str:
    """Return *url*, one beyond ``MAX_URL_LENGTH`` cut, with a digest of the whole at its end."""
    if len(url) <= MAX_URL_LENGTH:
        return url
    digest = blake2b(url.encode("utf-8", "replace"), digest_size=16).hexdigest()
    return f"{url[: MAX_URL_LENGTH - len(digest) - 1]}~{digest}"
