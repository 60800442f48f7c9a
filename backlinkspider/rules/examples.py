"""The examples beside a rule: each must match, or not match, as its place says."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, Final, Literal

from backlinkspider.rules.faults import link_fault, population_fault
from backlinkspider.rules.fields import FIELDS

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from backlinkspider.rules.evaluate import RuleSet
    from backlinkspider.rules.faults import Wanted
    from backlinkspider.rules.resolved import ResolvedRule, Rulebook

_SOME_DAY: Final = date(2026, 1, 1)


@dataclass(frozen=True, slots=True)
class Example:
    """An example as link documents; ``fault`` says why it can't be tried, if so.

    ``own_outlinks`` are the domains that the target's own site links to, where it says.
    """

    rule: ResolvedRule
    wanted: Wanted
    kind: Literal["fields", "html"]
    origin: str
    documents: Sequence[Mapping[str, Any]]
    own_outlinks: Collection[str] | None = None
    fault: str = ""


@dataclass(frozen=True, slots=True)
class ExampleResult:
    """One example and how it came out; ``fault`` is empty if as wanted."""

    rule: str
    wanted: Wanted
    kind: Literal["fields", "html"]
    origin: str
    fault: str


def run_examples(rules: RuleSet) -> Iterator[ExampleResult]:
    """Run the field examples of every running rule."""
    for rule in rules.book.running:
        for example in field_examples(rule):
            yield run_example(rules, example)


def run_example(rules: RuleSet, example: Example) -> ExampleResult:
    """Return how *example* comes out."""
    fault = example.fault or _fault(rules, example)
    name = example.rule.rule.id
    return ExampleResult(name, example.wanted, example.kind, example.origin, fault)


def _fault(rules: RuleSet, example: Example) -> str:
    name = example.rule.rule.id
    if example.rule.rule.over is None:
        return link_fault(rules, name, example.wanted, example.documents)
    return population_fault(
        rules,
        name,
        example.wanted,
        example.documents,
        day=example_day(rules.book),
        own_outlinks=example.own_outlinks,
    )


def example_day(book: Rulebook) -> date:
    """Return the day that examples are evaluated on."""
    return date.fromisoformat(book.examples.day) if book.examples else _SOME_DAY


def field_examples(rule: ResolvedRule) -> Iterator[Example]:
    """Yield the field examples of *rule*: ``given`` with each example's own fields over it."""
    tests = rule.rule.tests
    wanted: Wanted
    for wanted, examples in (("match", tests.match), ("no_match", tests.no_match)):
        for index, example in enumerate(examples):
            origin = rule.tree.origin((*rule.path, "tests", wanted, index))
            if rule.rule.over is None:
                document = nested({**flat(tests.given), **flat(example)})
                yield Example(rule, wanted, "fields", origin, [document])
                continue
            fault = links_fault(example)
            documents = [] if fault else list(_links(tests.given, example))
            own = None if fault else example.get("own_outlinks")
            yield Example(rule, wanted, "fields", origin, documents, own, fault)


def links_fault(example: Mapping[str, Any]) -> str:
    """Return what is wrong with the shape of an example of a rule with ``over``, or nothing."""
    links = example.get("links")
    if example.keys() - {"links", "own_outlinks"} or not isinstance(links, list) or not links:
        return "an example of a rule with over has the form {links: [{repeat: 40, of: {...}}]}"
    if not isinstance(example.get("own_outlinks", []), list):
        return "own_outlinks is a list of the domains that the target's own site links to"
    for one in links:
        if not isinstance(one, dict) or not isinstance(one.get("of"), dict):
            return "links holds entries such as {repeat: 40, of: {page.domain: 'a{n}.example'}}"
        repeat = one.get("repeat", 1)
        if not isinstance(repeat, int) or isinstance(repeat, bool) or repeat < 1:
            return f"repeat is a whole number from 1, not {repeat!r}"
        if one.keys() - {"of", "repeat"}:
            return f"links knows repeat and of, not {min(one.keys() - {'of', 'repeat'})!r}"
    return ""


def _links(given: Mapping[str, Any], example: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    number = 0
    for entry in example["links"]:
        values = {**flat(given), **flat(entry["of"])}
        for copy in range(entry.get("repeat", 1)):
            document = nested(with_number(values, copy))
            yield {"_id": f"example-{number}", "state": "live", **document}
            number += 1


def with_number(value: Any, number: int) -> Any:
    """Return *value* with ``{n}`` in its texts replaced by *number*."""
    if isinstance(value, str):
        return value.replace("{n}", str(number))
    if isinstance(value, dict):
        return {key: with_number(one, number) for key, one in value.items()}
    return [with_number(one, number) for one in value] if isinstance(value, list) else value


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
