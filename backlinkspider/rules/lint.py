"""What a rulebook that loads should still do better."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from backlinkspider.rules.allow import is_expired
from backlinkspider.rules.compile import rule_lists
from backlinkspider.rules.errors import Problem, did_you_mean
from backlinkspider.rules.examples import flat
from backlinkspider.rules.fields import FIELDS
from backlinkspider.rules.resolved import leaves, param_name

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date

    from backlinkspider.rules.lists import WordList
    from backlinkspider.rules.reader import KeyPath
    from backlinkspider.rules.resolved import ResolvedRule, Rulebook

MIN_EXAMPLES: Final = 2
MIN_LITERAL: Final = 3

_EXPLAINED: Final = ("rationale", "remediation", "references", "false_positives")
_NOT_LITERAL = re.compile(r"\\[pP](\{[^}]*\}|.)|\\.|\[[^\]]*\]|\{[^}]*\}|[.^$*+?()|]|\(\?[a-z]+\)")


def lint(book: Rulebook, today: date) -> list[Problem]:
    """Return what is amiss in *book*, in file order: errors and warnings.

    Not here: what keeps rules from loading, which ``load_rulebook`` raises.
    """
    found = list(book.warnings)
    for rule in book.rules.values():
        found.extend(_explanation(rule))
        found.extend(_examples(rule))
        found.extend(_params(rule))
        found.extend(_regexes(rule))
    found.extend(_lists(book))
    for entry in book.allow:
        if is_expired(entry.allow, today):
            message = f"the allow entry expired on {entry.allow.expires}: renew or remove it"
            found.append(entry.tree.problem((*entry.path, "expires"), message))
    return sorted(found)


def _explanation(rule: ResolvedRule) -> Iterator[Problem]:
    for name in _EXPLAINED:
        if not getattr(rule.rule, name):
            yield rule.problem((), f"lacks {name}")


def _examples(rule: ResolvedRule) -> Iterator[Problem]:
    tests = rule.rule.tests
    for wanted, examples in (("match", tests.match), ("no_match", tests.no_match)):
        if len(examples) < MIN_EXAMPLES:
            message = f"has {len(examples)} {wanted} examples, needs at least {MIN_EXAMPLES}"
            yield rule.problem(("tests", wanted), message)
        for index, example in enumerate(examples):
            yield from _example_fields(rule, ("tests", wanted, index), example)
    yield from _example_fields(rule, ("tests", "given"), tests.given)


def _example_fields(
    rule: ResolvedRule, path: KeyPath, example: Mapping[str, Any]
) -> Iterator[Problem]:
    for name, value in flat(example).items():
        field = FIELDS.get(name)
        if field is None:
            yield rule.problem(path, f"there is no field {name!r}{did_you_mean(name, FIELDS)}")
        elif not (field.accepts(value) or (value is None and field.nullable)):
            yield rule.problem(path, f"{name} is {field.kind}, {value!r} is not")


def _params(rule: ResolvedRule) -> Iterator[Problem]:
    used = {param_name(leaf.argument) for leaf, _ in leaves(rule.rule.when)}
    used |= set(re.findall(r"\{params\.([a-z0-9_]+)", rule.rule.message))
    for name in rule.rule.params:
        if name not in used:
            yield rule.problem(("params", name), f"the param {name!r} is not used")


def _regexes(rule: ResolvedRule) -> Iterator[Problem]:
    for leaf, path in leaves(rule.rule.when):
        if leaf.operator == "regex" and _longest_literal(rule.argument(leaf)) < MIN_LITERAL:
            message = f"the pattern has no {MIN_LITERAL} plain characters in a row to search for"
            problem = rule.problem((*path, "regex"), message)
            yield Problem(problem.file, problem.line, problem.column, problem.message, "warning")


def _longest_literal(pattern: str) -> int:
    return max(map(len, _NOT_LITERAL.sub("\n", pattern).split("\n")))


def _lists(book: Rulebook) -> Iterator[Problem]:
    used = {name for rule in book.rules.values() for name in rule_lists(rule)}
    for name, words in book.lists.items():
        if name not in used:
            yield Problem(words.file, 1, 1, "no rule uses this list", "warning")
        yield from _list_head(words)


def _list_head(words: WordList) -> Iterator[Problem]:
    if not words.terms:
        yield Problem(words.file, 1, 1, "the list has no terms")
    for name in ("source", "date"):
        if not getattr(words, name):
            yield Problem(words.file, 1, 1, f"lacks its {name}: begin with '# {name}: ...'")
