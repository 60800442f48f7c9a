"""After a crawl the rules over the whole profile are evaluated, over all live links."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest

from backlinkspider.demo.model import Site
from backlinkspider.demo.server import DemoWeb
from tests.crawls import TARGET, Crawl, anchor, html, stored

if TYPE_CHECKING:
    from collections.abc import Callable

    from backlinkspider.demo.model import Hit, Response
    from backlinkspider.documents import Document
    from tests.conftest import Ended

RULES = """
version: 1
rules:
  - id: profile.repeat
    title: One anchor on many domains
    level: profile
    status: stable
    severity: high
    score: 3
    group: words
    over: {group_by: [signals.anchor_text_normalised], minimum: 3}
    when: {aggregate: count, gte: 3}
    flags: matching_links
    message: "{units} of {population.units} domains say {group.signals.anchor_text_normalised!r}"
  - id: profile.latest
    title: Many new links
    level: profile
    status: stable
    severity: low
    score: 1
    group: words
    over: {minimum: 3}
    when: {aggregate: latest, period: 7d, gte: 3}
    message: "{aggregate.latest} new domains"
  - id: link.oak
    title: Oak
    level: link
    status: stable
    severity: note
    score: 2
    group: words
    when: {field: link.text, contains: oak}
    message: Oak
"""
GROUPS = """
version: 1
groups: {words: {title: Words, cap: 4}}
bands: [{name: none, from: 0}, {name: watch, from: 1}, {name: high, from: 4}]
"""
TEXTS = {
    "a": ("oak tables", "oak tables", "oak tables"),
    "b": ("oak tables", "oak tables", "oak tables"),
    "c": ("oak tables", "oak tables", "the shop"),
    "d": ("another one", "another one", "another one"),
}
"""The anchor on each host in the first, second and third crawl."""


@dataclass(frozen=True, slots=True)
class Seen:
    """How a crawl ended, and the store after it."""

    ended: Ended
    findings: list[Document]
    links: dict[str, Document]
    revisions: dict[str, Document]


@pytest.fixture(scope="module")
def crawls(tmp_path_factory: pytest.TempPathFactory) -> list[Seen]:
    folder = tmp_path_factory.mktemp("profile")
    rules = folder / "rules"
    rules.mkdir()
    (rules / "rules.yaml").write_text(RULES)
    (rules / "groups.yaml").write_text(GROUPS)
    (rules / "clauses.yaml").write_text("version: 1\nclauses: {}\n")
    uri = f"sqlite:///{folder / 'store.db'}"
    seen: list[Seen] = []
    sites = {f"{name}.test": Site({"/": _changing(seen, texts)}) for name, texts in TEXTS.items()}
    with DemoWeb(sites) as web:
        urls = [f"http://{host}/" for host in sites]
        crawl = Crawl.ruled(web, uri, folder, urls, settings={"RULES_FOLDER": str(rules)})
        while len(seen) < len(TEXTS["a"]):
            seen.append(_seen(uri, crawl.finish()))
    return seen


def _changing(crawls: list[Seen], texts: tuple[str, ...]) -> Callable[[Hit], Response]:
    return lambda _: html(anchor("/", texts[len(crawls)]))


def _seen(uri: str, ended: Ended) -> Seen:
    return Seen(
        ended,
        stored(uri, "profile_flags"),
        {link["page"]["domain"].removesuffix(".test"): link for link in stored(uri, "links")},
        {text["_id"]: text for text in stored(uri, "rule_revisions")},
    )


def _messages(seen: Seen) -> dict[str, list[str]]:
    return {name: [flag["message"] for flag in link["flags"]] for name, link in seen.links.items()}


def test_a_crawl_ends_with_findings_on_profile_and_links(crawls: list[Seen]) -> None:
    found = {one["kind"]: one for one in crawls[0].findings}
    assert found["finding"]["message"] == "3 of 4 domains say 'oak tables'"
    assert found["finding"]["run"] == crawls[0].links["a"]["run"]
    assert [one["rule"] for one in found["summary"]["not_evaluated"]] == ["profile.latest"]
    messages = _messages(crawls[0])
    assert messages == {
        **{name: ["Oak", "3 of 4 domains say 'oak tables'"] for name in "abc"},
        "d": [],
    }
    audit = crawls[0].links["a"]["audit"]
    assert (audit["score"], audit["band"]) == (4.0, "high")  # 2 + 3, capped


def test_the_rules_behind_each_flag_are_kept(crawls: list[Seen]) -> None:
    flags = [flag for link in crawls[0].links.values() for flag in link["flags"]]
    assert {flag["rule"] for flag in flags} == {"link.oak", "profile.repeat"}
    for flag in flags:
        assert crawls[0].revisions[flag["rev"]]["id"] == flag["rule"]


def test_the_summary_names_the_findings(crawls: list[Seen]) -> None:
    out = crawls[0].ended.out
    assert f"profile of {TARGET}: 1 finding by 2 rules, 1 not evaluated" in out
    assert "scrapy profile -s STORE_URI=" in out
    assert "Traceback" not in crawls[0].ended.err


def test_a_second_crawl_that_finds_the_same_changes_no_flag(crawls: list[Seen]) -> None:
    assert _messages(crawls[1]) == _messages(crawls[0])
    for name, link in crawls[1].links.items():
        assert link["audit"] == crawls[0].links[name]["audit"]
        assert link["history"] == []
    assert crawls[1].findings == crawls[0].findings


def test_what_no_longer_fires_leaves_profile_and_links(crawls: list[Seen]) -> None:
    assert {one["kind"] for one in crawls[2].findings} == {"summary", "profile"}
    assert _messages(crawls[2]) == {"a": ["Oak"], "b": ["Oak"], "c": [], "d": []}
    assert crawls[2].links["a"]["audit"]["score"] == 2.0
    assert f"profile of {TARGET}: 0 findings by 2 rules" in crawls[2].ended.out
