"""How long work tells who waits for it that a part of it is done. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Mapping


class Advance(Protocol):
    """Told how many more are done, and by name how many of them came to what."""

    def __call__(self, count: int, outcomes: Mapping[str, int] | None = None, /) -> None:
        """Take note."""


def unheard(_count: int, _outcomes: Mapping[str, int] | None = None, /) -> None:
    """Do nothing: nobody waits."""
