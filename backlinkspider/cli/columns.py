"""The columns of tables and CSV files, by collection: stable names and where they are read from."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from backlinkspider.cli.happened import in_words
from backlinkspider.domains.severity import in_force, worst

if TYPE_CHECKING:
    from collections.abc import Callable

    from backlinkspider.documents import Document


@dataclass(frozen=True, slots=True)
class FieldAt:
    """Reads the field at a dotted *path* of a document; None where there is none."""

    path: str

    def __call__(self, document: Document) -> Any:
        """Return what *document* holds there."""
        value: Any = document
        for name in self.path.split("."):
            value = value.get(name) if isinstance(value, dict) else None
        return value


_at = FieldAt


def _rules(document: Document) -> list[str]:
    return [flag["rule"] for flag in in_force(document.get("flags", ()))]


def _worst(document: Document) -> str | None:
    return worst(in_force(document.get("flags", ())))


def _names(path: str, name: str) -> Callable[[Document], list[Any]]:
    """Read one field of each entry of a list."""
    read = _at(path)
    return lambda document: [entry[name] for entry in read(document) or ()]


def _counts(path: str) -> Callable[[Document], list[str]]:
    read = _at(path)
    return lambda document: [f"{name} {count}" for name, count in (read(document) or {}).items()]


def _of_mark(path: str) -> Callable[[Document], Any]:
    """Read a field of a link's mark: no field of the link itself, so no store orders by it."""
    return partial(_at(f"mark.{path}"))


def _contact(document: Document) -> str | None:
    """Return the most direct way to reach the page's people."""
    contacts = _at("page.contacts")(document)
    return contacts[0]["value"] if contacts else None


def _contacts(document: Document) -> list[str]:
    return [f"{one['kind']} {one['value']}" for one in _at("page.contacts")(document) or ()]


def _named(path: str) -> Callable[[Document], list[str]]:
    """Read how mentions at *path* name the target, each once."""
    read = _at(path)
    return lambda document: list(dict.fromkeys(one["text"] for one in read(document) or ()))


def _context(path: str) -> Callable[[Document], str | None]:
    """Read what stands round the first mention at *path*."""
    read = _at(path)
    return lambda document: next((one["context"] for one in read(document) or ()), None)


def _group(document: Document) -> list[str]:
    return [f"{part['field']}={part['value']}" for part in document.get("group", ())]


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
    "severity": _worst,
    "rules": _rules,
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
    "verdict": _of_mark("verdict"),
    "verdict_reason": _of_mark("reason"),
    "verdict_by": _of_mark("by"),
    "outreach": _of_mark("outreach.state"),
    "outreach_note": _of_mark("outreach.note"),
    "outreach_at": _of_mark("outreach.at"),
    "contact": _contact,
    "contacts": _contacts,
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
    "mentions": _named("mentions"),
    "mention": _context("mentions"),
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
    "rules": _names("rules", "rule"),
    "authority": _at("worth.authority.value"),
    "relevance": _at("worth.relevance.value"),
    "placement": _at("worth.placement.value"),
    "action": _at("action.do"),
    "action_reason": _at("action.reason"),
    "disavowed": _at("disavowed"),
    "anchors": _names("anchors", "text"),
    "anchor_classes": _counts("anchor_classes"),
    "regions": _counts("regions"),
    "rels": _counts("rels"),
    "tld": _at("tld"),
    "languages": _counts("languages"),
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
    "outcomes": _counts("outcomes"),
    "events": _counts("events"),
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
    "mentions": _named("evidence.mentions"),
    "mention": _context("evidence.mentions"),
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
    "group": _group,
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
