"""The embedded store: one SQLite file, the standard library's ``sqlite3`` in one thread.

Durability: write-ahead log with ``synchronous=NORMAL``. A commit is in the operating system's
hands when a method returns, so killing the process (``kill -9`` included) loses nothing that was
acknowledged. A power cut may take the last commits since the log was synced, always the latest
first and never the file's consistency: a page's outcome is written last, so such a page is
pending again and is visited again. ``FULL`` would sync at every group commit to save only that.

Several processes may use one file (on a local disk, as WAL demands): writers take turns, readers
never wait. https://www.sqlite.org/wal.html
"""
# ruff: noqa: D102 - the methods are documented in Store

from __future__ import annotations

import json
import sqlite3
from array import array
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Final

from backlinkspider.store import tables
from backlinkspider.store.base import StoreError
from backlinkspider.store.changes import (
    check_changes,
    check_patches,
    is_applied,
    is_patched,
    patched,
)
from backlinkspider.store.fields import check_fields, project
from backlinkspider.store.narrow import finished, narrowed
from backlinkspider.store.sqlite_thread import SqliteThread, transaction
from backlinkspider.store.values import clean_text, iso, tallied

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterable, Sequence
    from pathlib import Path

    from backlinkspider.documents import Collection, Document
    from backlinkspider.store.base import Change, Filter, Patch, Sort

_BATCH: Final = 200


class SqliteStore:
    """Documents in one SQLite file; ``Store`` says what each method promises."""

    def __init__(self, path: Path) -> None:
        self._file = SqliteThread(path)

    @property
    def uri(self) -> str:
        return self._file.uri

    async def open(self) -> None:
        await self._file.open(tables.prepare)

    async def close(self) -> None:
        await self._file.close()

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
        sql, parameters = tables.select(collection, where, sort=sort)
        window = f" LIMIT {limit or -1:d} OFFSET {skip:d}"
        narrowed = check_fields(fields)
        return await self._file.run(
            lambda connection: _found(connection, sql + window, parameters, narrowed)
        )

    async def find_each(
        self,
        collection: Collection,
        filters: Sequence[Filter],
        *,
        sort: Sort = (),
        limit: int = 0,
        fields: Sequence[str] = (),
    ) -> list[list[Document]]:
        asked = [tables.select(collection, where, sort=sort) for where in filters]
        window = f" LIMIT {limit or -1:d}"
        narrowed = check_fields(fields)
        return await self._file.run(
            lambda connection: [
                _found(connection, sql + window, parameters, narrowed) for sql, parameters in asked
            ]
        )

    async def iterate(
        self,
        collection: Collection,
        where: Filter,
        *,
        sort: Sort = (),
        fields: Sequence[str] = (),
    ) -> AsyncIterator[Document]:
        """Yield the documents that match now, each as it is when its turn comes.

        Holds 8 bytes a document, and no transaction between batches, so that the log can be
        checkpointed. A row keeps its number until it is deleted; a later one may then get it.
        """
        sql, parameters = tables.select(collection, where, "rowid", sort)
        narrowed = check_fields(fields)
        numbers = await self._file.run(
            lambda connection: array("q", (n for (n,) in connection.execute(sql, parameters)))
        )
        for start in range(0, len(numbers), _BATCH):
            batch = numbers[start : start + _BATCH].tolist()
            for document in await self._numbered(collection, batch, narrowed):
                yield document

    async def get(self, collection: Collection, ids: Sequence[str]) -> dict[str, Document]:
        listed = json.dumps([clean_text(one) for one in ids])

        def work(connection: sqlite3.Connection) -> list[Document]:
            found = connection.execute(tables.get(collection), (listed,))
            return _read((text for (text,) in found), ())

        return {document["_id"]: document for document in await self._file.run(work)}

    async def count(self, collection: Collection, where: Filter) -> int:
        sql, parameters = tables.select(collection, where, "count(*)")
        return await self._file.run(
            lambda connection: int(connection.execute(sql, parameters).fetchone()[0])
        )

    async def tally(
        self, collection: Collection, where: Filter, field: str
    ) -> dict[str | None, int]:
        sql, parameters = tables.tally(collection, where, field)
        rows = await self._file.run(
            lambda connection: connection.execute(sql, parameters).fetchall()
        )
        if not all(scalar for _, scalar, _ in rows):
            raise StoreError(f"{collection}.{field} does not hold one scalar a document: no tally")
        return tallied((value, number) for value, _, number in rows)

    async def insert_missing(
        self, collection: Collection, documents: Sequence[Document]
    ) -> set[str]:
        def work(connection: sqlite3.Connection) -> set[str]:
            rows = [tables.row(collection, document) for document in documents]
            sql = tables.insert(collection)
            with transaction(connection):
                return {row[0] for row in rows if connection.execute(sql, row).rowcount}

        return await self._file.run(work)

    async def replace(self, collection: Collection, documents: Sequence[Document]) -> None:
        def work(connection: sqlite3.Connection) -> None:
            rows = [tables.row(collection, document) for document in documents]
            with transaction(connection):
                connection.executemany(tables.upsert(collection), rows)

        await self._file.run(work)

    async def swap(self, collection: Collection, changes: Sequence[Change]) -> set[str]:
        check_changes(changes)

        def work(connection: sqlite3.Connection) -> set[str]:
            rows = [(change, tables.row(collection, change.document)) for change in changes]
            with transaction(connection):
                return {
                    row[0] for change, row in rows if not _swap(connection, collection, change, row)
                }

        return await self._file.run(work)

    async def patch(self, collection: Collection, patches: Sequence[Patch], by: str) -> set[str]:
        check_patches(patches)

        def work(connection: sqlite3.Connection) -> set[str]:
            cleaned = [(one, patched(one, by, iso)) for one in patches]
            with transaction(connection):
                return {
                    one.name
                    for one, document in cleaned
                    if not _patch(connection, collection, one, document)
                }

        return await self._file.run(work)

    async def delete(self, collection: Collection, ids: Sequence[str]) -> None:
        listed = json.dumps([clean_text(one) for one in ids])

        def work(connection: sqlite3.Connection) -> None:
            with transaction(connection):
                connection.execute(tables.delete(collection), (listed,))

        await self._file.run(work)

    async def _numbered(
        self, collection: Collection, numbers: list[int], fields: Sequence[str]
    ) -> list[Document]:
        def work(connection: sqlite3.Connection) -> list[Document]:
            if fields:
                with suppress(sqlite3.OperationalError, StoreError):
                    return _narrowed(connection, collection, numbers, fields)
                # A broken document, or an SQLite without these functions.
            return _read(_texts(connection, tables.rows(collection), numbers), fields)

        return await self._file.run(work)


