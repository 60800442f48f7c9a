"""The list in use as both stores keep it."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from backlinkspider.disavow.file import read_file
from backlinkspider.disavow.stored import (
    disavowal,
    domains_with_links,
    link_marks,
    replace_list,
    stored_cover,
    stored_marks,
)
from tests.disavow.documents import AT, TARGET, link, mark

if TYPE_CHECKING:
    from backlinkspider.store.base import Store

FILE = b"# c\ndomain:a.test\nhttp://b.test/p\ndomain:a.test\n"
LATER = AT + timedelta(days=9)


async def put(store: Store, content: bytes, name: str = "in-use.txt", target: str = TARGET) -> None:
    at = LATER if name == "new.txt" else AT
    await replace_list(store, target, read_file(content, name).entries, name, at)


async def test_a_list_is_kept_by_entry_with_its_file_and_line(store: Store) -> None:
    await put(store, FILE)
    marks = await stored_marks(store, TARGET)
    assert [{**one, "_id": ""} for one in marks] == [
        {
            "_id": "",
            "v": 1,
            "kind": "disavow",
            "target": TARGET,
            "entry": entry,
            "file": "in-use.txt",
            "line": line,
            "at": AT,
        }
        for entry, line in (("domain:a.test", 2), ("http://b.test/p", 3))
    ]
    assert set(await stored_cover(store, TARGET)) == {"domain:a.test", "http://b.test/p"}
    assert not await stored_cover(store, "other.test")


async def test_a_later_list_replaces_the_earlier_one_and_nothing_else(store: Store) -> None:
    one = link("http://a.test/p")
    await store.replace("marks", [mark(one, "bad")])
    await put(store, b"domain:x.test\n", target="other.test")
    await put(store, FILE)
    await put(store, b"domain:c.test\ndomain:a.test\n", "new.txt")
    marks = await stored_marks(store, TARGET)
    assert [(m["entry"], m["file"], m["line"], m["at"], m["v"]) for m in marks] == [
        ("domain:c.test", "new.txt", 1, LATER, 1),
        ("domain:a.test", "new.txt", 2, AT, 2),
    ]
    assert set(await stored_cover(store, "other.test")) == {"domain:x.test"}
    assert set(await link_marks(store, TARGET)) == {one["_id"]}
    await put(store, b"# nothing\n")
    assert not await stored_cover(store, TARGET)


async def test_the_entry_that_covers_a_link_is_found(store: Store) -> None:
    await put(store, FILE)
    for url, entry in (
        ("https://www.a.test/x", "domain:a.test"),
        ("http://b.test/p", "http://b.test/p"),
        ("http://b.test/q", None),
    ):
        found = await disavowal(store, link(url))
        assert (found or {}).get("entry") == entry


async def test_links_come_by_domain_with_what_decides(store: Store) -> None:
    urls = ["http://b.test/1", "http://a.test/1", "http://x.b.test/2", "http://c.test/"]
    await store.replace("links", [link(url) for url in urls])
    other = {**link("http://d.test/"), "_id": "other", "target": "other.test"}
    await store.replace("links", [other])
    groups = [links async for links in domains_with_links(store, TARGET)]
    assert [sorted(one["page"]["url"] for one in links) for links in groups] == [
        ["http://a.test/1"],
        ["http://b.test/1", "http://x.b.test/2"],
        ["http://c.test/"],
    ]
    assert groups[0][0]["flags"][0]["rule"] == "anchor.money"
    assert "message" not in groups[0][0]["flags"][0]
