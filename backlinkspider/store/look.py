"""What one visit saw of a page, for one target: what is merged into the store. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from backlinkspider.documents import Document, Outcome

READ: Final = frozenset({"linked", "no_link"})
"""Outcomes after which a missing link is known to be missing."""

GONE: Final = frozenset({404, 410})
"""Statuses of a page that is no more: it holds no link."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """What one visit saw of a candidate page for one target.

    *page* is the pending ``pages`` document the visit was handed, *facts* the ``page`` part read,
    *links* the classified link documents (empty unless the outcome is ``linked``). *risk* gives
    the ``audit`` fields that a list of flags comes to, *judge* the ``flags`` and ``audit`` of a
    whole link, *leads* the URL to which an anchor that looks like a stored link leads by now.
    """

    page: Document
    run: str
    at: datetime
    outcome: Outcome
    detail: str
    facts: Document
    links: tuple[Document, ...] = ()
    by: str = ""
    risk: Callable[[Sequence[Document]], Document] | None = None
    judge: Callable[[Document], Document] | None = None
    leads: Callable[[Document], str | None] | None = None
    unresolved: frozenset[str] = frozenset()
    """URLs, without fragments, of the page's redirectors that told nothing this time."""
    mentions: tuple[Document, ...] | None = None
    """Where a page without links names the target; ``None`` where nobody looked."""
    host_failed_at: datetime | None = None
    """When the host last failed before, whichever of its pages was asked for."""

    @property
    def unvisited(self) -> bool:
        """Whether nobody looked: such a page says nothing about its links."""
        return self.outcome == "skipped" and "status" not in self.facts

    @property
    def is_whole(self) -> bool:
        """Whether the page was read to its end."""
        return self.outcome in READ and not self.facts.get("truncated")

    @property
    def is_gone(self) -> bool:
        """Whether the server says that there is no such page any more."""
        return self.outcome == "http_error" and self.facts.get("status") in GONE

    def entry(self) -> Document:
        """Return what the page keeps of the look, under ``looks``."""
        return {
            "run": self.run,
            "at": self.at,
            "outcome": self.outcome,
            "status": self.facts.get("status"),
            "whole": self.is_whole,
        }


def looks_before(page: Document, at: datetime) -> list[Document]:
    """Return the looks that the stored *page* keeps from before *at*, the latest last."""
    return [look for look in page.get("looks", ()) if look["at"] < at]
