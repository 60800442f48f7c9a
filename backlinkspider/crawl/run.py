"""Runs: one document per crawl job. The same command joins or resumes its unfinished run."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from backlinkspider.documents import PENDING, Document, digest
from backlinkspider.store.base import Change, StoreError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from backlinkspider.store.base import Store

_ATTEMPTS: Final = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """What a run was asked to do: the spider's name, its targets and its arguments as given."""

    spider: str
    targets: tuple[str, ...]
    arguments: Mapping[str, str]

    @property
    def key(self) -> str:
        """An id of the job: the same command has the same."""
        pairs = sorted(self.arguments.items())
        return digest("job", self.spider, *self.targets, *(f"{k}={v}" for k, v in pairs))


async def start_run(store: Store, job: Job, at: datetime, facts: Document) -> Document:
    """Return the run of *job*: the unfinished one, or a new one. Raises ``StoreError``.

    *facts* (version, rule set) describe a new run and are left alone on a resumed one.
    """
    for _ in range(_ATTEMPTS):
        earlier = await store.find("runs", {"arguments": job.key}, sort=[("number", -1)], limit=1)
        if earlier and earlier[0]["state"] != "finished":
            return await change_run(store, earlier[0]["_id"], {"state": "running"})
        run = _new(job, earlier[0]["number"] + 1 if earlier else 1, at)
        if not await store.swap("runs", [Change(None, {**run, **facts})]):
            return {**run, **facts}
    raise StoreError("the run's document changes too often to be started: try again")


def _new(job: Job, number: int, at: datetime) -> Document:
    return {
        "_id": digest("run", job.key, str(number)),
        "v": 1,
        "arguments": job.key,
        "number": number,
        "spider": job.spider,
        "targets": list(job.targets),
        "options": [{"name": k, "value": v} for k, v in sorted(job.arguments.items())],
        "state": "running",
        "started_at": at,
        "finished_at": None,
        "candidates": None,
        "outcomes": {},
    }


async def close_run(
    store: Store, run: str, at: datetime, *, complete: bool, rendering: Document | None = None
) -> Document:
    """Write how the run stands: its outcomes as counted in the store, and its state.

    It is ``finished`` when the job is *complete* and its counts add up, else ``interrupted``.
    *rendering* is what it took and brought in one process, named ``by``; others' stays.
    """
    outcomes = await store.tally("pages", {"run": run}, "outcome")
    counted = {
        "outcomes": {str(outcome): count for outcome, count in sorted(outcomes.items(), key=str)},
        "taken": await store.count("pages", {"taken_from": run, "site": None}),
        "found": await store.count("pages", {"run": run, "site": {"$gt": ""}}),
        "links": await store.count("links", {"run": run, "state": "live"}),
        "events": await store.tally("events", {"run": run}, "kind"),
    }
    stored = (await store.get("runs", [run]))[run]
    finished = complete and unaccounted({**stored, **counted}) == 0
    state = {
        "state": "finished" if finished else "interrupted",
        "finished_at": at if finished else None,
    }
    told: Document = {}
    if rendering is not None:
        others = [one for one in stored.get("rendering", ()) if one["by"] != rendering["by"]]
        told = {"rendering": [*others, rendering]}
    return await change_run(store, run, {**counted, **state, **told})


async def add_beyond(store: Store, run: str, counts: Mapping[str, Mapping[str, int]]) -> None:
    """Add what one process asked beyond the pages themselves to the run's counts."""
    rows = [
        {"name": name, "what": what, "count": number}
        for name, numbers in counts.items()
        for what, number in numbers.items()
    ]
    if not rows:
        return
    for _ in range(_ATTEMPTS):
        old = (await store.get("runs", [run]))[run]
        known = {(row["name"], row["what"]): row["count"] for row in old.get("beyond", ())}
        for row in rows:
            place = (row["name"], row["what"])
            known[place] = known.get(place, 0) + row["count"]
        beyond = [{"name": name, "what": what, "count": n} for (name, what), n in known.items()]
        new = {**old, "beyond": beyond, "v": old["v"] + 1}
        if not await store.swap("runs", [Change(old["v"], new)]):
            return
    raise StoreError(f"run {run}: its document changes too often to be written")


async def note_ingested(store: Store, run: str, facts: Document) -> None:
    """Write that every candidate of the run is in the store, and how many those are."""
    listed = {"$or": [{"run": run}, {"taken_from": run}], "site": None}
    candidates = await store.count("pages", listed)
    await change_run(store, run, {"candidates": candidates, **facts})


def unaccounted(run: Document) -> int:
    """Return by how many candidates the run's counts don't add up (0 = they do).

    Pages found on sites are candidates as those listed are. Every candidate has one outcome, and
    none is pending. Candidates that another run of the same target took over count as taken.
    """
    outcomes: dict[str, int] = run["outcomes"]
    expected: int | None = run["candidates"]
    taken: int = run.get("taken", 0)
    if expected is None:
        return max(1, outcomes.get(PENDING, 0))
    final = sum(count for outcome, count in outcomes.items() if outcome != PENDING)
    found: int = run.get("found", 0)
    return abs(expected + found - final - taken)


def shortfall(run: Document, *, complete: bool) -> str | None:
    """Return why *run* is not finished, ``None`` if it is. *complete*: nothing was left to do."""
    if run["state"] == "finished":
        return None
    if complete:
        return f"the counts do not add up: {unaccounted(run)} candidates have no outcome"
    pending = run["outcomes"].get(PENDING, 0)
    return f"interrupted with {pending} candidates pending: the same command goes on with them"


async def change_run(store: Store, run: str, fields: dict[str, Any]) -> Document:
    """Set *fields* of a run's document and return it. Raises ``StoreError``."""
    for _ in range(_ATTEMPTS):
        old = (await store.get("runs", [run]))[run]
        new = {**old, **fields, "v": old["v"] + 1}
        if not await store.swap("runs", [Change(old["v"], new)]):
            return new
    raise StoreError(f"run {run}: its document changes too often to be written")
