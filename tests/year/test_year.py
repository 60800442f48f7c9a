"""A simulated year: what a store holds of each link equals the script of what happened to it.

Twenty crawls look at a web of which only served pages change; nothing else writes into the store.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest

from backlinkspider.documents import event_id
from backlinkspider.store.values import iso
from tests.crawls import stored
from tests.mongo_server.plugin import new_database
from tests.year.crawls import crawl_a_year
from tests.year.script import PAGES
from tests.year.stage import DAYS, FULL, TARGET, Link, Page, day

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from backlinkspider.documents import Document

pytestmark = pytest.mark.timeout(1000)  # a minute, where nothing else runs

STATES = {"L": "live", "U": "unknown", "X": "lost"}
CRAWLS = range(len(DAYS))
OF_TIME = {"paid.monthly_toggle", "place.dated_insert"}


@dataclass(frozen=True, slots=True)
class Year:
    """The store after the year, and the states after each crawl."""

    links: dict[tuple[str, str, str], Document]
    pages: dict[str, Document]
    events: list[Document]
    runs: list[Document]
    states: list[dict[str, list[str | None]]]


@pytest.fixture(
    scope="module", params=["sqlite", pytest.param("mongodb", marks=pytest.mark.mongodb)]
)
def year(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Year]:
    folder = tmp_path_factory.mktemp("year")
    if request.param == "sqlite":
        yield _crawled(f"sqlite:///{folder / 'store.db'}", folder)
        return
    with new_database(request.getfixturevalue("mongo_server")) as uri:
        yield _crawled(uri, folder)


def _crawled(uri: str, folder: Path) -> Year:
    states = crawl_a_year(uri, folder)
    return Year(
        {
            (one["page"]["url"], one["link"]["url"], one["link"]["text"]): one
            for one in stored(uri, "links")
        },
        {one["url"]: one for one in stored(uri, "pages")},
        stored(uri, "events"),
        sorted(stored(uri, "runs"), key=lambda run: run["started_at"]),
        states,
    )


def scripted() -> Iterator[tuple[Page, Link]]:
    return ((page, link) for page in PAGES for link in page.links)


def steps(link: Link) -> Iterator[tuple[int, str, dict[str, Any]]]:
    """Yield what happens to *link*, in order: crawl, kind and details by field."""
    gone_at = None
    before = "."
    for crawl, letter in enumerate(link.life):
        if letter == "L" and before == ".":
            yield crawl, "new", {}
        if letter == "X" and gone_at is None:
            gone_at = crawl
            reason, to = link.lost[crawl]
            yield crawl, "lost", {"reason": reason} | ({"to": to} if to else {})
        if letter == "L" and gone_at is not None:
            yield crawl, "back", {"lost_at": iso(day(gone_at))}
            gone_at = None
        if crawl in link.changed:
            yield crawl, "changed", dict(link.changed[crawl])
        before = letter


def listed(details: dict[str, Any]) -> list[Document]:
    return [{"field": field, "value": value} for field, value in details.items()]


def by_field(details: Sequence[Document]) -> list[Document]:
    return sorted(details, key=lambda one: str(one["field"]))


def test_the_script_speaks_of_every_crawl() -> None:
    for _, link in scripted():
        assert len(link.life) == len(DAYS)
        lost = {crawl for crawl, kind, _ in steps(link) if kind == "lost"}
        assert lost == set(link.lost)
        assert {i for i, letter in enumerate(link.life) if letter == "U"} == set(link.unknown)
    told = {kind for _, link in scripted() for _, kind, _ in steps(link)}
    assert told == {"new", "lost", "back", "changed"}


def test_the_crawls_were_these(year: Year) -> None:
    assert [run["started_at"] for run in year.runs] == [day(crawl) for crawl in CRAWLS]
    spiders = ["backlinks" if crawl in FULL else "recheck" for crawl in CRAWLS]
    assert [run["spider"] for run in year.runs] == spiders
    assert {run["state"] for run in year.runs} == {"finished"}


def test_there_are_these_links_and_no_others(year: Year) -> None:
    assert set(year.links) == {(page.url, link.url, link.text) for page, link in scripted()}


def test_each_link_is_as_its_life_says(year: Year) -> None:
    for page, link in scripted():
        document = year.links[page.url, link.url, link.text]
        lost = [crawl for crawl, kind, _ in steps(link) if kind == "lost"]
        gone = link.life[-1] == "X"
        assert {name: document[name] for name in EXPECTED} == {
            "state": STATES[link.life[-1]],
            "first_seen": day(link.life.index("L")),
            "last_seen": day(link.life.rindex("L")),
            "last_checked": day(CRAWLS[-1]),
            "lost_at": day(lost[-1]) if gone else None,
            "lost_reason": link.lost[lost[-1]][0] if gone else None,
            "unknown_reason": None,
            "missed_at": None,
        }, (page.url, link.text)


EXPECTED = (
    "state",
    "first_seen",
    "last_seen",
    "last_checked",
    "lost_at",
    "lost_reason",
    "unknown_reason",
    "missed_at",
)


def test_each_history_is_what_happened_to_the_link(year: Year) -> None:
    for page, link in scripted():
        entries = year.links[page.url, link.url, link.text]["history"]
        told = [{**entry, "details": by_field(entry["details"])} for entry in entries]
        assert told == [
            {
                "run": year.runs[crawl]["_id"],
                "at": day(crawl),
                "kind": kind,
                "details": by_field(listed(details)),
            }
            for crawl, kind, details in steps(link)
            if kind != "new"
        ], (page.url, link.text)


def test_the_events_are_what_happened_and_no_more(year: Year) -> None:
    expected = {}
    for page, link in scripted():
        document = year.links[page.url, link.url, link.text]
        for crawl, kind, details in steps(link):
            run = year.runs[crawl]["_id"]
            expected[event_id(run, document["_id"], kind)] = {
                "target": TARGET,
                "run": run,
                "kind": kind,
                "at": day(crawl),
                "link_id": document["_id"],
                "page": page.url,
                "link": link.url,
                "details": by_field(listed(details)),
            }
    told = {
        one["_id"]: {
            **{name: one[name] for name in ("target", "run", "kind", "at", "link_id")},
            "page": one["page"]["url"],
            "link": one["link"]["url"],
            "details": by_field(one["details"]),
        }
        for one in year.events
    }
    assert told == expected


def test_each_state_was_right_after_each_crawl(year: Year) -> None:
    for page, link in scripted():
        name = year.links[page.url, link.url, link.text]["_id"]
        for crawl, letter in enumerate(link.life):
            doubt = link.unknown.get(crawl)
            wanted = None if letter == "." else [STATES[letter], doubt]
            assert year.states[crawl].get(name) == wanted, (page.url, link.text, crawl)


def test_every_known_page_was_looked_at_by_every_crawl(year: Year) -> None:
    for page in PAGES:
        first = min(link.life.index("L") for link in page.links)
        crawls = [crawl for crawl in CRAWLS if crawl >= first or crawl in FULL]
        looks = year.pages[page.url]["looks"]
        assert [look["at"] for look in looks] == [day(crawl) for crawl in crawls], page.url


def test_rules_of_time_saw_the_rhythm_and_the_late_link(year: Year) -> None:
    for page, link in scripted():
        document = year.links[page.url, link.url, link.text]
        flags = {flag["rule"] for flag in document["flags"]} & OF_TIME
        assert flags == set(link.rules), (page.url, link.text)
        if link.life == "L" * len(DAYS):
            assert document["signals"]["toggles"] == 0
