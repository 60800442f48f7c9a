"""Rules over all links of a target: links are fed one by one, then judged together. Pure.

Memory grows with units, groups and the links' ids; documents are not kept. The order in which
links are fed does not matter.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from backlinkspider.rules.allow import covering, suppressed_by
from backlinkspider.rules.fields import FIELDS
from backlinkspider.rules.finding import (
    Finding,
    PopulationVerdict,
    evidence_of,
    message_of,
    too_few,
    too_unsure,
    undecided,
)
from backlinkspider.rules.over import DOMAIN
from backlinkspider.rules.pool import Group, Link, Pool
from backlinkspider.rules.resolved import fields_read
from backlinkspider.rules.seen import days_since_first_seen

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping
    from datetime import date

    from backlinkspider.rules.evaluate import RuleSet
    from backlinkspider.rules.over import PopulationRule
    from backlinkspider.rules.resolved import AllowEntry

_ALWAYS: Final = ("page.url", "page.final_url", "page.host", DOMAIN, "first_seen", "claims")


def fields_needed(rules: RuleSet) -> list[str]:
    """Return the parts of a link document that its population rules read, as dotted paths."""
    read = {path for rule in rules.population_rules for path in fields_read(rule.resolved)}
    if any(
        "interlinked" in {m.aggregate for m in rule.measures} for rule in rules.population_rules
    ):
        read.add("page.external_domains")
    return sorted({*_ALWAYS, *(path for path in read if not FIELDS[path].virtual)})


class Population:
    """The live links of one target, as its rules with ``over`` see them.

    ``feed`` takes link documents (or the parts that ``fields_needed`` names), ``finish`` judges.
    *finished_crawls*: how many crawls of the target have ended; *own_outlinks*: the registrable
    domains that its own site links to, ``None`` while that is not known. With *only* that one
    rule is asked.
    """

    def __init__(
        self,
        rules: RuleSet,
        *,
        today: date,
        finished_crawls: int = 0,
        own_outlinks: Collection[str] | None = None,
        only: str | None = None,
    ) -> None:
        self._rules = rules
        self._today = today
        self._finished_crawls = finished_crawls
        self._own_outlinks = own_outlinks
        self._ids: list[str] = []
        self._names: dict[str, str] = {}
        self._domains: set[str] = set()
        self._allowed: dict[int, tuple[AllowEntry, ...]] = {}
        rules_of: dict[str, list[PopulationRule]] = {}
        for rule in rules.population_rules:
            if only in {None, rule.id}:
                rules_of.setdefault(rule.gate.key, []).append(rule)
        self._pools = [Pool(some) for some in rules_of.values()]

    def feed(self, document: Mapping[str, Any]) -> None:
        """Count *document*, one live link. One without ``_id`` is known by its number."""
        number = len(self._ids)
        self._ids.append(str(document.get("_id", f"#{number}")))
        days = days_since_first_seen(document, self._today, finished_crawls=self._finished_crawls)
        if days is not None:
            document = {**document, "seen": {"days": days}}
        page = document.get("page")
        if self._rules.allow and page and (entries := covering(self._rules.allow, page)):
            self._allowed[number] = entries
        link = Link(self._rules.facts(document), number, self._ids[number], days, self._names)
        if link.domain is not None:
            self._domains.add(link.domain)
        for pool in self._pools:
            pool.feed(link)

    def finish(self) -> PopulationVerdict:
        """Return what the rules say of all links fed so far."""
        findings: list[Finding] = []
        not_evaluated: dict[str, str] = {}
        for pool in self._pools:
            for rule in pool.rules:
                found, reason = self._judge(pool, rule)
                findings += found
                if reason:
                    not_evaluated[rule.id] = reason
        names = sorted(rule.id for pool in self._pools for rule in pool.rules)
        return PopulationVerdict(
            findings=tuple(sorted(findings, key=lambda one: (one.rule, one.key))),
            evaluated=tuple(name for name in names if name not in not_evaluated),
            not_evaluated={name: not_evaluated[name] for name in names if name in not_evaluated},
            links=len(self._ids),
            domains=len(self._domains),
            ruleset=self._rules.revision,
        )

    def groups(self, rule: PopulationRule, link: str | None = None) -> Iterator[Group]:
        """Yield the groups that *rule* is asked of, or those of them that hold *link*.

        There are none while there are too few units.
        """
        number = None if link is None or link not in self._ids else self._ids.index(link)
        for pool in self._pools:
            if rule in pool.rules and len(pool.total.units) >= rule.minimum:
                for key, tally in pool.groups(0):
                    if link is None or number in tally.links:
                        yield Group(self._rules, pool, key, tally, self._own_outlinks)

    def _judge(self, pool: Pool, rule: PopulationRule) -> tuple[list[Finding], str]:
        """Return what *rule* found, and why it could not be evaluated, if so."""
        if 2 * pool.unknown > len(self._ids):
            return [], too_unsure(pool.unknown, len(self._ids), sorted(pool.unsaid))
        if len(pool.total.units) < rule.minimum:
            return [], too_few(rule, len(pool.total.units))
        found: list[Finding] = []
        unknown: list[Group] = []
        for key, tally in pool.groups(rule.least_links):
            group = Group(self._rules, pool, key, tally, self._own_outlinks)
            answer = rule.when.check(group)
            if answer is None:
                unknown.append(group)
            elif answer:
                found.append(self._finding(rule, group))
        if any(field.kind == "texts" for field in rule.gate.group_by):
            found = _widest(found)
        return found, undecided(rule, unknown, len(pool)) if unknown else ""

    def _finding(self, rule: PopulationRule, group: Group) -> Finding:
        resolved, written = rule.resolved, rule.resolved.rule
        links = {self._ids[number]: number for number in group.tally.links}
        allowed = {
            link: suppressed_by(self._allowed[links[link]], rule.id)
            for link in sorted(links)
            if links[link] in self._allowed
        }
        suppressions = {link: entry for link, entry in allowed.items() if entry is not None}
        total = group.pool.total
        population = {"units": len(total.units), "links": len(total.links)}
        counts = {
            "units": len(group.tally.units),
            "links": len(links),
            **{f"population.{name}": count for name, count in population.items()},
        }
        return Finding(
            rule=rule.id,
            rev=rule.rev,
            level=written.level,
            status=resolved.status,
            severity=resolved.severity,
            score=0.0 if resolved.status == "test" else float(resolved.score),
            score_group=written.group,
            group=group.values,
            evidence=evidence_of(rule, group),
            population=population,
            units=counts["units"],
            links=tuple(sorted(links)),
            message=message_of(rule, group, counts, group.values),
            clause=written.references[0] if written.references else None,
            suppressed=_first(suppressions) if len(suppressions) == len(links) else None,
            suppressions=suppressions,
            marks_links=written.flags == "matching_links",
        )


def _widest(findings: Iterable[Finding]) -> list[Finding]:
    """Leave out findings whose links all are in another: a list names one thing several times.

    Near copies share many bands; sites of one owner share more than one account.
    """
    kept: dict[str, list[frozenset[str]]] = {}
    widest: list[Finding] = []
    for finding in sorted(findings, key=lambda one: (-len(one.links), one.key)):
        links = frozenset(finding.links)
        if any(links <= wider for wider in kept.get(finding.links[0], ())):
            continue
        widest.append(finding)
        for link in links:
            kept.setdefault(link, []).append(links)
    return widest


def _first(suppressions: Mapping[str, Mapping[str, Any]]) -> Mapping[str, Any] | None:
    return suppressions[min(suppressions)] if suppressions else None
