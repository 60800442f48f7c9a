"""The rules behind flags: what they say, why, what to do, what speaks against them. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import PurePath
from typing import TYPE_CHECKING, Final

from backlinkspider.flags import gravity
from backlinkspider.rules.wording import condition_lines, population_lines
from backlinkspider.trial.stats import MEASURED_FROM, wilson

if TYPE_CHECKING:
    from collections.abc import Mapping

    from backlinkspider.rules.resolved import ResolvedRule, Rulebook

_RISK: Final = re.compile(r"(?:^|[;:,] )risk [0-9.]+ \(\w+\): .*?(?=; |$)")
_LOST: Final = re.compile(r"^lost \(\w+\)")
_WORTH: Final = re.compile(r"[;:] authority [^;]*$")


@dataclass(frozen=True, slots=True)
class Clause:
    """A section of a guideline: who published it, its title, what it says, where."""

    source: str
    section: str
    paraphrase: str
    url: str


@dataclass(frozen=True, slots=True)
class Precision:
    """How often a rule was right where somebody looked: ``bad`` of ``n`` reviewed links.

    ``share`` with its 95 % interval is ``None`` while too few were reviewed to say.
    """

    bad: int
    n: int
    share: float | None = None
    low: float | None = None
    high: float | None = None

    @classmethod
    def of(cls, verdicts: Mapping[str, int]) -> Precision:
        """Measure by *verdicts* on the links that a rule flags."""
        bad, n = verdicts.get("bad", 0), verdicts.get("bad", 0) + verdicts.get("ok", 0)
        if n < MEASURED_FROM:
            return cls(bad, n)
        return cls(bad, n, bad / n, *wilson(bad, n))


@dataclass(frozen=True, slots=True)
class RuleText:
    """A rule as a report tells it. ``links`` are the live links it flags.

    A rule that is no longer in the rule files has an id and nothing else: ``known`` is false.
    """

    id: str
    severity: str
    links: int
    precision: Precision
    known: bool = True
    title: str = ""
    status: str = ""
    score: float = 0.0
    level: str = ""
    message: str = ""
    rationale: str = ""
    remediation: str = ""
    false_positives: tuple[str, ...] = ()
    clauses: tuple[Clause, ...] = ()
    conditions: tuple[str, ...] = ()
    origin: str = ""


def rule_texts(
    links: Mapping[str, int],
    severities: Mapping[str, str],
    verdicts: Mapping[str, Mapping[str, int]],
    book: Rulebook,
) -> list[RuleText]:
    """Return the rules that flag *links*, the gravest and most frequent first."""
    found = [
        _text(name, count, severities[name], Precision.of(verdicts.get(name, {})), book)
        for name, count in links.items()
    ]
    return sorted(found, key=lambda one: (-gravity(one.severity), -one.links, one.id))


def _text(name: str, links: int, severity: str, precision: Precision, book: Rulebook) -> RuleText:
    rule = book.rules.get(name)
    if rule is None:
        return RuleText(name, severity, links, precision, known=False)
    written = rule.rule
    return RuleText(
        id=name,
        severity=severity,
        links=links,
        precision=precision,
        title=written.title,
        status=rule.status,
        score=rule.score,
        level=written.level,
        message=written.message,
        rationale=" ".join(written.rationale.split()),
        remediation=" ".join(written.remediation.split()),
        false_positives=tuple(written.false_positives),
        clauses=_clauses(rule, book),
        conditions=(*population_lines(rule), *condition_lines(rule, written.when)),
        origin=PurePath(rule.tree.origin(rule.path)).name,
    )


def _clauses(rule: ResolvedRule, book: Rulebook) -> tuple[Clause, ...]:
    named = (book.clauses[key] for key in rule.rule.references if key in book.clauses)
    return tuple(Clause(one.source, one.section, one.paraphrase, one.url) for one in named)


def titles_of(book: Rulebook) -> dict[str, str]:
    """Return the title of each rule by its id."""
    return {name: rule.rule.title for name, rule in book.rules.items()}


def brief(reason: str) -> str:
    """Return an action's *reason* without what stands beside it: risk, rules, worth, why lost.

    >>> brief("ask for its removal: risk 6.5 (high): page.thin and 2 more; authority unknown")
    'ask for its removal'
    """
    return _LOST.sub("lost", _WORTH.sub("", _RISK.sub("", reason)))
