"""A tree of values against a model: pydantic's findings as problems with positions."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Any, TypeVar

from pydantic import BaseModel, ValidationError

from backlinkspider.yamlfile.errors import FileErrors, Problem, did_you_mean

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails

    from backlinkspider.yamlfile.reader import KeyPath, Tree

M = TypeVar("M", bound=BaseModel)

_TAG = re.compile(r"<\w+>")


@lru_cache
def _keys(kind: type[BaseModel]) -> tuple[str, ...]:
    """Return every key that a file of *kind* may hold somewhere."""
    schema = kind.model_json_schema(mode="validation")
    models = [schema, *schema.get("$defs", {}).values()]
    return tuple(sorted({key for model in models for key in model.get("properties", {})}))


def validate(tree: Tree, kind: type[M]) -> M:
    """Return *tree*'s value as *kind*. Raises ``FileErrors`` with all findings of the file."""
    if not isinstance(tree.value, dict):
        raise FileErrors([tree.problem((), f"needs a mapping at the top, not {_name(tree.value)}")])
    try:
        return kind.model_validate(tree.value)
    except ValidationError as error:
        findings = error.errors(include_url=False)
    meant = {_meant(finding, kind) for finding in findings}
    raise FileErrors(
        _problem(tree, finding, kind)
        for finding in findings
        if finding["type"] != "missing" or _place(finding) not in meant
    )


def _place(finding: ErrorDetails) -> KeyPath:
    return tuple(part for part in finding["loc"] if not _TAG.fullmatch(str(part)))


def _meant(finding: ErrorDetails, kind: type[BaseModel]) -> KeyPath | None:
    """Return the path of the key that an unknown one was meant to be: no need to miss it too."""
    if finding["type"] != "extra_forbidden":
        return None
    *parent, key = _place(finding)
    suggested = re.search(r"'(.*)'", _suggestion(str(key), kind))
    return (*parent, suggested[1]) if suggested else None


def _suggestion(key: str, kind: type[BaseModel]) -> str:
    return did_you_mean(key, (known for known in _keys(kind) if known != key))


def _problem(tree: Tree, finding: ErrorDetails, kind: type[BaseModel]) -> Problem:
    path = _place(finding)
    where = _dotted(path)
    if finding["type"] == "extra_forbidden":
        key = str(path[-1])
        message = f"unknown key {key!r} in {_dotted(path[:-1]) or 'file'}"
        return tree.problem(path, message + _suggestion(key, kind), key=True)
    if finding["type"] == "missing":
        message = f"{_dotted(path[:-1]) or 'the file'} lacks the key {str(path[-1])!r}"
        return tree.problem(path[:-1], message)
    return tree.problem(path, f"{where}: {_wording(finding)}" if where else _wording(finding))


def _wording(finding: ErrorDetails) -> str:
    context = finding.get("ctx", {})
    value = finding["input"]
    if finding["type"] == "literal_error":
        known = re.findall(r"'([^']*)'", context["expected"])
        hint = did_you_mean(value, known) if isinstance(value, str) else ""
        return f"{_short(value)} is not {context['expected']}{hint}"
    if finding["type"] == "value_error":
        return str(context["error"])
    if finding["type"] == "string_pattern_mismatch":
        return f"{_short(value)} does not have the form {context['pattern']}"
    text = finding["msg"][0].lower() + finding["msg"][1:]
    return f"{text}, not {_name(value)}"


def _dotted(path: KeyPath) -> str:
    return ".".join(map(str, path))


def _short(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= 60 else text[:57] + "..."


def _name(value: Any) -> str:
    if value is None:
        return "nothing"
    if isinstance(value, dict | list):
        return "a mapping" if isinstance(value, dict) else "a list"
    return _short(value)
