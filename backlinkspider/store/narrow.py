"""Documents narrowed by SQLite itself: Python reads the wanted fields, not the whole JSON text.

A link is 7 KB of text, of which rules over a profile read a fifth. What ``project`` gives is built
in SQL, except that a path through an array is left to ``project``: SQLite returns the whole array.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from backlinkspider.store.fields import Tree, pick_in, tree_of

if TYPE_CHECKING:
    from backlinkspider.documents import Document


@lru_cache(maxsize=64)
def narrowed(fields: tuple[str, ...]) -> str:
    """Return the SQL for the JSON text of ``doc`` with only ``_id`` and *fields*.

    Their names are ``check_field``'s, so nothing in them needs quoting.
    """
    return _object(tree_of(fields), "$")


def _object(tree: Tree, at: str) -> str:
    members = " || ".join(_member(name, tree[name], f'{at}."{name}"') for name in tree)
    return f"'{{' || rtrim({members}, ',') || '}}'"


def _member(name: str, below: Tree, path: str) -> str:
    """Return the SQL for ``"name":value,``, empty text where the document lacks it."""
    whole = f"ifnull('\"{name}\":' || (doc -> '{path}') || ',', '')"
    if not below:
        return whole
    some = f"'\"{name}\":' || {_object(below, path)} || ','"
    kinds = f"WHEN 'object' THEN {some} WHEN 'array' THEN {whole} ELSE ''"
    return f"CASE json_type(doc, '{path}') {kinds} END"


def finished(document: Document, fields: tuple[str, ...]) -> Document:
    """Return *document*, read from a ``narrowed`` text, as ``project`` gives it; it is changed."""
    _narrow_arrays(document, tree_of(fields))
    return document


def _narrow_arrays(part: Document, tree: Tree) -> None:
    for name, below in tree.items():
        if below:
            value = part.get(name)
            if value.__class__ is list:
                part[name] = pick_in(value, below)
            elif value.__class__ is dict and any(below.values()):
                _narrow_arrays(value, below)
