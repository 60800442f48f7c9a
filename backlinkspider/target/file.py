"""Target files: ``rules/targets/NAME.yaml`` to ``Target``, every mistake with its place."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from backlinkspider.target.matching import (
    Target,
    TargetError,
    file_name,
    parse_matcher,
)
from backlinkspider.yamlfile.errors import FileErrors, Problem, did_you_mean
from backlinkspider.yamlfile.reader import Tree, read

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

TEXTS: Final = ("target", "name", "description")
LISTS: Final = (
    "aliases", "own_sites", "brand_terms", "product_names", "money_terms", "languages",
)  # fmt: skip
RULE_SECTIONS: Final = ("packs", "set", "lists", "allow")
"""Local changes of rules; the rules loader reads them."""

_KEYS: Final = (*TEXTS, *LISTS, *RULE_SECTIONS)
_LONGEST_NAME: Final = 200
"""Characters of a file's name before its ending; systems of files take 255 bytes."""

_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")


def load_targets(spec: str, folder: Path) -> tuple[Target, ...]:
    """Return the targets of *spec*, described by their files in *folder* where there are any.

    *spec* is a domain, ``host:NAME``, ``prefix:URL`` or the name of a file in *folder* without
    ``.yaml``; several with commas. Raises ``TargetError`` with all mistakes, one a line.
    """
    parts = [part.strip() for part in spec.split(",") if part.strip()]
    if not parts:
        raise TargetError("no target: give a domain, host:NAME or prefix:URL")
    return tuple(
        {target.name: target for target in (_load(part, folder) for part in parts)}.values()
    )


def _load(part: str, folder: Path) -> Target:
    if len(part) <= _LONGEST_NAME and re.fullmatch(r"[\w-]+", part):
        return _named(part, folder)
    matcher = parse_matcher(part)
    path = folder / file_name(matcher)
    if not path.is_file():
        return Target(name=str(matcher), matchers=(matcher,))
    target = read_target(path)
    if target.matchers[0] != matcher:
        raise TargetError(f"{path}:1:1: describes the target {target.name}, not {matcher}")
    return target


def _named(name: str, folder: Path) -> Target:
    path = folder / f"{name}.yaml"
    if path.is_file():
        return read_target(path)
    hint = did_you_mean(name, (file.stem for file in folder.glob("*.yaml")))
    raise TargetError(
        f"target {name!r}: neither a domain nor a file in {folder}{hint}; "
        "give a domain (example.com), host:NAME or prefix:URL"
    )


def read_target(path: Path) -> Target:
    """Return the target that *path* describes. Raises ``TargetError``."""
    try:
        tree = read(path.read_bytes().decode("utf-8-sig"), str(path))
    except FileErrors as error:
        raise TargetError(str(error)) from None
    except UnicodeDecodeError:
        raise TargetError(f"{path}:1:1: not UTF-8: save the file as UTF-8") from None
    except OSError as error:
        raise TargetError(f"{path}: can't be read: {error.strerror}") from None
    problems = sorted(_problems(tree))
    if problems:
        raise TargetError("\n".join(map(str, problems)))
    return target_from(tree.value, path)


def target_from(entries: Mapping[str, Any], path: Path | None = None) -> Target:
    """Return the target that *entries*, of a target file's keys, describe.

    Raises ``TargetError`` where ``target`` or an alias names none.
    """
    texts = {key: (entries.get(key) or "").strip() for key in TEXTS}
    lists = {key: tuple(map(str.strip, entries.get(key) or ())) for key in LISTS}
    matchers = tuple(parse_matcher(spec) for spec in (texts["target"], *lists["aliases"]))
    return Target(
        name=str(matchers[0]),
        matchers=matchers,
        label=texts["name"],
        description=texts["description"],
        path=path,
        **lists,
    )


def _problems(tree: Tree) -> Iterator[Problem]:
    if not isinstance(tree.value, dict):
        yield tree.problem((), "a target file is a mapping: begin with target: example.com")
        return
    for key in tree.value:
        if key not in _KEYS:
            yield tree.problem((key,), f"unknown key {key!r}{did_you_mean(key, _KEYS)}", key=True)
    if not tree.value.get("target"):
        yield tree.problem(("target",), "target is missing: write target: example.com")
    for key in TEXTS:
        if not isinstance(tree.value.get(key) or "", str):
            yield tree.problem((key,), f"{key} is a text: put it in quotes")
    for key in LISTS:
        yield from _list_problems(tree, key)
    if isinstance(spec := tree.value.get("target"), str):
        yield from _spec_problems(tree, ("target",), spec)


def _list_problems(tree: Tree, key: str) -> Iterator[Problem]:
    items = tree.value.get(key)
    if items is None:
        return
    if not isinstance(items, list):
        yield tree.problem((key,), f"{key} is a list: write [one, two]")
        return
    check = _CHECKS.get(key)
    for index, item in enumerate(items):
        if not isinstance(item, str) or not item.strip():
            yield tree.problem((key, index), f"{key} holds texts: put {item!r} in quotes")
        elif check:
            yield from check(tree, (key, index), item)


def _spec_problems(tree: Tree, place: tuple[str | int, ...], spec: str) -> Iterator[Problem]:
    try:
        parse_matcher(spec)
    except TargetError as error:
        yield tree.problem(place, str(error))


def _language_problems(tree: Tree, place: tuple[str | int, ...], tag: str) -> Iterator[Problem]:
    if not _LANGUAGE.fullmatch(tag.strip()):
        yield tree.problem(place, f"{tag!r} is no language tag: write en, de or pt-BR")


_CHECKS: Final[dict[str, Callable[[Tree, tuple[str | int, ...], str], Iterator[Problem]]]] = {
    "aliases": _spec_problems,
    "own_sites": _spec_problems,
    "languages": _language_problems,
}
