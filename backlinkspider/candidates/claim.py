"""What an export says of a link. It stands beside what a crawl saw and is never mixed with it."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import UTC, date, datetime, time
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """One row of an import; ``None`` where it does not say.

    *target* and *anchor* are as written; *linked* is the URL that the link names where *target* is
    where that leads. *rel* has the tokens that the row tells of, *scores* the tool's own numbers by
    name; *lost* says so without a date. The ``expect_`` values are what was agreed for a placement.
    """

    tool: str
    file: str
    row: int
    target: str | None = None
    linked: str | None = None
    anchor: str | None = None
    type: str | None = None
    rel: tuple[str, ...] | None = None
    follow: bool | None = None
    first_seen: date | None = None
    last_seen: date | None = None
    lost: bool | None = None
    lost_at: date | None = None
    lost_reason: str | None = None
    acquired: str | None = None
    scores: tuple[tuple[str, float], ...] = ()
    expect_target: str | None = None
    expect_anchor: str | None = None
    expect_rel: tuple[str, ...] | None = None

    def document(self) -> dict[str, Any]:
        """Return the claim as it is stored: without what the row does not say."""
        said = {field.name: getattr(self, field.name) for field in fields(self)}
        stored = {name: _plain(value) for name, value in said.items() if value not in (None, ())}
        if self.rel is not None:
            stored["rel"] = list(self.rel)
        if self.expect_rel is not None:
            stored["expect_rel"] = list(self.expect_rel)
        if self.scores:
            stored["scores"] = dict(self.scores)
        return stored


def _plain(value: Any) -> Any:
    return datetime.combine(value, time(), UTC) if isinstance(value, date) else value
