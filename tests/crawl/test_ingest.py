"""Candidates become pending pages and hosts that wait; again and again the same."""

from __future__ import annotations

import logging
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

import pytest

from backlinkspider.candidates.claim import Claim
from backlinkspider.candidates.model import BadLine
from backlinkspider.crawl import ingest as module
from backlinkspider.crawl.ingest import OWN_SITE, Ingest
from backlinkspider.crawl.run import close_run, note_ingested, unaccounted
from backlinkspider.store.base import StoreError
from tests.crawl.engine import (
    BEGIN,
    Meddled,
    all_of,
    candidates,
    fed,
    host,
    new_run,
    target,
    urls_of,
)

if TYPE_CHECKING:
    from backlinkspider.candidates import Candidate
    from backlinkspider.documents import Document
    from backlinkspider.store.base import Store

pytestmark = pytest.mark.usefixtures("impatient")

URLS = [*urls_of(3, 3), "https://me.blogspot.com/1", "https://you.blogspot.com/1", "bare.test"]


async def _all(store: Store) -> dict[str, Any]:
    return {name: await all_of(store, name) for name in ("pages", "hosts")}


def _without_v(documents: dict[str, Document]) -> dict[str, Document]:
    return {key: {k: v for k, v in one.items() if k != "v"} for key, one in documents.items()}


async def test_candidates_become_pending_pages(store: Store) -> None:
    run = await new_run(store)
    ingest = await fed(store, run, URLS)
    pages = {page["url"]: page for page in (await all_of(store, "pages")).values()}
    assert (ingest.accepted, ingest.known, len(pages)) == (12, 0, 12)
    page = pages["https://me.blogspot.com/1"]
    expected = {
        "target": "target.test",
        "run": run,
        "kind": "page",
        "host": "me.blogspot.com",
        "domain": "me.blogspot.com",
        "key": "blogspot.com",
        "outcome": "pending",
        "source": {"file": "list.txt", "line": 10},
        "fetch_url": "https://me.blogspot.com/1",
        "hops": [],
    }
    assert page.items() >= expected.items()
    assert pages["https://bare.test/"]["kind"] == "site"
    hosts = await all_of(store, "hosts")
    assert sorted(hosts) == ["bare.test", "blogspot.com", "d0.test", "d1.test", "d2.test"]
    assert all(one["pending"] == [run] and one["ready"] for one in hosts.values())


def claimed(url: str, row: int, **said: Any) -> Candidate:
    claim = Claim(tool="ahrefs", file="list.txt", row=row, **said)
    return replace(candidates(url)[0], claim=claim)


async def test_what_an_export_claims_is_kept_with_the_page(store: Store) -> None:
    ingest = Ingest(store, await new_run(store), [target()])
    rows = [
        claimed("https://a.test/", 2, target="https://target.test/", anchor="one"),
        claimed("https://a.test/", 3, target="https://target.test/", anchor="two"),
        claimed("https://b.test/", 4, first_seen=date(2026, 1, 2)),
        *candidates("https://c.test/"),
    ]
    await ingest.add(rows)
    await ingest.add(rows)
    pages = {page["url"]: page["claims"] for page in (await all_of(store, "pages")).values()}
    assert [claim["anchor"] for claim in pages["https://a.test/"]] == ["one", "two"]
    assert pages["https://b.test/"] == [
        {
            "tool": "ahrefs",
            "file": "list.txt",
            "row": 4,
            "first_seen": datetime(2026, 1, 2, tzinfo=UTC),
        }
    ]
    assert pages["https://c.test/"] == []
    assert (ingest.accepted, ingest.known) == (3, 5)


async def test_claims_that_come_later_or_with_another_run_are_added(store: Store) -> None:
    first = claimed("https://a.test/", 2, anchor="one")
    ingest = Ingest(store, await new_run(store), [target()])
    await ingest.add([first])
    await ingest.add([claimed("https://a.test/", 9, anchor="two")])
    again = Ingest(store, await new_run(store), [target()])
    await again.add([claimed("https://a.test/", 4, anchor="one", follow=True)])
    (page,) = (await all_of(store, "pages")).values()
    assert [(claim["row"], claim["anchor"]) for claim in page["claims"]] == [(9, "two"), (4, "one")]


async def test_a_platforms_order_begins_with_one_candidate_of_every_domain(sqlite: Store) -> None:
    blogs = [f"https://{name}.blogspot.com/{n}" for name in ("me", "you") for n in range(2)]
    await fed(sqlite, await new_run(sqlite), blogs)
    assert await _order(sqlite, "blogspot.com") == [blogs[0], blogs[2], blogs[1], blogs[3]]


async def test_important_candidates_come_first_then_those_named_first(sqlite: Store) -> None:
    ingest = Ingest(sqlite, await new_run(sqlite), [target()])
    listed = candidates(*(f"https://a.test/{n}" for n in range(4)), "https://b.test/")
    await ingest.add([replace(listed[2], importance=70.0), *listed[:2], listed[4]])
    await ingest.add([replace(listed[3], importance=90.0)])
    order = await _order(sqlite, "a.test")
    assert order == [f"https://a.test/{n}" for n in (3, 2, 0, 1)]
    assert [(await host(sqlite, key))["rank"] for key in ("a.test", "b.test")] == [-90.0, 0.0]


