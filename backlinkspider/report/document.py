"""What documents say, whatever of them is missing. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from datetime import datetime

    from backlinkspider.documents import Document

MEASURES: Final = ("authority", "relevance", "placement")
"""What worth is measured by."""

_SCALE: Final = {"authority": 1.0, "relevance": 100.0, "placement": 100.0}
_DAY: Final = 86400


def at(document: Any, path: tuple[str, ...]) -> Any:
    """Return what *document* has at *path*, ``None`` where it has nothing."""
    for name in path:
        document = document.get(name) if isinstance(document, dict) else None
    return document


def day(moment: datetime | None) -> int | None:
    """Return *moment* as days since 1970-01-01 in UTC."""
    return int(moment.timestamp() // _DAY) if moment else None


def score_of(link: Document) -> float:
    """Return the risk that the rules see in *link*."""
    return float(at(link, ("audit", "score")) or 0)


def measure(document: Document, name: str) -> float | None:
    """Return one measure of the worth of a link or domain, 0 to 100; ``None`` if unknown."""
    value = at(document, ("worth", name, "value"))
    return None if value is None else round(value * _SCALE[name], 1)
