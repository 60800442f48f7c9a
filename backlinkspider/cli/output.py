"""Answers as a table for people, JSON lines and CSV for programs."""

from __future__ import annotations

import csv
import json
import sys
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Mapping

    from backlinkspider.documents import Document

_FORMULA_STARTS: Final = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
"""A cell that begins so is run as a formula by spreadsheets."""


async def print_answer(
    documents: AsyncIterator[Document],
    *,
    form: str,
    columns: Mapping[str, Callable[[Document], Any]],
    shown: tuple[str, ...],
    title: str,
) -> int:
    """Print *documents* and return how many there were.

    *columns* are the stable names of CSV, *shown* those a table has room for.
    """
    if form == "jsonl":
        return await _print_json_lines(documents)
    if form == "csv":
        return await _print_csv(documents, columns)
    return await _print_table(documents, columns, shown, title)


async def _print_json_lines(documents: AsyncIterator[Document]) -> int:
    count = 0
    async for document in documents:
        print(json_line(document))
        count += 1
    return count


def counted(count: int, noun: str) -> str:
    """Return *count* with *noun*, in the plural unless it is 1."""
    return f"{count:,} {noun}" if count == 1 else f"{count:,} {noun}s"


def json_line(document: Mapping[str, Any]) -> str:
    """Return *document* as one line of JSON; times as ISO 8601 in UTC."""
    return json.dumps(document, ensure_ascii=False, default=_plain, separators=(",", ":"))


def _plain(value: object) -> str:
    if isinstance(value, datetime):
        return moment(value)
    raise TypeError(f"{type(value).__name__} can't be written as JSON")


def moment(value: datetime) -> str:
    """Return *value* in UTC, to the second, with ``Z``."""
    return value.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


async def _print_csv(
    documents: AsyncIterator[Document], columns: Mapping[str, Callable[[Document], Any]]
) -> int:
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(columns)
    count = 0
    async for document in documents:
        writer.writerow([safe_cell(read(document)) for read in columns.values()])
        count += 1
    return count


def safe_cell(value: object) -> str:
    """Return *value* as a CSV cell that no spreadsheet takes for a formula."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return str(value)
    text = one_line(value)
    return f"'{text}" if text.lstrip().startswith(_FORMULA_STARTS) else text


def one_line(value: object) -> str:
    """Return *value* as text for people: lists joined, times in UTC, control characters gone."""
    if isinstance(value, datetime):
        return moment(value)
    if isinstance(value, list | tuple):
        return ", ".join(one_line(part) for part in value)
    text = "" if value is None else str(value)
    return "".join(character if character.isprintable() else " " for character in text)


async def _print_table(
    documents: AsyncIterator[Document],
    columns: Mapping[str, Callable[[Document], Any]],
    shown: tuple[str, ...],
    title: str,
) -> int:
    # Imported here: JSON lines and CSV shall not wait for it.
    from rich.table import Table  # noqa: PLC0415
    from rich.text import Text  # noqa: PLC0415

    from backlinkspider.cli.console import open_console  # noqa: PLC0415

    table = Table(title=title, title_justify="left", header_style="bold")
    for name in shown:
        table.add_column(name, overflow="fold")
    count = 0
    async for document in documents:
        table.add_row(*(Text(one_line(columns[name](document))[:300]) for name in shown))
        count += 1
    if not count:
        print(f"{title}: nothing found")
        return 0
    console = open_console()
    with console.capture() as shown_table:  # rich has its own idea of a pipe that is closed
        console.print(table)
    print(shown_table.get(), end="")
    return count
