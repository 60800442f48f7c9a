"""Rules over a population the plain way: every link is asked, every group counted, by itself."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import product
from math import fsum, log2
from statistics import median
from typing import TYPE_CHECKING, Any

from backlinkspider.rules.facts import State
from backlinkspider.rules.fields import FIELDS
from backlinkspider.rules.finding import evidence_of, message_of, too_few, too_unsure, undecided
from backlinkspider.rules.over import DOMAIN
from backlinkspider.rules.seen import days_since_first_seen

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence
    from datetime import date

    from backlinkspider.rules.evaluate import RuleSet
    from backlinkspider.rules.facts import Facts
    from backlinkspider.rules.over import Measure, PopulationRule

UNKNOWN = State.UNKNOWN
Key = tuple[Any, ...]
Told = tuple[str, str, Mapping[str, int], int, tuple[str, ...], list[dict[str, Any]], str]
"""Rule, group, population, units, links, evidence and message of a finding."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """One link."""

    name: str
    facts: Facts
    days: int | None

    def text(self, path: str) -> str:
        value = self.facts.value(FIELDS[path])
        return value if isinstance(value, str) else ""

    def unit(self, rule: PopulationRule) -> str:
        page = self.text("page.final_url") or self.text("page.url") or self.name
        return {"referring_domain": self.text(DOMAIN), "page": page}.get(rule.gate.unit, self.name)

    def values(self, path: str) -> set[Any] | None:
        value = self.facts.value(FIELDS[path])
        if value is UNKNOWN:
            return None
        if isinstance(value, list):
            return {one for one in value if isinstance(one, str)}
        return set() if value is None else {value}

    def admitted(self, rule: PopulationRule) -> bool | None:
        gate = rule.gate
        answer = gate.where.check(self.facts) if gate.where else True
        late = gate.window is not None and self.days is not None and self.days > gate.window
        if answer is False or late:
            return False
        dated = gate.window is None or self.days is not None
        fields = (*gate.needs, *gate.group_by)
        said = all(self.facts.value(field) is not UNKNOWN for field in fields)
        return answer if self.text(DOMAIN) and dated and said else None

    def keys(self, rule: PopulationRule) -> Iterator[Key]:
        choices = []
        for field in rule.gate.group_by:
            value, skip = self.facts.value(field), rule.gate.skip
            is_list = isinstance(value, list)
            listed = [one for one in value if isinstance(one, str)] if is_list else [value]
            choices.append(
                [
                    one
                    for one in dict.fromkeys(listed)
                    if one is not None and one != "" and not (skip and skip.has(field, one))
                ]
            )
        yield from product(*choices)


@dataclass(frozen=True, slots=True, kw_only=True)
class PlainGroup:
    """A group as ``when`` asks it."""

    rule: PopulationRule
    key: Key
    members: Sequence[Member]
    total: Sequence[Member]
    rules: RuleSet
    own: Collection[str] | None

    @property
    def values(self) -> dict[str, Any]:
        fields = self.rule.gate.group_by
        return {field.path: value for field, value in zip(fields, self.key, strict=True)}

    @property
    def facts(self) -> Facts:
        document: dict[str, Any] = {}
        for field in self.rule.constants:
            said = (member.facts.value(field) for member in self.members)
            first = next((value for value in said if value is not UNKNOWN), UNKNOWN)
            if first is not UNKNOWN:
                _put(document, field.path, first)
        for path, value in self.values.items():
            _put(document, path, [value] if FIELDS[path].kind == "texts" else value)
        return self.rules.facts(document)

    def units(self) -> set[str]:
        return {member.unit(self.rule) for member in self.members}

    def number(self, measure: Measure) -> float | int | None:
        members = self.total if measure.of == "total" else self.members
        by_unit: dict[str, list[Member]] = {}
        for member in members:
            by_unit.setdefault(member.unit(self.rule), []).append(member)
        name = measure.aggregate
        if name == "pages_per_domain":
            pages = {(one.text(DOMAIN), _page(one)) for one in members}
            return max(Counter(domain for domain, _ in pages).values())
        sizes = {
            "count": len(by_unit),
            "share_of_total": len(by_unit) / len({one.unit(self.rule) for one in self.total}),
            "links_per_unit": len(members) / len(by_unit),
        }
        if name in sizes:
            return sizes[name]
        readings = {unit: self._reading(measure, some) for unit, some in by_unit.items()}
        known = {unit: reading for unit, reading in readings.items() if reading is not None}
        return None if 2 * len(known) < len(by_unit) else self._over(measure, known)

    def _reading(self, measure: Measure, members: Sequence[Member]) -> Any:
        if measure.aggregate == "reciprocal":
            return None if self.own is None else members[-1].text(DOMAIN) in self.own
        if measure.aggregate in {"latest", "rate_vs_median"}:
            return max((one.days for one in members if one.days is not None), default=None)
        if measure.where is not None:
            found = {measure.where.check(one.facts) for one in members} - {None}
            return any(found) if found else None
        path = measure.field or "page.external_domains"
        sets = [some for one in members if (some := one.values(path)) is not None]
        if not sets:
            return None
        union = set().union(*sets)
        return union if measure.field else (members[0].text(DOMAIN), union)

    def _over(self, measure: Measure, known: Mapping[str, Any]) -> Any:
        said = list(known.values())
        if measure.aggregate == "reciprocal":
            return sum(said)
        if measure.aggregate == "ratio":
            return sum(said) / len(said)
        if measure.aggregate == "latest":
            return sum(days < measure.period for days in said)
        if measure.aggregate == "rate_vs_median":
            periods = Counter(days // measure.period for days in said)
            before = [periods[number] for number in range(1, measure.periods + 1)]
            return periods[0] / max(1, median(before))
        if measure.aggregate == "interlinked":
            homes = {home for home, _ in said}
            return sum(bool(homes & (others - {home})) for home, others in said)
        votes = Counter(one for values in said for one in values)
        if measure.aggregate == "distinct":
            return len(votes)
        total = votes.total()
        return abs(fsum(-n / total * log2(n / total) for n in votes.values()))


def _put(document: dict[str, Any], path: str, value: Any) -> None:
    part, key = path.split(".")
    document.setdefault(part, {})[key] = value


def _page(member: Member) -> str:
    return member.text("page.final_url") or member.text("page.url") or member.name


def plain_verdict(
    rules: RuleSet,
    documents: Iterable[Mapping[str, Any]],
    *,
    today: date,
    finished_crawls: int = 0,
    own_outlinks: Collection[str] | None = None,
) -> tuple[list[Told], dict[str, str]]:
    """Return the findings of *rules* over *documents*, and why rules were not evaluated."""
    members = []
    for document in documents:
        days = days_since_first_seen(document, today, finished_crawls=finished_crawls)
        dated = document if days is None else {**document, "seen": {"days": days}}
        members.append(Member(name=document["_id"], facts=rules.facts(dated), days=days))
    told: list[Told] = []
    reasons: dict[str, str] = {}
    for rule in rules.population_rules:
        found, reason = _judged(rule, members, rules, own_outlinks)
        told += found
        if reason:
            reasons[rule.id] = reason
    return sorted(told, key=lambda one: one[:2]), reasons


def _judged(
    rule: PopulationRule, members: Sequence[Member], rules: RuleSet, own: Collection[str] | None
) -> tuple[list[Told], str]:
    admitted = {id(one): one.admitted(rule) for one in members}
    vague = [one for one in members if admitted[id(one)] is None]
    total = [one for one in members if admitted[id(one)]]
    units = len({one.unit(rule) for one in total})
    if 2 * len(vague) > len(members):
        read = list(rule.gate.read)
        lacking = {f.path for f in read for one in vague if one.facts.value(f) is UNKNOWN}
        return [], too_unsure(len(vague), len(members), sorted(lacking))
    if units < rule.minimum:
        return [], too_few(rule, units)
    by_key: dict[Key, list[Member]] = {} if rule.gate.group_by else {(): list(total)}
    for one in total if rule.gate.group_by else ():
        for key in one.keys(rule):
            by_key.setdefault(key, []).append(one)
    groups = [
        PlainGroup(rule=rule, key=key, members=some, total=total, rules=rules, own=own)
        for key, some in by_key.items()
    ]
    answers = [rule.when.check(group) for group in groups]
    unknown = [group for group, answer in zip(groups, answers, strict=True) if answer is None]
    fired = [group for group, answer in zip(groups, answers, strict=True) if answer]
    population = {"units": units, "links": len(total)}
    found = [_told(group, population) for group in fired]
    if any(field.kind == "texts" for field in rule.gate.group_by):
        found = _widest(found)
    return found, undecided(rule, unknown, len(groups)) if unknown else ""


def _told(group: PlainGroup, population: Mapping[str, int]) -> Told:
    links = tuple(sorted({one.name for one in group.members}))
    counts = {"units": len(group.units()), "links": len(links)}
    said = counts | {f"population.{name}": number for name, number in population.items()}
    message = message_of(group.rule, group, said, group.values)
    evidence = evidence_of(group.rule, group)
    key = json.dumps(group.values, sort_keys=True, ensure_ascii=False)
    return (group.rule.id, key, population, counts["units"], links, evidence, message)


def _widest(found: Sequence[Told]) -> list[Told]:
    """Leave out what lies in a wider one, or in an equal one that comes first."""
    ordered = sorted(found, key=lambda one: (-len(one[4]), one[1]))
    return [
        one
        for place, one in enumerate(ordered)
        if not any(set(one[4]) <= set(wider[4]) for wider in ordered[:place])
    ]
