"""What the examples of a rule cover: each leaf seen true and false, each threshold met exactly."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from backlinkspider.rules.conditions import Aggregate, Leaf
from backlinkspider.rules.examples import example_day
from backlinkspider.rules.population import Population
from backlinkspider.rules.resolved import param_name
from backlinkspider.rules.seen import ENOUGH_CRAWLS, days_since_first_seen
from backlinkspider.rules.trace import trace_group, trace_link, trace_where
from backlinkspider.rules.wording import in_words

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from datetime import date

    from backlinkspider.rules.evaluate import RuleSet
    from backlinkspider.rules.examples import Example
    from backlinkspider.rules.resolved import ResolvedRule
    from backlinkspider.rules.trace import Traced
    from backlinkspider.yamlfile.reader import KeyPath

_COMPARISONS: Final = frozenset({"lt", "lte", "gt", "gte", "between"})


@dataclass(slots=True)
class Covered:
    """A leaf or aggregate of *rule* at *origin*: which answers its examples gave.

    ``limits`` are the numbers it compares with, ``met`` those that an example met exactly; a param
    with a local value is left out, as the shipped examples can't know it.
    """

    rule: str
    origin: str
    text: str
    limits: tuple[float, ...]
    answers: set[bool] = field(default_factory=set)
    met: set[float] = field(default_factory=set)

    @property
    def missing(self) -> list[str]:
        """The answers that no example gave."""
        return [str(one).lower() for one in (True, False) if one not in self.answers]

    @property
    def unmet(self) -> list[float]:
        """The limits that no example met exactly."""
        return [limit for limit in self.limits if limit not in self.met]


def share(covered: Iterable[Covered]) -> float:
    """Return the share of answers seen, from 0 to 1."""
    counts = [len(one.answers) for one in covered]
    return sum(counts) / (2 * len(counts)) if counts else 1.0


def coverage(rules: RuleSet, rule: ResolvedRule, examples: Sequence[Example]) -> list[Covered]:
    """Return what *examples*, all of *rule*, cover of its leaves and aggregates.

    Leaves inside an aggregate are left out: the aggregate stands for them.
    """
    found: dict[KeyPath, Covered] = {}
    traces = _link_traces if rule.rule.over is None else _population_traces
    for traced in traces(rules, rule, examples):
        if isinstance(traced.condition, Leaf | Aggregate):
            known = found.get(traced.path)
            if known is None:
                known = found[traced.path] = _covered(rule, traced.condition, traced.path)
            if traced.answer is not None:
                known.answers.add(traced.answer)
            known.met |= {limit for limit in known.limits if limit == traced.value}
    return list(found.values())


def _covered(rule: ResolvedRule, test: Leaf | Aggregate, path: KeyPath) -> Covered:
    origin = rule.tree.origin((*rule.path, *path))
    compares = test.operator in _COMPARISONS and not _is_tuned(rule, test)
    argument: Any = rule.argument(test) if compares else []
    limits = tuple(argument) if isinstance(argument, list) else (argument,)
    return Covered(rule.rule.id, origin, in_words(rule, test), limits)


def _is_tuned(rule: ResolvedRule, test: Leaf | Aggregate) -> bool:
    name = param_name(test.argument)
    return name is not None and len(rule.sources[f"params.{name}"]) > 1


def _link_traces(
    rules: RuleSet, rule: ResolvedRule, examples: Iterable[Example]
) -> Iterator[Traced]:
    compiled = next(one for one in rules.rules if one.id == rule.rule.id)
    for example in examples:
        for document in example.documents:
            yield from trace_link(compiled, rules.facts(document))


def _population_traces(
    rules: RuleSet, rule: ResolvedRule, examples: Iterable[Example]
) -> Iterator[Traced]:
    compiled = next(one for one in rules.population_rules if one.id == rule.rule.id)
    today = example_day(rules.book)
    for example in examples:
        population = Population(
            rules,
            today=today,
            finished_crawls=ENOUGH_CRAWLS,
            own_outlinks=example.own_outlinks,
            only=compiled.id,
        )
        for document in example.documents:
            population.feed(document)
            yield from trace_where(compiled, rules.facts(_dated(document, today)))
        for group in population.groups(compiled):
            yield from trace_group(compiled, group)


def _dated(document: Mapping[str, Any], today: date) -> Mapping[str, Any]:
    days = days_since_first_seen(document, today, finished_crawls=ENOUGH_CRAWLS)
    return document if days is None else {**document, "seen": {"days": days}}
