"""An answer as an Excel workbook, written row by row in constant memory.

What Excel can hold: https://support.microsoft.com/en-us/office/excel-specifications-and-limits-1672b34d-7043-467e-8e27-269d656771c3
Every text is a text cell, never a formula, and no URL is a hyperlink: a sheet may hold 65,530 of
them, and what links to a site is not what its owner should be one click away from.
"""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final

from backlinkspider.cli.output import one_line

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from xlsxwriter import Workbook
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

    from backlinkspider.cli.form import Columns
    from backlinkspider.documents import Document

ROWS: Final = 1_048_575
"""Rows of a sheet below its header."""
CELL: Final = 32_767
"""UTF-16 units of a cell."""
CUT: Final = " [cut: Excel holds no more]"

_NAME: Final = 31
"""UTF-16 units of a sheet's name."""
_NOT_IN_NAMES: Final = frozenset("[]:*?/\\")
_EXACT: Final = 2**53
_FIRST_YEAR: Final = 1900
_OPTIONS: Final = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_numbers": False,
    "strings_to_urls": False,
    "use_zip64": True,
}
_WIDTHS: Final = {"url": 60, "text": 40, "title": 40, "message": 60, "id": 34, "reason": 40}
_WIDTH: Final = 14
_DATE_WIDTH: Final = 19


async def write_workbook(
    documents: AsyncIterator[Document], columns: Columns, title: str, path: Path
) -> int:
    """Write *documents* to *path*, a sheet named *title*; return how many there were.

    Rows beyond what a sheet holds go on on further sheets, which is said on standard error.
    """
    from xlsxwriter import Workbook  # noqa: PLC0415 (other formats shall not wait for it)

    count = 0
    with Workbook(str(path), _OPTIONS) as book:
        sheets = _Sheets(book, title, tuple(columns))
        async for document in documents:
            sheets.add([read(document) for read in columns.values()])
            count += 1
        sheets.close()
    return count


class _Sheets:
    """The sheets of one workbook, one after the other."""

    def __init__(self, book: Workbook, title: str, names: tuple[str, ...]) -> None:
        self._book = book
        self._title = title
        self._names = names
        self._dates: Format = book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"})
        self._bold: Format = book.add_format({"bold": True})
        self._count = 0
        self._row = 0
        self._sheet = self._open()

    def add(self, values: list[Any]) -> None:
        """Write one row, on a new sheet where the present one is full."""
        if self._row == ROWS:
            self.close()
            self._sheet = self._open()
            told = f"note: a sheet holds {ROWS:,} rows; those that follow are on {self._name!r}"
            print(told, file=sys.stderr)
        self._row += 1
        for column, value in enumerate(values):
            self._write(column, value)

    def close(self) -> None:
        """Let the header of the present sheet filter its rows."""
        self._sheet.autofilter(0, 0, self._row, len(self._names) - 1)

    @property
    def _name(self) -> str:
        number = "" if self._count == 1 else f" {self._count}"
        return sheet_name(self._title, number)

    def _open(self) -> Worksheet:
        self._count += 1
        self._row = 0
        sheet = self._book.add_worksheet(self._name)
        sheet.freeze_panes(1, 0)
        for column, name in enumerate(self._names):
            sheet.set_column(column, column, _width(name))
            sheet.write_string(0, column, name, self._bold)
        return sheet

    def _write(self, column: int, value: Any) -> None:
        if value is None:
            return
        if isinstance(value, bool):
            self._sheet.write_boolean(self._row, column, value)
        elif isinstance(value, int | float) and abs(value) <= _EXACT:
            self._sheet.write_number(self._row, column, value)
        elif isinstance(value, datetime) and value.astimezone(UTC).year >= _FIRST_YEAR:
            moment = value.astimezone(UTC).replace(tzinfo=None)
            self._sheet.write_datetime(self._row, column, moment, self._dates)
        elif text := fitted(one_line(value)):
            self._sheet.write_string(self._row, column, text)


def sheet_name(title: str, number: str = "") -> str:
    """Return *title* as the name of a sheet, *number* behind it: 31 units, some characters not."""
    plain = "".join(" " if character in _NOT_IN_NAMES else character for character in title)
    units = plain.encode("utf-16-le")[: 2 * (_NAME - len(number))]
    return f"{units.decode('utf-16-le', errors='ignore').strip(chr(39))}{number}"


def fitted(text: str) -> str:
    """Return *text* as a cell holds it: beyond ``CELL`` units it ends in a mark."""
    units = text.encode("utf-16-le")
    if len(units) <= 2 * CELL:
        return text
    kept = units[: 2 * (CELL - len(CUT))].decode("utf-16-le", errors="ignore")
    return f"{kept}{CUT}"


def _width(name: str) -> int:
    last = name.rpartition("_")[2]
    if last in {"at", "seen", "checked"}:
        return _DATE_WIDTH
    return max(_WIDTHS.get(last, _WIDTH), len(name) + 3)
