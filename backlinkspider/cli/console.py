"""The console tables are printed on: as wide as the terminal, and wide in a pipe."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.console import Console

_PIPE_WIDTH = 200


def open_console() -> Console:
    """Return a console on standard output."""
    from rich.console import Console  # noqa: PLC0415 (keeps JSON lines and CSV fast)

    console = Console()
    return console if console.is_terminal else Console(width=_PIPE_WIDTH)
