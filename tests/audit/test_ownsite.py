"""Own pages judged together, the reclamation list and links back, in both stores."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

import pytest

from backlinkspider.audit.ownsite import assess_own_pages, inlinks_of
from backlinkspider.audit.profile import open_population
from backlinkspider.audit.reciprocal import mark_reciprocal, own_outlinks
from backlinkspider.audit.reclamation import reclamation
from backlinkspider.documents import PENDING, own_page_id
from backlinkspider.rules.loader import load_rules
from backlinkspider.target import Target
from backlinkspider.target.matching import parse_matcher
from tests.audit.test_profile import NOW, rules
from tests.crawl.engine import Meddled
from tests.ownsite.documents import SHOP, link, naming

if TYPE_CHECKING:
    from pathlib import Path

    from backlinkspider.documents import Document
    from backlinkspider.store.base import Store

TARGET: Final = Target(name="shop.test", matchers=(parse_matcher("shop.test"),))
FINISHED: Final[dict[str, Any]] = {
    "_id": "own run", "v": 1, "spider": "ownsite", "targets": ["shop.test"], "state": "finished",
}  # fmt: skip


def visited(path: str, title: str = "", *, to: str | None = None, **more: Any) -> Document:
    """Return an own page as its visit left it, not judged yet."""
    url = f"{SHOP}{path}"
    return {
        "_id": own_page_id("shop.test", url),
        "v": 1,
        "target": "shop.test",
        "url": url,
        "run": "own run",
        "outcome": "read",
        "status": 200,
        "final_url": f"{SHOP}{to}" if to else url,
        "hops": [{"url": url, "status": 301}] if to else [],
        "title": f"{title} | Shop",
        "heading": title,
        "indexable": True,
        "outlinks": [],
        "checked_at": NOW,
        **more,
    }


def gone(path: str, **more: Any) -> Document:
    return visited(path, outcome="http_error", status=404, detail="404", **more)


PAGES: Final = [
    visited("/", "Home"),
    visited("/oak-tables", "Oak tables"),
    visited("/throws", "Throws"),
    gone("/oak-table"),
    gone("/unlinked"),
    visited("/old", "Home", to="/"),
    visited("/slow", outcome="timeout", status=None, final_url=None, detail="30 s"),
]
LINKS: Final = [
    link("a.test", "/oak-table"),
    link("b.test", "/oak-table", follow=False),
    link("a.test", "/old", page="/2"),
    link("c.test", "/slow"),
    link("d.test", "/throws", state="lost"),
]


async def fill(store: Store, *pages: Document) -> None:
    await store.replace("links", LINKS)
    await store.replace("own_pages", pages or PAGES)
    await store.replace("runs", [FINISHED])


async def judged(store: Store) -> dict[str, Document]:
    found = await store.find("own_pages", {})
    return {page["url"].removeprefix(SHOP): page for page in found}


async def test_pages_are_judged_with_what_links_say(store: Store) -> None:
    await fill(store)
    problems = await assess_own_pages(store, TARGET, "own run")
    assert problems == {"none": 3, "broken": 2, "redirected_home": 1, "unknown": 1}
    pages = await judged(store)
    broken = pages["/oak-table"]
    assert (broken["problem"], broken["reason"]) == ("broken", "answers 404")
    assert broken["links"] == {"live": 2, "followed": 1, "domains": 2}
    assert broken["worth"] is None
    assert broken["suggestion"]["url"] == f"{SHOP}/oak-tables"
    assert pages["/old"]["problem"] == "redirected_home"
    assert pages["/slow"]["problem"] == "unknown"
    assert pages["/throws"]["links"] == {"live": 0, "followed": 0, "domains": 0}


async def test_judging_again_writes_nothing(store: Store) -> None:
    await fill(store)
    await assess_own_pages(store, TARGET, "own run")
    meddled = Meddled(store)
    await assess_own_pages(meddled.as_store(), TARGET, "own run")
    assert not [call for call in meddled.calls if call.startswith(("swap", "replace"))]


async def test_only_pages_of_the_run_are_suggested(store: Store) -> None:
    earlier = visited("/oak-tables", "Oak tables", run="an earlier one")
    await fill(store, visited("/", "Home"), earlier, gone("/oak-table"))
    assert await assess_own_pages(store, TARGET, "own run") == {"none": 1, "broken": 1}
    pages = await judged(store)
    assert pages["/oak-table"]["suggestion"] is None
    assert pages["/oak-tables"]["problem"] == "none"


async def test_pages_that_wait_are_left_alone(store: Store) -> None:
    await fill(store, visited("/", "Home"), visited("/oak-tables", outcome=PENDING))
    await assess_own_pages(store, TARGET, "own run")
    assert "problem" not in (await judged(store))["/oak-tables"]


async def test_a_page_that_changes_meanwhile_is_judged_as_it_is_then(store: Store) -> None:
    await fill(store)
    meddled = Meddled(store)

    async def meddle(operation: str, _: Any) -> None:
        if operation == "swap own_pages" and meddled.calls[operation] == 1:
            await store.replace("own_pages", [visited("/oak-table", "Oak table", v=7)])

    meddled.before = meddle
    await assess_own_pages(meddled.as_store(), TARGET, "own run")
    page = (await judged(store))["/oak-table"]
    assert (page["problem"], page["v"]) == ("none", 8)


async def test_inlinks_are_by_own_url(store: Store) -> None:
    await fill(store)
    found = await inlinks_of(store, "shop.test")
    assert {url.removeprefix(SHOP): one.live for url, one in found.items()} == {
        "/oak-table": 2, "/old": 1, "/slow": 1, "/throws": 0,
    }  # fmt: skip


async def test_the_list_joins_pages_links_and_mentions(store: Store) -> None:
    await fill(store)
    await assess_own_pages(store, TARGET, "own run")
    unlinked = {**naming("e.test"), "outcome": "no_link"}
    await store.replace("pages", [unlinked, {**naming("f.test"), "mentions": []}])
    found = await reclamation(store, "shop.test")
    kinds = [(one["kind"], (one["url"] or "").removeprefix(SHOP)) for one in found.entries]
    assert kinds == [
        ("broken", "/oak-table"),
        ("redirected_home", "/old"),
        ("lost", "/throws"),
        ("mention", ""),
    ]
    assert found.crawled
    assert found.unchecked == {f"{SHOP}/slow": 1}


async def test_links_that_were_judged_bad_are_not_wanted_back(store: Store) -> None:
    await fill(store)
    await assess_own_pages(store, TARGET, "own run")
    mark = {"_id": LINKS[4]["_id"], "kind": "link", "target": "shop.test", "verdict": "bad"}
    await store.replace("marks", [mark, {**mark, "_id": LINKS[0]["_id"], "verdict": "ok"}])
    found = await reclamation(store, "shop.test")
    assert [one["kind"] for one in found.entries] == ["broken", "redirected_home"]


async def test_what_is_disavowed_is_not_wanted_back(store: Store) -> None:
    await fill(store)
    await assess_own_pages(store, TARGET, "own run")
    await store.replace("pages", [naming("e.test"), naming("f.test")])
    marks = [
        {"_id": name, "kind": "disavow", "target": "shop.test", "entry": f"domain:{name}"}
        for name in ("d.test", "e.test")
    ]
    await store.replace("marks", marks)
    found = await reclamation(store, "shop.test")
    kinds = [(one["kind"], one["domains"]) for one in found.entries]
    assert kinds == [
        ("broken", ["a.test", "b.test"]),
        ("redirected_home", ["a.test"]),
        ("mention", ["f.test"]),
    ]


async def test_without_a_crawl_of_the_own_site_only_links_tell(store: Store) -> None:
    await store.replace("links", LINKS)
    found = await reclamation(store, "shop.test")
    assert [one["kind"] for one in found.entries] == ["lost"]
    assert not found.crawled


async def test_outlinks_are_unknown_until_a_crawl_has_finished(store: Store) -> None:
    outlinks = [
        {"domain": "a.test", "url": "https://a.test/", "follow": True},
        {"domain": "b.test", "url": "https://b.test/", "follow": False},
    ]
    pages = [visited("/z", outlinks=outlinks), visited("/y", outlinks=outlinks), visited("/x")]
    await store.replace("own_pages", pages)
    assert await own_outlinks(store, "shop.test") is None
    await store.replace("runs", [{**FINISHED, "spider": "backlinks"}])
    assert await own_outlinks(store, "shop.test") is None
    await store.replace("runs", [FINISHED])
    assert await own_outlinks(store, "shop.test") == {"a.test": f"{SHOP}/y"}
    assert await own_outlinks(store, "other.test") is None


BACK: Final = """
rules:
  - id: word.back
    title: Links back
    level: link
    status: stable
    severity: low
    score: 1.0
    group: words
    when: {field: signals.reciprocal, eq: true}
    message: "{signals.reciprocal_page} links back"
