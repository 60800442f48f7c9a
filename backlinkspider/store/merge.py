"""What a finished visit does to the stored state of a page and its links. Pure.

One function takes the old documents and the new look and yields the documents to write and the
events. After a crash between two writes the same look is merged again: that ends in the same
documents (but for ``v``) and the same events, wherever the crash was.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from backlinkspider.documents import Document
from backlinkspider.store.base import Change
from backlinkspider.store.differences import differences
from backlinkspider.store.history import (
    HISTORY_KEPT,
    Happening,
    came_back,
    event,
    history,
    went,
)
from backlinkspider.store.loss import Doubt, loss_or_doubt
from backlinkspider.store.past import past_signals, unseen_until
from backlinkspider.store.recognise import recognise
from backlinkspider.store.steady import is_flaky, is_second_miss

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from backlinkspider.documents import LinkState
    from backlinkspider.store.look import Look

_Merged = tuple[Document, list[Happening]]
"""A link as it is now, and what happened to it."""


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
    flaky = is_flaky(look, stored_page, stored_links)
    events: list[Document] = []
    changes: list[Change] = []
    recognised = recognise(look.links, stored_links, look.at)
    results = [(old, _found(look, link, old, stored_page)) for link, old in recognised]
    if not look.unvisited:
        seen = {link["_id"] for link, _ in recognised}
        # Not those that this very look has written before a crash.
        before = [link for link in stored_links if link.get("first_seen") != look.at]
        known = {link["link"]["url"] for link in before}
        results += [
            (link, _missed(look, link, known, flaky=flaky))
            for link in stored_links
            if link["_id"] not in seen
        ]
    for old, (document, happened) in results:
        changes.append(_change(look, old, document))
        events += [event(look, document, kind, details) for kind, details in happened]
    return Merged(
        events=tuple(events), links=tuple(changes), page=_page(look, stored_page, changes)
    )


def _found(look: Look, link: Document, old: Document | None, page: Document) -> _Merged:
    state = {**_state(look, "live"), "last_seen": look.at}
    if old is None:
        absent = unseen_until(link, page, look.at)
        fresh = {**link, **state, "first_seen": look.at, "unseen_until": absent, "history": []}
        return _with_past(look, fresh, page), [("new", {})]
    happened = [came_back(old)] if old.get("state") == "lost" else []
    if changes := differences(old, link):
        happened.append(("changed", changes))
    document = {**old, **link, **state, "history": history(old, look, happened)}
    return _with_findings(look, old, _with_past(look, document, page)), happened


def _with_past(look: Look, link: Document, page: Document) -> Document:
    """Let the rules judge *link* again where its past has something to tell them."""
    if not (signals := past_signals(link, page, look.at)):
        return link
    link = {**link, "signals": {**link.get("signals", {}), **signals}}
    return {**link, **look.judge(link)} if look.judge else link


def _with_findings(look: Look, old: Document, link: Document) -> Document:
    """Keep the flags that come from findings over the whole profile: a look at a page has none.

    They stay until the profile is evaluated anew.
    """
    kept = [flag for flag in old.get("flags") or () if flag.get("finding")]
    if not kept:
        return link
    flags = [*link.get("flags", ()), *kept]
    risk = look.risk(flags) if look.risk else {}
    return {**link, "flags": flags, "audit": {**link.get("audit", {}), **risk}}


def _missed(look: Look, old: Document, known: Collection[str], *, flaky: bool) -> _Merged:
    if old.get("state") == "lost":
        return {**old, "last_checked": look.at, "run": look.run}, []
    found = loss_or_doubt(look, old, known)
    if isinstance(found, Doubt):
        kept = {name: old.get(name) for name in ("missed_at", "missed_run")}
        return {**old, **_state(look, "unknown"), **kept, "unknown_reason": found.reason}, []
    if flaky and not is_second_miss(look, old):
        return _missing_once(look, old), []
    happened = [went(found)]
    lost = {"lost_at": look.at, "lost_reason": found.reason}
    return {
        **old,
        **_state(look, "lost"),
        **lost,
        "history": history(old, look, happened),
    }, happened


def _missing_once(look: Look, old: Document) -> Document:
    first = old.get("missed_at") is None
    return {
        **old,
        **_state(look, "unknown"),
        "unknown_reason": "missing_once",
        "missed_at": look.at if first else old["missed_at"],
        "missed_run": look.run if first else old["missed_run"],
    }


def _state(look: Look, state: LinkState) -> Document:
    return {
        "state": state,
        "run": look.run,
        "last_checked": look.at,
        "lost_at": None,
        "lost_reason": None,
        "unknown_reason": None,
        "missed_at": None,
        "missed_run": None,
    }


def _page(look: Look, stored: Document, changes: Sequence[Change]) -> Change:
    states = [change.document["state"] for change in changes]
    gone = states.count("lost")
    looks = list(stored.get("looks", ()))
    if look.entry() not in looks:
        looks.append(look.entry())
    document = {
        **stored,
        "outcome": look.outcome,
        "detail": look.detail,
        "run": look.run,
        "page": stored.get("page", look.facts) if look.unvisited else look.facts,
        "links": stored.get("links", 0) if look.unvisited else states.count("live"),
        "expected": stored.get("expected", 0) if look.unvisited else len(states) - gone,
        "known": stored.get("known", 0) if look.unvisited else len(states),
        "checked_at": look.at,
        "looks": looks[-HISTORY_KEPT:],
        **_mentions(look, stored),
    }
    return _change(look, stored, document)


def _mentions(look: Look, stored: Document) -> Document:
    """Return where the page names the target; a page that links to it, or is gone, has no more."""
    if look.mentions is not None:
        return {"mentions": list(look.mentions)}
    ended = look.outcome == "linked" or look.is_gone
    return {"mentions": []} if ended and stored.get("mentions") else {}


def _change(look: Look, old: Document | None, document: Document) -> Change:
    expected = old["v"] if old else None
    return Change(expected, {**document, "v": (expected or 0) + 1, "by": look.by})
