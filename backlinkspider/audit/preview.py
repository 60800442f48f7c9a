"""What the rules as they are now would change of a target's stored links and findings."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from backlinkspider.advance import unheard
from backlinkspider.audit.profile import finding_id, open_population
from backlinkspider.audit.reclassify import classifier
from backlinkspider.trial.difference import Difference, alteration

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from backlinkspider.advance import Advance
    from backlinkspider.documents import Document
    from backlinkspider.rules.evaluate import RuleSet
    from backlinkspider.rules.finding import Finding
    from backlinkspider.store.base import Store
    from backlinkspider.target import Target


_COUNTS: Final = ("status", "severity", "score", "suppressed")
"""What of a finding decides how it counts."""


@dataclass(slots=True)
class Preview:
    """``links`` is the sum over all links; the rest are findings that come, go or count otherwise.

    Bands are told with the findings that are stored, not with those to come. ``idle`` are the allow
    entries (``file:line``) that suppress nothing of this target.
    """

    links: Difference = field(default_factory=Difference)
    newly: list[str] = field(default_factory=list)
    no_longer: list[str] = field(default_factory=list)
    altered: list[str] = field(default_factory=list)
    idle: list[str] = field(default_factory=list)


async def preview(
    store: Store,
    target: Target,
    rules: RuleSet,
    *,
    now: datetime,
    advance: Advance = unheard,
) -> Preview:
    """Compare *rules* with what is stored of *target*, writing nothing.

    *advance* is told of each link that was read. Raises ``StoreError``.
    """
    found = Preview()
    used: set[str] = set()
    classify = await classifier(store, target, rules)
    population = await open_population(store, target.name, rules, today=now.date())
    async for document in store.iterate("links", {"target": target.name}):
        current = {**document, **classify(document)}
        used |= _allowed_by(current["flags"])
        before = found.links.changed
        found.links.add(_own(document), _own(current)["flags"], current["audit"]["band"])
        if current.get("state") == "live":
            population.feed(current)
        advance(1, {"would change": found.links.changed - before})
    findings = {finding_id(target.name, one): one for one in population.finish().findings}
    where = {"target": target.name, "kind": "finding"}
    stored = {one["_id"]: one for one in await store.find("profile_flags", where)}
    _compare(found, findings, stored)
    for one in findings.values():
        used |= {allowed["origin"] for allowed in one.suppressions.values()}
    found.idle = [entry.origin for entry in rules.allow if entry.origin not in used]
    return found


def _allowed_by(flags: Iterable[Mapping[str, Any]]) -> set[str]:
    return {flag["suppressed"]["origin"] for flag in flags if flag.get("suppressed")}


def _compare(
    found: Preview, findings: Mapping[str, Finding], stored: Mapping[str, Document]
) -> None:
    for name in findings.keys() | stored.keys():
        new, old = findings.get(name), stored.get(name)
        if new is None and old is not None:
            found.no_longer.append(f"{old['rule']}: {old['message']}")
        elif old is None and new is not None:
            found.newly.append(f"{new.rule}: {new.message}")
        elif old is not None and new is not None:
            changes = alteration(old, {part: getattr(new, part) for part in _COUNTS})
            if changes:
                found.altered.append(f"{new.rule}: {new.message} ({changes})")
    for lines in (found.newly, found.no_longer, found.altered):
        lines.sort()


def _own(document: Document) -> Document:
    """Leave out the flags of findings: those are compared as findings."""
    flags = [flag for flag in document.get("flags") or () if not flag.get("finding")]
    return {**document, "flags": flags}
