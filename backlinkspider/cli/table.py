"""Answers as a table: as much as a terminal has room for; in a pipe all of it, a row a line."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, Any, Final, TextIO

from rich.cells import cell_len
from rich.console import Console
from rich.table import Table
from rich.text import Text

from backlinkspider.cli.output import counted, one_line

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_LINES: Final = 3
"""A cell on a terminal fills as many lines; a longer one ends in an ellipsis."""
_ALIGNED: Final = 80
"""In a pipe a cell wider than that takes its room without widening the column."""
_LEAST: Final = 12
"""A column on a terminal is not narrower than that, or than what it holds."""
_PLENTY: Final = 48
"""So much of a column is worth more than another column."""
_BETWEEN: Final = 3
_WIDEST: Final = 200
_MEASURED: Final = 500


def print_table(
    rows: Sequence[Sequence[Any]],
    names: Sequence[str],
    shown: Sequence[str],
    title: str,
    out: TextIO,
) -> None:
    """Print *rows* of the columns *names* to *out*.

    *shown* are the columns that matter most; without them all are shown, however narrow. A
    terminal gets more where there is room, fewer where there is none, and is told which.
    """
    texts = ([one_line(value) for value in row] for row in rows)
    if not out.isatty():
        places = [names.index(name) for name in shown or names]
        chosen = [[row[place] for place in places] for row in texts]
        _print_plain(chosen, [names[place] for place in places], title, out)
        return
    cells = list(texts)
    console = Console(file=out)
    widths = dict(zip(names, _widths(cells, names), strict=True))
    fitting = fit(widths, shown, console.width) if shown else tuple(names)
    shared = share({name: widths[name] for name in fitting}, console.width)
    table = Table(title=title, title_justify="left", header_style="bold")
    for name in fitting:
        table.add_column(name, overflow="fold", width=shared[name])
    for row in cells:
        table.add_row(
            *(Text(_cut(row[names.index(name)], shared[name] * _LINES)) for name in fitting)
        )
    with console.capture() as printed:  # rich has its own idea of a pipe that is closed
        console.print(table)
    print(printed.get(), end="", file=out)
    left_out = [name for name in shown if name not in fitting]
    more = f"; no room for {', '.join(left_out)} (--columns)" if left_out else ""
    print(f"{counted(len(rows), 'row')}{more}", file=out)


def fit(widths: dict[str, int], shown: Sequence[str], room: int) -> tuple[str, ...]:
    """Return the columns that fit in *room* characters, by the *widths* of what they hold.

    Those in *shown* come first, squeezed if need be; others join where they need no squeezing.
    """
    squeezed = 1 + sum(min(widths[name], _LEAST) + _BETWEEN for name in shown)
    if squeezed > room and len(shown) > 1:
        return fit(widths, shown[:-1], room)
    fitting = list(shown)
    taken = 1 + sum(min(widths[name], _PLENTY) + _BETWEEN for name in shown)
    for name, width in widths.items():
        if name not in shown and taken + width + _BETWEEN <= room:
            taken += width + _BETWEEN
            fitting.append(name)
    return tuple(fitting)


def share(widths: dict[str, int], room: int) -> dict[str, int]:
    """Return *widths* made narrower, the widest first, until the columns fit in *room*."""
    narrowed = dict(widths)
    excess = 1 + sum(width + _BETWEEN for width in widths.values()) - room
    for _ in range(excess):
        widest = max(narrowed, key=lambda name: narrowed[name])
        narrowed[widest] = max(narrowed[widest] - 1, 1)
    return narrowed


def _print_plain(
    rows: Sequence[Sequence[str]], names: Sequence[str], title: str, out: TextIO
) -> None:
    widths = _widths(rows, names)
    print(title, file=out)
    for row in (names, *rows):
        padded = (
            text + " " * (min(width, _ALIGNED) - cell_len(text))
            for text, width in zip(row, widths, strict=True)
        )
        print("  ".join(padded).rstrip(), file=out)


def _widths(rows: Sequence[Sequence[str]], names: Sequence[str]) -> list[int]:
    """Return how wide each column is, by its name and the first rows."""
    columns: Iterable[Sequence[str]] = zip(names, *islice(rows, _MEASURED), strict=True)
    return [min(max(map(cell_len, column)), _WIDEST) for column in columns]


def _cut(text: str, length: int) -> str:
    return text if len(text) <= length else f"{text[: length - 1]}…"
