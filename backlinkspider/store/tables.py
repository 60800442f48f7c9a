"""One SQLite table per collection: its statements, and documents as rows.

``id``, ``v``, the indexed scalar fields as columns (``page.domain`` is ``page_domain``) and
``doc``, the whole document as JSON text, so that any SQLite tool can read it.
"""
# ruff: noqa: S608 - the names in these statements come from schema.py, all values are bound

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from pydantic_core import from_json, to_json

from backlinkspider.documents import COLLECTIONS
from backlinkspider.store.base import DocumentBroken, DocumentRefused, Filter, Sort
from backlinkspider.store.fields import check_field, check_sort
from backlinkspider.store.query import check
from backlinkspider.store.schema import INDEXES, MULTIKEY, scalar_fields, scalars
from backlinkspider.store.sql import Translation, as_column
from backlinkspider.store.values import clean, iso, revive

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Mapping

    from backlinkspider.documents import Collection, Document

Statement = tuple[str, dict[str, Any]]
"""SQL and its named parameters."""


@cache
def columns(collection: Collection) -> Mapping[str, str]:
    """Return the quoted column of each field of *collection* that has one."""
    named = {field: f'"{field.replace(".", "_")}"' for field in scalar_fields(collection)}
    return {"_id": "id", "v": "v", **named}


@cache
def _names(collection: Collection) -> tuple[str, ...]:
    return (*columns(collection).values(), "doc")


def prepare(connection: sqlite3.Connection) -> None:
    """Make the tables, columns and indexes that are missing; fill a new column from ``doc``.

    The columns have no type, so SQLite keeps each value's own.
    """
    for collection in COLLECTIONS:
        middle = ", ".join(_names(collection)[1:-1])
        connection.execute(
            f"CREATE TABLE IF NOT EXISTS {collection} "
            f"(id TEXT PRIMARY KEY NOT NULL, {middle}, doc TEXT NOT NULL)"
        )
        _add_columns(connection, collection)
        for index in INDEXES[collection]:
            if MULTIKEY.isdisjoint(index):
                on = ", ".join(columns(collection)[field] for field in index)
                name = "_".join((collection, *index)).replace(".", "_")
                connection.execute(f"CREATE INDEX IF NOT EXISTS {name} ON {collection} ({on})")


def _add_columns(connection: sqlite3.Connection, collection: Collection) -> None:
    """Bring a table up to date that an earlier version made with fewer indexed fields."""
    there = {name for _, name, *_ in connection.execute(f"PRAGMA table_info({collection})")}
    added = [name for name in _names(collection) if name.strip('"') not in there]
    for name in added:
        connection.execute(f"ALTER TABLE {collection} ADD COLUMN {name}")
    if added:
        for found in connection.execute(f"SELECT id FROM {collection}").fetchall():
            [text] = connection.execute(
                f"SELECT doc FROM {collection} WHERE id = ?", found
            ).fetchone()
            _, *values = row(collection, read(text))
            connection.execute(_overwrite(collection), (*values, *found))


@cache
def insert(collection: Collection) -> str:
    """Return the statement that inserts a ``row`` unless its id is there."""
    listed = ", ".join(_names(collection))
    places = ", ".join("?" * len(_names(collection)))
    return f"INSERT INTO {collection} ({listed}) VALUES ({places}) ON CONFLICT (id) DO NOTHING"


@cache
def upsert(collection: Collection) -> str:
    """Return the statement that inserts a ``row`` or replaces the one with its id."""
    updates = ", ".join(f"{name} = excluded.{name}" for name in _names(collection)[1:])
    return insert(collection).removesuffix("NOTHING") + f"UPDATE SET {updates}"


@cache
def update(collection: Collection) -> str:
    """Return the statement that overwrites a ``row`` (its id last) where ``v`` is as expected."""
    return f"{_overwrite(collection)} AND v = ?"


@cache
def _overwrite(collection: Collection) -> str:
    updates = ", ".join(f"{name} = ?" for name in _names(collection)[1:])
    return f"UPDATE {collection} SET {updates} WHERE id = ?"


