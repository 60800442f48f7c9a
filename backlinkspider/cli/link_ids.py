"""Links by their ids, or by a beginning that only one has; what is wrong with one is said."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from backlinkspider.documents import Document
    from backlinkspider.store.base import Store

SHORTEST: Final = 8
"""Characters of an id that may stand for it, where no other begins so."""

_NEAR: Final = 4
_SHOWN: Final = 10
_HEX: Final = frozenset("0123456789abcdef")
_AFTER_HEX: Final = "g"


async def find_link(store: Store, name: str, targets: list[str] | None) -> Document | None:
    """Return the one link that *name* means, of *targets* if they are given.

    Where there is none, or more than one, that is said on standard error.
    """
    found = await _matching(store, name, targets)
    if len(found) == 1:
        return found[0]
    await _say_not_one(store, name, found, targets)
    return None


async def _matching(store: Store, name: str, targets: list[str] | None) -> list[Document]:
    only = {"target": {"$in": targets}} if targets else {}
    whole = (await store.get("links", [name])).get(name)
    if whole is not None:
        return [whole] if not targets or whole["target"] in targets else []
    if len(name) < SHORTEST or not _HEX.issuperset(name):
        return []
    where = {"_id": {"$gte": name, "$lt": name + _AFTER_HEX}, **only}
    return await store.find("links", where, sort=[("_id", 1)], limit=_SHOWN + 1)


async def _say_not_one(
    store: Store, name: str, found: list[Document], targets: list[str] | None
) -> None:
    if found:
        print(f"error: {len(found)} links begin with {name}: give more of the id", file=sys.stderr)
        _list(found)
        return
    of = f" of {', '.join(targets)}" if targets else ""
    print(f"error: {store.uri} holds no link {name!r}{of}", file=sys.stderr)
    if _HEX.issuperset(name) and len(name) < SHORTEST:
        print(f"give at least {SHORTEST} characters of the id", file=sys.stderr)
    near = name[:_NEAR]
    if len(near) == _NEAR and _HEX.issuperset(near):
        where = {"_id": {"$gte": near, "$lt": near + _AFTER_HEX}}
        if close := await store.find("links", where, sort=[("_id", 1)], limit=_SHOWN):
            print("ids that begin alike:", file=sys.stderr)
            _list(close)
            return
    print("ids are printed by: scrapy links --format jsonl", file=sys.stderr)


def _list(links: list[Document]) -> None:
    for link in links[:_SHOWN]:
        print(
            f"  {link['_id']}  {link['target']}  {link['page']['url']} -> {link['link']['url']}",
            file=sys.stderr,
        )