async def _order(store: Store, key: str) -> list[str]:
    order = [("turn", 1), ("rank", 1), ("seq", 1)]
    return [page["url"] for page in await store.find("pages", {"key": key}, sort=order)]


async def test_of_a_platforms_blog_only_so_many_are_visited(sqlite: Store) -> None:
    urls = [f"https://me.blogspot.com/{n}" for n in range(5)]
    ingest = Ingest(sqlite, await new_run(sqlite), [target()], max_per_domain=3)
    await ingest.add(candidates(*urls, "https://you.blogspot.com/"))
    skipped = await sqlite.find("pages", {"outcome": "skipped"}, sort=[("seq", 1)])
    assert [page["url"] for page in skipped] == urls[3:]
    assert "3 pages of this domain" in skipped[0]["detail"]


async def test_the_same_candidates_again_change_nothing(store: Store) -> None:
    run = await new_run(store)
    await fed(store, run, URLS)
    before = await _all(store)
    again = await fed(store, run, URLS)
    after = await _all(store)
    assert (again.accepted, again.known) == (0, 12)
    assert after["pages"] == before["pages"]
    assert _without_v(after["hosts"]) == _without_v(before["hosts"])


async def test_pages_that_have_their_outcome_wake_no_host_on_resume(sqlite: Store) -> None:
    run = await new_run(sqlite)
    await fed(sqlite, run, ["https://a.test/", "https://b.test/"])
    (page,) = await sqlite.find("pages", {"key": "a.test"})
    await sqlite.replace("pages", [{**page, "outcome": "linked"}])
    await sqlite.replace("hosts", [{**await host(sqlite, "a.test"), "pending": []}])
    await fed(sqlite, run, ["https://a.test/", "https://b.test/"])
    assert (await host(sqlite, "a.test"))["pending"] == []
    assert (await all_of(sqlite, "pages"))[page["_id"]]["outcome"] == "linked"


@pytest.mark.parametrize("batch", [1, 2, 500])
async def test_named_twice_is_one_candidate_and_the_first_decides(
    sqlite: Store, batch: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "BATCH", batch)
    named = ["https://a.test/", "a.test", "b.test", "https://b.test/", "https://a.test/"]
    run = await new_run(sqlite)
    for _ in range(2):
        ingest = Ingest(sqlite, run, [target()])
        await ingest.take(candidates(*named))
        pages = (await all_of(sqlite, "pages")).values()
        assert {p["url"]: p["kind"] for p in pages} == {
            "https://a.test/": "page",
            "https://b.test/": "site",
        }
        assert ingest.accepted + ingest.known == 5
    assert ingest.accepted == 0


async def test_each_target_has_its_own_page_in_the_same_place(sqlite: Store) -> None:
    targets = [target("one.test"), target("two.test")]
    await fed(sqlite, await new_run(sqlite), ["https://a.test/", "https://a.test/2"], *targets)
    pages = await sqlite.find("pages", {}, sort=[("seq", 1), ("target", 1)])
    assert [(p["target"], p["url"], p["turn"], p["seq"]) for p in pages] == [
        ("one.test", "https://a.test/", 0, 1),
        ("two.test", "https://a.test/", 0, 1),
        ("one.test", "https://a.test/2", 0, 2),
        ("two.test", "https://a.test/2", 0, 2),
    ]


async def test_the_targets_own_site_is_skipped_for_that_target_alone(store: Store) -> None:
    run = await new_run(store)
    one, two = target("one.test", own_sites=("mine.test",)), target("two.test")
    urls = ["https://www.one.test/x", "https://mine.test/", "https://other.test/"]
    ingest = await fed(store, run, urls, one, two)
    await note_ingested(store, run, {})
    pages = (await all_of(store, "pages")).values()
    skipped = {p["url"]: p for p in pages if p["outcome"] == "skipped"}
    assert sorted(skipped) == ["https://mine.test/", "https://www.one.test/x"]
    for page in skipped.values():
        facts = (page["target"], page["detail"], page["checked_at"])
        assert facts == ("one.test", OWN_SITE, None)
    assert (ingest.accepted, len(pages)) == (6, 6)
    closed = await close_run(store, run, BEGIN, complete=True)
    assert closed["outcomes"] == {"pending": 4, "skipped": 2}
    assert (closed["state"], unaccounted(closed)) == ("interrupted", 4)


async def test_a_host_without_anything_to_visit_is_not_registered(sqlite: Store) -> None:
    await fed(sqlite, await new_run(sqlite), ["https://target.test/about"])
    assert await all_of(sqlite, "hosts") == {}


