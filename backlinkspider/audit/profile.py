"""The profile run: rules with ``over`` asked of a target's live links, and their answers stored.

Each finding is a document of ``profile_flags``; the links it is about carry a flag that names it.
Findings are written first, then the links' flags, and what no longer fires is deleted last. So a
flag never names a finding that is not there, and after a crash the next run ends in the same state.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from backlinkspider.advance import unheard
from backlinkspider.audit.reciprocal import own_outlinks
from backlinkspider.audit.revise import content, revise_all
from backlinkspider.documents import OWNSITE, digest
from backlinkspider.rules.population import Population, fields_needed
from backlinkspider.store.values import clean

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date, datetime

    from backlinkspider.advance import Advance
    from backlinkspider.documents import Document
    from backlinkspider.rules.evaluate import RuleSet
    from backlinkspider.rules.finding import Finding, PopulationVerdict
    from backlinkspider.store.base import Store

SAMPLE: Final = 20
"""Links kept in a finding's document, to be looked at."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ProfileResult:
    """What a profile run found, and how many documents it had to write for it."""

    target: str
    links: int
    domains: int
    findings: tuple[Finding, ...]
    evaluated: tuple[str, ...]
    not_evaluated: Mapping[str, str]
    written: int


@dataclass(frozen=True, slots=True)
class Evaluated:
    """The verdict over the live links, and the links that carry flags of earlier findings."""

    verdict: PopulationVerdict
    flagged: set[str]


async def run_profile(
    store: Store,
    target: str,
    rules: RuleSet,
    *,
    now: datetime,
    run: str | None = None,
    advance: Advance = unheard,
) -> ProfileResult:
    """Evaluate *rules* over the live links of *target* and store what they find.

    *run* is the crawl it follows, if any; *advance* is told of each link that was read. Writes only
    what differs from what is stored; history, states and events of links are left alone. Raises
    ``StoreError``.
    """
    seen = await evaluate_profile(store, target, rules, now=now, advance=advance)
    verdict = seen.verdict
    about = {"target": target, "ruleset": verdict.ruleset, "at": now, "run": run}
    findings = {finding_id(target, one): one for one in verdict.findings}
    documents = [_finding_document(name, one, about) for name, one in findings.items()]
    own = {"target": target, "kind": {"$in": ["finding", "summary"]}}
    stored = {one["_id"]: one for one in await store.find("profile_flags", own)}
    written = await _replace(store, documents, stored)
    written += await _mark_links(store, rules, findings, seen.flagged)
    summary = _summary_document(verdict, about)
    stale = sorted(stored.keys() - findings.keys() - {summary["_id"]})
    if stale:
        await store.delete("profile_flags", stale)
    written += len(stale) + await _replace(store, [summary], stored)
    return ProfileResult(
        target=target,
        links=verdict.links,
        domains=verdict.domains,
        findings=verdict.findings,
        evaluated=verdict.evaluated,
        not_evaluated=verdict.not_evaluated,
        written=written,
    )


def finding_id(target: str, finding: Finding) -> str:
    """Return the ``_id`` of *finding*'s document: one per target, rule and group."""
    return digest("profile", target, finding.rule, finding.key)


def summary_id(target: str) -> str:
    """Return the ``_id`` of the document that says what of *target* was evaluated."""
    return digest("profile", target, "")


async def evaluate_profile(
    store: Store,
    target: str,
    rules: RuleSet,
    *,
    now: datetime,
    advance: Advance = unheard,
) -> Evaluated:
    """Evaluate *rules* over the live links of *target*, writing nothing.

    *advance* is told of each link that was read. Raises ``StoreError``.
    """
    population = await open_population(store, target, rules, today=now.date())
    flagged: set[str] = set()
    fields = ["state", "flags.finding", *fields_needed(rules)]
    async for link in store.iterate("links", {"target": target}, fields=fields):
        if any(flag.get("finding") for flag in link.get("flags") or ()):
            flagged.add(link["_id"])
        if link.get("state") == "live":
            population.feed(link)
        advance(1)
    return Evaluated(population.finish(), flagged)


async def open_population(
    store: Store, target: str, rules: RuleSet, *, today: date, only: str | None = None
) -> Population:
    """Return the population of *target* without its links, with all else that *store* knows of it.

    With *only* that one rule is asked.
    """
    # Rules about time need a few crawls; those of the own site say nothing of when links came.
    crawls = {"targets": target, "state": "finished", "spider": {"$ne": OWNSITE}}
    outlinks = await own_outlinks(store, target)
    return Population(
        rules,
        today=today,
        finished_crawls=await store.count("runs", crawls),
        own_outlinks=outlinks,
        only=only,
    )


def _finding_document(name: str, finding: Finding, about: Mapping[str, Any]) -> Document:
    return {
        "_id": name,
        "kind": "finding",
        **about,
        "rule": finding.rule,
        "rev": finding.rev,
        "level": finding.level,
        "status": finding.status,
        "severity": finding.severity,
        "score": finding.score,
        # A list, as fields have dots in their names.
        "group": [{"field": path, "value": value} for path, value in finding.group.items()],
        "evidence": list(finding.evidence),
        "population": dict(finding.population),
        "units": finding.units,
        "links": len(finding.links),
        "sample": list(finding.links[:SAMPLE]),
        "message": finding.message,
        "clause": finding.clause,
        "suppressed": finding.suppressed,
    }


def _summary_document(verdict: PopulationVerdict, about: Mapping[str, Any]) -> Document:
    return {
        "_id": summary_id(about["target"]),
        "kind": "summary",
        **about,
        "links": verdict.links,
        "domains": verdict.domains,
        "findings": len(verdict.findings),
        "evaluated": list(verdict.evaluated),
        "not_evaluated": [
            {"rule": rule, "reason": reason} for rule, reason in verdict.not_evaluated.items()
        ],
    }


async def _replace(
    store: Store, documents: Iterable[Document], stored: Mapping[str, Document]
) -> int:
    """Write those *documents* that differ from what is *stored*; return how many."""
    due = [one for one in documents if content(clean(one)) != content(stored.get(one["_id"]))]
    if due:
        await store.replace("profile_flags", due)
    return len(due)


async def _mark_links(
    store: Store, rules: RuleSet, findings: Mapping[str, Finding], flagged: Iterable[str]
) -> int:
    """Give links the flags of *findings*, take away others from *flagged*; return how many."""
    wanted: dict[str, list[str]] = {link: [] for link in flagged}
    for name, finding in findings.items():
        for link in finding.links if finding.marks_links else ():
            wanted.setdefault(link, []).append(name)
    marks = _Marks(rules, findings, wanted)
    read = ["state", "flags", "audit"]
    return await revise_all(store, sorted(wanted), marks.changed, "flagged", read)


@dataclass(frozen=True, slots=True)
class _Marks:
    """Which findings each link shall name."""

    rules: RuleSet
    findings: Mapping[str, Finding]
    wanted: Mapping[str, Sequence[str]]

    def changed(self, link: Document) -> Document | None:
        """Return the flags and audit that *link* shall have, ``None`` if it has them."""
        names = self.wanted[link["_id"]] if link.get("state") == "live" else ()
        old = link.get("flags") or []
        own = [flag for flag in old if not flag.get("finding")]
        flags = own + [self.findings[name].link_flag(link["_id"], name) for name in names]
        if clean({"_id": link["_id"], "flags": flags})["flags"] == old:
            return None
        audit = {**(link.get("audit") or {}), **self.rules.risk(flags)}
        return {"flags": flags, "audit": audit}
