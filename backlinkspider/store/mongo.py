"""The production store: MongoDB through PyMongo's asyncio client.

It needs only what every server since 4.4 has: finds, counts, ``$match`` with ``$group``, and
unordered bulks of whole documents or of ``$set``. How many servers must hold a write before it is
acknowledged is the URI's ``w`` or the server's default, ``majority`` since MongoDB 5. The database
is the one in the URI's path, else ``backlinks``.
"""
# ruff: noqa: D102 - the methods are documented in Store

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING, Final

from pymongo import InsertOne, ReplaceOne, UpdateOne
from pymongo.errors import BulkWriteError

from backlinkspider.store.base import StoreError, StoreUnavailable
from backlinkspider.store.changes import (
    check_changes,
    check_patches,
    is_applied,
    is_patched,
    is_signed,
    patched,
)
from backlinkspider.store.fields import check_field, check_fields, check_sort
from backlinkspider.store.mongo_client import connect, translated
from backlinkspider.store.mongo_setup import prepare
from backlinkspider.store.open import redact
from backlinkspider.store.query import check
from backlinkspider.store.schema import scalars
from backlinkspider.store.values import clean, clean_text, tallied

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Sequence

    from pymongo import AsyncMongoClient
    from pymongo.asynchronous.collection import AsyncCollection

    from backlinkspider.documents import Collection, Document
    from backlinkspider.store.base import Change, Filter, Patch, Sort

logger = logging.getLogger(__name__)

_DATABASE: Final = "backlinks"
_WRITES: Final = 100
_READS: Final = 500
_DUPLICATE_KEY: Final = 11000


