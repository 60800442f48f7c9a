"""What is SQLite's own: several processes on a file, kill -9, broken files, indexes."""

from __future__ import annotations

import asyncio
import os
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from backlinkspider.store import tables
from backlinkspider.store.base import DocumentBroken, StoreError, StoreUnavailable
from backlinkspider.store.sqlite import SqliteStore

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backlinkspider.documents import Collection

# Writes a batch at a time, says so on standard output once it was acknowledged.
_WRITER = """
import asyncio, sys
from pathlib import Path
from backlinkspider.store.sqlite import SqliteStore

async def main(path, name, batches):
    store = SqliteStore(Path(path))
    await store.open()
    for batch in range(batches):
        ids = [f"{name}-{batch}-{n}" for n in range(20)]
        await store.replace("pages", [{"_id": _id, "run": name} for _id in ids])
        print(batch, flush=True)
    await store.close()

asyncio.run(main(sys.argv[1], sys.argv[2], int(sys.argv[3])))
"""


def _writer(path: Path, name: str, batches: int) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", _WRITER, str(path), name, str(batches)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "store.db"


async def test_processes_that_start_at_once_share_a_new_file(path: Path) -> None:
    writers = [_writer(path, f"writer {n}", 5) for n in range(4)]
    for writer in writers:
        _, errors = writer.communicate(timeout=300)
        assert writer.returncode == 0, errors
    store = SqliteStore(path)
    await store.open()
    assert await store.tally("pages", {}, "run") == {f"writer {n}": 100 for n in range(4)}
    await store.close()


async def test_many_may_open_a_new_file_at_once(tmp_path: Path) -> None:
    """SQLite lets none of them wait while another switches the file to its log."""
    for number in range(40):
        stores = [SqliteStore(tmp_path / f"{number}.db") for _ in range(8)]
        await asyncio.gather(*(store.open() for store in stores))
        await asyncio.gather(*(store.close() for store in stores))


async def test_kill_9_loses_nothing_acknowledged(path: Path) -> None:
    with _writer(path, "w", 100_000) as writer:
        assert writer.stdout
        for _ in range(30):
            acknowledged = int(writer.stdout.readline())
        os.kill(writer.pid, signal.SIGKILL)
    store = SqliteStore(path)
    await store.open()
    ids = [f"w-{batch}-{n}" for batch in range(acknowledged + 1) for n in range(20)]
    assert set(await store.get("pages", ids)) == set(ids)
    assert await store.count("pages", {}) % 20 == 0
    await store.close()


def _folder_is_missing(path: Path) -> Path:
    return path.parent / "missing" / "store.db"


def _is_a_folder(path: Path) -> Path:
    path.mkdir()
    return path


def _is_text(path: Path) -> Path:
    path.write_text("this is a list of links, not a database\n" * 50)
    return path


def _is_another_database(path: Path) -> Path:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE VIEW links AS SELECT 1 AS id")
    return path


def _in_a_folder_nobody_writes(_: Path) -> Path:
    return Path("/proc/store.db") if Path("/proc").is_dir() else Path("/dev/store.db")


@pytest.mark.parametrize(
    ("made", "says"),
    [
        (_folder_is_missing, "there is no folder .*missing"),
        (_is_a_folder, "unable to open database file"),
        (_is_text, "file is not a database"),
        (_is_another_database, "to a view"),
        (_in_a_folder_nobody_writes, "unable to open database file"),
    ],
)
async def test_what_can_not_be_opened_is_said_in_one_line(path: Path, made: Any, says: str) -> None:
    store = SqliteStore(made(path))
    with pytest.raises(StoreUnavailable, match=says) as caught:
        await store.open()
    assert str(caught.value).startswith(store.uri)
    assert "\n" not in str(caught.value)
    await store.close()


async def test_a_file_that_lost_its_tables_says_so(path: Path) -> None:
    store = SqliteStore(path)
    await store.open()
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("DROP TABLE marks")
    with pytest.raises(StoreError, match="no such table: marks"):
        await store.count("marks", {})
    await store.close()


