"""What a rulebook that loads should still do better."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Final, Literal

from backlinkspider.rules.allow import is_expired
from backlinkspider.rules.lint_examples import lint_examples
from backlinkspider.rules.lint_lists import lint_lists
from backlinkspider.rules.patterns import pattern_faults
from backlinkspider.rules.resolved import aggregates, param_name, rule_leaves

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date

    from backlinkspider.rules.resolved import ResolvedRule, Rulebook
    from backlinkspider.yamlfile.errors import Problem

_EXPLAINED: Final = ("rationale", "remediation", "references", "false_positives")

NO_HTML: Final[Mapping[str, Literal["error", "warning"]]] = {"stable": "error"}
"""How grave it is, by a rule's status, that it has no HTML examples; not named: not at all."""


def lint(book: Rulebook, today: date) -> list[Problem]:
    """Return what is amiss in *book*, in file order: errors and warnings.

    Not here: what keeps rules from loading, which ``load_rulebook`` raises.
    """
    found = list(book.warnings)
    for rule in book.rules.values():
        found.extend(_explanation(rule))
        found.extend(_params(rule))
        found.extend(_patterns(rule))
        found.extend(lint_examples(rule, NO_HTML.get(rule.status)))
    found.extend(lint_lists(book))
    found.extend(_allow(book, today))
    return sorted(found)


def _explanation(rule: ResolvedRule) -> Iterator[Problem]:
    for name in _EXPLAINED:
        if not getattr(rule.rule, name):
            yield rule.problem((), f"lacks {name}")


def _params(rule: ResolvedRule) -> Iterator[Problem]:
    written = rule.rule
    used = {param_name(leaf.argument) for leaf, _ in rule_leaves(written)}
    for one, _ in aggregates(written.when):
        used |= {param_name(value) for value in (one.argument, one.period, one.periods)}
    if written.over is not None:
        used |= {param_name(written.over.minimum), param_name(written.over.window)}
    used |= set(re.findall(r"\{params\.([a-z0-9_]+)", written.message))
    for name in written.params:
        if name not in used:
            yield rule.problem(("params", name), f"the param {name!r} is not used")


def _patterns(rule: ResolvedRule) -> Iterator[Problem]:
    for leaf, path in rule_leaves(rule.rule):
        if leaf.operator == "regex":
            for level, message in pattern_faults(rule.argument(leaf)):
                yield replace(rule.problem((*path, "regex"), message), level=level)


def _allow(book: Rulebook, today: date) -> Iterator[Problem]:
    for entry in book.allow:
        if is_expired(entry.allow, today):
            message = f"the allow entry expired on {entry.allow.expires}: renew or remove it"
            yield entry.tree.problem((*entry.path, "expires"), message)
