"""What of a link differs between two looks and is told as a change. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

    from backlinkspider.documents import Document

_WATCHED: Final = (
    "link.rel",
    "link.follow",
    "link.passes_credit",
    "link.credit_blockers",
    "link.href",
    "link.text",
    "link.region",
    "link.seen_in",
    "link.visibility.state",
    "page.indexable",
    "page.final_url",
)
"""Fields whose change is an event; what else differs is just the newer value."""

_OF_SCRIPTS: Final = frozenset({"link.rel", "link.href", "link.text", "link.region"})
"""Fields of which a rendered look also tells the value before scripts ran."""

_BY_REL: Final = frozenset({"link.follow", "link.passes_credit", "link.credit_blockers"})
"""Fields that follow from ``rel``."""


def differences(old: Document, new: Document) -> dict[str, Any]:
    """Return the watched fields that differ, as ``{"link.rel": [before, after]}``.

    Where one look was rendered and the other was not, what differs before scripts ran counts.
    Visibility that was not measured differs from nothing.
    """
    alike = _rendered(old) == _rendered(new)
    found = {}
    for field in _WATCHED:
        if not alike and not _is_comparable(field, old, new):
            continue
        before, after = _value(old, field, plain=not alike), _value(new, field, plain=not alike)
        if field == "link.visibility.state" and not _is_measured(before, after):
            continue
        if before != after:
            found[field] = [before, after]
    return found


def _rendered(link: Document) -> bool:
    return bool(link.get("page", {}).get("rendered"))


def _is_comparable(field: str, old: Document, new: Document) -> bool:
    """Tell whether *field* can be compared between a plain look and a rendered one."""
    if field in _BY_REL:
        return not any("rel" in _by_script(link) for link in (old, new))
    return field != "link.seen_in"


def _is_measured(*states: str | None) -> bool:
    return not any(state in {None, "unknown"} for state in states)


def _value(link: Document, field: str, *, plain: bool) -> Any:
    part, _, name = field.partition(".")
    if plain and field in _OF_SCRIPTS and name in _by_script(link):
        return _by_script(link)[name]
    value: Any = link.get(part)
    for key in name.split("."):
        value = value.get(key) if isinstance(value, dict) else None
    return value


def _by_script(link: Document) -> Mapping[str, Any]:
    changed: Mapping[str, Any] = link.get("link", {}).get("changed_by_script") or {}
    return changed