async def test_a_document_broken_by_another_tool_is_shown(path: Path) -> None:
    store = SqliteStore(path)
    await store.open()
    await store.replace("marks", [{"_id": "one"}])
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("UPDATE marks SET doc = '{broken'")
    with pytest.raises(DocumentBroken, match=r"a stored document is broken .*\{broken"):
        await store.get("marks", ["one"])
    await store.close()


async def test_a_failed_batch_leaves_nothing_and_the_store_works_on(path: Path) -> None:
    store = SqliteStore(path)
    await store.open()
    with pytest.raises(StoreError):
        await store.replace("marks", [{"_id": "a"}, {"_id": "b", "v": {}}])
    await store.replace("marks", [{"_id": "c"}])
    assert [one["_id"] for one in await store.find("marks", {})] == ["c"]
    await store.close()


async def test_columns_are_readable_with_any_tool(path: Path) -> None:
    store = SqliteStore(path)
    await store.open()
    document = {"_id": "a", "v": 3, "target": "t", "page": {"domain": "a.test"}, "x": "é"}
    await store.replace("links", [document])
    await store.close()
    with closing(sqlite3.connect(path)) as connection:
        sql = "SELECT id, v, target, page_domain, state, doc FROM links"
        assert connection.execute(sql).fetchall() == [
            (
                "a",
                3,
                "t",
                "a.test",
                None,
                '{"_id":"a","v":3,"target":"t","page":{"domain":"a.test"},"x":"é"}',
            )
        ]


async def test_a_file_of_an_earlier_version_gets_its_new_columns(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute(
            "CREATE TABLE links (id TEXT PRIMARY KEY NOT NULL, v, doc TEXT NOT NULL)"
        )
        doc = '{"_id":"a","v":1,"target":"t","last_seen":"2026-11-22T09:30:15.123Z"}'
        connection.execute("INSERT INTO links VALUES ('a', 1, ?)", (doc,))
    store = SqliteStore(path)
    await store.open()
    assert await store.count("links", {"target": "t", "last_seen": "2026-11-22T09:30:15.123Z"}) == 1
    await store.close()


@pytest.fixture(scope="module")
def connection() -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(":memory:")) as opened:
        tables.prepare(opened)
        yield opened


@pytest.mark.parametrize(
    ("collection", "where", "sort", "index"),
    [
        (
            "pages",
            {"run": "r", "key": "k", "outcome": "pending"},
            [("turn", 1), ("rank", 1), ("seq", 1)],
            "pages_run_key_outcome_turn_rank_seq",
        ),
        ("pages", {"run": "r", "outcome": {"$in": ["linked", "failed"]}}, [], "pages_run_"),
        ("pages", {"target": "t", "url": "u"}, [], "pages_target_url"),
        ("links", {"target": "t"}, [("last_seen", -1)], "links_target_last_seen"),
        ("links", {"page_id": {"$in": ["a", "b"]}}, [], "links_page_id"),
        ("links", {"page.domain": "d"}, [], "links_page_domain"),
        ("hosts", {"ready": True, "round": 1, "next_at": {"$lte": "x"}}, [], "hosts_ready_round_"),
        ("events", {"target": "t", "at": {"$gt": "x"}}, [("at", 1)], "events_target_at"),
        ("marks", {"_id": {"$in": ["a"]}}, [], "sqlite_autoindex_marks_1"),
    ],
)
def test_frequent_questions_use_their_index(
    connection: sqlite3.Connection,
    collection: Collection,
    where: dict[str, Any],
    sort: list[tuple[str, int]],
    index: str,
) -> None:
    sql, parameters = tables.select(collection, where, sort=sort)
    plan = [line[3] for line in connection.execute(f"EXPLAIN QUERY PLAN {sql}", parameters)]
    assert plan[0].startswith(f"SEARCH {collection} USING INDEX {index}")
    assert not any("TEMP B-TREE" in line for line in plan)
