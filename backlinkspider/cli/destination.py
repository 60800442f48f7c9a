"""Where an answer goes: standard output, or a file that is whole or not there at all."""

from __future__ import annotations

import shutil
import sys
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

if TYPE_CHECKING:
    from collections.abc import Iterator


@contextmanager
def text_to(output: Path | None) -> Iterator[TextIO]:
    """Yield what to write text to. A file of that name is replaced when all is written."""
    if output is None:
        yield sys.stdout
        return
    with _beside(output) as path, path.open("w", encoding="utf-8", newline="\n") as file:
        # A lone surrogate (a file name that is no UTF-8) is written as an escape.
        file.reconfigure(errors="backslashreplace")
        yield file


@contextmanager
def file_to(output: Path | None) -> Iterator[Path]:
    """Yield a file to write; it becomes *output*, or goes to standard output, when it is whole."""
    if output is not None:
        with _beside(output) as path:
            yield path
        return
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "answer"
        yield path
        with path.open("rb") as file:
            shutil.copyfileobj(file, sys.stdout.buffer)


@contextmanager
def _beside(output: Path) -> Iterator[Path]:
    """Yield a file in a folder beside *output* that takes its name in the end, unless it fails."""
    if output.exists() and not output.is_file():  # a device or a pipe can't be replaced
        yield output
        return
    with tempfile.TemporaryDirectory(dir=output.parent, prefix=f".{output.name}.") as folder:
        path = Path(folder) / output.name
        yield path
        path.replace(output)
