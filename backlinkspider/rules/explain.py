"""A rule in words, with where each value comes from."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from backlinkspider.rules.compile import rule_lists
from backlinkspider.rules.conditions import All, KOf, Leaf, Not
from backlinkspider.rules.fields import FIELDS
from backlinkspider.rules.resolved import children, fields_read, param_name
from backlinkspider.rules.revision import revision, rule_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from backlinkspider.rules.conditions import Condition
    from backlinkspider.rules.resolved import ResolvedRule, Rulebook

_WORDS = {
    "eq": "is",
    "in": "is one of",
    "has_any": "has any of",
    "has_all": "has all of",
    "lt": "is less than",
    "lte": "is at most",
    "gt": "is more than",
    "gte": "is at least",
    "between": "is between",
    "starts": "starts with",
    "ends": "ends with",
    "contains": "contains",
    "words": "has a term of",
    "regex": "matches",
    "exists": "is there:",
    "domain_in": "is a host in",
    "cidr": "is an address in",
}


def condition_lines(rule: ResolvedRule) -> list[str]:
    """Return *rule*'s condition as indented lines."""
    return list(_lines(rule, rule.rule.when, 0))


def _lines(rule: ResolvedRule, condition: Condition, depth: int) -> Iterator[str]:
    indent = "  " * depth
    if isinstance(condition, Leaf):
        yield f"{indent}{condition.field} {_WORDS[condition.operator]} {_argument(rule, condition)}"
        return
    yield f"{indent}{_heading(condition)}"
    for child, _ in children(condition):
        yield from _lines(rule, child, depth + 1)


def _heading(condition: Condition) -> str:
    if isinstance(condition, Not):
        return "not:"
    if isinstance(condition, KOf):
        return f"at least {condition.k_of.min} of:"
    return "all of:" if isinstance(condition, All) else "any of:"


def _argument(rule: ResolvedRule, leaf: Leaf) -> str:
    name = param_name(leaf.argument)
    text = _plain(rule.argument(leaf))
    return f"{text} (param {name})" if name else text


def _plain(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(map(_plain, value))
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)


def describe(rule: ResolvedRule, book: Rulebook) -> dict[str, Any]:
    """Return everything about *rule* that a reader may ask, as plain data."""
    written = rule.rule
    clauses = {key: book.clauses[key].model_dump() for key in written.references}
    lists = {
        name: {
            "terms": len(book.lists[name].terms),
            "source": book.lists[name].source,
            "date": book.lists[name].date,
        }
        for name in sorted(rule_lists(rule))
    }
    values = {
        "severity": rule.severity,
        "score": rule.score,
        "status": rule.status,
        "group": written.group,
        **{f"params.{name}": value for name, value in rule.params.items()},
    }
    return {
        "rule": written.id,
        "rev": revision(rule_text(rule, book)),
        "title": written.title,
        "level": written.level,
        "values": {
            name: {"value": value, "origin": rule.origins[name]} for name, value in values.items()
        },
        "origin": rule.tree.origin(rule.path),
        "when": condition_lines(rule),
        "needs": written.needs,
        "target_terms": sorted({term for path in fields_read(rule) for term in FIELDS[path].terms}),
        "lists": lists,
        "message": written.message,
        "rationale": written.rationale.strip(),
        "remediation": written.remediation.strip(),
        "false_positives": written.false_positives,
        "references": clauses,
    }


def explain_lines(described: Mapping[str, Any]) -> Iterator[str]:
    """Yield what ``describe`` returned as text for a terminal."""
    yield f"{described['rule']} ({described['level']}, revision {described['rev']})"
    yield f"{described['title']} - {described['origin']}"
    yield ""
    for name, entry in described["values"].items():
        yield f"  {name:<22} {_plain(entry['value']):<12} {entry['origin']}"
    yield from ("", "Fires when")
    yield from (f"  {line}" for line in described["when"])
    if described["target_terms"]:
        yield f"  (needs {', '.join(described['target_terms'])} in the target's file)"
    for name, entry in described["lists"].items():
        yield f"  {name}: {entry['terms']} terms, {entry['date']}, {entry['source']}"
    for heading in ("message", "rationale", "remediation"):
        yield from ("", heading.capitalize(), f"  {described[heading]}")
    yield from ("", "False positives", *(f"  {one}" for one in described["false_positives"]))
    yield from ("", "Guidelines")
    for clause in described["references"].values():
        yield f"  {clause['source']}: {clause['section']}"
        yield f"    {clause['paraphrase']} {clause['url']}"
