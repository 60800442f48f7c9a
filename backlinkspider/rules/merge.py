"""Base rules and local changes to one rulebook: base < packs < local < target."""

from __future__ import annotations

from fnmatch import fnmatchcase
from typing import TYPE_CHECKING, Any

from backlinkspider.rules.lists import Term, WordList, key_of, term_fault, unknown_list
from backlinkspider.rules.model import GroupFile
from backlinkspider.rules.resolved import AllowEntry, ResolvedRule, Rulebook, Setting
from backlinkspider.yamlfile.errors import Problem, did_you_mean

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from backlinkspider.rules.files import Sources
    from backlinkspider.rules.model import Changes, ListChange, Override, Rule
    from backlinkspider.yamlfile.reader import KeyPath, Tree

_NO_GROUPS = GroupFile.model_construct(version=1, groups={}, bands=[])
_SETTABLE = ("severity", "score", "status")


def merge(sources: Sources, packs: Iterable[str] = ()) -> tuple[Rulebook, list[Problem]]:
    """Return the rulebook that *sources* add up to, and what does not fit together.

    *packs* are applied besides those that local files and the target's choose. A change that
    touches nothing is an error; one that says what is so already, a warning.
    """
    merger = _Merger(sources)
    for tree, file in sources.rules:
        for index, rule in enumerate(file.rules):
            merger.add_rule(tree, ("rules", index), rule)
    for name in dict.fromkeys([*packs, *merger.chosen_packs()]):
        if name in sources.packs:
            merger.change(*sources.packs[name])
    for tree, tuning in sources.tunings:
        merger.change(tree, tuning)
    return merger.book, merger.problems


class _Merger:
    """Builds a rulebook; collects what does not fit."""

    def __init__(self, sources: Sources) -> None:
        self._sources = sources
        self.problems: list[Problem] = []
        self.book = Rulebook(
            rules={},
            lists=dict(sources.lists),
            groups=sources.groups or _NO_GROUPS,
            clauses=sources.clauses.clauses if sources.clauses else {},
            examples=sources.examples,
        )

    def add_rule(self, tree: Tree, path: KeyPath, rule: Rule) -> None:
        earlier = self.book.rules.get(rule.id)
        if earlier:
            where = earlier.tree.origin(earlier.path)
            message = f"the id {rule.id!r} is already used at {where}; ids are never reused"
            self.problems.append(tree.problem((*path, "id"), message))
            return
        places: dict[str, KeyPath] = {name: (name,) for name in (*_SETTABLE, "group")}
        values = {name: getattr(rule, name) for name in places}
        for param, value in rule.params.items():
            places[f"params.{param}"] = ("params", param)
            values[f"params.{param}"] = value
        settings = {
            name: [Setting(values[name], tree.origin((*path, *place)))]
            for name, place in places.items()
        }
        self.book.rules[rule.id] = ResolvedRule(
            rule, tree, path, rule.severity, rule.score, rule.status, dict(rule.params), settings
        )

    def chosen_packs(self) -> list[str]:
        """Return the packs that local files and the target's name, in order."""
        chosen: list[str] = []
        for tree, tuning in self._sources.tunings:
            for index, name in enumerate(tuning.packs):
                chosen.append(name)
                if name not in self._sources.packs and "packs" not in self._sources.unread:
                    known = ", ".join(self._sources.packs) or "none"
                    hint = did_you_mean(name, self._sources.packs) or f" (there are {known})"
                    message = f"there is no pack {name!r}{hint}"
                    self.problems.append(tree.problem(("packs", index), message))
        return chosen

    def change(self, tree: Tree, changes: Changes) -> None:
        for name, override in changes.set.items():
            self._override(tree, name, override)
        for name, change in changes.lists.items():
            self._change_list(tree, name, change)
        for index, allow in enumerate(changes.allow):
            entry = AllowEntry(allow, tree, ("allow", index))
            self._check_allow(entry)
            self.book.allow.append(entry)

    def _override(self, tree: Tree, name: str, override: Override) -> None:
        path: KeyPath = ("set", name)
        rule = self.book.rules.get(name)
        if rule is None:
            if "rules" not in self._sources.unread:
                hint = did_you_mean(name, self.book.rules)
                problem = tree.problem(path, f"there is no rule {name!r}{hint}", key=True)
                self.problems.append(problem)
            return
        for attribute in _SETTABLE:
            value = getattr(override, attribute)
            if value is not None:
                here: KeyPath = (*path, attribute)
                self._note(rule, attribute, _setting(override, value, tree, here), tree, here)
                setattr(rule, attribute, value)
        for param, value in override.params.items():
            here = (*path, "params", param)
            fault = _param_fault(rule.params, param, value)
            if fault:
                self.problems.append(tree.problem(here, f"{name}: {fault}", key=True))
                continue
            setting = _setting(override, value, tree, here)
            self._note(rule, f"params.{param}", setting, tree, here)
            rule.params[param] = value

    def _note(
        self, rule: ResolvedRule, name: str, setting: Setting, tree: Tree, path: KeyPath
    ) -> None:
        """Write down a local *setting* of *name*; warn if it changes nothing."""
        if rule.sources[name][-1].value == setting.value:
            line, column = tree.value_mark(path)
            message = f"{'.'.join(map(str, path))} changes nothing: it has this value already"
            self.book.warnings.append(Problem(tree.file, line, column, message, "warning"))
        rule.sources[name].append(setting)

    def _change_list(self, tree: Tree, name: str, change: ListChange) -> None:
        path: KeyPath = ("lists", name)
        base = self.book.lists.get(name)
        if base is None:
            fault = unknown_list(name, self.book.lists)
            self.problems.append(tree.problem(path, fault, key=True))
            return
        words = WordList(base.name, base.file, base.source, base.date, dict(base.terms))
        self._remove(tree, words, change.remove)
        self._add(tree, words, change.add)
        self.book.lists[name] = words
        text = f"{len(change.add)} added, {len(change.remove)} removed ({change.by})"
        self.book.list_changes.setdefault(name, []).append(f"{text} {tree.origin(path)}")

    def _remove(self, tree: Tree, words: WordList, terms: Sequence[str]) -> None:
        for index, text in enumerate(terms):
            if words.terms.pop(key_of(text), None) is None:
                known = [term.text for term in words.terms.values()]
                message = f"{text!r} is not in {words.name}{did_you_mean(text, known)}"
                place: KeyPath = ("lists", words.name, "remove", index)
                self.problems.append(tree.problem(place, message))

    def _add(self, tree: Tree, words: WordList, terms: Sequence[str]) -> None:
        for index, text in enumerate(terms):
            here: KeyPath = ("lists", words.name, "add", index)
            term = words.terms.get(key_of(text))
            fault = f"already there at {term.origin}" if term else term_fault(text)
            if fault:
                self.problems.append(tree.problem(here, f"{text!r}: {fault}"))
            else:
                words.terms[key_of(text)] = Term(text, "", tree.origin(here))

    def _check_allow(self, entry: AllowEntry) -> None:
        if "rules" in self._sources.unread:
            return
        for index, pattern in enumerate(entry.allow.rules):
            if not any(fnmatchcase(name, pattern) for name in self.book.rules):
                message = f"no rule matches {pattern!r}{did_you_mean(pattern, self.book.rules)}"
                place = (*entry.path, "rules", index)
                self.problems.append(entry.tree.problem(place, message))


def _setting(override: Override, value: Any, tree: Tree, path: KeyPath) -> Setting:
    return Setting(value, tree.origin(path), override.by, override.reason)


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
