"""What a finished visit does to the stored state of a page and its links. Pure.

One function takes the old documents and the new look and yields the documents to write and the
events. After a crash between two writes the same look is merged again: that ends in the same
documents (but for ``v``) and the same events, wherever the crash was.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

from backlinkspider.documents import Document, LinkState, Outcome, event_id
from backlinkspider.store.base import Change
from backlinkspider.store.values import iso

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import datetime

READ: Final = frozenset({"linked", "no_link"})
"""Outcomes after which a missing link is known to be missing."""

GONE: Final = frozenset({404, 410})
"""Statuses of a page that is no more: it holds no link."""

_HISTORY_KEPT: Final = 100
_WATCHED: Final = (
    ("link", "rel"),
    ("link", "follow"),
    ("link", "passes_credit"),
    ("link", "href"),
    ("link", "text"),
    ("link", "region"),
    ("link", "seen_in"),
    ("page", "indexable"),
    ("page", "final_url"),
)
"""Fields whose change is an event; what else differs is just the newer value."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """What one visit saw of a candidate page for one target.

    *page* is the pending ``pages`` document the visit was handed, *facts* the ``page`` part read,
    *links* the classified link documents (empty unless the outcome is ``linked``). *risk* gives
    the ``audit`` fields that a list of flags comes to.
    """

    page: Document
    run: str
    at: datetime
    outcome: Outcome
    detail: str
    facts: Document
    links: tuple[Document, ...] = ()
    by: str = ""
    risk: Callable[[Sequence[Document]], Document] | None = None
    unresolved: frozenset[str] = frozenset()
    """URLs, without fragments, of the page's redirectors that told nothing this time."""

    @property
    def unvisited(self) -> bool:
        """Whether nobody looked: such a page says nothing about its links."""
        return self.outcome == "skipped" and "status" not in self.facts


@dataclass(frozen=True, slots=True, kw_only=True)
class Merged:
    """What to write, in this order: events, links, and the page last."""

    events: tuple[Document, ...]
    links: tuple[Change, ...]
    page: Change


def merge(look: Look, stored_page: Document, stored_links: Sequence[Document]) -> Merged:
    """Return what *look* makes of the stored page and its stored links.

    A page that another run has taken over meanwhile stays that run's, with this look as its own.
    """
    look = replace(look, run=stored_page.get("run", look.run))
    old = {link["_id"]: link for link in stored_links}
    seen = {link["_id"]: link for link in look.links}
    events: list[Document] = []
    changes: list[Change] = []
    for link in seen.values():
        change, kinds = _found(look, link, old.get(link["_id"]))
        changes.append(change)
        events += [_event(look, change.document, kind, details) for kind, details in kinds]
    for link in (link for key, link in old.items() if key not in seen and not look.unvisited):
        change, kinds = _missed(look, link)
        changes.append(change)
        events += [_event(look, change.document, kind, details) for kind, details in kinds]
    return Merged(
        events=tuple(events), links=tuple(changes), page=_page(look, stored_page, changes)
    )


_Kinds = list[tuple[str, dict[str, Any]]]


def _found(look: Look, link: Document, old: Document | None) -> tuple[Change, _Kinds]:
    if old is None:
        fresh = {**link, **_state(look, "live"), "first_seen": look.at, "last_seen": look.at}
        return _change(look, None, {**fresh, "history": []}), [("new", {})]
    kinds: _Kinds = []
    if old.get("state") == "lost":
        kinds.append(("back", _lost_since(old)))
    if changes := differences(old, link):
        kinds.append(("changed", changes))
    document = {
        **old,
        **link,
        **_with_findings(look, old, link),
        **_state(look, "live"),
        "last_seen": look.at,
        "history": _history(old, look, kinds),
    }
    return _change(look, old, document), kinds


def _with_findings(look: Look, old: Document, link: Document) -> Document:
    """Keep the flags that come from findings over the whole profile: a look at a page has none.

    They stay until the profile is evaluated anew.
    """
    kept = [flag for flag in old.get("flags") or () if flag.get("finding")]
    if not kept:
        return {}
    flags = [*link.get("flags", ()), *kept]
    risk = look.risk(flags) if look.risk else {}
    return {"flags": flags, "audit": {**link.get("audit", {}), **risk}}


