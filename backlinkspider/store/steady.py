"""Whether one look is enough to call a link lost: not where a page or its host is flaky. Pure.

Flaky is what failed lately, or had a link that went and came back. There the first look that misses
a link leaves it ``unknown`` (``missing_once``); a later one, of another run, loses it.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from backlinkspider.store.look import looks_before

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from backlinkspider.documents import Document
    from backlinkspider.store.look import Look

LATELY: Final = timedelta(days=30)
"""How long a failure or a return is remembered."""

APART: Final = timedelta(hours=6)
"""Least time between two looks that count as two: an outage is seldom longer."""

_LAST_LOOKS: Final = 3
"""Looks that count however old they are: of a page that is seldom looked at."""

_FAILED: Final = frozenset(
    {"timeout", "connection_error", "dns_error", "tls_error", "blocked", "render_failed", "failed"}
)


def is_flaky(look: Look, page: Document, links: Iterable[Document]) -> bool:
    """Tell whether the stored *page*, its *links* or its host were unsteady before *look*."""
    since = look.at - LATELY
    if look.host_failed_at is not None and since < look.host_failed_at < look.at:
        return True
    before = looks_before(page, look.at)
    recent = [one for one in before if one["at"] > since]
    counted = max(before[-_LAST_LOOKS:], recent, key=len)
    return any(map(has_failed, counted)) or any(_has_returned(one, since, look.at) for one in links)


def has_failed(look: Document) -> bool:
    """Tell whether a kept *look* says that the host did not give the page at all."""
    return look["outcome"] in _FAILED or (look.get("status") or 0) >= 500


def is_second_miss(look: Look, link: Document) -> bool:
    """Tell whether the stored *link* was missing before, in another run and long enough ago."""
    missed_at: datetime | None = link.get("missed_at")
    if missed_at is None or link.get("missed_run") == look.run:
        return False
    return look.at - missed_at >= APART


def _has_returned(link: Document, since: datetime, at: datetime) -> bool:
    return any(
        entry["kind"] == "back" and since < entry["at"] < at for entry in link.get("history", ())
    )
