"""What rules with ``over`` say: findings with their evidence, and why a rule was not evaluated."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from backlinkspider.rules.facts import State
from backlinkspider.rules.fields import FIELDS
from backlinkspider.rules.message import render

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from backlinkspider.rules.evidence import Evidence
    from backlinkspider.rules.over import GroupFacts, GroupNode, Measure, PopulationRule

MAX_TEXT: Final = 200
_WHY_UNKNOWN: Final = {
    "reciprocal": "the target's own site was not crawled",
    "latest": "most links have no first-seen date that can be trusted",
    "rate_vs_median": "most links have no first-seen date that can be trusted",
}
_PLURALS: Final = {"referring_domain": "referring domains", "page": "pages", "link": "links"}


@dataclass(frozen=True, slots=True)
class Finding:
    """One rule that fired on one group of links. ``score`` is 0 for rules in status test.

    *group* has the value of each field that links are grouped by; *population* counts the units
    and links the rule looked at, *units* and *links* those of the group. *suppressions* has the
    links that an allow entry covers; where it covers all, the finding is *suppressed* itself.
    """

    rule: str
    rev: str
    level: str
    status: str
    severity: str
    score: float
    score_group: str
    group: Mapping[str, Any]
    evidence: Sequence[Evidence]
    population: Mapping[str, int]
    units: int
    links: tuple[str, ...]
    message: str
    clause: str | None
    suppressed: Mapping[str, Any] | None
    suppressions: Mapping[str, Mapping[str, Any]]
    marks_links: bool

    @property
    def key(self) -> str:
        """Return the group as text: with the rule's id it names the finding."""
        return json.dumps(self.group, sort_keys=True, ensure_ascii=False)

    def link_flag(self, link: str, finding: str) -> dict[str, Any]:
        """Return the flag that *link* gets; *finding* is the id the finding is stored under."""
        suppressed = self.suppressions.get(link)
        return {
            "rule": self.rule,
            "rev": self.rev,
            "level": self.level,
            "status": self.status,
            "severity": self.severity,
            "score": self.score,
            "group": self.score_group,
            "evidence": [dict(one) for one in self.evidence],
            "clause": self.clause,
            "message": self.message,
            "suppressed": dict(suppressed) if suppressed else None,
            "finding": finding,
        }


@dataclass(frozen=True, slots=True)
class PopulationVerdict:
    """What the rules say of a population of *links* on *domains* referring domains.

    A rule is *evaluated* if it could tell for every group; if not, *not_evaluated* says why. It
    may have findings all the same, in the groups where it could.
    """

    findings: tuple[Finding, ...]
    evaluated: tuple[str, ...]
    not_evaluated: Mapping[str, str]
    links: int
    domains: int
    ruleset: str


def evidence_of(rule: PopulationRule, group: GroupFacts) -> list[Evidence]:
    """Return the tests that made *rule* fire: aggregates first, then fields of the group."""
    found = [_evidence(rule, group, node, held) for node, held in _witnesses(rule.when, group)]
    unique = {json.dumps(one, sort_keys=True): one for one in found}
    return sorted(unique.values(), key=lambda one: "aggregate" not in one)


def _witnesses(
    node: GroupNode, group: GroupFacts, *, wanted: bool = True
) -> Iterator[tuple[GroupNode, bool]]:
    if node.check(group) is not wanted:
        return
    if not node.parts:
        yield node, wanted
    for part in node.parts:
        yield from _witnesses(part, group, wanted=wanted is not (node.kind == "not"))


def _evidence(rule: PopulationRule, group: GroupFacts, node: GroupNode, held: bool) -> Evidence:
    if node.measure is not None:
        return _measured(group, node.measure, held)
    leaf = node.leaf
    assert leaf is not None
    value = group.facts.value(FIELDS[leaf.field])
    return {
        "field": leaf.field,
        "value": value[:MAX_TEXT] if isinstance(value, str) else value,
        "operator": leaf.operator if held else f"not {leaf.operator}",
        "threshold": rule.resolved.argument(leaf),
    }


def _measured(group: GroupFacts, measure: Measure, held: bool) -> Evidence:
    number = group.number(measure)
    evidence: Evidence = {"aggregate": measure.aggregate}
    if measure.field:
        evidence["field"] = measure.field
    if measure.of == "total":
        evidence["of"] = "total"
    return evidence | {
        "value": round(number, 4) if isinstance(number, float) else number,
        "operator": measure.operator if held else f"not {measure.operator}",
        "threshold": measure.threshold,
    }


def message_of(
    rule: PopulationRule, group: GroupFacts, counts: Mapping[str, int], values: Mapping[str, Any]
) -> str:
    """Return the rule's message; *counts* are ``units``, ``links`` and those of the population."""
    return render(rule.resolved.rule.message, _lookup(rule, group, counts, values))


def _lookup(
    rule: PopulationRule, group: GroupFacts, counts: Mapping[str, int], values: Mapping[str, Any]
) -> Callable[[str], Any]:
    def look(name: str) -> Any:
        kind, _, rest = name.partition(".")
        if kind == "params":
            return rule.resolved.params.get(rest)
        if kind == "group":
            return values.get(rest)
        if kind == "aggregate":
            named = [one for one in rule.measures if one.aggregate == rest]
            first = min(named, key=lambda one: one.of == "total")
            return group.number(first)
        return counts[name]

    return look


def too_few(rule: PopulationRule, units: int) -> str:
    """Return that the population's *units* are fewer than the rule's minimum."""
    return f"{units} {_PLURALS[rule.gate.unit]} to look at, {rule.minimum:g} are needed"


def too_unsure(unknown: int, fed: int, unsaid: Sequence[str]) -> str:
    """Return that *unknown* of *fed* links do not say what decides whether they count."""
    return f"{unknown} of {fed} links do not say {', '.join(unsaid)}"


def undecided(rule: PopulationRule, unknown: Sequence[GroupFacts], groups: int) -> str:
    """Return what could not be told in the *unknown* ones of all *groups*."""
    names = sorted({name for group in unknown for name in _unknowns(rule.when, group)})
    where = f" in {len(unknown)} of {groups} groups" if rule.gate.group_by else ""
    return f"can't be told{where}: {'; '.join(names)}"


def _unknowns(node: GroupNode, group: GroupFacts) -> Iterator[str]:
    if node.measure is not None and group.number(node.measure) is None:
        name = node.measure.aggregate
        why = _WHY_UNKNOWN.get(name, "fewer than half of the units say it")
        yield f"{node.measure.label} ({why})"
    elif node.leaf is not None and group.facts.value(FIELDS[node.leaf.field]) is State.UNKNOWN:
        yield node.leaf.field
    for part in node.parts:
        yield from _unknowns(part, group)
