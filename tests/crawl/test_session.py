"""A job from open to close: what it writes, how it ends, and that it can go on later."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, ClassVar, cast

import pytest
from scrapy.settings import Settings

from backlinkspider.candidates import CandidateFileError
from backlinkspider.candidates.model import BadLine
from backlinkspider.crawl.arguments import BacklinksArguments
from backlinkspider.crawl.backoff import FAILURES
from backlinkspider.crawl.plan import Plan, Reach
from backlinkspider.crawl.session import Session
from backlinkspider.crawl.source import Listed
from backlinkspider.crawl.writer import StoreLost
from backlinkspider.rules.loader import load_rules
from backlinkspider.store.base import StoreError, StoreUnavailable
from backlinkspider.store.look import Look
from backlinkspider.store.open import open_store
from tests.crawl.engine import BEGIN, Meddled, all_of, candidates, opened, target

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Iterable, Iterator
    from pathlib import Path

    from backlinkspider.candidates import Candidate
    from backlinkspider.crawl.item import Visit
    from backlinkspider.documents import Document, Outcome
    from backlinkspider.rules.evaluate import RuleSet
    from backlinkspider.store.base import Store

pytestmark = pytest.mark.usefixtures("impatient")

URLS = ("https://a.test/", "https://a.test/2", "b.test", "https://target.test/about")


def session(
    store: Store | str, rows: Iterable[Candidate | BadLine] = (), *, spooled: bool = False
) -> Session:
    """Return a session over a store of its own; the store it lost is in ``losses``."""
    plan = Plan(
        spider="backlinks",
        arguments=BacklinksArguments(target="target.test", candidates="list.txt"),
        targets=(target(),),
        rules={},
        source=Listed((iter(rows or candidates(*URLS)),), spooled),
        reach=Reach(max_per_domain=20),
    )
    settings = Settings({"FRONTIER_WINDOW": 10, "DOWNLOAD_DELAY": 0})
    opened_by_it = open_store(store) if isinstance(store, str) else store

    def lost(error: Exception) -> None:
        made.failure = f"lost: {error}"

    made = Session(plan, settings, lost, opened_by_it)
    return made


def looks(one: Session, visit: Visit, outcome: Outcome = "no_link") -> list[Look]:
    facts = {"url": visit.url, "status": 200}
    return [
        Look(page=page, run=one.run_id, at=BEGIN, outcome=outcome, detail="", facts=facts)
        for page in visit.pages
    ]


def visits_of(one: Session) -> AsyncGenerator[Visit, None]:
    return cast("AsyncGenerator[Visit, None]", one.visits())


async def crawl(one: Session, limit: int = 99) -> list[str]:
    """Visit at most *limit* candidates; return their URLs."""
    seen: list[str] = []
    async with asyncio.timeout(30):
        visits = visits_of(one)
        async for visit in visits:
            seen.append(visit.url)
            await one.write(visit, looks(one, visit))
            if len(seen) == limit:
                break
        await visits.aclose()
    return seen


async def stored(uri: str, collection: str) -> list[Document]:
    async with opened(uri) as store:
        return list((await all_of(store, collection)).values())


async def test_a_job_from_open_to_close(store_uri: str) -> None:
    bad = BadLine("list.txt", 9, "?", "no candidate")
    one = session(store_uri, [*candidates(*URLS), bad])
    await one.open()
    assert len(await crawl(one)) == 3
    await one.close(complete=True)
    assert (one.failure, one.closed, one.bad_lines) == (None, True, 1)
    (run,) = await stored(store_uri, "runs")
    assert run == one.run
    expected = {
        "state": "finished",
        "candidates": 4,
        "outcomes": {"no_link": 3, "skipped": 1},
        "bad_lines": 1,
        "added": 4,
        "known": 0,
    }
    assert run.items() >= expected.items()
    assert {host["owner"] for host in await stored(store_uri, "hosts")} == {None}


async def test_an_interrupted_job_goes_on_with_the_same_command(store_uri: str) -> None:
    first = session(store_uri)
    await first.open()
    begun = await crawl(first, limit=1)
    await first.close(complete=False)
    assert first.failure == (
        "interrupted with 2 candidates pending: the same command goes on with them"
    )
    second = session(store_uri)
    await second.open()
    rest = await crawl(second)
    await second.close(complete=True)
    assert (second.failure, second.run_id) == (None, first.run_id)
    assert len({*begun, *rest}) == len([*begun, *rest]) == 3
    third = session(store_uri)
    await third.open()
    assert third.run_id != second.run_id
    assert len(await crawl(third)) == 3, "a new run looks again"
    await third.close(complete=True)
    assert third.failure is None


async def test_a_job_killed_after_its_claims_goes_on(sqlite_uri: str) -> None:
    killed = session(sqlite_uri)
    await killed.open()
    visits = visits_of(killed)
    await anext(visits)
    await visits.aclose()
    await killed.writer.close()
    async with opened(sqlite_uri) as store:
        # As if by a process of this machine that lives no more.
        hosts = (await all_of(store, "hosts")).values()
        await store.replace("hosts", [{**h, "owner": f"{h['owner']}0"} for h in hosts])
    again = session(sqlite_uri)
    await again.open()
    assert len(await crawl(again)) == 3
    await again.close(complete=True)
    assert again.failure is None
    await killed.frontier.release_all()
    await killed.store.close()


async def test_candidates_without_an_outcome_are_a_failure(sqlite_uri: str) -> None:
    one = session(sqlite_uri)
    await one.open()
    await crawl(one)
    async with opened(sqlite_uri) as store:
        page = next(p for p in (await all_of(store, "pages")).values())
        await store.replace("pages", [{**page, "run": "nobody's"}])
    await one.close(complete=True)
    assert one.failure == "the counts do not add up: 1 candidates have no outcome"
    assert one.run is not None
    assert one.run["state"] == "interrupted"


async def test_a_job_whose_candidates_were_not_all_read_is_interrupted(sqlite_uri: str) -> None:
    def rows() -> Iterator[Candidate]:
        yield from candidates(*URLS)
        raise CandidateFileError("list.txt: can't be read")

    one = session(sqlite_uri, rows())
    await one.open()
    with pytest.raises(CandidateFileError):
        await crawl(one)
    await one.close(complete=True)
    assert one.failure is not None
    (run,) = await stored(sqlite_uri, "runs")
    assert (run["state"], run["candidates"]) == ("interrupted", None)


async def test_a_broken_item_is_an_outcome_too(sqlite_uri: str) -> None:
    one = session(sqlite_uri, candidates("https://a.test/"))
    await one.open()
    async for visit in one.visits():
        await one.fail(visit, KeyError("rel"))
    await one.close(complete=True)
    assert one.failure is None
    (page,) = await stored(sqlite_uri, "pages")
    assert (page["outcome"], page["detail"]) == ("failed", "KeyError: 'rel'")


async def test_a_visit_that_was_not_written_stays_pending(sqlite_uri: str) -> None:
    one = session(sqlite_uri, candidates("https://a.test/"))
    await one.open()
    visits = visits_of(one)
    visit = await anext(visits)
    await one.fail(visit, StoreLost("gone"))
    async with opened(sqlite_uri) as store:
        host = next(iter((await all_of(store, "hosts")).values()))
        await store.replace("hosts", [{**host, "owner": "elsewhere/1", "v": host["v"] + 1}])
    one.frontier._held["a.test"].lease.confirmed -= 15
    await one.write(visit, looks(one, visit))
    await visits.aclose()
    await one.close(complete=True)
    (page,) = await stored(sqlite_uri, "pages")
    assert page["outcome"] == "pending"
    assert one.failure is not None


async def test_pages_of_a_host_set_aside_are_not_visited(sqlite_uri: str) -> None:
    urls = [f"https://a.test/{n}" for n in range(FAILURES + 4)]
    one = session(sqlite_uri, candidates(*urls))
    await one.open()
    seen = []
    async with asyncio.timeout(30):
        async for visit in one.visits():
            seen.append(visit.url)
            facts = {"url": visit.url}
            await one.write(visit, [replace(looks(one, visit, "timeout")[0], facts=facts)])
    await one.close(complete=True)
    assert seen == urls[:FAILURES]
    assert one.run is not None
    assert one.run["outcomes"] == one.tally.outcomes == {"timeout": FAILURES, "skipped": 4}
    assert (one.failure, len(one.tally.set_aside)) == (None, 1)


@pytest.mark.parametrize("spooled", [True, False])
async def test_standard_input_is_in_the_store_before_the_first_visit(
    sqlite_uri: str, *, spooled: bool
) -> None:
    go_on = asyncio.Event()
    async with opened(sqlite_uri) as store:
        meddled = Meddled(store)

        async def hold(operation: str, _: Any) -> None:
            if operation == "swap pages" and meddled.calls[operation] > 1:
                await go_on.wait()

        many = candidates(*(f"https://d{n}.test/" for n in range(1200)))
        one = session(meddled.as_store(), many, spooled=spooled)
        await one.open()
        meddled.before = hold
        visits = visits_of(one)
        first = asyncio.ensure_future(anext(visits))
        if spooled:
            done, _ = await asyncio.wait([first], timeout=0.1)
            assert not done
            go_on.set()
        await asyncio.wait_for(first, 30)
        assert one.ingest_done is spooled
        go_on.set()
        await visits.aclose()
        await one.close(complete=False)


async def test_a_store_that_cannot_be_opened(tmp_path: Path) -> None:
    one = session(f"sqlite:///{tmp_path / 'no such folder' / 'store.db'}")
    with pytest.raises(StoreUnavailable, match="there is no folder"):
        await one.open()
    await one.close(complete=True)
    assert one.failure == "the job could not be opened"
    assert (one.closed, one.run, one.bad_lines) == (True, None, 0)


async def test_a_store_that_is_lost_on_the_way(sqlite_uri: str) -> None:
    async with opened(sqlite_uri) as store:
        meddled = Meddled(store)
        one = session(meddled.as_store())
        await one.open()

        async def fail(_: str, __: Any) -> None:
            raise StoreError("made to fail")

        visits = visits_of(one)
        visit = await anext(visits)
        meddled.before = fail
        with pytest.raises(StoreLost):
            await one.write(visit, looks(one, visit))
        await visits.aclose()
        await one.close(complete=False)
    assert one.failure is not None
    assert one.failure.startswith("lost: ")
    pages = await stored(sqlite_uri, "pages")
    assert sorted(page["outcome"] for page in pages) == ["pending"] * 3 + ["skipped"]


@pytest.mark.parametrize("operation", ["swap hosts", "tally pages", "swap runs"])
async def test_a_store_that_fails_for_a_moment_at_the_end(sqlite_uri: str, operation: str) -> None:
    async with opened(sqlite_uri) as store:
        meddled = Meddled(store)
        one = session(meddled.as_store())
        await one.open()
        await crawl(one)
        meddled.fail(operation, 2)
        await one.close(complete=True)
    assert one.failure is None
    assert one.run is not None
    assert one.run["state"] == "finished"


class Broken:
    """Rules that can't be evaluated."""

    revision = "r"
    rules = ()
    book = SimpleNamespace(terms={})
    texts: ClassVar[dict[str, Any]] = {}

    def __getattr__(self, name: str) -> Any:
        raise RuntimeError(f"no {name}")