def _missed(look: Look, old: Document) -> tuple[Change, _Kinds]:
    reason = _lost_reason(look, old)
    if old.get("state") == "lost":
        return _change(look, old, {**old, "last_checked": look.at, "run": look.run}), []
    if reason is None:
        unknown = {**old, **_state(look, "unknown"), "unknown_reason": look.outcome}
        return _change(look, old, unknown), []
    kinds: _Kinds = [("lost", {"reason": reason})]
    document = {
        **old,
        **_state(look, "lost"),
        "lost_at": look.at,
        "lost_reason": reason,
        "history": _history(old, look, kinds),
    }
    return _change(look, old, document), kinds


def _lost_reason(look: Look, old: Document) -> str | None:
    """Return why a link that isn't there is lost; ``None`` where that can't be known.

    A page that is gone (404, 410) takes its links along; any other failure leaves them unknown.
    """
    if look.unresolved and old["link"]["url"].partition("#")[0] in look.unresolved:
        return None
    if look.outcome in READ:
        return "link_removed" if _would_show(look.facts, old) else None
    if look.outcome == "http_error" and look.facts.get("status") in GONE:
        return "page_gone"
    return None


def _would_show(facts: Document, old: Document) -> bool:
    """Tell whether a page read as *facts* say would show the link if it still were there.

    Not one that was cut, or that scripts would have completed had they run; nor is a link that
    only a script adds to be seen in a plain look. Where scripts lead elsewhere, they have run.
    """
    if facts.get("truncated"):
        return False
    if facts.get("rendered") or facts.get("left_to"):
        return True
    return not facts.get("render_reason") and old["link"].get("seen_in") != "rendered"


def _state(look: Look, state: LinkState) -> Document:
    return {
        "state": state,
        "run": look.run,
        "last_checked": look.at,
        "lost_at": None,
        "lost_reason": None,
        "unknown_reason": None,
    }


def differences(old: Document, new: Document) -> dict[str, Any]:
    """Return the watched fields that differ, as ``{"link.rel": [before, after]}``.

    Where one look was rendered and the other was not, ``seen_in`` differs without any change.
    """
    found = {}
    alike = old.get("page", {}).get("rendered") == new.get("page", {}).get("rendered")
    for part, field in _WATCHED:
        if field == "seen_in" and not alike:
            continue
        before, after = old.get(part, {}).get(field), new.get(part, {}).get(field)
        if before != after:
            found[f"{part}.{field}"] = [before, after]
    return found


def _history(old: Document, look: Look, kinds: _Kinds) -> list[Document]:
    entries = [
        {"run": look.run, "at": look.at, "kind": kind, "details": _details(details)}
        for kind, details in kinds
    ]
    return [*old.get("history", ()), *entries][-_HISTORY_KEPT:]


def _lost_since(old: Document) -> dict[str, Any]:
    # As text: in an event's details dates have no field of their own.
    lost_at: datetime | None = old.get("lost_at")
    return {"lost_at": iso(lost_at)} if lost_at else {}


def _details(details: Mapping[str, Any]) -> list[Document]:
    """Turn details into a list: a dotted field name must not become a key in a store."""
    return [{"field": field, "value": value} for field, value in details.items()]


def _event(look: Look, link: Document, kind: str, details: dict[str, Any]) -> Document:
    return {
        "_id": event_id(look.run, link["_id"], kind),
        "target": link["target"],
        "run": look.run,
        "kind": kind,
        "at": look.at,
        "link_id": link["_id"],
        "page": {"url": link["page"]["url"], "domain": link["page"]["domain"]},
        "link": {key: link["link"][key] for key in ("url", "text", "rel", "follow")},
        "details": _details(details),
    }


def _page(look: Look, stored: Document, changes: Sequence[Change]) -> Change:
    states = [change.document["state"] for change in changes]
    gone = states.count("lost")
    looks = list(stored.get("looks", ()))
    entry = {"run": look.run, "at": look.at, "outcome": look.outcome}
    if entry not in looks:
        looks.append(entry)
    document = {
        **stored,
        "outcome": look.outcome,
        "detail": look.detail,
        "run": look.run,
        "page": stored.get("page", look.facts) if look.unvisited else look.facts,
        "links": stored.get("links", 0) if look.unvisited else states.count("live"),
        "expected": stored.get("expected", 0) if look.unvisited else len(states) - gone,
        "checked_at": look.at,
        "looks": looks[-_HISTORY_KEPT:],
    }
    return _change(look, stored, document)


def _change(look: Look, old: Document | None, document: Document) -> Change:
    expected = old["v"] if old else None
    return Change(expected, {**document, "v": (expected or 0) + 1, "by": look.by})
