"""A tree of values against a model: pydantic's findings as problems with positions."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, TypeVar

from pydantic import BaseModel, ValidationError

from backlinkspider.rules import conditions, model
from backlinkspider.rules.errors import Problem, RuleErrors, did_you_mean

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails

    from backlinkspider.rules.reader import KeyPath, Tree

M = TypeVar("M", bound=BaseModel)

_TAG = re.compile(r"<\w+>")
_KEYS = sorted(
    {
        info.alias or name
        for kind in (*vars(conditions).values(), *vars(model).values())
        if isinstance(kind, type) and issubclass(kind, BaseModel)
        for name, info in kind.model_fields.items()
    }
)


def validate(tree: Tree, kind: type[M]) -> M:
    """Return *tree*'s value as *kind*. Raises ``RuleErrors`` with all findings of the file."""
    if not isinstance(tree.value, dict):
        raise RuleErrors([tree.problem((), f"needs a mapping at the top, not {_name(tree.value)}")])
    try:
        return kind.model_validate(tree.value)
    except ValidationError as error:
        findings = error.errors(include_url=False)
    meant = {_meant(finding) for finding in findings}
    raise RuleErrors(
        _problem(tree, finding)
        for finding in findings
        if finding["type"] != "missing" or _place(finding) not in meant
    )


def _place(finding: ErrorDetails) -> KeyPath:
    return tuple(part for part in finding["loc"] if not _TAG.fullmatch(str(part)))


def _meant(finding: ErrorDetails) -> KeyPath | None:
    """Return the path of the key that an unknown one was meant to be: no need to miss it too."""
    if finding["type"] != "extra_forbidden":
        return None
    *parent, key = _place(finding)
    suggested = re.search(r"'(.*)'", _suggestion(str(key)))
    return (*parent, suggested[1]) if suggested else None


def _suggestion(key: str) -> str:
    return did_you_mean(key, (known for known in _KEYS if known != key))


def _problem(tree: Tree, finding: ErrorDetails) -> Problem:
    path = _place(finding)
    where = _dotted(path)
    if finding["type"] == "extra_forbidden":
        key = str(path[-1])
        message = f"unknown key {key!r} in {_dotted(path[:-1]) or 'file'}"
        return tree.problem(path, message + _suggestion(key), key=True)
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
