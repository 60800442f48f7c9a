"""All examples of rules, run once: how they came out, and what they cover."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from backlinkspider.rules.examples import field_examples, run_example
from backlinkspider.trial.coverage import coverage, share
from backlinkspider.trial.html_examples import html_examples

if TYPE_CHECKING:
    from collections.abc import Sequence

    from backlinkspider.rules.evaluate import RuleSet
    from backlinkspider.rules.examples import ExampleResult
    from backlinkspider.rules.resolved import ResolvedRule
    from backlinkspider.trial.coverage import Covered


@dataclass(frozen=True, slots=True)
class TriedRule:
    """A rule's examples, run."""

    rule: str
    results: Sequence[ExampleResult]
    covered: Sequence[Covered]


@dataclass(frozen=True, slots=True)
class Tried:
    """The examples of several rules, run."""

    rules: Sequence[TriedRule]

    @property
    def results(self) -> list[ExampleResult]:
        """Every example."""
        return [one for rule in self.rules for one in rule.results]

    @property
    def failed(self) -> list[ExampleResult]:
        """The examples that came out other than wanted."""
        return [one for one in self.results if one.fault]

    @property
    def share(self) -> float:
        """The share of leaf answers (true, false) that some example gave."""
        return share(leaf for rule in self.rules for leaf in rule.covered)

    @property
    def uncovered(self) -> list[Covered]:
        """The leaves of which one answer or both were never seen."""
        return [leaf for rule in self.rules for leaf in rule.covered if leaf.missing]

    @property
    def unmet(self) -> list[Covered]:
        """The comparisons of which no example meets a limit exactly."""
        return [leaf for rule in self.rules for leaf in rule.covered if leaf.unmet]


def try_rule(rules: RuleSet, rule: ResolvedRule) -> TriedRule:
    """Run all examples of *rule*, one of the running *rules*."""
    examples = [*field_examples(rule), *html_examples(rules.book, rule)]
    results = [run_example(rules, one) for one in examples]
    return TriedRule(rule.rule.id, results, coverage(rules, rule, examples))
