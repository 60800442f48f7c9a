"""Answers as a table or a workbook for people, JSON lines and CSV for programs."""

from __future__ import annotations

import csv
import json
import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final, TextIO

from backlinkspider.cli.destination import file_to, text_to
from backlinkspider.cli.form import Form

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Mapping

    from backlinkspider.cli.form import Columns
    from backlinkspider.documents import Document

_FORMULA_STARTS: Final = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
"""A cell that begins so is run as a formula by spreadsheets."""

_STEERING: Final = re.compile("[\x80-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]")
"""Controls that JSON leaves as they are: C1, ends of lines, directions of text."""


async def print_answer(
    documents: AsyncIterator[Document],
    *,
    form: Form | str,
    columns: Columns,
    shown: tuple[str, ...],
    title: str,
) -> int:
    """Print *documents* as *form* says, or in the format of that name; return how many there were.

    *columns* are the stable names of CSV and workbooks, *shown* those a table has room for. Where a
    file was asked for, its rows are counted on standard output. Raises ``UsageError`` for a column
    that is not there, before anything is written.
    """
    form = Form(name=form) if isinstance(form, str) else form
    if not form.output:
        return await _write(documents, form, columns, shown, title)
    from backlinkspider.cli.progress import each_read, progress  # noqa: PLC0415 (only here)

    with progress(str(form.output), noun="row") as advance:
        count = await _write(each_read(documents, advance), form, columns, shown, title)
    print(f"{counted(count, 'row')} in {form.output}")
    return count


async def _write(
    documents: AsyncIterator[Document],
    form: Form,
    columns: Columns,
    shown: tuple[str, ...],
    title: str,
) -> int:
    if form.name == "table":
        return await _table(documents, form, columns, shown, title)
    if form.name == "xlsx":
        return await _workbook(documents, form, columns, title)
    chosen = form.pick(columns)
    with text_to(form.output) as out:
        if form.name == "jsonl":
            return await _json_lines(documents, chosen if form.columns else None, out)
        return await _csv(documents, chosen, out)


async def _table(
    documents: AsyncIterator[Document],
    form: Form,
    columns: Columns,
    shown: tuple[str, ...],
    title: str,
) -> int:
    from backlinkspider.cli.table import print_table  # noqa: PLC0415 (JSON lines shall not wait)

    chosen = form.pick(columns)
    rows = [[read(one) for read in chosen.values()] async for one in documents]
    with text_to(form.output) as out:
        if not rows:
            print(f"{title}: nothing found", file=out)
        else:
            print_table(rows, tuple(chosen), () if form.columns else shown, title, out)
    return len(rows)


async def _workbook(
    documents: AsyncIterator[Document], form: Form, columns: Columns, title: str
) -> int:
    from backlinkspider.cli.workbook import write_workbook  # noqa: PLC0415 (as above)

    chosen = form.pick(columns)
    with file_to(form.output) as path:
        return await write_workbook(documents, chosen, title, path)


async def _json_lines(
    documents: AsyncIterator[Document], columns: Columns | None, out: TextIO
) -> int:
    """Write the whole documents, or objects of the *columns* where some were asked for."""
    count = 0
    async for document in documents:
        chosen = document
        if columns is not None:
            chosen = {name: read(document) for name, read in columns.items()}
        print(json_line(chosen), file=out)
        count += 1
    return count


async def _csv(documents: AsyncIterator[Document], columns: Columns, out: TextIO) -> int:
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(columns)
    count = 0
    async for document in documents:
        writer.writerow([safe_cell(read(document)) for read in columns.values()])
        count += 1
    return count


def counted(count: int, noun: str) -> str:
    """Return *count* with *noun*, in the plural unless it is 1."""
    return f"{count:,} {noun}" if count == 1 else f"{count:,} {noun}s"


def json_line(document: Mapping[str, Any]) -> str:
    """Return *document* as one line of JSON; times as ISO 8601 in UTC.

    What steers a terminal or turns the direction of text is written as an escape, as JSON may.
    """
    text = json.dumps(document, ensure_ascii=False, default=_plain, separators=(",", ":"))
    return text if text.isascii() else _STEERING.sub(_escaped, text)


def _escaped(found: re.Match[str]) -> str:
    return f"\\u{ord(found[0]):04x}"


def _plain(value: object) -> str:
    if isinstance(value, datetime):
        return moment(value)
    raise TypeError(f"{type(value).__name__} can't be written as JSON")


def moment(value: datetime) -> str:
    """Return *value* in UTC, to the second, with ``Z``."""
    return value.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


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
    """Return *value* as text for people: lists joined, times in UTC, no control characters."""
    if isinstance(value, datetime):
        return moment(value)
    if isinstance(value, list | tuple):
        return ", ".join(one_line(part) for part in value)
    if isinstance(value, dict):
        return ", ".join(f"{one_line(name)} {one_line(part)}" for name, part in value.items())
    text = "" if value is None else str(value)
    return "".join(character if character.isprintable() else " " for character in text)
