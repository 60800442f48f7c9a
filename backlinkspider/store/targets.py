"""The targets a store holds links for."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from backlinkspider.store.base import Store


async def stored_targets(store: Store) -> list[str]:
    """Return the names of the targets that *store* has links for."""
    return sorted(name for name in await store.tally("links", {}, "target") if name)
