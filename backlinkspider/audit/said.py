"""What was said of a target's links before they are appraised: by people, and by rules."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backlinkspider.disavow.stored import stored_cover
from backlinkspider.domains.charges import Fired
from backlinkspider.domains.weighed import Mark, Scales

if TYPE_CHECKING:
    from backlinkspider.rules.evaluate import RuleSet
    from backlinkspider.store.base import Store
    from backlinkspider.target import Target


async def scales_of(store: Store, target: Target) -> Scales:
    """Return what links of *target* are weighed by: its languages, and what people said and did."""
    cover = await stored_cover(store, target.name)
    marks = await marks_of(store, target.name)
    if not len(cover):
        return Scales(target.languages, marks=marks)
    return Scales(target.languages, cover.find_link, marks)


async def marks_of(store: Store, target: str) -> dict[str, Mark]:
    """Return what people said of links of *target*, by link."""
    fields = ["verdict", "outreach.state"]
    found = await store.find("marks", {"target": target, "kind": "link"}, fields=fields)
    return {
        one["_id"]: Mark(one.get("verdict"), (one.get("outreach") or {}).get("state"))
        for one in found
    }


async def findings_of(store: Store, target: str, rules: RuleSet) -> dict[str, list[Fired]]:
    """Return by domain what rules about domains found that no link carries a flag of."""
    groups = {
        rule.id: rule.resolved.rule.group
        for rule in rules.population_rules
        if rule.resolved.rule.flags != "matching_links"
    }
    where = {"target": target, "kind": "finding", "level": "domain", "suppressed": None}
    found: dict[str, list[Fired]] = {}
    for one in await store.find("profile_flags", where, sort=[("_id", 1)]):
        domains = [part["value"] for part in one["group"] if part["field"] == "page.domain"]
        if one["rule"] in groups and domains:
            fired = Fired({**one, "group": groups[one["rule"]]}, one["links"])
            found.setdefault(domains[0], []).append(fired)
    return found
