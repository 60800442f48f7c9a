"""What happened to a link, as events and as entries of its history. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from backlinkspider.documents import Document, event_id
from backlinkspider.store.values import iso

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from backlinkspider.store.look import Look
    from backlinkspider.store.loss import Loss

KINDS: Final = ("new", "changed", "lost", "back")
"""What an event can be."""

HISTORY_KEPT: Final = 100
"""Entries kept of a link's history, and looks of a page: the latest."""

Happening = tuple[str, dict[str, Any]]
"""A kind, and its details by field."""


def history(old: Document, look: Look, happened: Sequence[Happening]) -> list[Document]:
    """Return the history of *old* with what *happened* by *look*."""
    entries = [
        {"run": look.run, "at": look.at, "kind": kind, "details": _details(details)}
        for kind, details in happened
    ]
    return [*old.get("history", ()), *entries][-HISTORY_KEPT:]


def event(look: Look, link: Document, kind: str, details: Mapping[str, Any]) -> Document:
    """Return the event that tells what happened to *link*."""
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


def came_back(old: Document) -> Happening:
    """Return that a lost link is there again, and since when it had been gone."""
    # As text: in an event's details dates have no field of their own.
    lost_at: datetime | None = old.get("lost_at")
    return "back", {"lost_at": iso(lost_at)} if lost_at else {}


def went(loss: Loss) -> Happening:
    """Return that a link is lost, why, and where its anchor or page leads instead."""
    return "lost", {"reason": loss.reason, **({"to": loss.to} if loss.to else {})}


def _details(details: Mapping[str, Any]) -> list[Document]:
    """Turn details into a list: a dotted field name must not become a key in a store."""
    return [{"field": field, "value": value} for field, value in details.items()]
