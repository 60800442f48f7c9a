"""Read-only views that a MongoDB store keeps for people: mongosh and Compass show them. Pure.

Each is a filter in the language of ``query.py`` as a ``$match`` stage, so that any server can run
it and the commands can ask the same. https://www.mongodb.com/docs/manual/core/views/
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from backlinkspider.documents import Collection
    from backlinkspider.store.base import Filter


@dataclass(frozen=True, slots=True)
class View:
    """The documents of *source* that *where* finds, under a name of their own."""

    name: str
    source: Collection
    where: Filter

    def pipeline(self) -> list[dict[str, Any]]:
        """Return the stages of the view."""
        return [{"$match": dict(self.where)}]


VIEWS: Final = (
    View(
        "flagged_links",
        "links",
        {"flags": {"$elemMatch": {"rule": {"$exists": True}, "suppressed": None}}},
    ),
    View("lost_links", "links", {"state": "lost"}),
    View(
        "at_risk_domains",
        "domains",
        {"risk.band": {"$nin": [None, "none", "watch"]}, "risk.open": {"$gt": 0}},
    ),
)
