"""A store as the crawl of the target's own site sees it: its candidates are ``own_pages``.

So frontier, leases, ingest, writer and run need not know which pages they are about; no own page is
ever among the candidates for backlinks.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Sequence

    from backlinkspider.documents import Collection, Document
    from backlinkspider.store.base import Change, Filter, Patch, Sort, Store


class OwnPages:
    """*store* with ``own_pages`` under the name ``pages``; all else is as it is there."""

    def __init__(self, store: Store) -> None:
        self._store = store

    @property
    def uri(self) -> str:
        """As ``Store.uri``."""
        return self._store.uri

    async def open(self) -> None:
        """As ``Store.open``."""
        await self._store.open()

    async def close(self) -> None:
        """As ``Store.close``."""
        await self._store.close()

    async def find(
        self,
        collection: Collection,
        where: Filter,
        *,
        sort: Sort = (),
        skip: int = 0,
        limit: int = 0,
        fields: Sequence[str] = (),
    ) -> list[Document]:
        """As ``Store.find``."""
        name = _behind(collection)
        return await self._store.find(name, where, sort=sort, skip=skip, limit=limit, fields=fields)

    async def find_each(
        self,
        collection: Collection,
        filters: Sequence[Filter],
        *,
        sort: Sort = (),
        limit: int = 0,
        fields: Sequence[str] = (),
    ) -> list[list[Document]]:
        """As ``Store.find_each``."""
        name = _behind(collection)
        return await self._store.find_each(name, filters, sort=sort, limit=limit, fields=fields)

    def iterate(
        self,
        collection: Collection,
        where: Filter,
        *,
        sort: Sort = (),
        fields: Sequence[str] = (),
    ) -> AsyncIterator[Document]:
        """As ``Store.iterate``."""
        return self._store.iterate(_behind(collection), where, sort=sort, fields=fields)

    async def get(self, collection: Collection, ids: Sequence[str]) -> dict[str, Document]:
        """As ``Store.get``."""
        return await self._store.get(_behind(collection), ids)

    async def count(self, collection: Collection, where: Filter) -> int:
        """As ``Store.count``."""
        return await self._store.count(_behind(collection), where)

    async def tally(
        self, collection: Collection, where: Filter, field: str
    ) -> dict[str | None, int]:
        """As ``Store.tally``."""
        return await self._store.tally(_behind(collection), where, field)

    async def insert_missing(
        self, collection: Collection, documents: Sequence[Document]
    ) -> set[str]:
        """As ``Store.insert_missing``."""
        return await self._store.insert_missing(_behind(collection), documents)

    async def replace(self, collection: Collection, documents: Sequence[Document]) -> None:
        """As ``Store.replace``."""
        await self._store.replace(_behind(collection), documents)

    async def swap(self, collection: Collection, changes: Sequence[Change]) -> set[str]:
        """As ``Store.swap``."""
        return await self._store.swap(_behind(collection), changes)

    async def patch(self, collection: Collection, patches: Sequence[Patch], by: str) -> set[str]:
        """As ``Store.patch``."""
        return await self._store.patch(_behind(collection), patches, by)

    async def delete(self, collection: Collection, ids: Sequence[str]) -> None:
        """As ``Store.delete``."""
        await self._store.delete(_behind(collection), ids)


def _behind(collection: Collection) -> Collection:
    return "own_pages" if collection == "pages" else collection
