"""Runs as a report tells them: when, what was asked for, what came of it. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import PurePath
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from backlinkspider.documents import Document


@dataclass(frozen=True, slots=True)
class RunFacts:
    """One run. ``options`` are as they were given, files without their folders."""

    id: str
    started_at: datetime
    spider: str
    state: str
    pages: int
    linked: int
    rendered: int
    options: tuple[str, ...]


def run_facts(run: Document) -> RunFacts:
    """Return what is told of *run*; what its document does not say is 0 or empty."""
    outcomes: Mapping[str, int] = run.get("outcomes") or {}
    return RunFacts(
        id=run["_id"],
        started_at=run["started_at"],
        spider=run.get("spider") or "",
        state=run.get("state") or "",
        pages=sum(outcomes.values()),
        linked=outcomes.get("linked", 0),
        rendered=sum(one.get("pages", 0) for one in run.get("rendering") or ()),
        options=tuple(
            f"{one['name']}={file_names(one['value'])}"
            for one in run.get("options") or ()
            if one["name"] != "target"
        ),
    )


def file_names(value: Any) -> str:
    """Return *value* of an option without the folders of the files it names."""
    return ",".join(PurePath(part).name or part for part in str(value).split(","))