class MongoStore:
    """Documents in one MongoDB database; ``Store`` says what each method promises."""

    def __init__(self, uri: str) -> None:
        self._uri = uri
        self._client: AsyncMongoClient[Document] | None = None

    @property
    def uri(self) -> str:
        return redact(self._uri)

    async def open(self) -> None:
        await self.close()
        self._client = connect(self._uri)
        try:
            with translated(self._uri):
                await self._client.admin.command("ping")
                for note in await prepare(self._client.get_default_database(_DATABASE)):
                    logger.info("%s: %s", self.uri, note)
        except StoreError as error:
            await self.close()
            raise StoreUnavailable(str(error)) from error

    async def close(self) -> None:
        client, self._client = self._client, None
        if client is not None:
            await client.close()

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
        with translated(self._uri):
            cursor = self._in(collection).find(
                check(where),
                check_fields(fields) or None,
                sort=check_sort(sort) or None,
                skip=skip,
                limit=limit,
            )
            return await cursor.to_list()

    async def find_each(
        self,
        collection: Collection,
        filters: Sequence[Filter],
        *,
        sort: Sort = (),
        limit: int = 0,
        fields: Sequence[str] = (),
    ) -> list[list[Document]]:
        asked = [
            self.find(collection, where, sort=sort, limit=limit, fields=fields) for where in filters
        ]
        return await asyncio.gather(*asked)

    async def iterate(
        self,
        collection: Collection,
        where: Filter,
        *,
        sort: Sort = (),
        fields: Sequence[str] = (),
    ) -> AsyncIterator[Document]:
        """Yield from a server-side cursor; documents written meanwhile may or may not show."""
        with translated(self._uri):
            async with self._in(collection).find(
                check(where),
                check_fields(fields) or None,
                sort=check_sort(sort) or None,
                batch_size=_READS,
            ) as cursor:
                async for document in cursor:
                    yield document

    async def get(self, collection: Collection, ids: Sequence[str]) -> dict[str, Document]:
        wanted = [clean_text(one) for one in ids]
        found: dict[str, Document] = {}
        with translated(self._uri):
            for start in range(0, len(wanted), _READS):
                where = {"_id": {"$in": wanted[start : start + _READS]}}
                async for document in self._in(collection).find(where):
                    found[document["_id"]] = document
        return found

    async def count(self, collection: Collection, where: Filter) -> int:
        with translated(self._uri):
            return await self._in(collection).count_documents(check(where))

    async def tally(
        self, collection: Collection, where: Filter, field: str
    ) -> dict[str | None, int]:
        group = {"_id": f"${check_field(field)}", "number": {"$sum": 1}}
        with translated(self._uri):
            cursor = await self._in(collection).aggregate(
                [{"$match": check(where)}, {"$group": group}]
            )
            groups = await cursor.to_list()
        if any(isinstance(one["_id"], (list, dict)) for one in groups):
            raise StoreError(f"{collection}.{field} does not hold one scalar a document: no tally")
        return tallied((one["_id"], one["number"]) for one in groups)

    async def insert_missing(
        self, collection: Collection, documents: Sequence[Document]
    ) -> set[str]:
        cleaned = [_cleaned(collection, document) for document in documents]
        inserted: set[str] = set()
        with translated(self._uri):
            for start in range(0, len(cleaned), _WRITES):
                batch = cleaned[start : start + _WRITES]
                duplicate, _ = await self._bulk(collection, [InsertOne(one) for one in batch])
                inserted |= {one["_id"] for i, one in enumerate(batch) if i not in duplicate}
        return inserted

    async def replace(self, collection: Collection, documents: Sequence[Document]) -> None:
        # An unordered bulk has no order: of one document given twice the later one is meant.
        last = {one["_id"]: one for one in (_cleaned(collection, d) for d in documents)}
        writes = [ReplaceOne({"_id": _id}, one, upsert=True) for _id, one in last.items()]
        with translated(self._uri):
            for start in range(0, len(writes), _WRITES):
                batch = writes[start : start + _WRITES]
                await self._in(collection).bulk_write(batch, ordered=False)

    async def swap(self, collection: Collection, changes: Sequence[Change]) -> set[str]:
        """Apply *changes* in bulks; unsigned replacements one by one.

        A bulk says how many of its replacements matched, not which. On a shortfall the documents
        are read back: a signed one (``by``) shows whether it is ours, an unsigned one can't.
        """
        check_changes(changes)
        missed: set[str] = set()
        writes = [(change, _cleaned(collection, change.document)) for change in changes]
        together = [pair for pair in writes if pair[0].expected is None or is_signed(pair[0])]
        alone = [pair for pair in writes if pair[0].expected is not None and not is_signed(pair[0])]
        with translated(self._uri):
            for start in range(0, len(together), _WRITES):
                missed |= await self._swap(collection, together[start : start + _WRITES])
            for change, document in alone:
                where = {"_id": document["_id"], "v": change.expected}
                done = await self._in(collection).replace_one(where, document)
                missed |= set() if done.matched_count else {document["_id"]}
        return missed

    async def patch(self, collection: Collection, patches: Sequence[Patch], by: str) -> set[str]:
        """Apply *patches* in bulks; on a shortfall the documents are asked whose they are."""
        check_patches(patches)
        missed: set[str] = set()
        with translated(self._uri):
            for start in range(0, len(patches), _WRITES):
                batch = patches[start : start + _WRITES]
                writes = [_update(collection, one, by) for one in batch]
                done = await self._in(collection).bulk_write(writes, ordered=False)
                if done.matched_count < len(batch):
                    stored = await self.get(collection, [one.name for one in batch])
                    doubtful = (
                        one for one in batch if not is_patched(one, by, stored.get(one.name))
                    )
                    missed |= {one.name for one in doubtful}
        return missed

    async def delete(self, collection: Collection, ids: Sequence[str]) -> None:
        wanted = [clean_text(one) for one in ids]
        with translated(self._uri):
            for start in range(0, len(wanted), _READS):
                batch = {"_id": {"$in": wanted[start : start + _READS]}}
                await self._in(collection).delete_many(batch)

    async def _swap(
        self, collection: Collection, batch: Sequence[tuple[Change, Document]]
    ) -> set[str]:
        duplicate, matched = await self._bulk(collection, [_write(*pair) for pair in batch])
        replacing = {i for i, (change, _) in enumerate(batch) if change.expected is not None}
        doubtful = duplicate if matched == len(replacing) else duplicate | replacing
        ids = {batch[i][1]["_id"]: batch[i][0] for i in doubtful}
        stored = await self.get(collection, list(ids)) if ids else {}
        return {_id for _id, change in ids.items() if not is_applied(change, stored.get(_id))}

    async def _bulk(
        self,
        collection: Collection,
        writes: Sequence[InsertOne[Document] | ReplaceOne[Document]],
    ) -> tuple[set[int], int]:
        """Return which of *writes* met an existing ``_id``, and how many replacements matched."""
        try:
            done = await self._in(collection).bulk_write(writes, ordered=False)
        except BulkWriteError as error:
            errors = error.details["writeErrors"]
            if any(one["code"] != _DUPLICATE_KEY for one in errors) or not errors:
                raise
            return {one["index"] for one in errors}, error.details["nMatched"]
        return set(), done.matched_count

    def _in(self, collection: Collection) -> AsyncCollection[Document]:
        if self._client is None:
            raise StoreError(f"{self.uri}: the store is not open")
        return self._client.get_default_database(_DATABASE)[collection]


def _cleaned(collection: Collection, document: Document) -> Document:
    cleaned = clean(document)
    scalars(collection, cleaned)
    return cleaned


def _write(change: Change, document: Document) -> InsertOne[Document] | ReplaceOne[Document]:
    if change.expected is None:
        return InsertOne(document)
    return ReplaceOne({"_id": document["_id"], "v": change.expected}, document)


def _update(collection: Collection, patch: Patch, by: str) -> UpdateOne:
    document = patched(patch, by)
    scalars(collection, document)
    del document["_id"]
    return UpdateOne({"_id": patch.name, "v": patch.expected}, {"$set": document})
