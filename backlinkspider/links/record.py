"""Links of one page to one target as documents: the ``page`` and ``link`` parts of ``links``."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from backlinkspider.documents import Document, link_id, page_id
from backlinkspider.links.compare import Sighting, compare
from backlinkspider.links.credit import PageCredit, is_followed, link_blockers
from backlinkspider.links.signals import read_signals
from backlinkspider.page.robots_meta import read_robots_header
from backlinkspider.urls import host_of, registrable_domain

if TYPE_CHECKING:
    from collections.abc import Callable

    from backlinkspider.page.document import FoundAnchor, HtmlDocument
    from backlinkspider.page.fetch import Fetch
    from backlinkspider.page.model import Anchor
    from backlinkspider.target import Target

_MAX_TEXT = 2000
"""Characters kept of an anchor's text and of a title; a longer one is cut."""


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

    @property
    def final(self) -> HtmlDocument:
        """The document a visitor ends with."""
        return self.rendered or self.raw


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
    if not raw and not rendered:
        return ()
    page, credit = page_part(reading)
    return tuple(
        _link(target, reading.url, page, credit, sighting) for sighting in compare(raw, rendered)
    )


def _described(document: HtmlDocument, wanted: Callable[[FoundAnchor], bool]) -> list[Anchor]:
    return [document.describe(found) for found in document.anchors() if wanted(found)]


def page_part(reading: Reading) -> tuple[Document, PageCredit]:
    """Return the ``page`` part of a link document, and what the page means for credit."""
    fetch, document = reading.fetch, reading.final
    facts = document.facts(document.anchors())
    header = read_robots_header(value for name, value in fetch.headers if name == "x-robots-tag")
    credit = PageCredit(fetch.final_url, facts.canonical, facts.robots, header, fetch.robots_txt)
    page = {
        **fetch_part(reading.url, fetch),
        "title": facts.title[:_MAX_TEXT],
        "lang": facts.lang,
        "charset": facts.charset,
        "canonical": facts.canonical,
        "indexable": credit.indexable,
        "robots": {
            "txt": fetch.robots_txt,
            "meta": _directives(facts.robots),
            "header": _directives(header),
        },
        "rendered": reading.rendered is not None,
        "left_to": reading.left_to,
        "render_reason": ", ".join(reading.render_reasons) or None,
        "words": facts.words,
        "outlinks": {
            "internal": facts.outlinks.internal,
            "external": facts.outlinks.external,
            "domains": facts.outlinks.domains,
        },
    }
    return page, credit


def fetch_part(url: str, fetch: Fetch) -> Document:
    """Return what a fetch alone tells of a page, whatever its body holds."""
    host = host_of(fetch.final_url)
    return {
        "url": url,
        "final_url": fetch.final_url,
        "host": host,
        "domain": registrable_domain(host),
        "status": fetch.status,
        "content_type": fetch.content_type,
        "redirects": [{"url": hop.url, "status": hop.status} for hop in fetch.redirects],
        "ip": fetch.ip,
        "truncated": fetch.truncated,
        "fetched_at": fetch.fetched_at,
    }


def _directives(robots: dict[str, tuple[str, ...]]) -> list[str]:
    """Flatten to ``bot: directive``, plain for every bot: names from pages must not become keys."""
    return [
        token if bot == "robots" else f"{bot}: {token}"
        for bot, tokens in robots.items()
        for token in tokens
    ]


def _link(
    target: Target | None, url: str, page: Document, credit: PageCredit, sighting: Sighting
) -> Document:
    link = _link_part(credit, sighting)
    name = target.name if target else ""
    return {
        "_id": link_id(name, url, link["url"], sighting.ordinal),
        "target": name or None,
        "page_id": page_id(name, url),
        "page": page,
        "link": link,
        "signals": read_signals(page, link, target) if target else {},
    }


def _link_part(credit: PageCredit, sighting: Sighting) -> dict[str, Any]:
    anchor = sighting.anchor
    blockers = link_blockers(anchor.rel, anchor.url, anchor.place) + credit.blockers()
    return {
        "href": anchor.href,
        "url": anchor.address,
        "tag": anchor.tag,
        "place": anchor.place,
        "text": anchor.text[:_MAX_TEXT],
        "text_source": anchor.text_source,
        "rel": list(anchor.rel),
        "follow": is_followed(anchor.rel),
        "passes_credit": not blockers,
        "credit_blockers": list(blockers),
        "region": anchor.region,
        "path": anchor.path,
        "ordinal": sighting.ordinal,
        "before": anchor.before,
        "after": anchor.after,
        "visibility": {"state": "unknown", "reasons": []},
        "seen_in": sighting.seen_in,
        "changed_by_script": sighting.changed,
        "via": "direct",
    }
