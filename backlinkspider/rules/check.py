"""Whether a rulebook holds together: fields, operators, params, lists, groups, clauses."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from backlinkspider.rules.check_over import check_over, check_without_over
from backlinkspider.rules.fields import FIELDS
from backlinkspider.rules.lists import unknown_list
from backlinkspider.rules.message import known_names, name_faults
from backlinkspider.rules.operators import OPERATORS, list_names
from backlinkspider.rules.resolved import param_name, rule_leaves
from backlinkspider.yamlfile.errors import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from backlinkspider.rules.conditions import Leaf
    from backlinkspider.rules.fields import Field
    from backlinkspider.rules.resolved import ResolvedRule, Rulebook
    from backlinkspider.yamlfile.errors import Problem
    from backlinkspider.yamlfile.reader import KeyPath

_TYPES = {"text": (str,), "number": (int, float), "boolean": (bool,), "texts": (str,)}


def check(book: Rulebook, unread: Collection[str] = ()) -> Iterator[Problem]:
    """Yield what keeps the rules of *book* from being compiled.

    *unread* names the parts that could not be read (``groups``, ``clauses``): what refers to them
    is not held against the rules.
    """
    for rule in book.rules.values():
        yield from _references(book, rule, unread)
        for index, path in enumerate(rule.rule.needs):
            if path not in FIELDS:
                yield rule.problem(("needs", index), _unknown_field(path))
        for leaf, place in rule_leaves(rule.rule):
            yield from _leaf(book, rule, leaf, place)
        yield from check_without_over(rule) if rule.rule.over is None else check_over(book, rule)
        for fault in name_faults(rule.rule.message, known_names(rule)):
            yield rule.problem(("message",), fault)


def _references(book: Rulebook, rule: ResolvedRule, unread: Collection[str]) -> Iterator[Problem]:
    group = rule.rule.group
    if group not in book.groups.groups and "groups" not in unread:
        hint = did_you_mean(group, book.groups.groups)
        yield rule.problem(("group",), f"groups.yaml has no group {group!r}{hint}")
    for index, key in enumerate(rule.rule.references):
        if key not in book.clauses and "clauses" not in unread:
            hint = did_you_mean(key, book.clauses)
            yield rule.problem(("references", index), f"clauses.yaml has no {key!r}{hint}")


def _leaf(book: Rulebook, rule: ResolvedRule, leaf: Leaf, place: KeyPath) -> Iterator[Problem]:
    field = FIELDS.get(leaf.field)
    if field is None:
        yield rule.problem((*place, "field"), _unknown_field(leaf.field))
        return
    here = (*place, leaf.operator)
    param = param_name(leaf.argument)
    if param is not None and param not in rule.params:
        yield rule.problem(here, f"there is no param {param!r}{did_you_mean(param, rule.params)}")
        return
    fault = _operator_fault(book, field, leaf.operator, rule.argument(leaf))
    if fault:
        yield rule.problem(here, fault)


def _unknown_field(path: str) -> str:
    return f"there is no field {path!r}{did_you_mean(path, FIELDS)}"


def _operator_fault(book: Rulebook, field: Field, name: str, argument: Any) -> str:
    operator = OPERATORS[name]
    if field.kind not in operator.kinds:
        fitting = ", ".join(key for key, one in OPERATORS.items() if field.kind in one.kinds)
        return f"{name!r} does not work on {field.path} ({field.kind}); {fitting} do"
    fault = operator.fault(argument)
    if fault:
        return f"{name!r} {fault}, not {argument!r}"
    if name in {"words", "domain_in"}:
        missing = [one for one in list_names(argument) if one not in book.lists]
        if missing:
            return unknown_list(missing[0], book.lists)
    return _type_fault(field, name, argument)


def _type_fault(field: Field, name: str, argument: Any) -> str:
    if name == "exists":
        known = f"{field.path} is never null; a document without it is not evaluated"
        return "" if field.nullable else f"'exists' says nothing here: {known}"
    if name not in {"eq", "in"}:
        return ""
    for one in argument if isinstance(argument, list) else [argument]:
        wanted = _TYPES[field.kind]
        if not isinstance(one, wanted) or (isinstance(one, bool) and field.kind != "boolean"):
            return f"{field.path} is {field.kind}, {one!r} is not"
    return ""
