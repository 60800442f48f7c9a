"""The rule files on disk, read and validated one by one. The only module here that reads files."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, TypeVar

from pydantic import BaseModel

from backlinkspider.rules.errors import Problem, RuleErrors
from backlinkspider.rules.lists import WordList, parse_list
from backlinkspider.rules.model import Changes, ClauseFile, GroupFile, LocalFile, RuleFile
from backlinkspider.rules.reader import Tree, read
from backlinkspider.rules.validate import validate

SHIPPED: Final = Path(__file__).parents[2] / "rules"
"""The rules directory of this checkout."""

M = TypeVar("M", bound=BaseModel)

_SECTIONS = frozenset(Changes.model_fields)


@dataclass(slots=True)
class Sources:
    """What a rules directory holds, before anything is merged."""

    root: Path
    rules: list[tuple[Tree, RuleFile]] = field(default_factory=list)
    lists: dict[str, WordList] = field(default_factory=dict)
    groups: GroupFile | None = None
    clauses: ClauseFile | None = None
    changes: list[tuple[Tree, Changes]] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def read_sources(root: Path, target_file: Path | None = None) -> Sources:
    """Read every rule file under *root*; ``problems`` has what is wrong in any of them.

    ``*.yaml`` are rules, ``groups.yaml`` and ``clauses.yaml`` what they refer to, ``lists/*.txt``
    word lists, ``local/*.yaml`` local changes in order of name. Of *target_file* only the
    sections ``set``, ``lists`` and ``allow`` are read; they come last.
    """
    sources = Sources(root)
    sources.groups = _one(sources, root / "groups.yaml", GroupFile)
    sources.clauses = _one(sources, root / "clauses.yaml", ClauseFile)
    for path in sorted(root.glob("*.yaml")):
        if path.name not in {"groups.yaml", "clauses.yaml"}:
            _add_rules(sources, path)
    for path in sorted(root.glob("lists/*.txt")):
        _add_list(sources, path)
    for path in sorted(root.glob("local/*.yaml")):
        _add_changes(sources, path, LocalFile)
    if target_file is not None:
        _add_changes(sources, target_file, Changes)
    if not sources.rules and not sources.problems:
        sources.problems.append(Problem(root.name, 1, 1, "no rule files (*.yaml) in there"))
    return sources


def _add_rules(sources: Sources, path: Path) -> None:
    loaded = _load(sources, path, RuleFile)
    if loaded:
        sources.rules.append(loaded)


def _add_list(sources: Sources, path: Path) -> None:
    text = _text(sources, path)
    if text is not None:
        name = f"lists/{path.name}"
        words, problems = parse_list(text, name, _label(sources, path))
        sources.lists[name] = words
        sources.problems.extend(problems)


def _add_changes(sources: Sources, path: Path, kind: type[Changes]) -> None:
    text = _text(sources, path)
    if text is None:
        return
    try:
        tree = read(text, _label(sources, path))
        if tree.value is None:
            return
        if kind is Changes and isinstance(tree.value, dict):
            tree.value = {key: tree.value[key] for key in tree.value if key in _SECTIONS}
        sources.changes.append((tree, validate(tree, kind)))
    except RuleErrors as error:
        sources.problems.extend(error.problems)


def _one(sources: Sources, path: Path, kind: type[M]) -> M | None:
    loaded = _load(sources, path, kind)
    return loaded[1] if loaded else None


def _load(sources: Sources, path: Path, kind: type[M]) -> tuple[Tree, M] | None:
    text = _text(sources, path)
    if text is None:
        return None
    try:
        tree = read(text, _label(sources, path))
        return tree, validate(tree, kind)
    except RuleErrors as error:
        sources.problems.extend(error.problems)
        return None


def _text(sources: Sources, path: Path) -> str | None:
    try:
        content = path.read_bytes()
        return content.decode("utf-8-sig")
    except OSError as error:
        problem = Problem(_label(sources, path), 1, 1, f"can't be read: {error.strerror}")
    except UnicodeDecodeError as error:
        before = content[: error.start].decode("utf-8-sig", "replace")
        line, column = before.count("\n") + 1, len(before) - before.rfind("\n")
        problem = Problem(_label(sources, path), line, column, "not UTF-8")
    sources.problems.append(problem)
    return None


def _label(sources: Sources, path: Path) -> str:
    """Return *path* as people see it: from the rules directory's own name on."""
    inside = path.is_relative_to(sources.root)
    return f"{sources.root.name}/{path.relative_to(sources.root)}" if inside else str(path)
