"""The numbers of a report are those of the store: counted again here, another way."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from typing import TYPE_CHECKING, Any, TypeVar

import pytest

from benchmarks.made.target import NOW, Maker
from tests.report.shown import fill, report_on

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

    from backlinkspider.documents import Document
    from backlinkspider.rules.evaluate import RuleSet
    from backlinkspider.store.base import Store

T = TypeVar("T")
SINCE = NOW - timedelta(days=7)
RISKY = {"elevated", "high"}


def counted(things: Iterable[T], key: Callable[[T], Any]) -> dict[str, int]:
    return dict(Counter(str(key(thing)) for thing in things))


def domains(links: Iterable[Document]) -> set[str]:
    return {link["page"]["domain"] for link in links}


def flagging(link: Document) -> set[str]:
    return {flag["rule"] for flag in link["flags"] if not flag["suppressed"]}


@pytest.mark.parametrize("seed", [1, 2])
async def test_every_number_is_the_stores(
    seed: int, store: Store, tmp_path: Path, rules: RuleSet
) -> None:
    await fill(store, Maker(seed, links=80, hostile=seed == 2).make())
    shown = await report_on(store, tmp_path, rules, since=SINCE)
    links = await store.find("links", {})
    live = [link for link in links if link["state"] == "live"]
    expected = {
        "referring": len(domains(live)),
        "live": await store.count("links", {"state": "live"}),
        "followed": await store.count("links", {"state": "live", "link.follow": True}),
        "at_risk": sum(link["audit"]["band"] in RISKY for link in live),
        "new": sum(link["first_seen"] > SINCE for link in live),
        "lost": await store.count("links", {"state": "lost"}),
        "unknown": await store.count("links", {"state": "unknown"}),
        "candidates": await store.count("pages", {}),
        "new_domains": len(
            domains(live) - domains(link for link in links if link["first_seen"] <= SINCE)
        ),
        "lost_domains": len(
            domains(link for link in links if link["lost_at"] and link["lost_at"] > SINCE)
            - domains(link for link in links if link["state"] != "lost")
        ),
    }
    figures = shown.figures()
    assert {key: figures[key, ""] for key in expected} == expected


@pytest.mark.parametrize("seed", [3, 4])
async def test_charts_tasks_and_outcomes_are_the_stores(
    seed: int, store: Store, tmp_path: Path, rules: RuleSet
) -> None:
    await fill(store, Maker(seed, links=80, hostile=seed == 4).make())
    shown = await report_on(store, tmp_path, rules, since=SINCE)
    links = await store.find("links", {})
    live = [link for link in links if link["state"] == "live"]
    assert shown.family("outcome") == await store.tally("pages", {}, "outcome")
    assert shown.family("rule_links") == {
        "profile.money_share": 0,
        **Counter(rule for link in live for rule in flagging(link)),
    }
    assert shown.family("chart_regions") == counted(live, lambda link: link["link"]["region"])
    assert shown.family("chart_anchors") == counted(
        live, lambda link: link["signals"]["anchor_class"] or "unknown"
    )
    assert sum(shown.family("chart_rels").values()) == len(live)
    assert shown.family("chart_rels")["passes"] == sum(
        link["link"]["passes_credit"] for link in live
    )
    assert shown.family("chart_families") == Counter(
        family for link in live for family in {rule.split(".")[0] for rule in flagging(link)}
    )
    assert shown.family("chart_tlds") == counted(domains(live), lambda name: name.split(".")[-1])
    events = await store.find("events", {"at": {"$gt": SINCE}})
    for kind in ("new", "lost", "back", "changed"):
        touched = {event["link_id"] for event in events if event["kind"] == kind}
        assert shown.figure(f"changes_{kind}") == len(touched), kind
    actions = await store.tally("domains", {}, "action.do")
    tasks = {do: count for do, count in actions.items() if do not in {"keep", "ignore", None}}
    assert {do: shown.figure(f"action_{do}") for do in tasks} == tasks


async def test_weeks_add_up_to_all_events(store: Store, tmp_path: Path, rules: RuleSet) -> None:
    await fill(store, Maker(5).make())
    shown = await report_on(store, tmp_path, rules)
    events = await store.tally("events", {}, "kind")
    for kind in ("new", "lost"):
        weeks = shown.family(f"week_{kind}")
        assert sum(weeks.values()) == events[kind]
        expected = counted(
            await store.find("events", {"kind": kind}),
            lambda event: "{}-W{:02}".format(*event["at"].isocalendar()[:2]),
        )
        assert {week: count for week, count in weeks.items() if count} == expected


async def test_tables_hold_every_document(store: Store, tmp_path: Path, rules: RuleSet) -> None:
    await fill(store, Maker(6, links=70, hostile=True).make())
    tables = (await report_on(store, tmp_path, rules, since=SINCE)).tables()
    links, columns = tables["links"], tables["links"]["columns"]
    texts, pages = links["texts"], links["pages"]
    marks = {mark["_id"]: mark for mark in await store.find("marks", {})}
    by_id = {link["_id"]: link for link in await store.find("links", {})}
    assert links["count"] == len(by_id)
    for row, short in enumerate(columns["id"]):
        [name] = [one for one in by_id if one.startswith(short)]
        link = by_id.pop(name)
        url, domain, title = (texts[number] for number in pages[columns["page"][row]])
        assert (url, domain, title) == tuple(
            link["page"][part] for part in ("url", "domain", "title")
        )
        assert texts[columns["text"][row]] == link["link"]["text"]
        assert texts[columns["state"][row]] == link["state"]
        assert columns["score"][row] == link["audit"]["score"]
        assert columns["credit"][row] == link["link"]["passes_credit"]
        flags = [links["flags"][number] for number in columns["flags"][row]]
        assert sorted(flag[0] for flag in flags) == sorted(flag["rule"] for flag in link["flags"])
        verdict = (marks.get(name) or {}).get("verdict") or ""
        assert texts[columns["verdict"][row]] == verdict
    assert not by_id
    assert len(tables["domains"]["rows"]) == await store.count("domains", {})
    unread = {"outcome": {"$nin": ["linked", "no_link"]}}
    assert {row[0] for row in tables["pages"]["rows"]} == {
        page["url"] for page in await store.find("pages", unread)
    }
