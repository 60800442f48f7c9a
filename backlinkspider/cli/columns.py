"""The columns of tables and CSV files, by collection: stable names and where they are read from."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from backlinkspider.cli.happened import in_words
from backlinkspider.cli.readers import (
    FieldAt,
    contact,
    contacts,
    context,
    counts_of,
    each_of,
    group,
    named,
    of_mark,
    rules_of,
    worst_of,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from backlinkspider.documents import Document

_at: Final = FieldAt

LINKS: Final[dict[str, Callable[[Document], Any]]] = {
    "id": _at("_id"),
    "target": _at("target"),
    "state": _at("state"),
    "page_url": _at("page.url"),
    "final_url": _at("page.final_url"),
    "domain": _at("page.domain"),
    "title": _at("page.title"),
    "lang": _at("page.lang"),
    "indexable": _at("page.indexable"),
    "link_url": _at("link.url"),
    "text": _at("link.text"),
    "text_source": _at("link.text_source"),
    "rel": _at("link.rel"),
    "follow": _at("link.follow"),
    "passes_credit": _at("link.passes_credit"),
    "credit_blockers": _at("link.credit_blockers"),
    "region": _at("link.region"),
    "place": _at("link.place"),
    "seen_in": _at("link.seen_in"),
    "score": _at("audit.score"),
    "severity": worst_of,
    "rules": rules_of,
    "authority": _at("worth.authority.value"),
    "relevance": _at("worth.relevance.value"),
    "placement": _at("worth.placement.value"),
    "action": _at("action.do"),
    "action_reason": _at("action.reason"),
    "first_seen": _at("first_seen"),
    "last_seen": _at("last_seen"),
    "last_checked": _at("last_checked"),
    "lost_at": _at("lost_at"),
    "lost_reason": _at("lost_reason"),
    "verdict": of_mark("verdict"),
    "verdict_reason": of_mark("reason"),
    "verdict_by": of_mark("by"),
    "outreach": of_mark("outreach.state"),
    "outreach_note": of_mark("outreach.note"),
    "outreach_at": of_mark("outreach.at"),
    "contact": contact,
    "contacts": contacts,
}
LINKS_SHOWN: Final = (
    *("state", "page_url", "link_url", "text", "rel", "region", "score", "rules", "action"),
)

_CLAIMED: Final[dict[str, Callable[[Document], Any]]] = {
    name: _at(name) for name in ("target", "page_url", "outcome", "tool", "file", "row", "link")
}
DISAGREEMENTS: Final[dict[str, Callable[[Document], Any]]] = {
    **_CLAIMED,
    **{name: _at(name) for name in ("field", "claimed", "seen")},
}
DISAGREEMENTS_SHOWN: Final = ("page_url", "tool", "file", "row", "field", "claimed", "seen")

PLACEMENTS: Final[dict[str, Callable[[Document], Any]]] = {
    **_CLAIMED,
    **{name: _at(name) for name in ("placement", "changed")},
}
PLACEMENTS_SHOWN: Final = ("placement", "page_url", "changed", "outcome", "file", "row")

_UNITS: Final = ("domains", "pages", "links")
SOURCES: Final[dict[str, Callable[[Document], Any]]] = {
    name: _at(name)
    for name in (
        *("target", "scope", "sources"),
        *(f"{unit}{of}" for unit in _UNITS for of in ("", "_live", "_unknown")),
    )
}
SOURCES_SHOWN: Final = tuple(
    name for name in SOURCES if name not in {"target", "domains_unknown", "links_unknown"}
)

PAGES: Final[dict[str, Callable[[Document], Any]]] = {
    "id": _at("_id"),
    "target": _at("target"),
    "url": _at("url"),
    "outcome": _at("outcome"),
    "detail": _at("detail"),
    "links": _at("links"),
    "domain": _at("domain"),
    "final_url": _at("page.final_url"),
    "status": _at("page.status"),
    "title": _at("page.title"),
    "rendered": _at("page.rendered"),
    "render_reason": _at("page.render_reason"),
    "truncated": _at("page.truncated"),
    "mentions": named("mentions"),
    "mention": context("mentions"),
    "source_file": _at("source.file"),
    "source_line": _at("source.line"),
    "checked_at": _at("checked_at"),
    "run": _at("run"),
}
PAGES_SHOWN: Final = ("outcome", "url", "detail", "links", "final_url", "checked_at")
MENTIONS_SHOWN: Final = ("url", "title", "mentions", "mention", "checked_at")

DOMAINS: Final[dict[str, Callable[[Document], Any]]] = {
    "id": _at("_id"),
    "target": _at("target"),
    "domain": _at("domain"),
    "links": _at("links.total"),
    **{name: _at(f"links.{name}") for name in ("live", "lost", "unknown")},
    **{name: _at(f"links.{name}") for name in ("followed", "passing", "folded")},
    "pages": _at("pages"),
    "follow_share": _at("follow_share"),
    "sitewide": _at("sitewide"),
    "risk": _at("risk.score"),
    "band": _at("risk.band"),
    "open_risk": _at("risk.open"),
    "severity": _at("severity"),
    "rules": each_of("rules", "rule"),
    "authority": _at("worth.authority.value"),
    "relevance": _at("worth.relevance.value"),
    "placement": _at("worth.placement.value"),
    "action": _at("action.do"),
    "action_reason": _at("action.reason"),
    "disavowed": _at("disavowed"),
    "anchors": each_of("anchors", "text"),
    "anchor_classes": counts_of("anchor_classes"),
    "regions": counts_of("regions"),
    "rels": counts_of("rels"),
    "tld": _at("tld"),
    "languages": counts_of("languages"),
    **{name: _at(name) for name in ("ips", "subnets", "ids", "sources")},
    "first_seen": _at("first_seen"),
    "last_seen": _at("last_seen"),
}
DOMAINS_SHOWN: Final = (
    *("domain", "live", "lost", "followed", "risk", "severity"),
    *("authority", "relevance", "placement", "action", "action_reason"),
)

RUNS: Final[dict[str, Callable[[Document], Any]]] = {
    "id": _at("_id"),
    "spider": _at("spider"),
    "targets": _at("targets"),
    "state": _at("state"),
    "candidates": _at("candidates"),
    "links": _at("links"),
    "outcomes": counts_of("outcomes"),
    "events": counts_of("events"),
    "bad_lines": _at("bad_lines"),
    "started_at": _at("started_at"),
    "finished_at": _at("finished_at"),
}
RUNS_SHOWN: Final = (
    "started_at",
    "spider",
    "targets",
    "state",
    "candidates",
    "links",
    "events",
    "outcomes",
)

EVENTS: Final[dict[str, Callable[[Document], Any]]] = {
    "id": _at("_id"),
    "target": _at("target"),
    "run": _at("run"),
    "at": _at("at"),
    "kind": _at("kind"),
    "page_url": _at("page.url"),
    "domain": _at("page.domain"),
    "link_url": _at("link.url"),
    "text": _at("link.text"),
    "rel": _at("link.rel"),
    "follow": _at("link.follow"),
    "what": in_words,
    "link_id": _at("link_id"),
}
EVENTS_SHOWN: Final = ("at", "kind", "page_url", "link_url", "text", "what")

INTERSECTION: Final[dict[str, Callable[[Document], Any]]] = {
    name: _at(name)
    for name in (
        *("target", "domain", "ours", "ours_lost", "ours_read", "ours_unread", "competitors"),
        *("links", "followed", "pages", "authority", "risk", "page_url", "link_url", "text"),
    )
} | {
    "contact": _at("contact"),
    "to": lambda row: [f"{one['target']} {one['live']}" for one in row["to"] if one["live"]],
}
INTERSECTION_SHOWN: Final = (
    *("domain", "ours", "competitors", "to", "followed", "authority", "risk", "page_url"),
)

RECLAIM: Final[dict[str, Callable[[Document], Any]]] = {
    "id": _at("_id"),
    "target": _at("target"),
    "kind": _at("kind"),
    "url": _at("url"),
    "reason": _at("reason"),
    "suggestion": _at("suggestion.url"),
    "suggestion_why": _at("suggestion.why"),
    "suggestion_score": _at("suggestion.score"),
    "gain": _at("gain"),
    "worth": _at("worth"),
    "links": _at("links.total"),
    "followed": _at("links.followed"),
    "domain_count": _at("links.domains"),
    "domains": _at("domains"),
    "pages": _at("pages"),
    "status": _at("evidence.status"),
    "final_url": _at("evidence.final_url"),
    "text": _at("evidence.text"),
    "mentions": named("evidence.mentions"),
    "mention": context("evidence.mentions"),
    "checked_at": _at("checked_at"),
}
RECLAIM_SHOWN: Final = (
    "gain",
    "kind",
    "url",
    "reason",
    "suggestion",
    "links",
    "domain_count",
    "pages",
)

FINDINGS: Final[dict[str, Callable[[Document], Any]]] = {
    "id": _at("_id"),
    "target": _at("target"),
    "severity": _at("severity"),
    "rule": _at("rule"),
    "group": group,
    "units": _at("units"),
    "links": _at("links"),
    "population_units": _at("population.units"),
    "score": _at("score"),
    "status": _at("status"),
    "message": _at("message"),
    "allowed": _at("suppressed.reason"),
    "clause": _at("clause"),
    "at": _at("at"),
}
FINDINGS_SHOWN: Final = ("severity", "rule", "group", "units", "links", "message", "allowed")

DISAVOW_CHANGES: Final = {
    name: _at(name) for name in ("change", "entry", "domains", "links", "pages", "marked_ok")
}
