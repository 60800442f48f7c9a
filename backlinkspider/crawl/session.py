"""One crawl job of one process: store, run, frontier, writer, targets and rules, opened once."""

from __future__ import annotations

import asyncio
import logging
import sys
from collections import Counter
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

from backlinkspider.audit.reciprocal import own_outlinks
from backlinkspider.audit.reclassify import keep_texts
from backlinkspider.crawl import clock
from backlinkspider.crawl.backoff import Again, SetAside, learn, next_move
from backlinkspider.crawl.concluding import Conclusion
from backlinkspider.crawl.estimate import estimate
from backlinkspider.crawl.frontier import Frontier
from backlinkspider.crawl.ingest import Ingest
from backlinkspider.crawl.lease import this_owner
from backlinkspider.crawl.own_ingest import OwnIngest
from backlinkspider.crawl.patience import patiently
from backlinkspider.crawl.run import (
    Job,
    add_beyond,
    close_run,
    note_ingested,
    shortfall,
    start_run,
)
from backlinkspider.crawl.tally import Tally
from backlinkspider.crawl.writer import StoreLost, Writer
from backlinkspider.documents import PENDING, Document
from backlinkspider.proof.archive import archive_key
from backlinkspider.store.base import StoreError
from backlinkspider.store.look import Look
from backlinkspider.store.merge import merge
from backlinkspider.store.merge_own import merge_own
from backlinkspider.urls import host_of

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Sequence

    from scrapy.crawler import Crawler
    from scrapy.settings import BaseSettings

    from backlinkspider.crawl.backoff import Scope
    from backlinkspider.crawl.item import Visit
    from backlinkspider.crawl.plan import Plan
    from backlinkspider.documents import Outcome
    from backlinkspider.links.reciprocal import Outlinks
    from backlinkspider.site.discover import Found
    from backlinkspider.store.base import Filter, Store

logger = logging.getLogger(__name__)

_SETTLED_AT_ONCE: Final = 200


