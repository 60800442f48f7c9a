"""What the rules as they are now would change of a target's stored links and findings."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from backlinkspider.audit.profile import finding_id, finished_crawls
from backlinkspider.audit.reclassify import classified
from backlinkspider.rules.population import Population
from backlinkspider.trial.difference import Difference

if TYPE_CHECKING:
    from datetime import datetime

    from backlinkspider.documents import Document
    from backlinkspider.rules.evaluate import RuleSet
    from backlinkspider.store.base import Store
    from backlinkspider.target import Target


@dataclass(slots=True)
class Preview:
    """``links`` is the sum over all links; the rest are findings that come or go, in words."""

    links: Difference = field(default_factory=Difference)
    newly: list[str] = field(default_factory=list)
    no_longer: list[str] = field(default_factory=list)


async def preview(store: Store, target: Target, rules: RuleSet, *, now: datetime) -> Preview:
    """Compare *rules* with what is stored of *target*, writing nothing. Raises ``StoreError``."""
    found = Preview()
    crawls = await finished_crawls(store, target.name)
    population = Population(rules, today=now.date(), finished_crawls=crawls)
    async for document in store.iterate("links", {"target": target.name}):
        current = classified(document, rules, target)
        found.links.add(_own(document), _own(current)["flags"], current["audit"]["band"])
        if current.get("state") == "live":
            population.feed(current)
    findings = {finding_id(target.name, one): one for one in population.finish().findings}
    where = {"target": target.name, "kind": "finding"}
    stored = {one["_id"]: one for one in await store.find("profile_flags", where)}
    found.newly = sorted(
        f"{one.rule}: {one.message}" for name, one in findings.items() if name not in stored
    )
    found.no_longer = sorted(
        f"{one['rule']}: {one['message']}" for name, one in stored.items() if name not in findings
    )
    return found


def _own(document: Document) -> Document:
    """Leave out the flags of findings: those are compared as findings."""
    flags = [flag for flag in document.get("flags") or () if not flag.get("finding")]
    return {**document, "flags": flags}