"""


async def test_links_are_marked_and_classified_anew(store: Store, tmp_path: Path) -> None:
    rules(tmp_path)
    (tmp_path / "back.yaml").write_text(f"version: 1{BACK}")
    ruled = load_rules(tmp_path, today=NOW.date())
    whole = [{**one, **_parts(one)} for one in LINKS]
    await store.replace("links", whole)
    assert await mark_reciprocal(store, TARGET, ruled) == 0, "nobody has looked"
    back = [{"domain": "a.test", "url": "https://a.test/", "follow": True}]
    await store.replace("own_pages", [visited("/friends", outlinks=back)])
    await store.replace("runs", [FINISHED])
    assert await mark_reciprocal(store, TARGET, ruled) == len(LINKS)
    links = await store.find("links", {"signals.reciprocal": True})
    assert {one["page"]["domain"] for one in links} == {"a.test"}
    messages = {flag["message"] for one in links for flag in one["flags"]}
    assert messages == {f"{SHOP}/friends links back"}
    assert await mark_reciprocal(store, TARGET, ruled) == 0, "they say so already"
    await store.replace("own_pages", [visited("/friends", v=2)])
    assert await mark_reciprocal(store, TARGET, ruled) == 2
    links = await store.find("links", {"page.domain": "a.test"})
    assert [(one["signals"]["reciprocal"], one["flags"]) for one in links] == [(False, [])] * 2


def _parts(one: Document) -> Document:
    """Return what classifying a link anew reads besides."""
    page = {**one["page"], "host": one["page"]["domain"], "final_url": one["page"]["url"]}
    text = {"text_source": "text", "seen_in": "raw", "changed_by_script": {}}
    return {"page": page, "link": {**one["link"], **text}, "flags": []}


async def test_a_link_that_a_crawl_writes_meanwhile_keeps_both(
    store: Store, tmp_path: Path
) -> None:
    ruled = rules(tmp_path)
    first = {**LINKS[0], **_parts(LINKS[0])}
    await store.replace("links", [first])
    await store.replace("own_pages", [visited("/x")])
    await store.replace("runs", [FINISHED])
    meddled = Meddled(store)

    async def meddle(operation: str, _: Any) -> None:
        if operation == "patch links" and meddled.calls[operation] == 1:
            newer = {**first, "v": 2, "last_seen": NOW + timedelta(days=1)}
            await store.replace("links", [newer])

    meddled.before = meddle
    await asyncio.wait_for(mark_reciprocal(meddled.as_store(), TARGET, ruled), 30)
    stored = (await store.find("links", {}))[0]
    assert stored["signals"]["reciprocal"] is False
    assert stored["last_seen"] == NOW + timedelta(days=1)


@pytest.mark.parametrize("spider", ["ownsite", "backlinks"])
async def test_looks_at_the_own_site_are_no_crawls_of_links(
    store: Store, tmp_path: Path, spider: str
) -> None:
    runs = [{**FINISHED, "_id": f"{n}", "spider": spider} for n in range(5)]
    await store.replace("runs", runs)
    population = await open_population(store, "shop.test", rules(tmp_path), today=NOW.date())
    assert population._finished_crawls == (0 if spider == "ownsite" else 5)
    assert (population._own_outlinks is None) == (spider == "backlinks")
