"""Flags as rows of a table: the same flag on many links is written once. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from backlinkspider.report.evidence import told
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
        self._flags: Numbered[Document] = Numbered()

    def numbers(self, flags: Iterable[Document]) -> list[int]:
        """Return the numbers of *flags*, the gravest first, suppressed ones last."""
        ordered = sorted(flags, key=lambda flag: (bool(flag.get("suppressed")), -flag["score"]))
        return [self._flags.number(flag, _key(flag)) for flag in ordered]

    def rows(self) -> list[list[Any]]:
        """Return a row for each flag in order of its number; see ``COLUMNS``."""
        return [self._row(flag) for flag in self._flags.values]

    def _row(self, flag: Document) -> list[Any]:
        return [
            flag["rule"],
            flag["severity"],
            flag["score"],
            flag["status"],
            flag["message"],
            flag.get("clause") or "",
            [one.row() for one in told(flag.get("evidence") or (), self._words)],
            (flag.get("suppressed") or {}).get("reason", ""),
        ]


def _key(flag: Document) -> tuple[str, ...]:
    said = repr(flag.get("evidence")), repr(flag.get("suppressed"))
    return flag["rule"], flag.get("rev") or "", flag["message"], *said
