"""YAML text to plain values, with the position of every key and value.

The subset is YAML 1.2's core schema without tags, anchors, aliases and merge keys: ``no``, ``on``
and ``12:30`` are strings, duplicate keys are errors, mapping keys are always strings. The values
are built from the C parser's events instead of its composer: events show anchors and tags, and
deep nesting costs no C stack.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, field
from typing import Any, Final

import yaml

from backlinkspider.yamlfile.errors import FileErrors, Problem

MAX_CHARACTERS: Final = 1 << 20
MAX_DEPTH: Final = 32

KeyPath = tuple[str | int, ...]
"""Where a value stands in its file: mapping keys and sequence indexes from the top."""

Mark = tuple[int, int]
"""Line and column, both from 1."""

_NULL = re.compile(r"~|null|Null|NULL|")
_BOOLEAN = re.compile(r"true|True|TRUE|false|False|FALSE")
_INTEGER = re.compile(r"[-+]?[0-9]{1,18}")
_BASED = re.compile(r"0o[0-7]{1,20}|0x[0-9a-fA-F]{1,15}")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
_NOT_FINITE = re.compile(r"[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)")


@dataclass(slots=True)
class Tree:
    """The content of one YAML file; ``values`` and ``keys`` hold the positions by key path."""

    file: str
    value: Any = None
    values: dict[KeyPath, Mark] = field(default_factory=dict)
    keys: dict[KeyPath, Mark] = field(default_factory=dict)

    def value_mark(self, path: KeyPath) -> Mark:
        """Return the position of the value at *path*, or of the nearest one around it."""
        while path not in self.values and path:
            path = path[:-1]
        return self.values.get(path, (1, 1))

    def problem(self, path: KeyPath, message: str, *, key: bool = False) -> Problem:
        """Return an error at the value at *path*, or at its key."""
        mark = self.keys.get(path) if key else None
        line, column = mark or self.value_mark(path)
        return Problem(self.file, line, column, message)

    def origin(self, path: KeyPath) -> str:
        """Return ``file:line`` of the value at *path*."""
        return f"{self.file}:{self.value_mark(path)[0]}"


def read(text: str, file: str) -> Tree:
    """Return the one document in *text*.

    Raises ``FileErrors`` with every problem found; a syntax error ends the reading.
    """
    builder = _Builder(file)
    try:
        _check_text(text, file)
        for event in yaml.parse(text, Loader=yaml.CSafeLoader):
            builder.feed(event)
    except yaml.reader.ReaderError as error:
        builder.problems.append(_reader_problem(error, text, file))
    except yaml.MarkedYAMLError as error:
        builder.problems.append(_syntax_problem(error, file))
    except FileErrors as error:
        builder.problems.extend(error.problems)
    if builder.problems:
        raise FileErrors(builder.problems)
    return builder.tree


def _check_text(text: str, file: str) -> None:
    if len(text) > MAX_CHARACTERS:
        message = f"the file has more than {MAX_CHARACTERS} characters"
        raise FileErrors([Problem(file, 1, 1, message)])
    surrogate = re.search("[\ud800-\udfff]", text)
    if surrogate:
        line, column = _mark_at(text, surrogate.start())
        raise FileErrors([Problem(file, line, column, "half of a surrogate pair is no character")])


def _mark_at(text: str, offset: int) -> Mark:
    before = text[:offset]
    return before.count("\n") + 1, offset - before.rfind("\n")


def _reader_problem(error: yaml.reader.ReaderError, text: str, file: str) -> Problem:
    before = text.encode()[: error.position].decode(errors="ignore")
    line, column = _mark_at(text, len(before))
    return Problem(file, line, column, f"{error.reason}")


def _syntax_problem(error: yaml.MarkedYAMLError, file: str) -> Problem:
    mark = error.problem_mark or error.context_mark
    line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
    context = f"{error.context}: " if error.context else ""
    return Problem(file, line, column, f"{context}{error.problem or 'not YAML'}")


@dataclass(slots=True)
class _Frame:
    container: dict[str, Any] | list[Any]
    path: KeyPath
    key: str | None = None


class _Builder:
    """Builds a tree from parser events; collects problems and stops at those it can't pass."""

    def __init__(self, file: str) -> None:
        self.tree = Tree(file)
        self.problems: list[Problem] = []
        self._frames: list[_Frame] = []
        self._documents = 0

    def feed(self, event: yaml.Event) -> None:
        if isinstance(event, yaml.DocumentStartEvent):
            self._start_document(event)
        elif isinstance(event, yaml.CollectionEndEvent):
            self._frames.pop()
        elif isinstance(event, yaml.NodeEvent):
            self._refuse_extras(event)
            self._node(event)

    def _start_document(self, event: yaml.Event) -> None:
        self._documents += 1
        if self._documents > 1:
            self._stop(event, "only one document in a file")

    def _node(self, event: yaml.NodeEvent) -> None:
        frame = self._frames[-1] if self._frames else None
        if frame and isinstance(frame.container, dict) and frame.key is None:
            self._key(frame, event)
        elif isinstance(event, yaml.ScalarEvent):
            self._add(event, self._scalar(event))
        elif isinstance(event, yaml.CollectionStartEvent):
            container: dict[str, Any] | list[Any] = (
                {} if isinstance(event, yaml.MappingStartEvent) else []
            )
            if len(self._frames) >= MAX_DEPTH:
                self._stop(event, f"nested deeper than {MAX_DEPTH} levels")
            self._frames.append(_Frame(container, self._add(event, container)))
        else:
            self._add(event, None)

    def _key(self, frame: _Frame, event: yaml.NodeEvent) -> None:
        if not isinstance(event, yaml.ScalarEvent):
            self._stop(event, "a mapping key must be plain text")
            return
        if event.value == "<<" and event.implicit[0]:
            self._note(event, "merge keys are not read; write the keys out")
        if event.value in frame.container:
            self._note(event, f"the key {event.value!r} is already there")
        frame.key = event.value
        self.tree.keys[(*frame.path, event.value)] = _mark(event)

    def _add(self, event: yaml.NodeEvent, value: Any) -> KeyPath:
        """Put *value* where the parser stands; return its path."""
        if not self._frames:
            self.tree.value, path = value, KeyPath()
        else:
            path = self._attach(self._frames[-1], value)
        self.tree.values[path] = _mark(event)
        return path

    def _attach(self, frame: _Frame, value: Any) -> KeyPath:
        if isinstance(frame.container, list):
            frame.container.append(value)
            return (*frame.path, len(frame.container) - 1)
        key, frame.key = frame.key or "", None
        frame.container[key] = value
        return (*frame.path, key)

    def _scalar(self, event: yaml.ScalarEvent) -> Any:
        text = event.value
        if not event.implicit[0]:
            return text
        for pattern, convert in _SCALARS:
            if pattern.fullmatch(text):
                return convert(text)
        number = float(text) if _FLOAT.fullmatch(text) else None
        if _NOT_FINITE.fullmatch(text) or (number is not None and math.isinf(number)):
            self._note(event, f"{text[:40]} is not a finite number")
        return text if number is None else number

    def _refuse_extras(self, event: yaml.NodeEvent) -> None:
        if isinstance(event, yaml.AliasEvent) or event.anchor is not None:
            self._note(event, "anchors and aliases are not read; write the value out")
        if getattr(event, "tag", None) is not None:
            self._note(event, "tags are not read; quote the value to make it text")

    def _note(self, event: yaml.Event, message: str) -> None:
        self.problems.append(Problem(self.tree.file, *_mark(event), message))

    def _stop(self, event: yaml.Event, message: str) -> None:
        raise FileErrors([Problem(self.tree.file, *_mark(event), message)])


def _mark(event: yaml.Event) -> Mark:
    assert event.start_mark is not None
    return event.start_mark.line + 1, event.start_mark.column + 1


_SCALARS: Final = (
    (_NULL, lambda _: None),
    (_BOOLEAN, lambda text: text[0] in "tT"),
    (_INTEGER, int),
    (_BASED, lambda text: int(text, 0)),
)
