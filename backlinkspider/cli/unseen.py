"""Which events a consumer has been told of: each is told once, however often it is asked for.

A marker is a document of ``alerts`` for each consumer and event. A date up to which all was told
would miss events: several crawls write at once, and archives bring what happened long ago.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from backlinkspider.documents import Document, digest
from backlinkspider.store.batches import batched

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Sequence
    from datetime import datetime

    from backlinkspider.store.base import Store

_BATCH: Final = 500


async def unseen(
    store: Store, consumer: str, events: AsyncIterator[Document]
) -> AsyncIterator[Document]:
    """Yield those *events* that *consumer* has not been told of."""
    async for batch in batched(events, _BATCH):
        names = [_marker_id(consumer, event["_id"]) for event in batch]
        told = await store.get("alerts", names)
        for name, event in zip(names, batch, strict=True):
            if name not in told:
                yield event


async def note_seen(store: Store, consumer: str, events: Sequence[str], at: datetime) -> None:
    """Note that *consumer* was told of *events* (their ids) at *at*."""
    for start in range(0, len(events), _BATCH):
        markers = [
            {
                "_id": _marker_id(consumer, event),
                "v": 1,
                "consumer": consumer,
                "event": event,
                "at": at,
            }
            for event in events[start : start + _BATCH]
        ]
        await store.insert_missing("alerts", markers)


def _marker_id(consumer: str, event: str) -> str:
    return digest("alert", consumer, event)
