"""The intersection in both stores, over more domains than are held at once."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from backlinkspider.cli.intersecting import _BATCH, Intersection
from backlinkspider.documents import digest, page_id
from backlinkspider.links.intersect import STANDINGS
from tests.store.conftest import store, store_uri

if TYPE_CHECKING:
    from backlinkspider.documents import Document
    from backlinkspider.store.base import Store

__all__ = ["store", "store_uri"]
US, A, B = "us.example", "a.example", "b.example"


def link(target: str, url: str, state: str = "live", **more: Any) -> Document:
    return {
        "_id": digest(target, url),
        "v": 1,
        "target": target,
        "state": state,
        "page_id": page_id(target, url),
        "page": {"url": url, "domain": more.pop("domain", url.split("/")[2])},
        "link": {"url": f"https://{target}/", "text": "oak", "follow": True},
        **more,
    }


def page(url: str, outcome: str = "no_link", **more: Any) -> Document:
    name = page_id(US, url)
    return {"_id": name, "target": US, "url": url, "domain": url.split("/")[2], "run": "r",
            "outcome": outcome, "v": 1, **more}  # fmt: skip


async def rows(store: Store, *, least: int = 1, **more: Any) -> tuple[list[Document], Counter[str]]:
    left_out = Counter[str]()
    wanted = more.get("wanted", STANDINGS)
    found = Intersection(US, [A, B], least).rows(store, wanted, left_out)
    return [row async for row in found], left_out


async def test_many_domains_come_sorted(store: Store) -> None:
    links, pages = [], []
    for number in range(2 * _BATCH + 5):
        url = f"https://r{number:04}.example/"
        worth = {"authority": {"value": number % 7, "inputs": []}}
        links.append(link(A, url, worth=worth))
        links += [link(B, url)] if number % 2 else []
        links += [link(US, url)] if number % 50 == 0 else []
        pages.append(page(url))
    await store.replace("links", links)
    await store.replace("pages", pages)
    found, left_out = await rows(store)
    assert len(found) == 2 * _BATCH + 5 - 5
    order = [(-row["competitors"], -row["authority"], row["domain"]) for row in found]
    assert order == sorted(order)
    assert {row["ours"] for row in found} == {"none"}
    assert not left_out
    both, _ = await rows(store, least=2)
    assert [row["domain"] for row in both] == [r["domain"] for r in found if r["competitors"] == 2]


async def test_how_we_stand_is_told_by_our_pages(store: Store) -> None:
    urls = {name: f"https://{name}.example/" for name in ("read", "gone", "down", "waits", "never")}
    await store.replace("links", [link(A, url) for url in urls.values()])
    gone = {"status": 404}
    await store.replace(
        "pages",
        [
            page(urls["read"]),
            page(urls["gone"], "http_error", page=gone),
            page(urls["down"]),
            page("https://down.example/other", "http_error", page={"status": 503}),
            page(urls["waits"], "pending"),
        ],
    )
    found, _ = await rows(store)
    assert {row["domain"].split(".")[0]: row["ours"] for row in found} == {
        "read": "none",
        "gone": "none",
        "down": "unknown",
        "waits": "unknown",
        "never": "not_looked",
    }
    some, left_out = await rows(store, wanted=("none",))
    assert len(some) == 2
    assert left_out == {"unknown": 2, "not_looked": 1}


async def test_a_page_that_moved_counts_where_its_link_stands(store: Store) -> None:
    listed = "https://listed.example/"
    await store.replace("links", [link(A, listed, domain="moved.example")])
    await store.replace("pages", [page(listed, page={"domain": "moved.example"})])
    (row,), _ = await rows(store)
    assert (row["domain"], row["ours"], row["ours_read"]) == ("moved.example", "none", 1)


async def test_sites_of_those_compared_are_no_referrers(store: Store) -> None:
    own, theirs, third = "https://our-blog.example/", f"https://{B}/", "https://r.example/"
    await store.replace("links", [link(A, url) for url in (own, theirs, third, f"https://{US}/")])
    skipped = page(own, "skipped", detail="the target's own site")
    await store.replace("pages", [skipped, page(theirs), page(third)])
    found, _ = await rows(store)
    assert [row["domain"] for row in found] == ["r.example"]
