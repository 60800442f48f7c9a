"""Rows sorted on disk: an answer in another order than it is found, in bounded memory."""

from __future__ import annotations

import json
import sqlite3
from typing import TYPE_CHECKING, Any, Final, Self

from backlinkspider.cli.output import json_line

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from types import TracebackType

_COMMIT_EVERY: Final = 5000


class Spool:
    """Rows by a key of numbers and texts, in a file that vanishes with it."""

    def __init__(self) -> None:
        self._database = sqlite3.connect("")
        self._database.execute("CREATE TABLE rows (first, second, third, row TEXT)")
        self._count = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._database.close()

    def add(self, key: tuple[float, float, str], row: Mapping[str, Any]) -> None:
        """Keep *row*, plain JSON, to come where *key* is in order."""
        self._database.execute("INSERT INTO rows VALUES (?, ?, ?, ?)", (*key, json_line(row)))
        self._count += 1
        if self._count % _COMMIT_EVERY == 0:
            self._database.commit()

    def sorted(self) -> Iterator[dict[str, Any]]:
        """Yield the rows by their keys, smallest first."""
        rows = self._database.execute("SELECT row FROM rows ORDER BY first, second, third")
        for (text,) in rows:
            yield json.loads(text)
