"""Conditions and populations in words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from backlinkspider.rules.conditions import Aggregate, All, KOf, Leaf, Not
from backlinkspider.rules.over import group_fields, unit_of
from backlinkspider.rules.resolved import children, param_name

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backlinkspider.rules.conditions import Condition
    from backlinkspider.rules.resolved import ResolvedRule

MAX_VALUE: Final = 120
_OPERATORS: Final = {
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
_UNITS: Final = {"referring_domain": "referring domains", "page": "pages", "link": "links"}
_AGGREGATES: Final = {
    "count": "the number of {units}",
    "distinct": "the number of distinct {field}",
    "share_of_total": "the group's share of all {units}",
    "ratio": "the share of {units} with a link where the below holds",
    "entropy": "the entropy of {field}, in bits,",
    "links_per_unit": "the number of links for each of the {units}",
    "pages_per_domain": "the largest number of pages of one domain",
    "latest": "the number of {units} first seen in the latest {period}",
    "rate_vs_median": (
        "the number of {units} first seen in the latest {period}, as a multiple of the median of "
        "the {periods} such periods before,"
    ),
    "interlinked": "the number of {units} that link to another referring domain of the group",
    "reciprocal": "the number of {units} that the target's own site links to",
}


def in_words(rule: ResolvedRule, condition: Condition) -> str:
    """Return one *condition* of *rule* on a line, without what is below it."""
    if isinstance(condition, Leaf):
        return f"{condition.field} {_OPERATORS[condition.operator]} {_argument(rule, condition)}"
    if isinstance(condition, Aggregate):
        return _aggregate(rule, condition)
    if isinstance(condition, Not):
        return "not:"
    if isinstance(condition, KOf):
        return f"at least {condition.k_of.min} of:"
    return "all of:" if isinstance(condition, All) else "any of:"


def condition_lines(rule: ResolvedRule, condition: Condition, depth: int = 0) -> Iterator[str]:
    """Yield *condition* of *rule* as indented lines."""
    yield f"{'  ' * depth}{in_words(rule, condition)}"
    for child, _ in children(condition):
        yield from condition_lines(rule, child, depth + 1)
    if isinstance(condition, Aggregate) and condition.where is not None:
        yield from condition_lines(rule, condition.where, depth + 1)


def population_lines(rule: ResolvedRule) -> Iterator[str]:
    """Yield what *rule*, if it has ``over``, looks at: which links, counted as what, in groups."""
    over = rule.rule.over
    if over is None:
        return
    units = _UNITS[unit_of(rule)]
    least = _with_param(rule, over.minimum)
    yield f"counts {units} of the target's live links; needs at least {least}"
    if over.window is not None:
        yield f"of links first seen in the last {_with_param(rule, over.window)}"
    if over.where is not None:
        yield "of links where"
        yield from condition_lines(rule, over.where, 1)
    if fields := group_fields(rule):
        skipped = f", without the values in {over.skip}" if over.skip else ""
        yield f"in groups of equal {', '.join(fields)}{skipped}"


def short(value: Any) -> str:
    """Return *value* as ``plain`` does, cut where it would fill the terminal."""
    text = plain(value)
    return text if len(text) <= MAX_VALUE else f"{text[:MAX_VALUE]}..."


def plain(value: Any) -> str:
    """Return *value* as rule files write it, near enough."""
    if isinstance(value, list | tuple):
        return ", ".join(map(plain, value)) or "[]"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return f"{value:.4g}"
    return "null" if value is None else str(value)


def _aggregate(rule: ResolvedRule, one: Aggregate) -> str:
    template = _AGGREGATES[one.aggregate]
    number = template.format(
        units=_UNITS[unit_of(rule)],
        field=one.field,
        period=_with_param(rule, one.period),
        periods=_with_param(rule, one.periods),
    )
    whole = " over the whole population" if one.of == "total" else ""
    return f"{number}{whole} {_OPERATORS[one.operator]} {_argument(rule, one)}"


def _argument(rule: ResolvedRule, test: Leaf | Aggregate) -> str:
    return _with_param(rule, test.argument)


def _with_param(rule: ResolvedRule, written: Any) -> str:
    name = param_name(written)
    text = plain(rule.value(written))
    return f"{text} (param {name})" if name else text
