"""Why an example came out other than wanted, in words for whoever writes the rule."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, Literal

from backlinkspider.rules.evidence import witnesses
from backlinkspider.rules.facts import State
from backlinkspider.rules.fields import FIELDS
from backlinkspider.rules.population import Population
from backlinkspider.rules.resolved import fields_read
from backlinkspider.rules.seen import ENOUGH_CRAWLS

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence
    from datetime import date

    from backlinkspider.rules.compile import CompiledRule
    from backlinkspider.rules.evaluate import RuleSet
    from backlinkspider.rules.facts import Facts

Wanted = Literal["match", "no_match"]

_SHOWN: Final = 4
_REASONS: Final = 3
_MAX_VALUE: Final = 60


def link_fault(
    rules: RuleSet, rule: str, wanted: Wanted, documents: Sequence[Mapping[str, Any]]
) -> str:
    """Return what is wrong with what *rule* says of *documents*, the links of an example.

    It matches if one of them gets the rule's flag; it does not if all were evaluated.
    """
    compiled = next(one for one in rules.rules if one.id == rule)
    verdicts = [rules.evaluate(document) for document in documents]
    if any(flag.rule == rule for verdict in verdicts for flag in verdict.flags):
        return "" if wanted == "match" else "matches"
    for document, verdict in zip(documents, verdicts, strict=True):
        if rule in verdict.not_evaluated:
            return unknown_fault(compiled, rules.facts(document))
    if wanted == "no_match":
        return ""
    reasons = {why_not(compiled, rules.facts(document)) for document in documents}
    return f"does not match: {' | '.join(sorted(reasons)[:_REASONS])}"


def unknown_fault(rule: CompiledRule, facts: Facts) -> str:
    """Return which fields keep *rule* from being evaluated."""
    paths = sorted(fields_read(rule.resolved))
    missing = [path for path in paths if facts.value(FIELDS[path]) is State.UNKNOWN]
    return f"not evaluated: the example does not say {', '.join(missing)}"


def why_not(rule: CompiledRule, facts: Facts) -> str:
    """Return the tests that made *rule* false."""
    tests = dict.fromkeys(
        f"{one.field.path} {_held(one.operator, held=held)} {_short(one.argument)}"
        f" (it is {_short(facts.value(one.field))})"
        for one, held in witnesses(rule.when, facts, wanted=False)
    )
    return "; ".join(list(tests)[:_SHOWN])


def _held(operator: str, *, held: bool) -> str:
    return operator if held else f"not {operator}"


def _short(value: Any) -> str:
    if value is State.UNKNOWN:
        return "unknown"
    text = repr(value)
    return text if len(text) <= _MAX_VALUE else f"{text[:_MAX_VALUE]}..."


def population_fault(
    rules: RuleSet,
    rule: str,
    wanted: Wanted,
    documents: Iterable[Mapping[str, Any]],
    *,
    day: date,
    own_outlinks: Collection[str] | None,
) -> str:
    """Return what is wrong if *rule*, which has ``over``, sees *documents* as a whole target.

    *own_outlinks*: the domains that the target's own site links to, ``None`` if not known.
    """
    population = Population(
        rules, today=day, finished_crawls=ENOUGH_CRAWLS, own_outlinks=own_outlinks, only=rule
    )
    for document in documents:
        population.feed(document)
    verdict = population.finish()
    fired = [finding for finding in verdict.findings if finding.rule == rule]
    if fired:
        return "" if wanted == "match" else f"matches: {fired[0].message}"
    if rule in verdict.not_evaluated:
        return f"not evaluated: {verdict.not_evaluated[rule]}"
    return "does not match: no group of links fires" if wanted == "match" else ""
