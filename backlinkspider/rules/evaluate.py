"""A set of rules over one document at a time."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from functools import lru_cache
from math import fsum
from typing import TYPE_CHECKING, Any, Final

from backlinkspider.rules.allow import covering, is_expired, suppressed_by
from backlinkspider.rules.compile import Compiler
from backlinkspider.rules.facts import Facts
from backlinkspider.rules.flags import Flag, Flagger
from backlinkspider.rules.over_compile import compile_over
from backlinkspider.rules.pace import Pace
from backlinkspider.rules.revision import revision, rule_text, ruleset_revision
from backlinkspider.rules.screening import Screen

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from datetime import date

    from backlinkspider.rules.compile import CompiledRule
    from backlinkspider.rules.over import PopulationRule
    from backlinkspider.rules.resolved import Rulebook

ENGINE: Final = "2"
"""Rises when the same rules over the same document may give other flags."""


EVERY_RULE: Final = -1
"""The bits of all rules."""

_REMEMBERED: Final = 1024
"""Sets of rules whose names are at hand: of most documents the same things are unknown."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the rules say of one document."""

    flags: tuple[Flag, ...]
    not_evaluated: tuple[str, ...]
    score: float
    band: str
    ruleset: str
    slow: tuple[str, ...] = ()
    """Those of ``not_evaluated`` with a pattern that took too long."""

    def audit(self) -> dict[str, Any]:
        """Return the link document's ``audit`` part."""
        return {
            "ruleset": self.ruleset,
            "engine": ENGINE,
            "score": self.score,
            "band": self.band,
            "not_evaluated": list(self.not_evaluated),
            **({"slow": list(self.slow)} if self.slow else {}),
        }


class RuleSet:
    """Compiled rules. Pure: the same document gives the same verdict."""

    def __init__(
        self, book: Rulebook, today: date, clock: Callable[[], float] | None = None
    ) -> None:
        """Compile *book*, which must have passed ``check``; *today* decides which allows hold.

        *clock* returns seconds; with it a pattern has a time budget for each document.
        """
        self._pace = Pace(clock)
        compiler = Compiler(book, self._pace)
        texts = {rule.rule.id: rule_text(rule, book) for rule in book.running}
        revs = {name: revision(text) for name, text in texts.items()}
        self.book = book
        self.rules: tuple[CompiledRule, ...] = tuple(
            compiler.rule(rule, revs[rule.rule.id])
            for rule in book.running
            if rule.rule.over is None
        )
        self.places: Mapping[str, int] = {rule.id: n for n, rule in enumerate(self.rules)}
        over = Compiler(book, self._pace, first_column=len(compiler.columns), over=True)
        self.population_rules: tuple[PopulationRule, ...] = tuple(
            compile_over(rule, revs[rule.rule.id], over, book)
            for rule in book.running
            if rule.rule.over is not None
        )
        self.texts: Mapping[str, dict[str, Any]] = {revs[name]: texts[name] for name in texts}
        self.allow = [entry for entry in book.allow if not is_expired(entry.allow, today)]
        self.revision = ruleset_revision(revs, book, self.allow)
        self._columns = len(compiler.columns) + len(over.columns)
        self._screen = Screen(self.rules, compiler.columns)
        self._flaggers = [Flagger(rule) for rule in self.rules]
        self._named = lru_cache(maxsize=_REMEMBERED)(self._names)

    def evaluate(self, document: Mapping[str, Any], among: int = EVERY_RULE) -> Verdict:
        """Return the flags of the link document (or part of one) *document*.

        Only the rules *among* are asked: bits by their place in ``rules``.
        """
        facts = Facts(document, self._columns)
        true, unknown = self._screen.decide(facts, among)
        flags = [self._flaggers[number].flag(facts) for number in _numbers(true)]
        if flags and self.allow and document.get("page"):
            flags = self._with_allowance(flags, document)
        score = self._capped((one.group, one.score) for one in flags if one.suppressed is None)
        return Verdict(
            flags=tuple(flags),
            not_evaluated=self._named(unknown),
            score=score,
            band=self.band(score),
            ruleset=self.revision,
            slow=self._late(unknown, self.facts(document)) if self._pace.exceeded else (),
        )

    def facts(self, document: Mapping[str, Any]) -> Facts:
        """Return *document* ready for asking single rules."""
        return Facts(document, self._columns)

    def score_of(self, flags: Iterable[Mapping[str, Any]]) -> float:
        """Return what stored *flags* add up to: capped by group, suppressed ones left out."""
        return self._capped((f["group"], f["score"]) for f in flags if not f.get("suppressed"))

    def risk(self, flags: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
        """Return ``score`` and ``band`` that stored *flags* come to, as ``audit`` has them."""
        score = self.score_of(flags)
        return {"score": score, "band": self.band(score)}

    def _names(self, bits: int) -> tuple[str, ...]:
        return tuple(self.rules[number].id for number in _numbers(bits))

    def _late(self, bits: int, facts: Facts) -> tuple[str, ...]:
        rules = (self.rules[number] for number in _numbers(bits))
        return tuple(rule.id for rule in rules if rule.is_late(facts))

    def _with_allowance(self, flags: list[Flag], document: Mapping[str, Any]) -> list[Flag]:
        allowed = covering(self.allow, document["page"])
        return [replace(flag, suppressed=suppressed_by(allowed, flag.rule)) for flag in flags]

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


def answer_of(rule: CompiledRule, facts: Facts) -> bool | None:
    """Return whether *rule* fires, or ``None`` if something it needs is unknown."""
    return rule.answer(facts)


def _numbers(bits: int) -> Iterator[int]:
    """Yield the places of the bits that are set, lowest first."""
    while bits:
        lowest = bits & -bits
        bits ^= lowest
        yield lowest.bit_length() - 1
