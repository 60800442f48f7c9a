"""How an answer is printed and where to: the options every listing has, read and checked."""

from __future__ import annotations

import os
from argparse import ArgumentTypeError
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from scrapy.exceptions import UsageError

from backlinkspider.cli.base import FORMATS
from backlinkspider.yamlfile.errors import did_you_mean

if TYPE_CHECKING:
    import argparse

    from backlinkspider.documents import Document

_ENDINGS: Final = {f".{name}": name for name in FORMATS[1:]}

Columns = Mapping[str, Callable[["Document"], Any]]
"""How to read each column of a document, by the column's stable name."""

Order = Sequence[tuple[str, int]]
"""Column and direction (1 or -1), most significant first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """One of ``FORMATS``, the file to write (none: standard output), the columns asked for."""

    name: str = "table"
    output: Path | None = None
    columns: tuple[str, ...] = ()

    def pick(self, columns: Columns, default: Sequence[str] = ()) -> Columns:
        """Return the columns asked for, else those in *default*, else all.

        Raises ``UsageError`` where there is none of a name.
        """
        names = self.columns or tuple(default) or tuple(columns)
        for name in names:
            if name not in columns:
                raise UsageError(_no_column(name, columns), print_help=False)
        return {name: columns[name] for name in names}


def add_form_options(
    parser: argparse.ArgumentParser, *columns: Columns, forms: Sequence[str] = FORMATS
) -> None:
    """Add ``--format``, ``--output``, ``--columns`` and ``--sort`` of a listing with *columns*.

    Where it has several sets of columns, a name may come from any.
    """
    known = list(dict.fromkeys(name for one in columns for name in one))
    parser.add_argument(
        "--format",
        choices=forms,
        help="how to print (default: as --output ends, else a table)",
    )
    parser.add_argument(
        "--output", type=output_file, metavar="FILE", help="write there, not to standard output"
    )
    parser.add_argument(
        "--columns",
        type=partial(column_names, known=known),
        default=(),
        metavar="A[,B]",
        help=f"only these columns, in this order: {', '.join(known)}",
    )
    parser.add_argument(
        "--sort",
        type=partial(sort_order, known=known),
        default=(),
        metavar="A[,B:desc]",
        help="by these columns, the first counts most; :desc turns one round",
    )


def form_of(opts: argparse.Namespace) -> Form:
    """Return what the options of ``add_form_options`` ask for."""
    ending = _ENDINGS.get(opts.output.suffix.lower()) if opts.output else None
    name = opts.format or ending or "table"
    return Form(name=name, output=opts.output, columns=opts.columns)


def output_file(text: str) -> Path:
    """Return *text* as a file that can be written. Raises ``ArgumentTypeError``."""
    path = Path(text)
    if path.is_dir():
        raise ArgumentTypeError(f"{text!r} is a folder: name a file in it")
    if not path.parent.is_dir():
        raise ArgumentTypeError(f"there is no folder {str(path.parent)!r}")
    if not os.access(path if path.exists() else path.parent, os.W_OK):
        raise ArgumentTypeError(f"{text!r} can't be written")
    return path


def column_names(text: str, known: Sequence[str]) -> tuple[str, ...]:
    """Return the columns named in *text*, with commas. Raises ``ArgumentTypeError``."""
    names = tuple(name.strip() for name in text.split(","))
    for name in names:
        if name not in known:
            raise ArgumentTypeError(_no_column(name, known))
    return tuple(dict.fromkeys(names))


def sort_order(text: str, known: Sequence[str]) -> Order:
    """Return the order *text* names: ``domain,score:desc``. Raises ``ArgumentTypeError``."""
    order = []
    for part in text.split(","):
        name, _, direction = part.strip().partition(":")
        column_names(name, known)
        if direction not in {"", "asc", "desc"}:
            raise ArgumentTypeError(f"{part!r}: after the colon stands asc or desc")
        order.append((name, -1 if direction == "desc" else 1))
    return order


def _no_column(name: str, known: Sequence[str] | Columns) -> str:
    hint = did_you_mean(name, known) or f": known are {', '.join(known)}"
    return f"there is no column {name!r}{hint}"
