"""The rule files on disk, read and validated one by one. The only module here that reads files."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, Literal, TypeVar

from pydantic import BaseModel

from backlinkspider.rules.lists import WordList, parse_list
from backlinkspider.rules.model import (
    ClauseFile,
    ExampleFile,
    GroupFile,
    LocalFile,
    PackFile,
    RuleFile,
    Tuning,
)
from backlinkspider.yamlfile.errors import FileErrors, Problem
from backlinkspider.yamlfile.reader import Tree, read
from backlinkspider.yamlfile.validate import validate

SHIPPED: Final = Path(__file__).parents[2] / "rules"
"""The rules directory of this checkout."""

M = TypeVar("M", bound=BaseModel)
Part = Literal["rules", "groups", "clauses", "packs"]

_SECTIONS = frozenset(Tuning.model_fields)
_NO_RULES = frozenset({"groups.yaml", "clauses.yaml", "examples.yaml"})


@dataclass(slots=True)
class Sources:
    """What a rules directory holds, before anything is merged."""

    root: Path
    rules: list[tuple[Tree, RuleFile]] = field(default_factory=list)
    lists: dict[str, WordList] = field(default_factory=dict)
    groups: GroupFile | None = None
    clauses: ClauseFile | None = None
    examples: ExampleFile | None = None
    packs: dict[str, tuple[Tree, PackFile]] = field(default_factory=dict)
    tunings: list[tuple[Tree, Tuning]] = field(default_factory=list)
    """Local files in order of name, then the target's."""
    problems: list[Problem] = field(default_factory=list)
    unread: set[Part] = field(default_factory=set)
    """Parts of which a file could not be used: what they lack may be in there."""


def read_sources(root: Path, target_file: Path | None = None) -> Sources:
    """Read every rule file under *root*; ``problems`` has what is wrong in any of them.

    ``*.yaml`` are rules, ``groups.yaml`` and ``clauses.yaml`` what they refer to,
    ``examples.yaml`` (may be missing) what their HTML examples link to, ``lists/*.txt``
    word lists, ``packs/*.yaml`` changes to choose from, ``local/*.yaml`` local changes in order of
    name. Of *target_file*, which comes last, only ``packs``, ``set``, ``lists`` and ``allow`` are
    read.
    """
    sources = Sources(root)
    sources.groups = _one(sources, root / "groups.yaml", GroupFile, "groups")
    sources.clauses = _one(sources, root / "clauses.yaml", ClauseFile, "clauses")
    if (root / "examples.yaml").exists():
        sources.examples = _one(sources, root / "examples.yaml", ExampleFile, None)
    for path in sorted(root.glob("*.yaml")):
        if path.name not in _NO_RULES:
            _add_rules(sources, path)
    for path in sorted(root.glob("lists/*.txt")):
        _add_list(sources, path)
    for path in sorted(root.glob("packs/*.yaml")):
        if loaded := _load(sources, path, PackFile, "packs"):
            sources.packs[path.stem] = loaded
    for path in sorted(root.glob("local/*.yaml")):
        _add_tuning(sources, path, LocalFile)
    if target_file is not None:
        _add_tuning(sources, target_file, Tuning)
    if not sources.rules and not sources.problems:
        sources.problems.append(Problem(root.name, 1, 1, "no rule files (*.yaml) in there"))
    return sources


def _add_rules(sources: Sources, path: Path) -> None:
    if loaded := _load(sources, path, RuleFile, "rules"):
        sources.rules.append(loaded)


def _add_list(sources: Sources, path: Path) -> None:
    name = f"lists/{path.name}"
    words, problems = parse_list(_text(sources, path) or "", name, _label(sources, path))
    sources.lists[name] = words
    sources.problems.extend(problems)


def _add_tuning(sources: Sources, path: Path, kind: type[Tuning]) -> None:
    text = _text(sources, path)
    if text is None:
        return
    try:
        tree = read(text, _label(sources, path))
        if tree.value is None:
            return
        if kind is Tuning and isinstance(tree.value, dict):
            tree.value = {key: tree.value[key] for key in tree.value if key in _SECTIONS}
        sources.tunings.append((tree, validate(tree, kind)))
    except FileErrors as error:
        sources.problems.extend(error.problems)


def _one(sources: Sources, path: Path, kind: type[M], part: Part | None) -> M | None:
    loaded = _load(sources, path, kind, part)
    return loaded[1] if loaded else None


def _load(sources: Sources, path: Path, kind: type[M], part: Part | None) -> tuple[Tree, M] | None:
    text = _text(sources, path)
    try:
        if text is not None:
            tree = read(text, _label(sources, path))
            return tree, validate(tree, kind)
    except FileErrors as error:
        sources.problems.extend(error.problems)
    if part is not None:
        sources.unread.add(part)
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