async def test_a_profile_that_fails_is_one_line_and_no_success(store_uri: str) -> None:
    one = session(store_uri)
    rules = cast("dict[str, RuleSet]", {"target.test": Broken()})
    one.plan = replace(one.plan, rules=rules)
    await one.open()
    await crawl(one)
    await one.close(complete=True)
    assert one.failure == (
        "the profile of target.test could not be evaluated: no population_rules;"
        " try again with: scrapy profile --target target.test --refresh"
    )
    assert (one.closed, one.exitcode, one.conclusion.targets) == (True, 1, [])
    (run,) = await stored(store_uri, "runs")
    assert run["state"] == "finished"


@pytest.mark.parametrize("complete", [True, False])
async def test_the_profile_is_evaluated_once_the_run_has_finished(
    store_uri: str, tmp_path: Path, *, complete: bool
) -> None:
    one = session(store_uri)
    one.plan = replace(one.plan, rules={"target.test": _profile_rules(tmp_path)})
    await one.open()
    await crawl(one, limit=99 if complete else 1)
    await one.close(complete=complete)
    assert [done.profile.target for done in one.conclusion.targets] == ["target.test"] * complete
    kinds = {one["kind"] for one in await stored(store_uri, "profile_flags")}
    assert kinds == ({"summary", "profile"} if complete else set())


def _profile_rules(folder: Path) -> RuleSet:
    (folder / "clauses.yaml").write_text("version: 1\nclauses: {}\n")
    (folder / "groups.yaml").write_text(
        "version: 1\ngroups: {all: {title: All, cap: 9}}\nbands: [{name: none, from: 0}]\n"
    )
    (folder / "profile.yaml").write_text(
        "version: 1\nrules: [{id: profile.x, title: X, level: profile, status: stable, "
        "severity: low, score: 1, group: all, over: {minimum: 1}, "
        "when: {aggregate: count, gte: 1}, message: X}]\n"
    )
    return load_rules(folder, today=BEGIN.date())
