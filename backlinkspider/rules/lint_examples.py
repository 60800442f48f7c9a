"""What the examples beside a rule should still do better."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from backlinkspider.rules.examples import flat, links_fault
from backlinkspider.rules.fields import FIELDS
from backlinkspider.yamlfile.errors import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from typing import Literal

    from backlinkspider.rules.resolved import ResolvedRule
    from backlinkspider.yamlfile.errors import Problem
    from backlinkspider.yamlfile.reader import KeyPath

MIN_EXAMPLES: Final = 2


def lint_examples(
    rule: ResolvedRule, no_html: Literal["error", "warning"] | None
) -> Iterator[Problem]:
    """Yield what is amiss in *rule*'s examples; *no_html* is the level of having no HTML ones."""
    tests = rule.rule.tests
    for wanted, examples in (("match", tests.match), ("no_match", tests.no_match)):
        if len(examples) < MIN_EXAMPLES:
            message = f"has {len(examples)} {wanted} examples, needs at least {MIN_EXAMPLES}"
            yield rule.problem(("tests", wanted), message)
        for index, example in enumerate(examples):
            yield from _example(rule, ("tests", wanted, index), example)
    yield from _fields(rule, ("tests", "given"), tests.given)
    html = (("match", tests.html.match), ("no_match", tests.html.no_match))
    missing = [name for name, pages in html if not pages]
    if missing and no_html:
        message = f"has no html examples for {' and '.join(missing)}"
        yield replace(rule.problem(("tests",), message), level=no_html)


def _example(rule: ResolvedRule, path: KeyPath, example: Mapping[str, Any]) -> Iterator[Problem]:
    if rule.rule.over is None:
        yield from _fields(rule, path, example)
        return
    fault = links_fault(example)
    if fault:
        yield rule.problem(path, fault)
        return
    for index, entry in enumerate(example["links"]):
        yield from _fields(rule, (*path, "links", index, "of"), entry["of"])


def _fields(rule: ResolvedRule, path: KeyPath, example: Mapping[str, Any]) -> Iterator[Problem]:
    for name, value in flat(example).items():
        field = FIELDS.get(name)
        if field is None:
            yield rule.problem(path, f"there is no field {name!r}{did_you_mean(name, FIELDS)}")
        elif not (field.accepts(value) or (value is None and field.nullable)):
            yield rule.problem(path, f"{name} is {field.kind}, {value!r} is not")
