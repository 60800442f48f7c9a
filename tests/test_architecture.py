"""ARCHITECTURE.md against the code: who imports whom, what is pure, how large things are."""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Final

import pytest

from tests.conftest import PROJECT

if TYPE_CHECKING:
    from collections.abc import Iterator

PACKAGE: Final = "backlinkspider"
NOT_PURE: Final = frozenset(
    {
        "asyncio",
        "playwright",
        "pymongo",
        "random",
        "scrapy",
        "scrapy_playwright",
        "secrets",
        "selectors",
        "socket",
        "ssl",
        "subprocess",
        "threading",
        "time",
        "twisted",
    }
)
"""Frameworks, network, clocks and chance."""

CLOCKS: Final = frozenset({"now", "today", "utcnow"})
VAGUE: Final = frozenset({"base_utils", "common", "helper", "helpers", "misc", "util", "utils"})
LINES_IN_A_FILE: Final = 300
LINES_IN_A_FUNCTION: Final = 50


@dataclass(frozen=True, slots=True)
class Import:
    """One import: the module named and whether it is made for annotations only."""

    name: str
    typing: bool


@dataclass(frozen=True, slots=True)
class Room:
    """A row of the table of rooms. *allowed* has modules of a room where only these are."""

    name: str
    allowed: dict[str, tuple[str, ...]]
    pure: str


@cache
def modules() -> dict[str, ast.Module]:
    """Return every module of the package by its dotted name."""
    found = {}
    for path in sorted((PROJECT / PACKAGE).rglob("*.py")):
        parts = path.relative_to(PROJECT).with_suffix("").parts
        name = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
        found[name] = ast.parse(path.read_text(encoding="utf-8"), str(path))
    return found


@cache
def imports(module: str) -> tuple[Import, ...]:
    return tuple(_imports(modules()[module].body, typing=False))


def _imports(body: list[ast.stmt], *, typing: bool) -> Iterator[Import]:
    for statement in body:
        for node in _nodes(statement):
            if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test):
                yield from _imports(node.body, typing=True)
            elif isinstance(node, ast.Import):
                yield from (Import(alias.name, typing) for alias in node.names)
            elif isinstance(node, ast.ImportFrom):
                assert node.module
                yield from (Import(_full(node.module, a.name), typing) for a in node.names)


def _nodes(statement: ast.AST) -> Iterator[ast.AST]:
    """Yield *statement* and what it holds, but not what an ``if TYPE_CHECKING`` holds."""
    yield statement
    if isinstance(statement, ast.If) and "TYPE_CHECKING" in ast.unparse(statement.test):
        return
    for child in ast.iter_child_nodes(statement):
        yield from _nodes(child)


def _full(module: str, name: str) -> str:
    """Return the submodule that ``from module import name`` names, else the module."""
    return f"{module}.{name}" if f"{module}.{name}" in modules() else module


def room_of(module: str) -> str:
    """Return the room of a module of the package; ``""`` for the package itself."""
    return module.partition(".")[2].partition(".")[0]


def _rooms() -> dict[str, Room]:
    text = (PROJECT / "ARCHITECTURE.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| `([a-z]+)(?:\.py|/)` \| .* \| (.*) \| (.*) \|$", text, re.MULTILINE)
    rooms: dict[str, Room] = {}
    for name, allowed, pure in rows:
        if allowed in {"all above", "everything"}:
            others = rooms if allowed == "all above" else [row[0] for row in rows]
            rooms[name] = Room(name, dict.fromkeys(others, ()), pure)
        else:
            named = re.findall(r"`(\w+)`(?: \(([^)]*)\))?", allowed)
            parts = {room: tuple(only.split(", ")) if only else () for room, only in named}
            rooms[name] = Room(name, parts, pure)
    return rooms


ROOMS: Final = _rooms()


def _may(room: Room, one: Import) -> bool:
    to = room_of(one.name)
    if to in {"", room.name, "settings"}:
        return True
    if to not in room.allowed:
        return False
    only = room.allowed[to]
    if only == ("types",):
        return one.typing
    return not only or one.name.rpartition(".")[2] in only


def test_the_table_names_every_room() -> None:
    there = {room_of(module) for module in modules()} - {"", "settings"}
    assert set(ROOMS) == there


@pytest.mark.parametrize("room", ROOMS.values(), ids=lambda room: str(room.name))
def test_a_room_imports_what_the_table_allows(room: Room) -> None:
    wrong = [
        f"{module} imports {one.name}{' (types)' if one.typing else ''}"
        for module in modules()
        if room_of(module) == room.name
        for one in imports(module)
        if one.name.startswith(PACKAGE) and not _may(room, one)
    ]
    assert not wrong


def _pure_modules() -> list[str]:
    found = []
    for room in ROOMS.values():
        named = re.findall(r"`(\w+)`", room.pure)
        whole = room.pure.startswith("yes") or room.pure == "reads files"
        found += [
            module
            for module in modules()
            if room_of(module) == room.name and (whole or module.rpartition(".")[2] in named)
        ]
    return found


def reached(module: str) -> set[str]:
    """Return all that importing and running *module* may import, through modules of ours."""
    seen: set[str] = set()
    waiting = [module]
    while waiting:
        name = waiting.pop()
        if name not in seen:
            seen.add(name)
            waiting += _next(name)
    return seen


def _next(name: str) -> list[str]:
    if name not in modules():
        return []
    parents = [name.rsplit(".", depth)[0] for depth in range(1, name.count(".") + 1)]
    return [*parents, *(one.name for one in imports(name) if not one.typing)]


@pytest.mark.parametrize("module", _pure_modules())
def test_what_is_pure_reaches_no_framework_network_or_clock(module: str) -> None:
    roots = {name.partition(".")[0] for name in reached(module)}
    assert not roots & NOT_PURE


@pytest.mark.parametrize("module", _pure_modules())
def test_what_is_pure_asks_no_clock(module: str) -> None:
    assert not clock_calls(module)


def clock_calls(module: str) -> list[str]:
    """Return where *module* asks for the time of day."""
    return [
        f"line {node.lineno}: {ast.unparse(node)}"
        for node in ast.walk(modules()[module])
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in CLOCKS
        and ast.unparse(node.func.value) in {"datetime", "date", "datetime.datetime"}
    ]


@pytest.mark.parametrize("room", ["crawl", "pipelines", "spiders"])
def test_the_crawl_asks_for_the_time_of_day_in_one_place(room: str) -> None:
    asking = {module for module in modules() if room_of(module) == room and clock_calls(module)}
    assert asking == ({f"{PACKAGE}.crawl.clock"} if room == "crawl" else set())


def test_no_file_is_too_long() -> None:
    lengths = {
        path.relative_to(PROJECT): len(path.read_text(encoding="utf-8").splitlines())
        for path in (PROJECT / PACKAGE).rglob("*.py")
    }
    assert not {path: lines for path, lines in lengths.items() if lines > LINES_IN_A_FILE}


def test_no_function_is_too_long() -> None:
    long = [
        f"{module}:{node.lineno} {node.name}"
        for module, tree in modules().items()
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (node.end_lineno or 0) - node.lineno + 1 > LINES_IN_A_FUNCTION
    ]
    assert not long


def test_no_module_is_named_after_nothing() -> None:
    assert not [name for name in modules() if name.rpartition(".")[2] in VAGUE]
