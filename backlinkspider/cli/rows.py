"""Rows on their way from the store to the printer: as many and in the order that was asked for."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from scrapy.exceptions import UsageError

from backlinkspider.cli.output import one_line
from backlinkspider.cli.readers import FieldAt
from backlinkspider.fields.described import kinds
from backlinkspider.fields.model import LISTS

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterable, Sequence

    from backlinkspider.cli.form import Columns, Order
    from backlinkspider.documents import Collection, Document


async def limited(documents: AsyncIterator[Document], limit: int) -> AsyncIterator[Document]:
    """Yield at most *limit* documents; all of them where it is 0."""
    count = 0
    async for document in documents:
        yield document
        count += 1
        if count == limit:
            return


def store_order(
    order: Order,
    columns: Columns,
    default: Sequence[tuple[str, int]],
    collection: Collection,
) -> list[tuple[str, int]]:
    """Return *order* as a sort of the store, by ``_id`` in the end; *default* where it is empty.

    Raises ``UsageError`` for a column that no single value of a document of *collection* holds:
    the stores order lists differently.
    """
    if not order:
        return list(default)
    able = {
        name: read.path
        for name, read in columns.items()
        if isinstance(read, FieldAt) and kinds(collection).get(read.path) not in LISTS
    }
    fields = []
    for name, direction in order:
        if name not in able:
            problem = f"--sort: {name!r} is no single value; those that are: {', '.join(able)}"
            raise UsageError(problem, print_help=False)
        fields.append((able[name], direction))
    return fields if "_id" in dict(fields) else [*fields, ("_id", 1)]


def in_order(documents: Iterable[Document], order: Order, columns: Columns) -> list[Document]:
    """Return *documents* sorted by the values of their columns; what is missing comes first.

    Raises ``UsageError`` where there is no such column.
    """
    rows = list(documents)
    for name, direction in reversed(order):
        if name not in columns:
            raise UsageError(f"--sort: there is no column {name!r} here", print_help=False)
        rows.sort(key=lambda row, read=columns[name]: _key(read(row)), reverse=direction < 0)  # type: ignore[misc]
    return rows


async def sorted_rows(
    documents: AsyncIterator[Document], order: Order, columns: Columns
) -> AsyncIterator[Document]:
    """Yield *documents*, all of them read first, as ``in_order`` has them."""
    for row in in_order([document async for document in documents], order, columns):
        yield row


def _key(value: Any) -> tuple[int, Any]:
    """Return a key that orders as the stores do: nothing, numbers, text, booleans, dates."""
    if value is None:
        return 0, 0
    if isinstance(value, bool):
        return 3, value
    if isinstance(value, int | float):
        return 1, value
    return (4, value) if isinstance(value, datetime) else (2, one_line(value))


async def each(documents: Iterable[Document]) -> AsyncIterator[Document]:
    """Yield *documents* that are there already."""
    for document in documents:
        yield document
