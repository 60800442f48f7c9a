"""The pages that wait at a host: in which order, and how many of a domain a run may visit."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any, Final

from backlinkspider.crawl.hosts import register
from backlinkspider.crawl.ingest import over_limit
from backlinkspider.crawl.item import Visit
from backlinkspider.documents import PENDING, Document

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence
    from datetime import datetime

    from backlinkspider.documents import Outcome
    from backlinkspider.store.base import Filter, Store

    Settle = Callable[[Filter, Outcome, str], Awaitable[None]]
    """Gives the pages of a filter an outcome without visiting them, with a reason."""

UNLIMITED: Final = sys.maxsize
"""A ``max_per_domain`` that limits nothing."""

_PAGES_READ: Final = 128
"""Pending pages read of a key at once; a candidate has one per target."""

_KEYS_READ: Final = 16
"""Keys whose pages are read at once: a bound on what is held."""


class PageQueue:
    """What waits for one run, by politeness key. Methods raise ``StoreError``."""

    def __init__(
        self, store: Store, *, run: str, settle: Settle | None, max_per_domain: int
    ) -> None:
        """Read from *store*; *settle* gives the pages over *max_per_domain* their outcome."""
        self._store = store
        self._run = run
        self._settle = settle
        self._max_per_domain = max_per_domain

    async def next_visits(self, keys: Sequence[str], limit: int) -> list[list[Visit]]:
        """Return the next *limit* visits of each of *keys*; a candidate's targets go together."""
        visits = []
        for start in range(0, len(keys), _KEYS_READ):
            visits += await self._next_visits(keys[start : start + _KEYS_READ], limit)
        return visits

    async def _next_visits(self, keys: Sequence[str], limit: int) -> list[list[Visit]]:
        waiting = await self._waiting(keys)
        limited = [
            key
            for key, groups in zip(keys, waiting, strict=True)
            if self._max_per_domain < UNLIMITED and any(_is_limited(pages[0]) for pages in groups)
        ]
        rooms = dict(zip(limited, await self._rooms(limited), strict=True))
        visits = []
        for key, groups in zip(keys, waiting, strict=True):
            allowed = await self._within(key, groups, rooms[key]) if key in rooms else groups
            visits.append([Visit.to(pages) for pages in allowed[:limit]])
        return visits

    async def _within(
        self, key: str, groups: list[list[Document]], room: int
    ) -> list[list[Document]]:
        """Return *groups* with at most *room* limited ones; without room the others are skipped."""
        if room <= 0:
            over = over_limit(self._max_per_domain)
            await self.give_up({**self._listed(key), "outcome": PENDING}, over)
            (groups,) = await self._waiting([key])
        return _within(groups, room)

    async def is_empty(self, latest: datetime) -> bool:
        """Tell whether nothing of the run waits anywhere; register keys that lost their host again.

        A process that died between two writes may have left pages no host knows of. Hosts that
        asked not to be visited before *latest* are given up.
        """
        pending = await self._store.find(
            "pages", {"run": self._run, "outcome": PENDING}, limit=1000, fields=["key", "rank"]
        )
        if not pending:
            return True
        ranks = {page["key"]: page["rank"] for page in pending}
        hosts = await self._store.get("hosts", sorted(ranks))
        known = {key for key, host in hosts.items() if self._run in host["pending"]}
        lost = {key: rank for key, rank in ranks.items() if key not in known}
        await register(self._store, self._run, lost)
        for key in sorted(known):
            if (next_at := hosts[key]["next_at"]) and next_at > latest:
                detail = f"the host asked not to be visited before {next_at:%Y-%m-%d %H:%M} UTC"
                await self.give_up({"run": self._run, "key": key, "outcome": PENDING}, detail)
        return False

    async def give_up(self, where: Filter, detail: str) -> None:
        """Skip the pages that match *where*, with *detail* as the reason."""
        if self._settle is not None:
            await self._settle(where, "skipped", detail)

    async def _waiting(self, keys: Sequence[str]) -> list[list[list[Document]]]:
        """Return for each of *keys* its pending pages, those of one candidate together."""
        found = await self._store.find_each(
            "pages",
            [{"run": self._run, "key": key, "outcome": PENDING} for key in keys],
            sort=[("turn", 1), ("rank", 1), ("seq", 1)],
            limit=_PAGES_READ,
        )
        return [_by_candidate(pages) for pages in found]

    async def _rooms(self, keys: Sequence[str]) -> list[int]:
        """Return how many more listed pages of each domain in *keys* this run may visit."""
        if not keys:
            return []
        # Without "site": a store might look the pages up by it, and nearly all have the same.
        done = {"outcome": {"$nin": [PENDING, "skipped"]}}
        found = await self._store.find_each(
            "pages",
            [{"run": self._run, "key": key, "domain": key, **done} for key in keys],
            limit=_PAGES_READ * self._max_per_domain,
            fields=["url", "site"],
        )
        visited = [{page["url"] for page in pages if page.get("site") is None} for pages in found]
        return [self._max_per_domain - len(urls) for urls in visited]

    def _listed(self, key: str) -> dict[str, Any]:
        return {"run": self._run, "key": key, "domain": key, "site": None}


def _by_candidate(pages: Sequence[Document]) -> list[list[Document]]:
    candidates: dict[tuple[str, str], list[Document]] = {}
    for page in pages:
        candidates.setdefault((page["url"], page["fetch_url"]), []).append(page)
    return list(candidates.values())


def _is_limited(page: Document) -> bool:
    """Tell whether a page counts towards its domain's limit where its host is visited.

    Pages found on a site have the site's budget; where a key serves many domains, ingest has
    applied the limit of each.
    """
    return page.get("site") is None and page["domain"] == page["key"]


def _within(groups: Sequence[list[Document]], room: int) -> list[list[Document]]:
    """Return *groups* with at most *room* limited ones, in their order."""
    kept = []
    for pages in groups:
        if _is_limited(pages[0]):
            if room <= 0:
                continue
            room -= 1
        kept.append(pages)
    return kept
