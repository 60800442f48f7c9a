"""Dotted field names: what may be named, and a document narrowed to some. Pure."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

from backlinkspider.store.base import Sort, StoreError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from backlinkspider.documents import Document

_PART: Final = r"[A-Za-z_][A-Za-z0-9_-]*"
_FIELD: Final = re.compile(rf"{_PART}(\.{_PART})*")

Tree = dict[str, "Tree"]
"""Fields by the parts of their names."""


class FieldError(StoreError):
    """A field can't be named like this; the message says how."""


def check_field(field: Any) -> str:
    """Return *field* if it is a dotted name; raise ``FieldError`` for anything else.

    Array positions (``flags.0``) are not offered: a path goes through all elements.
    """
    if not isinstance(field, str) or not _FIELD.fullmatch(field):
        raise FieldError(
            f"{field!r} is no field: use names of letters, digits, - and _, joined by dots"
        )
    return field


def check_sort(sort: Sort) -> list[tuple[str, int]]:
    """Return *sort* as a list; raise ``FieldError`` for a bad field or direction."""
    for field, direction in sort:
        check_field(field)
        if direction not in {1, -1}:
            raise FieldError(f"sort by {field!r}: the direction is 1 or -1, not {direction!r}")
    return list(sort)


def check_fields(fields: Sequence[str]) -> list[str]:
    """Return *fields* without those a shorter one includes, which MongoDB refuses together."""
    named = {check_field(field) for field in fields}
    return sorted(field for field in named if not _parents(field) & named)


def project(document: Document, fields: Sequence[str]) -> Document:
    """Return *document* with only ``_id`` and *fields*, as MongoDB's inclusion projection does."""
    return _pick(document, tree_of(tuple(fields)))


@lru_cache(maxsize=64)
def tree_of(fields: tuple[str, ...]) -> Tree:
    """Return *fields* and ``_id`` as a tree; what a shorter one includes is left out."""
    tree: Tree = {"_id": {}}
    for field in check_fields(fields):
        node = tree
        for name in field.split("."):
            node = node.setdefault(name, {})
    return tree


def _parents(field: str) -> set[str]:
    parts = field.split(".")
    return {".".join(parts[:length]) for length in range(1, len(parts))}


def _pick(document: Document, tree: Tree) -> Document:
    picked = {}
    for name, value in document.items():
        branch = tree.get(name)
        if branch is None:
            continue
        if not branch:
            picked[name] = value
        elif isinstance(value, (dict, list)):
            picked[name] = pick_in(value, branch)
    return picked


def pick_in(value: Document | list[Any], tree: Tree) -> Any:
    """Return *value*, an object or array, with only what *tree* names."""
    if isinstance(value, dict):
        return _pick(value, tree)
    return [pick_in(item, tree) for item in value if isinstance(item, (dict, list))]
