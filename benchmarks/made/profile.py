"""What the rules over all links of a made target found."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backlinkspider.documents import digest

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from backlinkspider.documents import Document


def made_profile(links: Sequence[Document], target: str, at: datetime) -> Iterable[Document]:
    """Yield the summary and one finding of the rules over all *links* of *target*."""
    yield {
        "_id": digest("profile", target, ""),
        "kind": "summary",
        "target": target,
        "ruleset": "0123456789ab",
        "at": at,
        "links": len(links),
        "domains": 1,
        "findings": 1,
        "evaluated": ["profile.money_share"],
        "not_evaluated": [{"rule": "profile.spike", "reason": "too few runs"}],
    }
    yield {
        "_id": digest("profile", target, "profile.money_share", "{}"),
        "kind": "finding",
        "target": target,
        "rule": "profile.money_share",
        "level": "profile",
        "status": "stable",
        "severity": "high",
        "score": 2.0,
        "group": [],
        "evidence": [
            {"aggregate": "ratio", "value": 0.4, "operator": "gte", "threshold": 0.3},
        ],
        "population": {"units": 40, "links": 89},
        "units": 40,
        "links": len(links),
        "sample": [],
        "message": "40% of 40 referring domains link with a money phrase",
        "clause": "google.link-spam.advertorial",
        "suppressed": None,
    }
