"""A rule in words, with where each value comes from."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from backlinkspider.rules.fields import FIELDS
from backlinkspider.rules.resolved import fields_read, lists_read
from backlinkspider.rules.revision import revision, rule_text
from backlinkspider.rules.wording import condition_lines, population_lines, short

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from backlinkspider.rules.resolved import ResolvedRule, Rulebook


def describe(rule: ResolvedRule, book: Rulebook) -> dict[str, Any]:
    """Return everything about *rule* that a reader may ask, as plain data.

    ``values`` has each value that local changes may set, with ``file:line`` of it and, under
    ``before``, of what it replaced.
    """
    written = rule.rule
    paths = fields_read(rule)
    return {
        "rule": written.id,
        "rev": revision(rule_text(rule, book)),
        "title": written.title,
        "level": written.level,
        "values": {name: _value(rule, name) for name in rule.sources},
        "origin": rule.tree.origin(rule.path),
        "over": list(population_lines(rule)),
        "when": list(condition_lines(rule, written.when)),
        "flags": (written.flags or "profile") if written.over is not None else None,
        "needs": written.needs,
        "target_terms": sorted({term for path in paths for term in FIELDS[path].terms}),
        "lists": {name: _list(book, name) for name in sorted(lists_read(rule))},
        "message": written.message,
        "rationale": written.rationale.strip(),
        "remediation": written.remediation.strip(),
        "false_positives": written.false_positives,
        "references": {key: book.clauses[key].model_dump() for key in written.references},
    }


def _value(rule: ResolvedRule, name: str) -> dict[str, Any]:
    *before, last = rule.sources[name]
    return {**asdict(last), "before": [asdict(one) for one in before]}


def _list(book: Rulebook, name: str) -> dict[str, Any]:
    words = book.lists[name]
    return {
        "terms": len(words.terms),
        "source": words.source,
        "date": words.date,
        "changes": book.list_changes.get(name, []),
    }


def explain_lines(described: Mapping[str, Any]) -> Iterator[str]:
    """Yield what ``describe`` returned as text for a terminal."""
    yield f"{described['rule']} ({described['level']}, revision {described['rev']})"
    yield f"{described['title']} - {described['origin']}"
    yield ""
    for name, entry in described["values"].items():
        yield f"  {name:<22} {short(entry['value']):<12} {entry['origin']}"
        if entry["by"]:
            yield f"  {'':<22} {'':<12} by {entry['by']}: {entry['reason']}"
        for earlier in reversed(entry["before"]):
            yield f"  {'':<22} {'':<12} was {short(earlier['value'])} at {earlier['origin']}"
    yield from _when_lines(described)
    for heading in ("message", "rationale", "remediation"):
        yield from ("", heading.capitalize(), f"  {described[heading]}")
    yield from ("", "False positives", *(f"  {one}" for one in described["false_positives"]))
    yield from ("", "Guidelines")
    for clause in described["references"].values():
        yield f"  {clause['source']}: {clause['section']}"
        yield f"    {clause['paraphrase']} {clause['url']}"


def _when_lines(described: Mapping[str, Any]) -> Iterator[str]:
    if described["over"]:
        yield from ("", "Looks at", *(f"  {line}" for line in described["over"]))
    yield from ("", "Fires when")
    yield from (f"  {line}" for line in described["when"])
    if described["flags"] == "matching_links":
        yield "  and flags each link of the group"
    if described["target_terms"]:
        yield f"  (needs {', '.join(described['target_terms'])} in the target's file)"
    for name, entry in described["lists"].items():
        yield f"  {name}: {entry['terms']} terms, {entry['date']}, {entry['source']}"
        yield from (f"    {change}" for change in entry["changes"])
