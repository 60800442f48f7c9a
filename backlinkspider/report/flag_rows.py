"""Flags as rows of a table: the same flag on many links is written once. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from backlinkspider.report.evidence import speaks_of_anchor, told
from backlinkspider.report.numbered import Numbered

if TYPE_CHECKING:
    from collections.abc import Iterable

    from backlinkspider.documents import Document
    from backlinkspider.report.catalogue import Catalogue

COLUMNS: Final = ("rule", "severity", "score", "status", "message", "clause", "evidence", "held")


class FlagRows:
    """Distinct flags with their evidence in words."""

    def __init__(self, words: Catalogue) -> None:
        self._words = words
        self._flags: Numbered[tuple[Document, str]] = Numbered()

    def numbers(self, flags: Iterable[Document], anchor: str) -> list[int]:
        """Return the numbers of *flags* on a link that says *anchor*.

        The gravest come first, suppressed ones last.
        """
        ordered = sorted(flags, key=lambda flag: (bool(flag.get("suppressed")), -flag["score"]))
        return [self._flags.number((flag, anchor), _key(flag, anchor)) for flag in ordered]

    def rows(self) -> list[list[Any]]:
        """Return a row for each flag in order of its number; see ``COLUMNS``."""
        return [self._row(flag, anchor) for flag, anchor in self._flags.values]

    def _row(self, flag: Document, anchor: str) -> list[Any]:
        return [
            flag["rule"],
            flag["severity"],
            flag["score"],
            flag["status"],
            flag["message"],
            flag.get("clause") or "",
            [one.row() for one in told(flag.get("evidence") or (), self._words, anchor)],
            (flag.get("suppressed") or {}).get("reason", ""),
        ]


def _key(flag: Document, anchor: str) -> tuple[str, ...]:
    said = repr(flag.get("evidence")), repr(flag.get("suppressed"))
    shown = anchor if speaks_of_anchor(flag.get("evidence") or ()) else ""
    return flag["rule"], flag.get("rev") or "", flag["message"], shown, *said
