"""The same command again looks at every page again, and tells what is new, changed, lost, back."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import pytest

from backlinkspider.demo.model import Response, Site
from backlinkspider.demo.server import DemoWeb
from tests.crawls import Crawl, anchor, html, stored

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from backlinkspider.demo.model import Hit
    from backlinkspider.documents import Document

NOFOLLOWED = anchor().replace("<a ", '<a rel="nofollow" ')
HANGS = replace(html(anchor()), behaviour="hang")
LOOKS: dict[str, Sequence[Response]] = {
    "same": [html(anchor())] * 3,
    "new": [html(), html(anchor()), html(anchor())],
    "changed": [html(anchor()), html(NOFOLLOWED), html(NOFOLLOWED)],
    "lost": [html(anchor()), html(), html(anchor())],
    "gone": [html(anchor()), html(status=410), html(status=410)],
    "blocked": [html(anchor()), html("Forbidden", status=403), html(anchor())],
    "silent": [html(anchor()), HANGS, html(anchor())],
    "inserted": [
        html(anchor("/a"), anchor("/a", "again")),
        html(anchor("/b"), anchor("/a"), anchor("/a", "again")),
        html(anchor("/b"), anchor("/a"), anchor("/a", "again")),
    ],
}
"""What each page answers in the first, second and third crawl."""


@dataclass(frozen=True, slots=True)
class Seen:
    """A store after a crawl."""

    links: dict[str, Document]
    pages: dict[str, Document]
    events: set[tuple[str, str]]


def _seen(uri: str, run: int) -> Seen:
    runs = {document["number"]: document["_id"] for document in stored(uri, "runs")}
    return Seen(
        links={link["_id"]: link for link in stored(uri, "links")},
        pages={page["host"].removesuffix(".test"): page for page in stored(uri, "pages")},
        events={
            (event["page"]["domain"].removesuffix(".test"), event["kind"])
            for event in stored(uri, "events", {"run": runs[run]})
        },
    )


@pytest.fixture(scope="module")
def crawls(tmp_path_factory: pytest.TempPathFactory) -> list[Seen]:
    """Return what stands after each of three crawls by the same command."""
    folder = tmp_path_factory.mktemp("again")
    uri = f"sqlite:///{folder / 'store.db'}"
    seen: list[Seen] = []
    sites = {f"{name}.test": Site({"/": _changing(seen, looks)}) for name, looks in LOOKS.items()}
    with DemoWeb(sites) as web:
        urls = [f"http://{host}/" for host in sites]
        crawl = Crawl.of(web, uri, folder, urls, settings={"DOWNLOAD_TIMEOUT": "2"})
        for number in (1, 2, 3):
            crawl.finish()
            seen.append(_seen(uri, number))
    return seen


def _changing(crawls: Sequence[Seen], looks: Sequence[Response]) -> Callable[[Hit], Response]:
    """Return a page that is another one after each of *crawls*."""
    return lambda _: looks[len(crawls)]


def _states(seen: Seen) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for link in seen.links.values():
        found.setdefault(link["page"]["domain"].removesuffix(".test"), set()).add(link["state"])
    return found


def test_the_first_crawl_finds_new_links(crawls: list[Seen]) -> None:
    with_links = set(LOOKS) - {"new"}
    assert crawls[0].events == {(name, "new") for name in with_links}
    assert _states(crawls[0]) == {name: {"live"} for name in with_links}


def test_the_second_crawl_tells_what_is_different(crawls: list[Seen]) -> None:
    assert crawls[1].events == {
        ("new", "new"),
        ("changed", "changed"),
        ("lost", "lost"),
        ("gone", "lost"),
        ("inserted", "new"),
    }


def test_what_could_not_be_read_is_unknown_and_not_lost(crawls: list[Seen]) -> None:
    assert crawls[1].pages["silent"]["outcome"] == "timeout"
    assert crawls[1].pages["blocked"]["outcome"] == "blocked"
    assert _states(crawls[1]) == {
        "same": {"live"},
        "new": {"live"},
        "changed": {"live"},
        "lost": {"lost"},
        "gone": {"lost"},
        "blocked": {"unknown"},
        "silent": {"unknown"},
        "inserted": {"live"},
    }


def test_the_third_crawl_sees_the_lost_link_come_back(crawls: list[Seen]) -> None:
    assert crawls[2].events == {("lost", "back")}
    assert _states(crawls[2]) == {name: {"live"} for name in LOOKS} | {"gone": {"lost"}}


def test_first_seen_stays_and_last_seen_moves_with_what_was_seen(crawls: list[Seen]) -> None:
    first, second = crawls[0].links, crawls[1].links
    assert {key: second[key]["first_seen"] for key in first} == {
        key: link["first_seen"] for key, link in first.items()
    }
    for key, link in first.items():
        moved = second[key]["last_seen"] > link["last_seen"]
        assert moved == (second[key]["state"] == "live")
        assert second[key]["last_checked"] > link["last_checked"]


def test_a_link_inserted_above_makes_no_other_one_new(crawls: list[Seen]) -> None:
    before, after = (
        {key for key, link in seen.links.items() if link["page"]["domain"] == "inserted.test"}
        for seen in crawls[:2]
    )
    assert len(before) == 2
    assert before < after
    assert [crawls[1].links[key]["link"]["url"] for key in after - before] == [
        "https://target.test/b"
    ]


def test_what_happened_is_kept_with_the_link_and_the_page(crawls: list[Seen]) -> None:
    [lost] = [x for x in crawls[2].links.values() if x["page"]["domain"] == "lost.test"]
    assert [entry["kind"] for entry in lost["history"]] == ["lost", "back"]
    [changed] = [x for x in crawls[2].links.values() if x["page"]["domain"] == "changed.test"]
    assert {"field": "link.rel", "value": [[], ["nofollow"]]} in changed["history"][0]["details"]
    assert [look["outcome"] for look in crawls[2].pages["silent"]["looks"]] == [
        "linked",
        "timeout",
        "linked",
    ]


def test_each_crawl_is_a_run_of_its_own(crawls: list[Seen]) -> None:
    runs = [{page["run"] for page in seen.pages.values()} for seen in crawls]
    assert [len(found) for found in runs] == [1, 1, 1]
    assert len(set.union(*runs)) == 3
