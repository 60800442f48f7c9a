"""What is to be won back as rows: own pages that waste links, lost links, mentions. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Iterable

    from backlinkspider.documents import Document

COLUMNS: Final = (
    "kind",
    "url",
    "reason",
    "gain",
    "links",
    "followed",
    "domains",
    "sites",
    "pages",
    "suggestion",
    "suggested_for",
)
_SITES: Final = 5


def reclaim_rows(entries: Iterable[Document]) -> list[list[Any]]:
    """Return a row for each entry of a reclamation list, in the order of ``COLUMNS``."""
    return [_row(one) for one in entries]


def _row(one: Document) -> list[Any]:
    suggestion = one.get("suggestion") or {}
    return [
        one["kind"],
        one["url"] or "",
        one["reason"],
        one["gain"],
        one["links"]["total"],
        one["links"]["followed"],
        one["links"]["domains"],
        one["domains"][:_SITES],
        one["pages"],
        suggestion.get("url") or "",
        suggestion.get("why") or "",
    ]
