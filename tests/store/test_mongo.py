"""What is MongoDB's own: URIs, servers that are not there, its errors in one line."""

from __future__ import annotations

import asyncio
import gc
import socket
import traceback
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pytest
from pymongo import AsyncMongoClient

from backlinkspider.documents import COLLECTIONS
from backlinkspider.store.base import StoreError, StoreUnavailable
from backlinkspider.store.mongo import MongoStore
from backlinkspider.store.schema import INDEXES

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator


@pytest.fixture
async def store(mongo_uri: str) -> AsyncIterator[MongoStore]:
    opened = MongoStore(mongo_uri)
    await opened.open()
    yield opened
    await opened.close()


@pytest.fixture
def silent_port() -> Iterator[int]:
    """Listen on a port; the system completes connections, and nobody answers."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


@pytest.mark.parametrize(
    ("uri", "says"),
    [
        ("mongodb://u:secret@host:port/db", "percent-encode"),
        ("mongodb://u:se@cr/secret@host/db", "percent-encode"),
        ("mongodb://u:secret%zz@host/db", "percent-encode"),
        ("mongodb://u:secret@host/$bad.name", "percent-encode"),
        ("mongodb://u:secret@a,b/?directConnection=true", "percent-encode"),
        ("mongodb://host:port/db", r"is no MongoDB URI \(Port"),
        ("mongodb://host/bad name", r"is no MongoDB URI \("),
    ],
)
async def test_uris_that_can_not_be_read(uri: str, says: str) -> None:
    store = MongoStore(uri)
    with pytest.raises(StoreUnavailable, match=says) as caught:
        await store.open()
    assert "write mongodb://USER:PASSWORD@HOST:PORT/DATABASE" in str(caught.value)
    # Nothing a log would print of it: not the message, not the error it came from.
    frames = "".join(traceback.format_tb(caught.tb))
    shown = "".join(traceback.format_exception(caught.value)).replace(frames, "")
    assert "secret" not in shown
    assert "secret" not in store.uri
    await store.close()


def _unavailable(uri: str) -> str:
    """Return what opening a store says, and leave nothing of it behind.

    PyMongo closed while it connects does not close that socket, which would be reported in
    whatever test runs when the garbage is collected.
    """
    with pytest.raises(StoreUnavailable) as caught:
        asyncio.run(MongoStore(uri).open())
    message = str(caught.value)
    del caught
    gc.collect()
    return message


@pytest.mark.filterwarnings("ignore:unclosed:ResourceWarning")
def test_a_server_that_is_not_there(unused_tcp_port: int) -> None:
    address = f"127.0.0.1:{unused_tcp_port}"
    message = _unavailable(f"mongodb://u:secret@{address}/db?serverSelectionTimeoutMS=2000")
    assert message.startswith(f"mongodb://***@{address}/db")
    assert f"{address}: [Errno" in message
    assert "\n" not in message
    assert "Topology" not in message
    assert "secret" not in message


@pytest.mark.filterwarnings("ignore:unclosed:ResourceWarning")
def test_a_server_that_never_answers(silent_port: int) -> None:
    uri = f"mongodb://127.0.0.1:{silent_port}/db"
    message = _unavailable(f"{uri}?serverSelectionTimeoutMS=2000&connectTimeoutMS=100")
    assert message.startswith(uri)
    assert "timed out" in message


@pytest.mark.mongodb
async def test_indexes_are_created_once(store: MongoStore, mongo_uri: str) -> None:
    await store.open()
    async with AsyncMongoClient[dict[str, Any]](mongo_uri) as client:
        database = client.get_default_database()
        for collection in COLLECTIONS:
            found = await database[collection].index_information()
            made = {tuple(field for field, _ in one["key"]) for one in found.values()}
            assert made - {("_id",)} == set(INDEXES[collection])


@pytest.mark.mongodb
async def test_the_database_is_the_one_in_the_uri_else_backlinks(mongo_uri: str) -> None:
    assert await _database(mongo_uri) == urlsplit(mongo_uri).path[1:]
    assert await _database(urlsplit(mongo_uri)._replace(path="/").geturl()) == "backlinks"


async def _database(uri: str) -> str:
    store = MongoStore(uri)
    await store.open()
    name = store._in("links").database.name
    if name == "backlinks":
        await store._in("links").database.client.drop_database(name)
    await store.close()
    return name


@pytest.mark.mongodb
async def test_a_write_the_server_refuses_is_said_in_one_line(store: MongoStore) -> None:
    await store._in("marks").create_index("note", unique=True)
    await store.replace("marks", [{"_id": "a", "note": 1}])
    with pytest.raises(StoreError, match=r"1 writes refused, the first: .*note") as caught:
        await store.replace("marks", [{"_id": "b", "note": 1}, {"_id": "c", "note": 2}])
    assert "\n" not in str(caught.value)
    assert await store.count("marks", {"_id": "c"}) == 1
