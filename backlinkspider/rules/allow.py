"""Allow entries: which flags of which links are kept but marked suppressed."""

from __future__ import annotations

from datetime import date
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from backlinkspider.rules.model import Allow
    from backlinkspider.rules.resolved import AllowEntry


def is_expired(allow: Allow, today: date) -> bool:
    """Whether *allow* ended before *today*; its last day counts."""
    return date.fromisoformat(allow.expires) < today


def suppression(
    entries: Sequence[AllowEntry], rule: str, page: Mapping[str, Any]
) -> dict[str, Any] | None:
    """Return who allowed *rule* on *page* and why, or ``None``."""
    return suppressed_by(covering(entries, page), rule) if entries else None


def covering(entries: Sequence[AllowEntry], page: Mapping[str, Any]) -> tuple[AllowEntry, ...]:
    """Return those of *entries* that hold for *page*, whatever the rule."""
    return tuple(entry for entry in entries if _covers(entry.allow, page))


def suppressed_by(entries: Sequence[AllowEntry], rule: str) -> dict[str, Any] | None:
    """Return who allowed *rule* and why by the first of *entries* that names it, or ``None``."""
    for entry in entries:
        allow = entry.allow
        if any(fnmatchcase(rule, pattern) for pattern in allow.rules):
            return {
                "by": allow.by,
                "reason": allow.reason,
                "expires": allow.expires,
                "origin": entry.origin,
            }
    return None


def _covers(allow: Allow, page: Mapping[str, Any]) -> bool:
    if allow.url_prefix is not None:
        urls = (page.get("url"), page.get("final_url"))
        return any(isinstance(url, str) and url.startswith(allow.url_prefix) for url in urls)
    domain = f".{allow.domain}".lower()
    return f".{page.get('host') or page.get('domain') or ''}".lower().endswith(domain)
