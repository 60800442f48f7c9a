"""What a link's stored past tells the rules: coming and going, and coming late. Pure.

Every loss and return is in the link's history; that it was put into a page that had stood without
it, a crawl knows that had read the page before. What can't be known is left out.
"""

from __future__ import annotations

from datetime import date
from statistics import median
from typing import TYPE_CHECKING, Any, Final

from backlinkspider.store.look import READ, looks_before

if TYPE_CHECKING:
    from datetime import datetime

    from backlinkspider.documents import Document

ENOUGH_LOOKS: Final = 5
"""There, gone, back, gone, back: with fewer looks nothing can be said of a rhythm."""


def past_signals(link: Document, page: Document, at: datetime) -> dict[str, Any]:
    """Return the signals of time of a stored *link*, seen at *at* on the stored *page*."""
    signals: dict[str, Any] = {}
    reads = [look for look in looks_before(page, at) if look["outcome"] in READ]
    if len(reads) + 1 >= ENOUGH_LOOKS:
        gaps = _gaps(link.get("history", ()))
        signals["toggles"] = len(gaps)
        if gaps:
            signals["toggle_days"] = round(median(gaps))
    late = _days_after(link.get("page", {}).get("published"), link.get("unseen_until"))
    return signals if late is None else {**signals, "days_after_published": late}


def unseen_until(link: Document, page: Document, at: datetime) -> datetime | None:
    """Return when the stored *page* was last read without the new *link*.

    ``None`` where nobody looked before, or not so that the link would have been seen.
    """
    if link["link"].get("seen_in") == "rendered":
        return None
    whole = [look["at"] for look in looks_before(page, at) if look.get("whole")]
    return max(whole, default=None)


def _gaps(history: Any) -> list[float]:
    """Return the days of each time that the link was gone and came back."""
    gaps = []
    lost_at: datetime | None = None
    for entry in history:
        if entry["kind"] == "lost":
            lost_at = entry["at"]
        elif entry["kind"] == "back" and lost_at is not None:
            gaps.append((entry["at"] - lost_at).total_seconds() / 86400)
            lost_at = None
    return gaps


def _days_after(published: str | None, absent: datetime | None) -> int | None:
    """Return how many days after its publication the page was still without the link."""
    if not published or absent is None:
        return None
    try:
        days = (absent.date() - date.fromisoformat(published[:10])).days
    except ValueError:
        return None
    return days if days >= 0 else None
