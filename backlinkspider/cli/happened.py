"""What happened to a link, in words for people."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from backlinkspider.documents import Document


def in_words(event: Document) -> str:
    """Return what *event* tells: what changed from what to what, why a link was lost.

    Texts of pages are in it as they are: they are made fit for a terminal or a cell by the printer.
    """
    if event["kind"] == "changed":
        return "; ".join(map(_change, event["details"]))
    if event["kind"] == "back":
        lost_at = detail(event, "lost_at")
        return f"lost since {lost_at[:10]}" if lost_at else ""
    to = detail(event, "to")
    return f"{detail(event, 'reason') or ''}{f' → {to}' if to else ''}"


def changed_fields(event: Document) -> list[str]:
    """Return the short names of the fields that changed."""
    return [_name(one["field"]) for one in event["details"]] if event["kind"] == "changed" else []


def detail(event: Document, field: str) -> Any:
    """Return the value of *field* among the event's details, ``None`` where it has none."""
    return next((one["value"] for one in event["details"] if one["field"] == field), None)


def _change(one: Document) -> str:
    before, after = one["value"]
    return f"{_name(one['field'])}: {_value(before)} → {_value(after)}"


def _name(field: str) -> str:
    """Return *field* without its part: ``rel`` for ``link.rel``, ``visibility`` for its state."""
    return field.partition(".")[2].removesuffix(".state")


def _value(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return ", ".join(map(str, value)) or "none"
    return "none" if value in {None, ""} else str(value)
