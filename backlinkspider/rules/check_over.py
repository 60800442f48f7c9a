"""Whether a rule's population holds together: ``over``, aggregates, what may be read of a group."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from backlinkspider.rules.fields import FIELDS
from backlinkspider.rules.lists import unknown_list
from backlinkspider.rules.operators import OPERATORS
from backlinkspider.rules.over import days_of, follows_from_domain, group_fields
from backlinkspider.rules.resolved import aggregates, group_leaves, param_name, rule_leaves
from backlinkspider.yamlfile.errors import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backlinkspider.rules.conditions import Aggregate
    from backlinkspider.rules.resolved import ResolvedRule, Rulebook
    from backlinkspider.yamlfile.errors import Problem
    from backlinkspider.yamlfile.reader import KeyPath

_NEEDS: Final = {
    "distinct": ("field",),
    "entropy": ("field",),
    "ratio": ("where",),
    "latest": ("period",),
    "rate_vs_median": ("period", "periods"),
}
"""What an aggregate takes beside its operator; the others take nothing."""

_SHARES: Final = frozenset({"share_of_total", "ratio"})
_EXTRAS: Final = ("field", "where", "period", "periods")


def check_without_over(rule: ResolvedRule) -> Iterator[Problem]:
    """Yield what only a rule with ``over`` may have."""
    if rule.rule.level == "profile":
        yield rule.problem(("level",), "a rule of level profile needs over: which links, how many")
    if rule.rule.flags is not None:
        yield rule.problem(("flags",), "flags is for rules with over")
    for one, place in aggregates(rule.rule.when):
        message = f"the aggregate {one.aggregate} needs over: it counts links, this rule reads one"
        yield rule.problem(place, message)
    for leaf, place in rule_leaves(rule.rule):
        if leaf.field in FIELDS and FIELDS[leaf.field].virtual:
            message = f"{leaf.field} is known in rules with over only"
            yield rule.problem((*place, "field"), message)


def check_over(book: Rulebook, rule: ResolvedRule) -> Iterator[Problem]:
    """Yield what keeps *rule*, which has ``over``, from being compiled."""
    if rule.rule.level not in {"domain", "profile"}:
        message = f"over is for the levels domain and profile, not {rule.rule.level}"
        yield rule.problem(("over",), message)
    yield from _population(book, rule)
    yield from _group_leaves(rule)
    over = rule.rule.over
    if over is not None and over.where is not None:
        for _, place in aggregates(over.where, ("over", "where")):
            yield rule.problem(place, "over.where is asked of single links: no aggregates")
    found = list(aggregates(rule.rule.when))
    if not found:
        yield rule.problem(("when",), "a rule with over needs an aggregate in when")
    for one, place in found:
        if "where" in place:
            yield rule.problem(place, "an aggregate's where is asked of single links")
        yield from _aggregate(rule, one, place)


def _population(book: Rulebook, rule: ResolvedRule) -> Iterator[Problem]:
    over = rule.rule.over
    assert over is not None
    for index, path in enumerate(over.group_by):
        yield from _field(rule, path, ("over", "group_by", index))
    if over.skip is not None:
        if over.skip not in book.lists:
            yield rule.problem(("over", "skip"), unknown_list(over.skip, book.lists))
        if not group_fields(rule):
            yield rule.problem(("over", "skip"), "skip needs group_by: it leaves out groups")
    if over.window is not None:
        yield from _days(rule, over.window, ("over", "window"))
    yield from _whole(rule, over.minimum, ("over", "minimum"))


def _group_leaves(rule: ResolvedRule) -> Iterator[Problem]:
    readable = set(group_fields(rule))
    if rule.rule.level == "domain":
        readable |= {path for path in FIELDS if follows_from_domain(path)}
    for leaf, place in group_leaves(rule.rule.when):
        if leaf.field in FIELDS and leaf.field not in readable:
            known = ", ".join(group_fields(rule)) or "none here"
            message = (
                f"{leaf.field} differs from link to link: ask it in over.where or in an "
                f"aggregate's where; of a group there are the fields of group_by ({known})"
            )
            yield rule.problem((*place, "field"), message)


def _aggregate(rule: ResolvedRule, one: Aggregate, place: KeyPath) -> Iterator[Problem]:
    wanted = _NEEDS.get(one.aggregate, ())
    for name in _EXTRAS:
        given = getattr(one, name) is not None
        if given and name not in wanted:
            yield rule.problem((*place, name), f"{one.aggregate} takes no {name}")
        elif not given and name in wanted:
            yield rule.problem(place, f"{one.aggregate} needs {name}")
    if one.field is not None:
        yield from _field(rule, one.field, (*place, "field"))
    if one.period is not None:
        yield from _days(rule, one.period, (*place, "period"))
    if one.periods is not None:
        yield from _whole(rule, one.periods, (*place, "periods"))
    if one.of == "total" and one.aggregate == "share_of_total":
        yield rule.problem((*place, "of"), "the total's share of the total is always 1")
    yield from _argument(rule, one, (*place, one.operator))


def _argument(rule: ResolvedRule, one: Aggregate, place: KeyPath) -> Iterator[Problem]:
    missing = list(_missing_param(rule, one.argument, place))
    argument = rule.argument(one)
    fault = "" if missing else OPERATORS[one.operator].fault(argument)
    if one.operator == "eq" and not fault and not _is_number(argument):
        fault = "takes a number"
    yield from missing
    if fault:
        yield rule.problem(place, f"{one.operator!r} {fault}, not {argument!r}")
    elif not missing and one.aggregate in _SHARES:
        numbers = argument if isinstance(argument, list) else [argument]
        if not all(0 <= number <= 1 for number in numbers):
            message = f"{one.aggregate} is a share from 0 to 1, {argument!r} is not"
            yield rule.problem(place, message)


def _field(rule: ResolvedRule, path: str, place: KeyPath) -> Iterator[Problem]:
    if path not in FIELDS:
        yield rule.problem(place, f"there is no field {path!r}{did_you_mean(path, FIELDS)}")


def _days(rule: ResolvedRule, written: str, place: KeyPath) -> Iterator[Problem]:
    missing = list(_missing_param(rule, written, place))
    yield from missing
    value = rule.value(written)
    if not missing and days_of(value) is None:
        yield rule.problem(place, f"a number of days such as 30d is wanted, not {value!r}")


def _whole(rule: ResolvedRule, written: int | str, place: KeyPath) -> Iterator[Problem]:
    missing = list(_missing_param(rule, written, place))
    yield from missing
    value = rule.value(written)
    whole = isinstance(value, int) and not isinstance(value, bool) and value >= 1
    if not missing and not whole:
        yield rule.problem(place, f"a whole number from 1 is wanted, not {value!r}")


def _missing_param(rule: ResolvedRule, written: Any, place: KeyPath) -> Iterator[Problem]:
    param = param_name(written)
    if param is not None and param not in rule.params:
        yield rule.problem(place, f"there is no param {param!r}{did_you_mean(param, rule.params)}")


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)