def _found(
    connection: sqlite3.Connection, sql: str, parameters: dict[str, Any], fields: Sequence[str]
) -> list[Document]:
    return _read((text for (text,) in connection.execute(sql, parameters)), fields)


def _texts(connection: sqlite3.Connection, sql: str, numbers: list[int]) -> list[str]:
    """Return the texts that *sql* selects by number, in the order of *numbers*."""
    found = dict(connection.execute(sql, (json.dumps(numbers),)))
    return [found[number] for number in numbers if number in found]


def _narrowed(
    connection: sqlite3.Connection,
    collection: Collection,
    numbers: list[int],
    fields: Sequence[str],
) -> list[Document]:
    """Return the *fields* of the rows with these *numbers*; raise what narrowing can't do."""
    named = tuple(fields)
    texts = _texts(connection, tables.rows(collection, narrowed(named)), numbers)
    return [finished(tables.read(text), named) for text in texts]


def _read(texts: Iterable[str], fields: Sequence[str]) -> list[Document]:
    documents = [tables.read(text) for text in texts]
    return [project(document, fields) for document in documents] if fields else documents


def _swap(
    connection: sqlite3.Connection, collection: Collection, change: Change, row: list[Any]
) -> bool:
    """Return whether *change*, as *row*, was applied now or before."""
    identity, *values = row
    if change.expected is None:
        done = connection.execute(tables.insert(collection), row)
    else:
        done = connection.execute(tables.update(collection), (*values, identity, change.expected))
    return bool(done.rowcount) or is_applied(change, _one(connection, collection, identity))


def _patch(
    connection: sqlite3.Connection, collection: Collection, patch: Patch, document: Document
) -> bool:
    """Return whether *patch*, cleaned to *document*, was applied now or before."""
    fields = tuple(name for name in document if name != "_id")
    values = tables.patch_row(collection, document, fields)
    sql = tables.patch(collection, fields)
    done = connection.execute(sql, (*values, patch.name, patch.expected))
    if done.rowcount:
        return True
    return is_patched(patch, document["by"], _one(connection, collection, patch.name))


def _one(connection: sqlite3.Connection, collection: Collection, name: str) -> Document | None:
    found = connection.execute(tables.get(collection), (json.dumps([name]),)).fetchone()
    return tables.read(found[0]) if found else None
