"""Rules over all links of a target: links are fed one by one, then judged together. Pure.

Memory grows with the links' ids, four bytes a link for each field that rules ask, and each value
once; documents are not kept. The order in which links are fed does not matter.
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
from backlinkspider.rules.pool import Pool
from backlinkspider.rules.resolved import fields_read
from backlinkspider.rules.seen import days_since_first_seen
from backlinkspider.rules.table import Table

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping
    from datetime import date

    from backlinkspider.rules.evaluate import RuleSet
    from backlinkspider.rules.over import PopulationRule
    from backlinkspider.rules.pool import Group
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
        self._fed = 0
        self._allowed: dict[int, tuple[AllowEntry, ...]] = {}
        rules_of: dict[str, list[PopulationRule]] = {}
        for rule in rules.population_rules:
            if only in {None, rule.id}:
                rules_of.setdefault(rule.gate.key, []).append(rule)
        self._rules_of = list(rules_of.values())
        self._table = Table([rule for some in self._rules_of for rule in some])

    def feed(self, document: Mapping[str, Any]) -> None:
        """Count *document*, one live link. One without ``_id`` is known by its number."""
        number, self._fed = self._fed, self._fed + 1
        days = days_since_first_seen(document, self._today, finished_crawls=self._finished_crawls)
        page = document.get("page") if self._rules.allow else None
        if page and (entries := covering(self._rules.allow, page)):
            self._allowed[number] = entries
        self._table.feed(document, str(document.get("_id", f"#{number}")), days)

    def finish(self) -> PopulationVerdict:
        """Return what the rules say of all links fed so far."""
        self._table.settle()
        findings: list[Finding] = []
        not_evaluated: dict[str, str] = {}
        for pool in self._pools():
            for rule in pool.rules:
                found, reason = self._judge(pool, rule)
                findings += found
                if reason:
                    not_evaluated[rule.id] = reason
        names = sorted(rule.id for some in self._rules_of for rule in some)
        return PopulationVerdict(
            findings=tuple(sorted(findings, key=lambda one: (one.rule, one.key))),
            evaluated=tuple(name for name in names if name not in not_evaluated),
            not_evaluated={name: not_evaluated[name] for name in names if name in not_evaluated},
            links=self._fed,
            domains=len(self._table.names()),
            ruleset=self._rules.revision,
        )

    def _pools(self) -> Iterator[Pool]:
        """Yield the links that each gate lets in, one gate after another: each takes memory."""
        for some in self._rules_of:
            yield Pool(some, self._table, self._rules.facts, self._own_outlinks)

    def groups(self, rule: PopulationRule, link: str | None = None) -> Iterator[Group]:
        """Yield the groups that *rule* is asked of, or those of them that hold *link*.

        There are none while there are too few units.
        """
        self._table.settle()
        ids = self._table.identities
        number = None if link is None or link not in ids else ids.index(link)
        for pool in self._pools():
            if rule in pool.rules and pool.units >= rule.minimum:
                for group in pool.groups():
                    if link is None or number in group.numbers:
                        yield group

    def _judge(self, pool: Pool, rule: PopulationRule) -> tuple[list[Finding], str]:
        """Return what *rule* found, and why it could not be evaluated, if so."""
        if 2 * pool.unknown > self._fed:
            return [], too_unsure(pool.unknown, self._fed, sorted(pool.unsaid()))
        if pool.units < rule.minimum:
            return [], too_few(rule, pool.units)
        found: list[Finding] = []
        unknown: list[Group] = []
        for group in pool.groups(rule):
            answer = rule.when.check(group)
            if answer is None:
                unknown.append(group)
            elif answer:
                found.append(self._finding(rule, group))
        if any(field.kind == "texts" for field in rule.gate.group_by):
            found = _widest(found)
        return found, undecided(rule, unknown, pool.count_groups()) if unknown else ""

    def _finding(self, rule: PopulationRule, group: Group) -> Finding:
        resolved, written = rule.resolved, rule.resolved.rule
        identities = self._table.identities
        links = {identities[number]: number for number in group.numbers}
        allowed = {
            link: suppressed_by(self._allowed[links[link]], rule.id)
            for link in sorted(links)
            if links[link] in self._allowed
        }
        suppressions = {link: entry for link, entry in allowed.items() if entry is not None}
        population = {"units": group.pool.units, "links": group.pool.links}
        counts = {
            "units": group.sample.count,
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
