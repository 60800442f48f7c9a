"""Rules with their local changes applied, and where each value came from."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from backlinkspider.rules.conditions import Aggregate, All, AnyOf, KOf, Leaf, Not
from backlinkspider.rules.operators import list_names

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from backlinkspider.rules.conditions import Condition
    from backlinkspider.rules.lists import WordList
    from backlinkspider.rules.model import Allow, Clause, ExampleFile, GroupFile, Params, Rule
    from backlinkspider.yamlfile.errors import Problem
    from backlinkspider.yamlfile.reader import KeyPath, Tree

SHORTENERS: Final = "lists/shorteners.txt"
"""The one list of them: rules read it as data, and a crawl asks its hosts where they lead."""


@dataclass(frozen=True, slots=True)
class Setting:
    """A value of a rule and ``file:line`` of it; of a local change also who made it and why."""

    value: Any
    origin: str
    by: str = ""
    reason: str = ""


@dataclass(slots=True)
class ResolvedRule:
    """A rule as it runs. ``sources`` has each value that can be changed, shipped one first."""

    rule: Rule
    tree: Tree
    path: KeyPath
    severity: str
    score: float
    status: str
    params: Params
    sources: dict[str, list[Setting]]

    @property
    def runs(self) -> bool:
        """Whether the rule is evaluated at all."""
        return self.status in {"test", "stable"}

    def argument(self, test: Leaf | Aggregate) -> Any:
        """Return *test*'s argument with its ``$param`` put in."""
        return self.value(test.argument)

    def value(self, written: Any) -> Any:
        """Return what *written* stands for: the param ``$name``, or itself."""
        name = param_name(written)
        return written if name is None else self.params.get(name)

    def problem(self, path: KeyPath, message: str) -> Problem:
        """Return an error at *path* below this rule, naming it."""
        return self.tree.problem((*self.path, *path), f"{self.rule.id}: {message}")


@dataclass(frozen=True, slots=True)
class AllowEntry:
    """An allow entry and ``file:line`` of it."""

    allow: Allow
    tree: Tree
    path: KeyPath

    @property
    def origin(self) -> str:
        """``file:line`` of the entry."""
        return self.tree.origin(self.path)


@dataclass(slots=True)
class Rulebook:
    """Everything the rule files say, merged. ``warnings`` do not keep it from being used."""

    rules: dict[str, ResolvedRule]
    lists: dict[str, WordList]
    groups: GroupFile
    clauses: Mapping[str, Clause]
    examples: ExampleFile | None = None
    allow: list[AllowEntry] = field(default_factory=list)
    warnings: list[Problem] = field(default_factory=list)
    list_changes: dict[str, list[str]] = field(default_factory=dict)
    """By list: what was added and removed, by whom and where."""
    terms: Mapping[str, Any] = field(default_factory=dict)
    """What the target's file gives the signals: their flags change with it."""

    @property
    def running(self) -> Sequence[ResolvedRule]:
        """The rules that are evaluated, by id."""
        return [self.rules[name] for name in sorted(self.rules) if self.rules[name].runs]

    @property
    def shorteners(self) -> frozenset[str]:
        """The hosts of the list of shorteners, local changes included; none without the list."""
        return self.hosts(SHORTENERS)

    def hosts(self, name: str) -> frozenset[str]:
        """Return the hosts of the list *name*, local changes included; none without the list."""
        listed = self.lists.get(name)
        return (
            frozenset(one.text.lower() for one in listed.terms.values()) if listed else frozenset()
        )


def param_name(argument: Any) -> str | None:
    """Return the name of the param that *argument* stands for."""
    return argument[1:] if isinstance(argument, str) and argument.startswith("$") else None


def leaves(condition: Condition, path: KeyPath = ("when",)) -> Iterator[tuple[Leaf, KeyPath]]:
    """Yield every leaf of *condition*, also inside aggregates, with its path below the rule."""
    if isinstance(condition, Leaf):
        yield condition, path
    elif isinstance(condition, Aggregate) and condition.where is not None:
        yield from leaves(condition.where, (*path, "where"))
    for child, below in children(condition):
        yield from leaves(child, (*path, *below))


def group_leaves(condition: Condition, path: KeyPath = ("when",)) -> Iterator[tuple[Leaf, KeyPath]]:
    """Yield the leaves that a rule with ``over`` asks of a group: none inside aggregates."""
    if isinstance(condition, Leaf):
        yield condition, path
    for child, below in children(condition):
        yield from group_leaves(child, (*path, *below))


def aggregates(
    condition: Condition, path: KeyPath = ("when",)
) -> Iterator[tuple[Aggregate, KeyPath]]:
    """Yield every aggregate of *condition*, those inside others too, with its path."""
    if isinstance(condition, Aggregate):
        yield condition, path
        if condition.where is not None:
            yield from aggregates(condition.where, (*path, "where"))
    for child, below in children(condition):
        yield from aggregates(child, (*path, *below))


def rule_leaves(rule: Rule) -> Iterator[tuple[Leaf, KeyPath]]:
    """Yield every leaf of *rule*, in ``over.where`` and ``when``, with its path below the rule."""
    if rule.over is not None and rule.over.where is not None:
        yield from leaves(rule.over.where, ("over", "where"))
    yield from leaves(rule.when)


def children(condition: Condition) -> Iterator[tuple[Condition, KeyPath]]:
    """Yield the conditions directly under *condition* with their paths below it."""
    if isinstance(condition, Not):
        yield condition.not_, ("not",)
    elif isinstance(condition, All):
        yield from _numbered(condition.all, ("all",))
    elif isinstance(condition, AnyOf):
        yield from _numbered(condition.any, ("any",))
    elif isinstance(condition, KOf):
        yield from _numbered(condition.k_of.of, ("k_of", "of"))


def _numbered(
    conditions: Sequence[Condition], path: KeyPath
) -> Iterator[tuple[Condition, KeyPath]]:
    for index, condition in enumerate(conditions):
        yield condition, (*path, index)


def fields_read(rule: ResolvedRule) -> set[str]:
    """Return the paths of the fields that *rule* reads."""
    written = rule.rule
    paths = {leaf.field for leaf, _ in rule_leaves(written)} | set(written.needs)
    paths |= {one.field for one, _ in aggregates(written.when) if one.field is not None}
    return paths | (set(written.over.group_by) if written.over is not None else set())


def lists_read(rule: ResolvedRule) -> set[str]:
    """Return the names of the lists that *rule* reads."""
    found = {
        name
        for leaf, _ in rule_leaves(rule.rule)
        if leaf.operator in {"words", "domain_in"}
        for name in list_names(rule.argument(leaf))
    }
    skip = rule.rule.over.skip if rule.rule.over is not None else None
    return found | ({skip} if skip else set())
