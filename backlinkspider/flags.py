"""How severe the flags of stored documents are, and which of them count."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, Literal, get_args

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from backlinkspider.documents import Document

Severity = Literal["note", "low", "medium", "high", "critical"]
SEVERITIES: Final[tuple[Severity, ...]] = get_args(Severity)
"""Mildest first."""


def gravity(severity: str) -> int:
    """Return the place of *severity* among ``SEVERITIES``: the higher, the worse."""
    return SEVERITIES.index(severity)


def in_force(document: Mapping[str, Any]) -> Iterator[Document]:
    """Yield the flags of a stored *document* that no allow entry suppresses."""
    return (flag for flag in document.get("flags") or () if not flag.get("suppressed"))


def worst(flags: Iterable[Mapping[str, Any]]) -> str | None:
    """Return the worst severity of *flags*; None where there are none."""
    return max((flag["severity"] for flag in flags), key=gravity, default=None)
