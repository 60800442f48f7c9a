"""Revisions: short hashes that change exactly when a classification may."""

from __future__ import annotations

import json
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from backlinkspider.rules.resolved import lists_read

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from backlinkspider.rules.resolved import AllowEntry, ResolvedRule, Rulebook

_LENGTH = 12


def rule_text(rule: ResolvedRule, book: Rulebook) -> dict[str, Any]:
    """Return what decides *rule*'s flags: all but its title, reasons, references and examples."""
    written = rule.rule
    text = {
        "id": written.id,
        "level": written.level,
        "status": rule.status,
        "severity": rule.severity,
        "score": float(rule.score),
        "group": written.group,
        "clause": written.references[0] if written.references else None,
        "needs": sorted(written.needs),
        "params": rule.params,
        "when": written.when.model_dump(mode="json", by_alias=True, exclude_unset=True),
        "message": written.message,
        "lists": {name: sorted(book.lists[name].terms) for name in sorted(lists_read(rule))},
    }
    if written.over is not None:
        text["over"] = written.over.model_dump(mode="json", by_alias=True, exclude_unset=True)
        text["flags"] = written.flags or "profile"
    return text


def revision(content: Any) -> str:
    """Return the first 12 hex digits of the SHA-256 of *content* as canonical JSON."""
    text = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:_LENGTH]


def ruleset_revision(revs: Mapping[str, str], book: Rulebook, allow: Iterable[AllowEntry]) -> str:
    """Return the revision of a whole set.

    It stands for its rules, groups, bands, the *allow* in force and the target's terms.
    """
    groups = {name: group.cap for name, group in book.groups.groups.items()}
    bands = [[band.name, band.from_] for band in book.groups.bands]
    allowed = [entry.allow.model_dump(mode="json") for entry in allow]
    return revision([dict(revs), groups, bands, allowed, dict(book.terms)])
