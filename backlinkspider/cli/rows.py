"""Rows on their way from the store to the printer."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterable

    from backlinkspider.documents import Document


async def limited(documents: AsyncIterator[Document], limit: int) -> AsyncIterator[Document]:
    """Yield at most *limit* documents; all of them where it is 0."""
    count = 0
    async for document in documents:
        yield document
        count += 1
        if count == limit:
            return


async def each(documents: Iterable[Document]) -> AsyncIterator[Document]:
    """Yield *documents* that are there already."""
    for document in documents:
        yield document
