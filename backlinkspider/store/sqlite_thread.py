"""The one thread that holds the connection to an SQLite file, and its transactions."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from time import monotonic, sleep
from typing import TYPE_CHECKING, Any, Final, TypeVar

from backlinkspider.store.base import StoreError, StoreUnavailable

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_BUSY_SECONDS: Final = 30
_BUSY_AGAIN: Final = 0.02
_NEEDS: Final = (3, 38, 0)
"""JSON functions are part of every build since."""

T = TypeVar("T")
_Prepare = Callable[[sqlite3.Connection], None]


class SqliteThread:
    """A connection that lives in a thread of its own, so that no write delays the event loop."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._thread: ThreadPoolExecutor | None = None
        self._connection: sqlite3.Connection | None = None

    @property
    def uri(self) -> str:
        """The file as a URI."""
        return f"sqlite:///{self.path}"

    async def open(self, prepare: _Prepare) -> None:
        """Open or create the file, *prepare* it as one. Raises ``StoreUnavailable``."""
        await self.close()
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="sqlite")
        try:
            self._connection = await self._in_thread(self._connect, prepare)
        except BaseException:
            await self.close()
            raise

    async def close(self) -> None:
        """Close the connection after the work that waits for it; safe to call twice."""
        connection, self._connection = self._connection, None
        if connection is not None:
            await self._in_thread(connection.close)
        thread, self._thread = self._thread, None
        if thread is not None:
            thread.shutdown(wait=False)

    async def run(self, work: Callable[[sqlite3.Connection], T]) -> T:
        """Return what *work* returns. Raises ``StoreError`` for SQLite's errors."""
        if self._connection is None:
            raise StoreError(f"{self.uri}: the store is not open")
        try:
            return await self._in_thread(work, self._connection)
        except sqlite3.Error as error:
            raise StoreError(f"{self.uri}: {error}") from error

    async def _in_thread(self, call: Callable[..., T], *arguments: Any) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._thread, call, *arguments)

    def _connect(self, prepare: _Prepare) -> sqlite3.Connection:
        if sqlite3.sqlite_version_info < _NEEDS:
            wanted = ".".join(map(str, _NEEDS))
            raise StoreUnavailable(
                f"{self.uri}: needs SQLite {wanted} or newer, Python has {sqlite3.sqlite_version}"
            )
        if not self.path.parent.is_dir():
            raise StoreUnavailable(f"{self.uri}: there is no folder {self.path.parent}")
        try:
            connection = sqlite3.connect(self.path, _BUSY_SECONDS, isolation_level=None)
            return _prepared(connection, prepare)
        except sqlite3.Error as error:
            raise StoreUnavailable(f"{self.uri}: {error}") from error


@contextmanager
def transaction(connection: sqlite3.Connection) -> Iterator[None]:
    """Commit what happens inside as one, or nothing of it.

    IMMEDIATE takes the write lock at once: a transaction that reads first and then writes fails
    without waiting when another process wrote in between.
    """
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
        connection.execute("COMMIT")
    except BaseException:
        connection.rollback()
        raise


def _use_wal(connection: sqlite3.Connection) -> None:
    """Switch the file to a write-ahead log, waiting for other processes that do the same.

    SQLite does not wait there itself: two that switch a new file at once would wait for each other.
    """
    until = monotonic() + _BUSY_SECONDS
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or monotonic() > until:
                raise
            sleep(_BUSY_AGAIN)
        else:
            return


def _prepared(connection: sqlite3.Connection, prepare: _Prepare) -> sqlite3.Connection:
    try:
        _use_wal(connection)
        connection.execute("PRAGMA synchronous = NORMAL")
        with transaction(connection):
            prepare(connection)
    except BaseException:
        connection.close()
        raise
    return connection
