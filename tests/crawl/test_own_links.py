"""Own URLs that links lead to, as candidates."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from backlinkspider.crawl.own_ingest import OwnIngest
from backlinkspider.crawl.own_links import OwnLinks
from backlinkspider.crawl.run import Job, start_run
from backlinkspider.documents import PENDING, own_page_id
from backlinkspider.ownsite.problem import is_probe, probe_url
from backlinkspider.store.own_pages import OwnPages
from tests.crawl.engine import BEGIN, all_of, target
from tests.ownsite.documents import SHOP, link

if TYPE_CHECKING:
    from backlinkspider.documents import Document
    from backlinkspider.store.base import Store


async def fed(store: Store, *targets: Any) -> list[Document]:
    """Feed a new run from what *store* has; return its pages in the order of visits."""
    view = OwnPages(store)
    job = Job(spider="ownsite", targets=tuple(one.name for one in targets), arguments={})
    run = await start_run(view, job, BEGIN, {})
    ingest = OwnIngest(view, run["_id"], targets, max_per_domain=1000)
    await OwnLinks(targets).feed(ingest)
    found = (await all_of(store, "own_pages")).values()
    pages = [page for page in found if not is_probe(page)]
    return sorted(pages, key=lambda page: (page["turn"], page["rank"], page["seq"]))


async def test_each_own_url_once_the_most_linked_first(store: Store) -> None:
    links = [
        link("a.test", "/few", follow=False),
        link("a.test", "/many#part", page="/1"),
        link("b.test", "/many", page="/2"),
        link("c.test", "/lost", state="lost"),
        link("d.test", "/unknown", state="unknown"),
        link("e.test", "/many", url="https://shop.test:8443/many"),
        link("f.test", "/x", url="https://me:secret@blog.shop.test/x"),
        link("g.test", "/x", url="mailto:me@shop.test"),
        {**link("h.test", "/theirs"), "target": "other.test"},
    ]
    await store.replace("links", links)
    pages = await fed(store, target("shop.test"))
    by_url = {page["url"].removeprefix(SHOP): page for page in pages}
    assert set(by_url) == {
        "/", "https://shop.test/", "https://blog.shop.test/", "/many", "/few", "/lost",
        "/unknown", "https://shop.test:8443/many", "https://blog.shop.test/x",
    }  # fmt: skip
    assert pages[0]["url"] == f"{SHOP}/many"
    page = by_url["/many"]
    assert page["_id"] == own_page_id("shop.test", f"{SHOP}/many")
    assert (page["outcome"], page["kind"], page["site"]) == (PENDING, "page", None)
    kinds = {url: one["kind"] for url, one in by_url.items() if one["kind"] == "site"}
    assert set(kinds) == {"/", "https://shop.test/", "https://blog.shop.test/"}
    assert await store.count("pages", {}) == 0


async def test_a_host_is_asked_once_for_what_is_not_there(store: Store) -> None:
    hosts = [link("a.test"), link("b.test", "/2"), link("c.test", url="https://blog.shop.test/")]
    await store.replace("links", hosts)
    await fed(store, target("shop.test"))
    asked = [page["url"] for page in await store.find("own_pages", {}) if is_probe(page)]
    assert sorted(asked) == sorted(map(probe_url, ("blog.shop.test", "www.shop.test")))


async def test_a_run_that_was_fed_is_not_fed_again(store: Store) -> None:
    await store.replace("links", [link("a.test")])
    await fed(store, target("shop.test"))
    run = next(iter((await all_of(store, "runs")).values()))
    await store.replace("runs", [{**run, "candidates": 2}])
    await store.replace("links", [link("b.test", "/new")])
    assert f"{SHOP}/new" not in {page["url"] for page in await fed(store, target("shop.test"))}


async def test_each_page_is_of_the_target_that_has_it(store: Store) -> None:
    other = {**link("b.test", url="https://two.test/b"), "target": "two.test"}
    await store.replace("links", [link("a.test"), other])
    pages = await fed(store, target("shop.test"), target("two.test"))
    assert {(page["target"], page["url"]) for page in pages} == {
        ("shop.test", "https://shop.test/"),
        ("shop.test", f"{SHOP}/"),
        ("shop.test", f"{SHOP}/a"),
        ("two.test", "https://two.test/"),
        ("two.test", "https://two.test/b"),
    }


async def test_an_allied_site_is_not_the_targets(store: Store) -> None:
    allied = target("shop.test", own_sites=("allied.test",))
    assert {page["url"] for page in await fed(store, allied)} == {"https://shop.test/"}
    ingest = OwnIngest(store, "run", [allied])
    assert list(ingest.targets_of("https://allied.test/")) == []
