"""Documents of a long answer, some at a time."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from backlinkspider.documents import Document


async def batched(documents: AsyncIterator[Document], size: int) -> AsyncIterator[list[Document]]:
    """Yield *documents* in lists of *size*, the last one shorter."""
    batch: list[Document] = []
    async for document in documents:
        batch.append(document)
        if len(batch) == size:
            yield batch
            batch = []
    if batch:
        yield batch
