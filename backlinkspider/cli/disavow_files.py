"""Disavow files on disk and standard input."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Final

from scrapy.exceptions import UsageError

from backlinkspider.disavow.file import DisavowFile, read_file

_MOST: Final = 32 << 20
"""Bytes: sixteen times what a search engine takes; more is some other file."""


def open_file(name: str) -> DisavowFile:
    """Return the disavow file *name*, ``-`` for standard input.

    Raises ``UsageError`` where it can't be read or is far too large to be one.
    """
    try:
        if name == "-":
            content = sys.stdin.buffer.read(_MOST + 1)
        else:
            with Path(name).open("rb") as file:
                content = file.read(_MOST + 1)
    except OSError as error:
        raise UsageError(f"{name}: can't be read: {error.strerror}", print_help=False) from None
    if len(content) > _MOST:
        raise UsageError(
            f"{name}: larger than {_MOST >> 20} MiB: no disavow file (they have 2 MB at most)",
            print_help=False,
        )
    return read_file(content, name)
