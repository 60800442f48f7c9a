"""What the last report of a target covered: the next one tells what changed since.

A report's document is one for each target and latest run, so that a report made again of the same
state (with another logo, say) compares with the same one before it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from backlinkspider.documents import digest
from backlinkspider.report.model import Baseline

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from backlinkspider.documents import Document
    from backlinkspider.store.base import Store


async def last_baseline(store: Store, target: str) -> Baseline:
    """Return what a report of *target* compares with when nothing is asked. Raises ``StoreError``.

    That is the last report that covered another latest run; without one, the beginning of the
    latest run, if there was one before it.
    """
    runs = await _runs(store, target)
    latest = runs[0]["_id"] if runs else ""
    where = {"target": target, "run": {"$ne": latest}}
    earlier = await store.find("reports", where, sort=[("at", -1)], limit=1)
    if earlier:
        numbers = {one["name"]: one["value"] for one in earlier[0]["numbers"]}
        return Baseline("report", earlier[0]["at"], numbers)
    if len(runs) > 1:
        return Baseline("run", runs[0]["started_at"])
    return Baseline("none")


async def _runs(store: Store, target: str) -> list[Document]:
    """Return the latest two runs that looked at links: a look at the own site changes none."""
    where = {"targets": target, "spider": {"$ne": "ownsite"}}
    return await store.find("runs", where, sort=[("started_at", -1)], limit=2)


async def run_baseline(store: Store, target: str, name: str) -> Baseline | None:
    """Return the end of the run whose id begins with *name*, ``None`` unless that is just one's."""
    runs = await store.find("runs", {"targets": target}, fields=["started_at", "finished_at"])
    found = [run for run in runs if run["_id"].startswith(name)]
    if len(found) != 1:
        return None
    return Baseline("asked", found[0].get("finished_at") or found[0]["started_at"])


async def latest_run(store: Store, target: str) -> str:
    """Return the ``_id`` of the latest run that looked at links, an empty text without any."""
    runs = await _runs(store, target)
    return str(runs[0]["_id"]) if runs else ""


async def remember(
    store: Store, target: str, run: str, at: datetime, numbers: Mapping[str, int]
) -> None:
    """Write that a report was made *at* a time when *run* was the latest. Raises ``StoreError``."""
    document = {
        "_id": digest("report", target, run),
        "target": target,
        "run": run,
        "at": at,
        "numbers": [{"name": name, "value": value} for name, value in numbers.items()],
    }
    await store.replace("reports", [document])
