"""What a link's stored history says: when it came, went, and stopped passing credit. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import datetime

_CREDIT: Final = frozenset({"link.follow", "link.passes_credit"})


def iso_week(moment: datetime) -> str:
    """Return the week of *moment* as ISO 8601 writes it: ``2026-W48``."""
    year, week, _ = moment.isocalendar()
    return f"{year}-W{week:02}"


def lost_weeks(link: Mapping[str, Any]) -> Iterator[str]:
    """Yield the week of each time the link was found to be lost."""
    losses = [one["at"] for one in link.get("history") or () if one["kind"] == "lost"]
    if not losses and link.get("lost_at"):
        losses = [link["lost_at"]]
    return map(iso_week, losses)


def lost_credit(link: Mapping[str, Any]) -> bool:
    """Tell whether a link that passes no credit did so once (its last change of that counts)."""
    if link["link"].get("passes_credit"):
        return False
    turns = [
        one["value"]
        for entry in link.get("history") or ()
        if entry["kind"] == "changed"
        for one in entry["details"]
        if one["field"] in _CREDIT
    ]
    return bool(turns) and turns[-1] == [True, False]
