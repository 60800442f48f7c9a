"""The elements of a tree that links, base, title and frames are read from."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

_INDEXED: Final = "a,area,base,iframe,math,meta,noscript,svg,template,title"

Elements = dict[str, list["LexborNode"]]
"""Elements by tag, in document order; ``a`` has ``area`` as well."""


def elements_below(scope: LexborNode | None) -> Elements:
    """Return what links, base, title and frames are read from, in one walk through the tree."""
    found: Elements = {tag: [] for tag in _INDEXED.split(",")}
    for node in scope.css(_INDEXED) if scope is not None else ():
        tag = node.tag or ""
        found["a" if tag == "area" else tag].append(node)
    return found
