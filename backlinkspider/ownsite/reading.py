"""A visited own page as the facts of its document. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from backlinkspider.links.credit import PageCredit, link_blockers
from backlinkspider.links.page_part import MAX_TEXT
from backlinkspider.page.anchor import rel_tokens
from backlinkspider.page.meta import first_heading
from backlinkspider.page.robots_meta import read_robots_header
from backlinkspider.store.look import GONE
from backlinkspider.urls import host_of, is_http, registrable_domain

if TYPE_CHECKING:
    from collections.abc import Iterable

    from backlinkspider.documents import Document
    from backlinkspider.links.record import Reading
    from backlinkspider.page.document import FoundAnchor
    from backlinkspider.page.fetch import Fetch
    from backlinkspider.target import Target

MOST_OUTLINKS: Final = 100
"""Domains kept of a page; a page that links to more is a directory."""

_NOBODY: Final[Document] = {"outlinks": []}


def own_facts(
    target: Target, outcome: str, fetch: Fetch | None, reading: Reading | None
) -> Document:
    """Return what a visit that ended with *outcome* told of an own page of *target*.

    A page that was not read keeps what it said when it last was, as its title; so only what the
    answer itself says is in the facts then. A page that is gone, or leads to somebody else's site,
    links to nobody.
    """
    if fetch is None:
        return {}
    facts = {
        "status": fetch.status,
        "final_url": fetch.final_url,
        "hops": [{"url": hop.url, "status": hop.status} for hop in fetch.redirects],
        "content_type": fetch.content_type,
        "fetched_at": fetch.fetched_at,
    }
    if outcome == "read" and reading is not None:
        ours = target.matches(reading.fetch.final_url)
        return {**facts, "soft_404": False, **(_page_facts(target, reading) if ours else _NOBODY)}
    if outcome == "soft_404" or (outcome == "http_error" and facts["status"] in GONE):
        return {**facts, "soft_404": outcome == "soft_404", **_NOBODY}
    return facts


def _page_facts(target: Target, reading: Reading) -> Document:
    fetch, document = reading.fetch, reading.final
    anchors = document.anchors()
    said = document.facts(anchors)
    header = read_robots_header(value for name, value in fetch.headers if name == "x-robots-tag")
    credit = PageCredit(fetch.final_url, said.canonical, said.robots, header, fetch.robots_txt)
    blockers = credit.blockers()
    passes = not any(blocker.startswith("nofollow:") for blocker in blockers)
    return {
        "title": said.title[:MAX_TEXT],
        "heading": first_heading(document.tree),
        "lang": said.lang,
        "canonical": said.canonical,
        "indexable": credit.indexable,
        "blockers": list(blockers),
        "words": said.words,
        "rendered": reading.rendered is not None,
        "outlinks": outlinks_of(target, anchors, passes=passes),
    }


def outlinks_of(
    target: Target, anchors: Iterable[FoundAnchor], *, passes: bool = True
) -> list[Document]:
    """Return the domains that *anchors* of an own page lead to, each with an example.

    Own and allied sites are left out. ``follow`` tells whether a link to the domain passes credit;
    the page itself lets it pass where *passes*.
    """
    own = target.own_domains()
    found: dict[str, dict[str, Any]] = {}
    for anchor in anchors:
        if anchor.url is None or not is_http(anchor.url) or target.is_own(anchor.url):
            continue
        domain = registrable_domain(host_of(anchor.url))
        if domain in own or (domain not in found and len(found) >= MOST_OUTLINKS):
            continue
        follow = passes and not link_blockers(rel_tokens(anchor.node), anchor.url, anchor.place)
        entry = found.setdefault(domain, {"domain": domain, "url": anchor.url, "follow": False})
        if follow and not entry["follow"]:
            entry |= {"url": anchor.url, "follow": True}
        entry["links"] = entry.get("links", 0) + 1
    return list(found.values())
