"""The examples beside a rule: each must match, or not match, as its place says."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from backlinkspider.rules.evaluate import answer_of
from backlinkspider.rules.facts import State
from backlinkspider.rules.fields import FIELDS
from backlinkspider.rules.resolved import fields_read

if TYPE_CHECKING:
    from backlinkspider.rules.compile import CompiledRule
    from backlinkspider.rules.evaluate import RuleSet
    from backlinkspider.rules.reader import KeyPath

Wanted = Literal["match", "no_match"]


@dataclass(frozen=True, slots=True)
class ExampleResult:
    """One example and how it came out; ``fault`` is empty if as wanted."""

    rule: str
    wanted: Wanted
    origin: str
    fault: str


def run_examples(rules: RuleSet) -> Iterator[ExampleResult]:
    """Run the examples of every running rule."""
    for rule in rules.rules:
        tests = rule.resolved.rule.tests
        for index, example in enumerate(tests.match):
            yield _run(rules, rule, "match", index, example)
        for index, example in enumerate(tests.no_match):
            yield _run(rules, rule, "no_match", index, example)


def _run(
    rules: RuleSet, rule: CompiledRule, wanted: Wanted, index: int, example: Mapping[str, Any]
) -> ExampleResult:
    document = nested({**flat(rule.resolved.rule.tests.given), **flat(example)})
    facts = rules.facts(document)
    answer = answer_of(rule, facts)
    fault = ""
    if answer is None:
        missing = sorted(
            {
                path
                for path in fields_read(rule.resolved)
                if facts.value(FIELDS[path]) is State.UNKNOWN
            }
        )
        fault = f"not evaluated: the example does not say {', '.join(missing)}"
    elif answer is not (wanted == "match"):
        fault = "does not match" if wanted == "match" else "matches"
    path: KeyPath = (*rule.resolved.path, "tests", wanted, index)
    return ExampleResult(rule.id, wanted, rule.resolved.tree.origin(path), fault)


def flat(example: Mapping[str, Any], prefix: str = "") -> dict[str, Any]:
    """Return *example* with dotted keys only; lists and scalars are values."""
    found: dict[str, Any] = {}
    for key, value in example.items():
        path = f"{prefix}{key}"
        if isinstance(value, Mapping) and path not in FIELDS:
            found |= flat(value, f"{path}.")
        else:
            found[path] = value
    return found


def nested(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return the document that dotted *values* describe."""
    document: dict[str, Any] = {}
    for path, value in values.items():
        *parents, last = path.split(".")
        place = document
        for key in parents:
            below = place.setdefault(key, {})
            place = below if isinstance(below, dict) else {}
        place[last] = value
    return document