@cache
def patch(collection: Collection, fields: tuple[str, ...]) -> str:
    """Return the statement that writes the values of ``patch_row`` where ``v`` is as expected."""
    paths = "".join(f""", '$."{field}"', json(?)""" for field in fields)
    updates = "".join(f", {name} = ?" for name, _ in _touched(collection, fields))
    return f"UPDATE {collection} SET doc = json_set(doc{paths}){updates} WHERE id = ? AND v = ?"


def patch_row(collection: Collection, cleaned: Document, fields: tuple[str, ...]) -> list[Any]:
    """Return the values of *fields* as JSON, then those of the columns that they hold."""
    values = scalars(collection, cleaned)
    texts = [_json(cleaned["_id"], cleaned[field]) for field in fields]
    held = [cleaned.get("v"), *values]
    return [*texts, *(as_column(held[place]) for _, place in _touched(collection, fields))]


@cache
def _touched(collection: Collection, fields: tuple[str, ...]) -> list[tuple[str, int]]:
    """Return column and place (``v`` is 0) of what is indexed of *fields*."""
    named = [(name, column) for name, column in columns(collection).items() if name != "_id"]
    return [
        (column, place)
        for place, (name, column) in enumerate(named)
        if name.partition(".")[0] in fields
    ]


def get(collection: Collection) -> str:
    """Return the statement that selects the documents whose ids are in a JSON array."""
    return f"SELECT doc FROM {collection} WHERE id IN (SELECT value FROM json_each(?))"


def delete(collection: Collection) -> str:
    """Return the statement that deletes the documents whose ids are in a JSON array."""
    return f"DELETE FROM {collection} WHERE id IN (SELECT value FROM json_each(?))"


def rows(collection: Collection, what: str = "doc") -> str:
    """Return the statement that selects ``rowid`` and *what* of the rows a JSON array numbers."""
    return f"SELECT rowid, {what} FROM {collection} WHERE rowid IN (SELECT value FROM json_each(?))"


def select(collection: Collection, where: Filter, what: str = "doc", sort: Sort = ()) -> Statement:
    """Return the statement for *what* of the rows that match, ordered by *sort*."""
    translation = Translation(columns(collection))
    sql = f"SELECT {what} FROM {collection} WHERE {translation.condition(check(where))}"
    terms = [
        f"{translation.order(name)} {'ASC' if direction > 0 else 'DESC'}"
        for name, direction in check_sort(sort)
    ]
    if terms:
        sql += f" ORDER BY {', '.join(terms)}"
    return sql, translation.parameters


def tally(collection: Collection, where: Filter, field: str) -> Statement:
    """Return the statement for (value, whether it is a scalar, count) of *field*'s values."""
    translation = Translation(columns(collection))
    value = translation.order(check_field(field))
    what = f"{value} AS value, min({translation.scalar(field)}), count(*)"
    sql, parameters = select(collection, where, what)
    return f"{sql} GROUP BY value", parameters


def row(collection: Collection, document: Document) -> list[Any]:
    """Return *document* as a row. Raises ``DocumentRefused`` for what can't be stored."""
    cleaned = clean(document, iso)
    values = [as_column(value) for value in scalars(collection, cleaned)]
    return [cleaned["_id"], cleaned.get("v"), *values, _json(cleaned["_id"], cleaned)]


def _json(name: str, value: Any) -> str:
    try:
        return to_json(value).decode()
    except ValueError as error:
        raise DocumentRefused(f"document {name!r}: {error}") from error


def read(text: str) -> Document:
    """Return the document of a row's ``doc``. Raises ``DocumentBroken`` if another tool did it."""
    try:
        document = from_json(text)
    except (TypeError, ValueError) as error:
        raise DocumentBroken(f"a stored document is broken ({error}): {text!r:.80}") from error
    if not isinstance(document, dict) or not isinstance(document.get("_id"), str):
        raise DocumentBroken(f"a stored document is broken (no object with an _id): {text!r:.80}")
    return revive(document)
