"""Why a rule fired: the tests that made it true, with values, thresholds and places in the text."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backlinkspider.rules.compile import Node
    from backlinkspider.rules.facts import Facts, Predicate
    from backlinkspider.rules.operators import Found

MAX_TEXT: Final = 200

Evidence = dict[str, Any]
"""field, value, operator, threshold; for text also span, text, term and list."""


def witnesses(node: Node, facts: Facts, *, wanted: bool = True) -> Iterator[tuple[Predicate, bool]]:
    """Yield each predicate that made *node* come out as *wanted*, and what it answered."""
    if node.check(facts) is not wanted:
        return
    if node.predicate is not None:
        yield node.predicate, wanted
    below = not wanted if node.kind == "not" else wanted
    for part in node.parts:
        yield from witnesses(part, facts, wanted=below)


def collect(node: Node, facts: Facts) -> list[Evidence]:
    """Return the evidence for *node*, which is true: what tells most (a place in a text) first."""
    seen = {(one.index, held): (one, held) for one, held in witnesses(node, facts)}
    found = [_evidence(predicate, facts, held=held) for predicate, held in seen.values()]
    return sorted(found, key=lambda one: ("term" not in one, "span" not in one))


def _evidence(predicate: Predicate, facts: Facts, *, held: bool) -> Evidence:
    value = facts.value(predicate.field)
    evidence: Evidence = {
        "field": predicate.field.path,
        "value": cut(value),
        "operator": predicate.operator if held else f"not {predicate.operator}",
        "threshold": predicate.argument,
    }
    found = _place(predicate, value) if held else None
    if found is not None:
        for key in ("span", "text", "term", "list"):
            told = getattr(found, key)
            if told is not None:
                evidence[key] = cut(told)
    return evidence


def _place(predicate: Predicate, value: Any) -> Found | None:
    try:
        return predicate.find(value)
    except TimeoutError:  # just fast enough before, not so now: then without the place
        return None


def cut(value: Any) -> Any:
    """Return *value* short enough to be stored, and as a list where it has several."""
    if isinstance(value, str):
        return value[:MAX_TEXT]
    return list(value) if isinstance(value, tuple | list) else value
