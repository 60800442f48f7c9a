"""What archives show: pages with their links to a target, and what reading a file came to. Pure."""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from typing import TYPE_CHECKING, Any, Literal, Self

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

Kind = Literal["warc", "wat"]
"""``warc`` files hold pages as they were received, ``wat`` files what was extracted from them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A link as an archive shows it; *ordinal* counts the links of one URL on a page.

    *text* is ``None`` where the archive does not tell it whole. *more* is what pages tell and
    extracts don't (region, credit ...).
    """

    url: str
    href: str
    ordinal: int
    rel: tuple[str, ...]
    follow: bool
    text: str | None
    more: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Find:
    """A page with *links* to *target* (its name): record number *record* of *file*, at *offset*.

    *at* is when it was recorded.
    """

    target: str
    page: str
    title: str
    at: datetime | None
    kind: Kind
    file: str
    record: int
    offset: int
    links: tuple[Shown, ...]


@dataclass(slots=True, kw_only=True)
class Counts:
    """How much was read; *broken* counts records (or stretches of a file) that could not be."""

    records: int = 0
    pages: int = 0
    finds: int = 0
    links: int = 0
    broken: int = 0

    def add(self, other: Self) -> None:
        """Count what *other* has counted, too."""
        for one in fields(self):
            setattr(self, one.name, getattr(self, one.name) + getattr(other, one.name))

    def document(self) -> dict[str, int]:
        """Return the numbers by name."""
        return {one.name: getattr(self, one.name) for one in fields(self)}
