"""Base rules and local changes to one rulebook: base < local < target."""

from __future__ import annotations

from fnmatch import fnmatchcase
from typing import TYPE_CHECKING, Any

from backlinkspider.rules.errors import Problem, did_you_mean
from backlinkspider.rules.lists import Term, WordList, key_of, term_fault
from backlinkspider.rules.model import GroupFile
from backlinkspider.rules.resolved import AllowEntry, ResolvedRule, Rulebook

if TYPE_CHECKING:
    from collections.abc import Mapping

    from backlinkspider.rules.files import Sources
    from backlinkspider.rules.model import ListChange, Override, Rule
    from backlinkspider.rules.reader import KeyPath, Tree

_NO_GROUPS = GroupFile.model_construct(version=1, groups={}, bands=[])


def merge(sources: Sources) -> tuple[Rulebook, list[Problem]]:
    """Return the rulebook that *sources* add up to, and what does not fit together.

    A change that touches nothing is an error; one that says what is so already, a warning.
    """
    problems: list[Problem] = []
    clauses = sources.clauses.clauses if sources.clauses else {}
    book = Rulebook({}, dict(sources.lists), sources.groups or _NO_GROUPS, clauses)
    for tree, file in sources.rules:
        for index, rule in enumerate(file.rules):
            _add_rule(book, problems, tree, ("rules", index), rule)
    for tree, changes in sources.changes:
        for name, override in changes.set.items():
            _override(book, problems, tree, name, override)
        for name, change in changes.lists.items():
            _change_list(book, problems, tree, name, change)
        for index, allow in enumerate(changes.allow):
            entry = AllowEntry(allow, tree, ("allow", index))
            _check_allow(book, problems, entry)
            book.allow.append(entry)
    return book, problems


def _add_rule(
    book: Rulebook, problems: list[Problem], tree: Tree, path: KeyPath, rule: Rule
) -> None:
    earlier = book.rules.get(rule.id)
    if earlier:
        where = earlier.tree.origin(earlier.path)
        message = f"the id {rule.id!r} is already used at {where}; ids are never reused"
        problems.append(tree.problem((*path, "id"), message))
        return
    origins = {
        name: tree.origin((*path, name)) for name in ("severity", "score", "status", "group")
    }
    for param in rule.params:
        origins[f"params.{param}"] = tree.origin((*path, "params", param))
    book.rules[rule.id] = ResolvedRule(
        rule, tree, path, rule.severity, rule.score, rule.status, dict(rule.params), origins
    )


def _override(
    book: Rulebook, problems: list[Problem], tree: Tree, name: str, override: Override
) -> None:
    path: KeyPath = ("set", name)
    rule = book.rules.get(name)
    if rule is None:
        hint = did_you_mean(name, book.rules)
        problems.append(tree.problem(path, f"there is no rule {name!r}{hint}", key=True))
        return
    for attribute in ("severity", "score", "status"):
        value = getattr(override, attribute)
        if value is not None:
            here = (*path, attribute)
            _note_idle(book, tree, here, getattr(rule, attribute) == value)
            setattr(rule, attribute, value)
            rule.origins[attribute] = tree.origin(here)
    for param, value in override.params.items():
        here = (*path, "params", param)
        fault = _param_fault(rule.params, param, value)
        if fault:
            problems.append(tree.problem(here, f"{name}: {fault}", key=True))
            continue
        _note_idle(book, tree, here, rule.params[param] == value)
        rule.params[param] = value
        rule.origins[f"params.{param}"] = tree.origin(here)


def _note_idle(book: Rulebook, tree: Tree, path: KeyPath, idle: bool) -> None:
    if idle:
        line, column = tree.value_mark(path)
        message = f"{'.'.join(map(str, path))} changes nothing: it has this value already"
        book.warnings.append(Problem(tree.file, line, column, message, "warning"))


def _param_fault(params: Mapping[str, Any], name: str, value: Any) -> str:
    if name not in params:
        return f"there is no param {name!r}{did_you_mean(name, params)}"
    kinds = [_kind(params[name]), _kind(value)]
    return "" if kinds[0] == kinds[1] else f"the param {name!r} is {kinds[0]}, not {kinds[1]}"


def _kind(value: Any) -> str:
    if isinstance(value, bool):
        return "true or false"
    if isinstance(value, int | float):
        return "a number"
    return "a list" if isinstance(value, list) else "text"


def _change_list(
    book: Rulebook, problems: list[Problem], tree: Tree, name: str, change: ListChange
) -> None:
    path: KeyPath = ("lists", name)
    base = book.lists.get(name)
    if base is None:
        hint = did_you_mean(name, book.lists)
        problems.append(tree.problem(path, f"there is no list {name!r}{hint}", key=True))
        return
    words = WordList(base.name, base.file, base.source, base.date, dict(base.terms))
    for index, text in enumerate(change.remove):
        if words.terms.pop(key_of(text), None) is None:
            known = [term.text for term in words.terms.values()]
            message = f"{text!r} is not in {name}{did_you_mean(text, known)}"
            problems.append(tree.problem((*path, "remove", index), message))
    for index, text in enumerate(change.add):
        here = (*path, "add", index)
        term = words.terms.get(key_of(text))
        fault = f"already there at {term.origin}" if term else term_fault(text)
        if fault:
            problems.append(tree.problem(here, f"{text!r}: {fault}"))
        else:
            words.terms[key_of(text)] = Term(text, "", tree.origin(here))
    book.lists[name] = words


def _check_allow(book: Rulebook, problems: list[Problem], entry: AllowEntry) -> None:
    for index, pattern in enumerate(entry.allow.rules):
        if not any(fnmatchcase(name, pattern) for name in book.rules):
            message = f"no rule matches {pattern!r}{did_you_mean(pattern, book.rules)}"
            problems.append(entry.tree.problem((*entry.path, "rules", index), message))
