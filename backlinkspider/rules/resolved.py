"""Rules with their local changes applied, and where each value came from."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from backlinkspider.rules.conditions import All, AnyOf, KOf, Leaf, Not

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from backlinkspider.rules.conditions import Condition
    from backlinkspider.rules.errors import Problem
    from backlinkspider.rules.lists import WordList
    from backlinkspider.rules.model import Allow, Clause, GroupFile, Params, Rule
    from backlinkspider.rules.reader import KeyPath, Tree


@dataclass(slots=True)
class ResolvedRule:
    """A rule as it runs. ``origins`` has ``file:line`` of each value that can be changed."""

    rule: Rule
    tree: Tree
    path: KeyPath
    severity: str
    score: float
    status: str
    params: Params
    origins: dict[str, str]

    @property
    def runs(self) -> bool:
        """Whether the rule is evaluated at all."""
        return self.status in {"test", "stable"}

    def argument(self, leaf: Leaf) -> Any:
        """Return *leaf*'s argument with its ``$param`` put in."""
        name = param_name(leaf.argument)
        return leaf.argument if name is None else self.params.get(name)

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
    allow: list[AllowEntry] = field(default_factory=list)
    warnings: list[Problem] = field(default_factory=list)

    @property
    def running(self) -> Sequence[ResolvedRule]:
        """The rules that are evaluated, by id."""
        return [self.rules[name] for name in sorted(self.rules) if self.rules[name].runs]


def param_name(argument: Any) -> str | None:
    """Return the name of the param that *argument* stands for."""
    return argument[1:] if isinstance(argument, str) and argument.startswith("$") else None


def leaves(condition: Condition, path: KeyPath = ("when",)) -> Iterator[tuple[Leaf, KeyPath]]:
    """Yield every leaf of *condition* with its path below the rule."""
    if isinstance(condition, Leaf):
        yield condition, path
    for child, below in children(condition):
        yield from leaves(child, (*path, *below))


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
    return {leaf.field for leaf, _ in leaves(rule.rule.when)} | set(rule.rule.needs)
