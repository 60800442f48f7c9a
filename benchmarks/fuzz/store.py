"""Target ``store``: any documents and filters, into SQLite and through what MongoDB is sent.

``StoreError`` may be raised, by both stores or by neither. What is stored comes back as it was
cleaned, the same from SQLite's JSON as from BSON, and a filter finds in SQLite what it describes.
"""

from __future__ import annotations

import asyncio
import atexit
from pathlib import Path
from shutil import rmtree
from tempfile import mkdtemp
from typing import TYPE_CHECKING, Any, Final

from bson import decode, encode
from bson.codec_options import CodecOptions

from backlinkspider.documents import utc
from backlinkspider.store.base import Change, StoreError
from backlinkspider.store.query import check
from backlinkspider.store.schema import scalars
from backlinkspider.store.sqlite import SqliteStore
from backlinkspider.store.values import clean
from benchmarks.fuzz.values import ByteReader

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backlinkspider.documents import Collection, Document

_AWARE: Final[CodecOptions[dict[str, Any]]] = CodecOptions(tz_aware=True)
_COLLECTIONS: Final[tuple[Collection, ...]] = ("links", "pages", "hosts", "marks", "events")
_OPERATORS: Final = (
    "$eq", "$ne", "$gt", "$gte", "$lt", "$lte", "$in", "$nin", "$exists", "$not", "$elemMatch", "$size",
    "$and", "$or", "$nor", "$where", "$regex", "$expr",
)  # fmt: skip
_FIELDS: Final = (
    "target",
    "page.url",
    "link.text",
    "flags.rule",
    "_id",
    "v",
    "at",
    "signals",
    "first_seen",
)

WORDS: Final = (
    *_OPERATORS,
    *_FIELDS,
    "2026-11-22T09:30:15.123Z",
    "\0",
    "\ud7ff",
    "'",
    '"',
    "\\",
    "--",
)


def seeds(_: Path | None) -> Iterator[bytes]:
    """Yield strings of bytes that make documents of many kinds."""
    for first in range(12):
        yield bytes((first * 7 + at * 31 + at * at) % 256 for at in range(200))
        yield bytes([first % 5, 5]) + bytes([first, 1, 3]) * 40


class _Opened:
    """One store and the loop it lives in, for the whole process."""

    def __init__(self) -> None:
        folder = Path(mkdtemp(prefix="fuzz-store-"))
        self.runner = asyncio.Runner()
        self.store = SqliteStore(folder / "fuzz.db")
        self.runner.run(self.store.open())
        atexit.register(rmtree, folder, ignore_errors=True)


_opened: list[_Opened] = []


def run(data: bytes) -> None:
    """Store the documents of *data*, look for them, and take them away again."""
    if not _opened:
        _opened.append(_Opened())
    reader = ByteReader(data)
    collection = _COLLECTIONS[reader.byte() % len(_COLLECTIONS)]
    documents = [{**reader.document(), "_id": reader.text() or "one"} for _ in range(3)]
    where = _filter(reader)
    _opened[0].runner.run(_round_trip(_opened[0].store, collection, documents, where))


async def _round_trip(
    store: SqliteStore, collection: Collection, documents: list[Document], where: dict[str, Any]
) -> None:
    for document in documents:
        expected = _as_bson(collection, document)
        try:
            await store.replace(collection, [document])
        except StoreError:
            assert expected is None, document
            continue
        assert expected is not None, document
        identity = expected["_id"]
        assert (await store.get(collection, [identity]))[identity] == expected, expected
        assert await store.find(collection, {"_id": identity}) == [expected]
        if type(expected.get("v")) is int and abs(expected["v"]) < 2**62:
            later = {**expected, "v": expected["v"] + 1}
            assert not await store.swap(collection, [Change(expected["v"], later)])
    await _find(store, collection, where)
    stored = await store.find(collection, {})
    await store.delete(collection, [document["_id"] for document in stored])
    assert not await store.count(collection, {})


def _as_bson(collection: Collection, document: Document) -> Document | None:
    """Return what MongoDB would give back of *document*; ``None`` for what it is not sent."""
    try:
        cleaned = clean(document, utc)
        scalars(collection, cleaned)
    except StoreError:
        return None
    returned: Document = decode(encode(cleaned), _AWARE)
    return returned


async def _find(store: SqliteStore, collection: Collection, where: dict[str, Any]) -> None:
    try:
        check(where)
    except StoreError:
        return
    found = await store.find(collection, where)
    assert len(found) == await store.count(collection, where)
    other = await store.count(collection, {"$nor": [where]}) if where else 0
    assert len(found) + other == await store.count(collection, {}), where


def _filter(reader: ByteReader, depth: int = 0) -> dict[str, Any]:
    return {_name(reader): _operand(reader, depth) for _ in range(reader.byte() % 3)}


def _name(reader: ByteReader) -> str:
    choice = reader.byte()
    return (*_FIELDS, *_OPERATORS)[choice % 27] if choice < 230 else reader.text()


def _operand(reader: ByteReader, depth: int) -> Any:
    choice = reader.byte() % 4
    if depth < 4 and choice == 0:
        return {_OPERATORS[reader.byte() % len(_OPERATORS)]: _operand(reader, depth + 1)}
    if depth < 4 and choice == 1:
        return [_filter(reader, depth + 1) for _ in range(1 + reader.byte() % 2)]
    return reader.value(depth)