@pytest.mark.parametrize("operation", ["get pages", "swap pages", "get hosts", "swap hosts"])
@pytest.mark.parametrize("after", [False, True])
@pytest.mark.parametrize("takes_over", [False, True])
async def test_a_killed_ingest_is_made_good_by_feeding_it_again(
    sqlite: Store, operation: str, *, after: bool, takes_over: bool
) -> None:
    if takes_over:
        await fed(sqlite, await new_run(sqlite, "earlier"), URLS)
    run = await new_run(sqlite)
    meddled = Meddled(sqlite)
    meddled.fail(operation, 99, after=after)
    with pytest.raises(StoreError):
        await fed(meddled.as_store(), run, URLS)
    await fed(sqlite, run, URLS)
    assert await sqlite.count("pages", {"run": run, "outcome": "pending"}) == 12
    hosts = await all_of(sqlite, "hosts")
    assert all(run in one["pending"] and one["ready"] for one in hosts.values())
    pages = await sqlite.find("pages", {}, sort=[("seq", 1)])
    assert [page["seq"] for page in pages] == list(range(1, 13))


@pytest.mark.parametrize("operation", ["get pages", "swap pages", "get hosts", "swap hosts"])
@pytest.mark.parametrize("after", [False, True])
async def test_a_store_that_fails_for_a_moment_costs_nothing(
    sqlite: Store, operation: str, *, after: bool
) -> None:
    run = await new_run(sqlite)
    meddled = Meddled(sqlite)
    meddled.fail(operation, 2, after=after)
    ingest = await fed(meddled.as_store(), run, URLS)
    assert await sqlite.count("pages", {"run": run, "outcome": "pending"}) == 12
    assert ingest.accepted + ingest.known == 12


async def test_another_run_takes_pages_over_and_both_add_up(store: Store) -> None:
    first, second = await new_run(store, "1"), await new_run(store, "2")
    await fed(store, first, [f"https://a.test/{n}" for n in range(6)])
    await note_ingested(store, first, {})
    done = await store.find("pages", {"url": {"$in": ["https://a.test/0", "https://a.test/1"]}})
    looks = [{"run": first, "at": BEGIN, "outcome": "linked"}]
    await store.replace("pages", [{**p, "outcome": "linked", "looks": looks} for p in done])

    ingest = await fed(store, second, [f"https://a.test/{n}" for n in range(1, 4)])
    await note_ingested(store, second, {})
    taken = {p["url"]: p for p in await store.find("pages", {"run": second})}
    assert ingest.accepted == 3
    assert all(p["taken_from"] == [first] and p["outcome"] == "pending" for p in taken.values())
    assert taken["https://a.test/1"]["looks"] == looks, "what was seen before stays"
    assert (await host(store, "a.test"))["pending"] == [first, second]

    left = await store.find("pages", {"outcome": "pending"})
    await store.replace("pages", [{**page, "outcome": "no_link"} for page in left])
    for run, own, others in ((first, 3, 3), (second, 3, 0)):
        closed = await close_run(store, run, BEGIN, complete=True)
        assert (unaccounted(closed), closed["state"]) == (0, "finished")
        assert (sum(closed["outcomes"].values()), closed["taken"]) == (own, others)


async def test_a_run_that_gets_its_pages_back_has_none_taken(sqlite: Store) -> None:
    first, second = await new_run(sqlite, "1"), await new_run(sqlite, "2")
    for run in (first, second, first):
        await fed(sqlite, run, ["https://a.test/"])
    (page,) = (await all_of(sqlite, "pages")).values()
    assert (page["run"], page["taken_from"]) == (first, [second])


async def test_finished_runs_have_nothing_taken_from_them(sqlite: Store) -> None:
    first = await new_run(sqlite, "1")
    await fed(sqlite, first, ["https://a.test/"])
    (page,) = (await all_of(sqlite, "pages")).values()
    await sqlite.replace("pages", [{**page, "outcome": "linked"}])
    await note_ingested(sqlite, first, {})
    assert (await close_run(sqlite, first, BEGIN, complete=True))["state"] == "finished"
    await fed(sqlite, await new_run(sqlite, "2"), ["https://a.test/"])
    (page,) = (await all_of(sqlite, "pages")).values()
    assert page["taken_from"] == []


async def test_rows_are_written_in_batches_and_bad_lines_counted(
    sqlite: Store, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "BATCH", 4)
    bad = [BadLine("list.txt", line, "?", "no candidate") for line in range(25)]
    meddled = Meddled(sqlite)
    ingest = Ingest(meddled.as_store(), await new_run(sqlite), [target()])
    with caplog.at_level(logging.WARNING):
        await ingest.take([*bad[:12], *candidates(*urls_of(3, 3)), *bad[12:]])
    assert (ingest.accepted, ingest.bad_lines, meddled.calls["swap pages"]) == (9, 25, 3)
    assert len(caplog.messages) == 21
    assert caplog.messages[0] == "list.txt:0: no candidate: ?"
    assert caplog.messages[-1] == "more bad lines follow; they are counted"