@dataclass(slots=True)
class Session:
    """The open job. ``open`` before the first request, ``close`` after the last item."""

    plan: Plan
    settings: BaseSettings
    store_lost: Callable[[Exception], None]
    store: Store
    run: Document | None = None
    frontier: Frontier = field(init=False)
    writer: Writer = field(init=False)
    tally: Tally = field(default_factory=Tally)
    ingest: Ingest = field(init=False)
    outlinks: dict[str, Outlinks | None] = field(default_factory=dict)
    """By target the domains that its own pages link to; ``None`` while nobody looked."""
    ingest_done: bool = False
    failure: str | None = None
    exitcode: int = 1
    """The exit status where ``failure`` is set."""
    conclusion: Conclusion = field(default_factory=Conclusion)
    """What the links of each target come to as a whole, once the run has finished."""
    closed: bool = False
    _opened: bool = False
    _ingesting: asyncio.Task[None] | None = None
    _counted: bool = False

    @property
    def bad_lines(self) -> int:
        """How many lines of the input were no candidates."""
        return self.ingest.bad_lines if self._opened else 0

    @property
    def run_id(self) -> str:
        """The id of the open run."""
        assert self.run is not None
        identity: str = self.run["_id"]
        return identity

    async def open(self) -> None:
        """Open the store and join, resume or start the run. Raises ``StoreError``."""
        owner = this_owner()
        await self.store.open()
        self.run = await start_run(self.store, self._job(), clock.now(), self.plan.facts())
        for name, rules in self.plan.rules.items():
            await keep_texts(self.store, rules)
            self.outlinks[name] = await own_outlinks(self.store, name)
        limit = self.plan.reach.max_per_domain
        ingest = OwnIngest if self.plan.is_own else Ingest
        self.ingest = ingest(self.store, self.run_id, self.plan.targets, limit)
        if self.plan.archive:
            self.ingest.key_of = archive_key
        self.frontier = Frontier(
            self.store,
            run=self.run_id,
            owner=owner,
            window=self.settings.getint("FRONTIER_WINDOW"),
            delay=0 if self.plan.archive else self.settings.getfloat("DOWNLOAD_DELAY"),
            settle=self.settle,
            max_per_domain=limit,
            now=clock.steady(),
        )
        how = merge_own if self.plan.is_own else merge
        self.writer = Writer(self.store, owner=owner, lost=self.store_lost, merge=how)
        self.writer.start()
        self._opened = True

    def _job(self) -> Job:
        return Job(
            spider=self.plan.spider,
            targets=tuple(target.name for target in self.plan.targets),
            arguments=self.plan.arguments.identity(),
        )

    async def visits(self) -> AsyncIterator[Visit]:
        """Yield visits while candidates are read in, until nothing of the run is pending."""
        self._ingesting = asyncio.create_task(self._ingest())
        try:
            if self.plan.source.spooled:
                await self._ingesting
            async for visit in self.frontier.visits(self._ingesting):
                yield visit
        finally:
            self._ingesting.cancel()

    async def _ingest(self) -> None:
        await self.plan.source.feed(self.ingest)
        facts = {
            "bad_lines": self.ingest.bad_lines,
            "added": self.ingest.accepted,
            "known": self.ingest.known,
        }
        await patiently(lambda: note_ingested(self.store, self.run_id, facts), "noting the run")
        waiting = {"run": self.run_id, "outcome": PENDING}
        self.tally.expect(await self.store.count("pages", waiting))
        await self._say_estimate()
        self.ingest_done = True

    async def _say_estimate(self) -> None:
        """Say what the run begins with, as its first line."""
        if self.plan.archive:
            return
        per_domain = Counter[str | None]()
        for target in self.plan.targets:  # a page that several targets share is one visit
            listed = {"run": self.run_id, "target": target.name, "site": None}
            per_domain |= Counter(await self.store.tally("pages", listed, "domain"))
        expected = estimate(
            per_domain.values(),
            max_per_domain=self.plan.reach.max_per_domain,
            delay=self.settings.getfloat("DOWNLOAD_DELAY"),
            window=self.settings.getint("FRONTIER_WINDOW"),
        )
        if self.settings.getbool("LOG_ENABLED"):
            sys.stderr.write(f"{expected}\n")
            sys.stderr.flush()

    async def write(
        self, visit: Visit, looks: Sequence[Look], *, asked_to_wait: float | None = None
    ) -> None:
        """Write what a visit found, if its host is still ours, and take the visit back.

        *asked_to_wait*: seconds of the answer's Retry-After. A visit that its host put off goes
        back to the queue instead; one that shows a host to be gone settles what waits for it.
        """
        if not await self.frontier.holds(visit):
            logger.info("%s: another process has taken this host over", visit.url)
            return
        look, learnt = looks[0], self.frontier.learnt(visit)
        status = look.facts.get("status")
        move = next_move(look.outcome, status, asked_to_wait, visit, learnt)
        if self.plan.archive:
            move = None  # no host has said anything
        looks = [replace(one, host_failed_at=learnt.get("failed_at")) for one in looks]
        learnt = learn(learnt, look.outcome, look.at)
        if isinstance(move, Again):
            await self.frontier.put_off(visit, learnt=learnt, pause=move.pause)
            return
        await self.writer.write(looks)
        self.tally.add(looks)
        pause = 0.0
        if isinstance(move, SetAside):
            pause = move.pause
            await self.settle(self._waiting_for(visit, move.scope), move.outcome, move.detail)
            self.tally.set_aside.append(f"{visit.key}: {move.detail}")
        await self.frontier.done(
            visit, learnt=learnt, pause=pause, settled=isinstance(move, SetAside)
        )

    async def add_found(self, visit: Visit, site: str, found: Sequence[Found]) -> None:
        """Queue pages of *site* that the visit found, before it ends itself."""
        if await self.frontier.holds(visit):
            known = len(await self.pages_of(site))
            await self.ingest.add_found(visit, site, found, known=known)

    async def pages_of(self, site: str) -> set[str]:
        """Return the URLs of the pages found on *site* in this run, visited or not."""
        return await self._urls({"run": self.run_id, "site": site})

    async def all_pages(self) -> set[str]:
        """Return the URLs of all pages of this run, listed or found."""
        return await self._urls({"run": self.run_id})

    async def _urls(self, where: Filter) -> set[str]:
        return {page["url"] for page in await self.store.find("pages", where, fields=["url"])}

    def _waiting_for(self, visit: Visit, scope: Scope) -> Filter:
        where = {"run": self.run_id, "key": visit.key, "outcome": PENDING}
        return where if scope == "key" else {**where, "host": host_of(visit.fetch_url)}

    async def settle(self, where: Filter, outcome: Outcome, detail: str) -> None:
        """Give the pending pages that match *where* an outcome without a visit."""
        while pages := await self.store.find("pages", where, limit=_SETTLED_AT_ONCE):
            looks = [self._unvisited(page, outcome, detail) for page in pages]
            await self.writer.write(looks)
            self.tally.add(looks)

    def _unvisited(self, page: Document, outcome: Outcome, detail: str) -> Look:
        facts = {"url": page["url"]}
        return Look(
            page=page, run=self.run_id, at=clock.now(), outcome=outcome, detail=detail, facts=facts
        )

    async def fail(self, visit: Visit, error: BaseException) -> None:
        """Give *visit* the outcome ``failed``: an item of it broke in a pipeline."""
        if isinstance(error, StoreLost):
            return
        detail = f"{type(error).__name__}: {error}"[:500]
        await self.write(visit, [self._unvisited(page, "failed", detail) for page in visit.pages])

    async def close(self, *, complete: bool) -> None:
        """Drain the writer, release leases and write how the run stands.

        Sets ``failure`` when candidates don't add up, the store was lost or the job was
        interrupted.
        """
        if self.plan.archive:
            self.plan.archive.close()
        if not self._opened:
            self.failure = self.failure or "the job could not be opened"
            self.closed = True
            await self.store.close()
            return
        self.frontier.close()
        await self.writer.close()
        complete = complete and self.ingest_done and self.failure is None
        try:
            if self.failure is None:
                await patiently(lambda: self._settle(complete=complete), "closing the run")
                await self._conclude()
            else:
                await self._settle(complete=complete)
        except StoreError as error:
            self.failure = self.failure or str(error)
        finally:
            self.closed = True
            await self.store.close()

    async def _settle(self, *, complete: bool) -> None:
        await self.frontier.release_all()
        if not self._counted:  # settling may be tried again
            await add_beyond(self.store, self.run_id, self.tally.beyond)
            self._counted = True
        rendering = self.tally.rendering_facts(this_owner())
        self.run = await close_run(
            self.store, self.run_id, clock.now(), complete=complete, rendering=rendering
        )
        self.failure = self.failure or shortfall(self.run, complete=complete)

    async def _conclude(self) -> None:
        """Look at each target's links as a whole, if the run has finished."""
        if self.failure is None:
            lists = self.settings.get("RANK_FILES") or ""
            await self.conclusion.draw(self.store, self.plan, self.run_id, clock.now(), lists)
            self.failure = self.conclusion.failure


def session_of(crawler: Crawler) -> Session:
    """Return the session of the spider that *crawler* runs."""
    session = getattr(crawler.spider, "session", None)
    assert isinstance(session, Session)
    return session
