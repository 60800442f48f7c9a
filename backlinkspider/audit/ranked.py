"""What rank lists say of the domains that link to some targets."""

from __future__ import annotations

import asyncio
from threading import Event
from typing import TYPE_CHECKING

from backlinkspider.advance import unheard
from backlinkspider.ranks.model import NO_RANKS
from backlinkspider.ranks.reader import read_ranks

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from backlinkspider.advance import Advance
    from backlinkspider.ranks.model import Ranks
    from backlinkspider.ranks.reader import RankFile
    from backlinkspider.store.base import Store


async def ranks_of(
    store: Store,
    targets: Iterable[str],
    files: Sequence[RankFile],
    advance: Advance = unheard,
) -> Ranks:
    """Read *files* once for the referring domains of *targets*, in a thread.

    *advance* is told of their bytes, from that thread.

    Raises ``RankFileError`` and ``StoreError``.
    """
    if not files:
        return NO_RANKS
    domains: set[str] = set()
    for target in targets:
        counted = await store.tally("links", {"target": target}, "page.domain")
        domains.update(domain for domain in counted if domain)
    stop = Event()
    try:
        return await asyncio.to_thread(read_ranks, files, domains, stop.is_set, advance)
    finally:
        stop.set()  # where this was cancelled: a list may take minutes
