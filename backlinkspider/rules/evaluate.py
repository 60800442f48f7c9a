"""A set of rules over one document at a time."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import asdict, dataclass
from math import fsum
from typing import TYPE_CHECKING, Any, Final

from backlinkspider.rules.allow import is_expired, suppression
from backlinkspider.rules.compile import Compiler
from backlinkspider.rules.evidence import collect
from backlinkspider.rules.facts import Facts, State
from backlinkspider.rules.fields import FIELDS
from backlinkspider.rules.message import render
from backlinkspider.rules.over_compile import compile_over
from backlinkspider.rules.revision import revision, rule_text, ruleset_revision

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from datetime import date

    from backlinkspider.rules.compile import CompiledRule
    from backlinkspider.rules.evidence import Evidence
    from backlinkspider.rules.over import PopulationRule
    from backlinkspider.rules.resolved import Rulebook

ENGINE: Final = "1"
"""Rises when the same rules over the same document may give other flags."""


@dataclass(frozen=True, slots=True)
class Flag:
    """One rule that fired on one link. ``score`` is 0 for rules in status test."""

    rule: str
    rev: str
    level: str
    status: str
    severity: str
    score: float
    group: str
    evidence: Sequence[Evidence]
    clause: str | None
    message: str
    suppressed: Mapping[str, Any] | None
    finding: None = None
    """Only flags that a rule with ``over`` gives to links have one."""

    def document(self) -> dict[str, Any]:
        """Return the flag as it is stored."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the rules say of one document."""

    flags: tuple[Flag, ...]
    not_evaluated: tuple[str, ...]
    score: float
    band: str
    ruleset: str

    def audit(self) -> dict[str, Any]:
        """Return the link document's ``audit`` part."""
        return {
            "ruleset": self.ruleset,
            "engine": ENGINE,
            "score": self.score,
            "band": self.band,
            "not_evaluated": list(self.not_evaluated),
        }


class RuleSet:
    """Compiled rules. Pure: the same document gives the same verdict."""

    def __init__(self, book: Rulebook, today: date) -> None:
        """Compile *book*, which must have passed ``check``; *today* decides which allows hold."""
        compiler = Compiler(book)
        texts = {rule.rule.id: rule_text(rule, book) for rule in book.running}
        revs = {name: revision(text) for name, text in texts.items()}
        self.book = book
        self.rules: tuple[CompiledRule, ...] = tuple(
            compiler.rule(rule, revs[rule.rule.id])
            for rule in book.running
            if rule.rule.over is None
        )
        self.population_rules: tuple[PopulationRule, ...] = tuple(
            compile_over(rule, revs[rule.rule.id], compiler, book)
            for rule in book.running
            if rule.rule.over is not None
        )
        self.texts: Mapping[str, dict[str, Any]] = {revs[name]: texts[name] for name in texts}
        self.allow = [entry for entry in book.allow if not is_expired(entry.allow, today)]
        self.revision = ruleset_revision(revs, book, self.allow)
        self._predicates = compiler.predicates

    def evaluate(self, document: Mapping[str, Any]) -> Verdict:
        """Return the flags of the link document (or part of one) *document*."""
        facts = Facts(document, self._predicates)
        flags: list[Flag] = []
        unknown: list[str] = []
        for rule in self.rules:
            answer = answer_of(rule, facts)
            if answer is None:
                unknown.append(rule.id)
            elif answer:
                flags.append(self._flag(rule, facts))
        score = self._capped((one.group, one.score) for one in flags if one.suppressed is None)
        return Verdict(tuple(flags), tuple(unknown), score, self.band(score), self.revision)

    def facts(self, document: Mapping[str, Any]) -> Facts:
        """Return *document* ready for asking single rules."""
        return Facts(document, self._predicates)

    def score_of(self, flags: Iterable[Mapping[str, Any]]) -> float:
        """Return what stored *flags* add up to: capped by group, suppressed ones left out."""
        return self._capped((f["group"], f["score"]) for f in flags if not f.get("suppressed"))

    def risk(self, flags: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
        """Return ``score`` and ``band`` that stored *flags* come to, as ``audit`` has them."""
        score = self.score_of(flags)
        return {"score": score, "band": self.band(score)}

    def _capped(self, scores: Iterable[tuple[str, float]]) -> float:
        sums: dict[str, float] = defaultdict(float)
        for group, score in scores:
            sums[group] += score
        groups = self.book.groups.groups
        capped = (min(s, groups[name].cap) if name in groups else s for name, s in sums.items())
        return round(fsum(capped), 2)

    def band(self, score: float) -> str:
        """Return the name of the band *score* falls in."""
        return [band.name for band in self.book.groups.bands if band.from_ <= score][-1]

    def _flag(self, rule: CompiledRule, facts: Facts) -> Flag:
        resolved, written = rule.resolved, rule.resolved.rule
        evidence = collect(rule.when, facts)
        page = facts.document.get("page")
        return Flag(
            rule=rule.id,
            rev=rule.rev,
            level=written.level,
            status=resolved.status,
            severity=resolved.severity,
            score=0.0 if resolved.status == "test" else float(resolved.score),
            group=written.group,
            evidence=evidence,
            clause=written.references[0] if written.references else None,
            message=render(written.message, _lookup(rule, facts, evidence)),
            suppressed=suppression(self.allow, rule.id, page) if page else None,
        )


def answer_of(rule: CompiledRule, facts: Facts) -> bool | None:
    """Return whether *rule* fires, or ``None`` if something it needs is unknown."""
    if any(facts.value(field) is State.UNKNOWN for field in rule.needs):
        return None
    return rule.when.check(facts)


def _lookup(rule: CompiledRule, facts: Facts, evidence: Sequence[Evidence]) -> Callable[[str], Any]:
    """Return the meaning of names in a message; ``match`` is the foremost evidence."""

    def look(name: str) -> Any:
        kind, _, rest = name.partition(".")
        if kind == "params":
            return rule.resolved.params.get(rest)
        if kind == "match":
            return evidence[0].get(rest)
        value = facts.value(FIELDS[name])
        return None if value is State.UNKNOWN else value

    return look
