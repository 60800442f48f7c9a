"""Random sequences of looks against a slow and obvious model of links and their events."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from backlinkspider.documents import Outcome, link_id, page_id
from backlinkspider.store.look import Look
from backlinkspider.store.merge import merge

if TYPE_CHECKING:
    from collections.abc import Iterable

    from backlinkspider.documents import Document

TARGET, URL = "example.com", "https://example.org/"
PAGE = page_id(TARGET, URL)
BEGIN = datetime(2026, 1, 1, tzinfo=UTC)
FAILED: tuple[Outcome, ...] = ("timeout", "blocked", "robots_denied", "failed", "render_failed")
APART = timedelta(hours=3)


def _link(url: str, rel: str) -> Document:
    return {
        "_id": link_id(TARGET, URL, url, 1),
        "target": TARGET,
        "page_id": PAGE,
        "page": {"url": URL, "domain": "example.org"},
        "link": {"url": url, "text": "", "rel": [rel], "follow": True, "seen_in": "raw"},
    }


class Page(RuleBasedStateMachine):
    """One page that is looked at again and again, each time in a run of its own."""

    def __init__(self) -> None:
        super().__init__()
        self.page: Document = {"_id": PAGE, "v": 1, "outcome": "pending", "run": "0"}
        self.links: dict[str, Document] = {}
        self.events: Counter[str] = Counter()
        self.looks = 0
        self.state: dict[str, str] = {}
        self.rel: dict[str, str] = {}
        self.dates: dict[str, list[datetime]] = {}
        self.missed: dict[str, int] = {}
        self.flaky = False
        self.expected: Counter[str] = Counter()

    @rule(found=st.dictionaries(st.sampled_from("abcd"), st.sampled_from(["", "nofollow"])))
    def read(self, found: dict[str, str]) -> None:
        now = self._look("linked" if found else "no_link", found)
        self._lose(self.state.keys() - found.keys())
        for url, rel in found.items():
            self.expected["new"] += url not in self.state
            self.expected["back"] += self.state.get(url) == "lost"
            self.flaky = self.flaky or self.state.get(url) == "lost"
            self.expected["changed"] += url in self.rel and self.rel[url] != rel
            self.state[url], self.rel[url] = "live", rel
            self.missed.pop(url, None)
            self.dates.setdefault(url, []).append(now)

    @rule(outcome=st.sampled_from(FAILED))
    def fail(self, outcome: Outcome) -> None:
        self._look(outcome, {})
        self.flaky = self.flaky or outcome != "robots_denied"
        for url, state in self.state.items():
            self.state[url] = "lost" if state == "lost" else "unknown"

    @rule()
    def vanish(self) -> None:
        self._look("http_error", {}, status=410)
        self._lose(self.state)

    def _lose(self, urls: Iterable[str]) -> None:
        """Lose *urls*; on a page that was flaky only those missed two looks ago or earlier."""
        for url in urls:
            first = self.missed.setdefault(url, self.looks)
            if self.state[url] != "lost" and (not self.flaky or self.looks - first >= 2):
                self.expected["lost"] += 1
                self.state[url] = "lost"
            elif self.state[url] != "lost":
                self.state[url] = "unknown"

    def _look(self, outcome: Outcome, found: dict[str, str], status: int = 200) -> datetime:
        self.looks += 1
        now = BEGIN + self.looks * APART
        one = Look(
            page=self.page,
            run=str(self.looks),
            at=now,
            outcome=outcome,
            detail="",
            facts={"url": URL, "status": status},
            links=tuple(_link(url, rel) for url, rel in found.items()),
        )
        page = {**self.page, "run": one.run, "outcome": "pending"}
        merged = merge(one, page, list(self.links.values()))
        for change in merged.links:
            self.links[change.document["_id"]] = change.document
        self.events.update(event["kind"] for event in merged.events)
        self.page = merged.page.document
        return now

    @invariant()
    def the_links_are_as_the_model_says(self) -> None:
        links = {one["link"]["url"]: one for one in self.links.values()}
        assert {url: one["state"] for url, one in links.items()} == self.state
        assert {url: one["link"]["rel"] for url, one in links.items()} == {
            url: [rel] for url, rel in self.rel.items()
        }
        for url, seen in self.dates.items():
            assert (links[url]["first_seen"], links[url]["last_seen"]) == (seen[0], seen[-1])
            assert (links[url]["lost_at"] is None) == (self.state[url] != "lost")

    @invariant()
    def the_events_and_counts_add_up(self) -> None:
        assert self.events == self.expected
        history = Counter(e["kind"] for one in self.links.values() for e in one["history"])
        assert history == self.events - Counter(new=self.events["new"])
        assert self.page["v"] == self.looks + 1
        assert self.page.get("links", 0) == list(self.state.values()).count("live")


Page.TestCase.settings = settings(max_examples=40, stateful_step_count=15, deadline=None)
TestPage = Page.TestCase
