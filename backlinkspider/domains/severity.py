"""How severe flags are, in order."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from backlinkspider.documents import Document

SEVERITIES: Final = ("note", "low", "medium", "high", "critical")
"""Mildest first."""


def in_force(flags: Iterable[Document]) -> Iterator[Document]:
    """Yield those of stored *flags* that no allow entry suppresses."""
    return (flag for flag in flags if not flag.get("suppressed"))


def worst(flags: Iterable[Mapping[str, Any]]) -> str | None:
    """Return the worst severity of *flags*; None where there are none."""
    return max((flag["severity"] for flag in flags), key=SEVERITIES.index, default=None)
