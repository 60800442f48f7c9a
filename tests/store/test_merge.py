"""What a look makes of the stored page and its links."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, get_args

import pytest

from backlinkspider.documents import Outcome, link_id, page_id
from backlinkspider.store.look import READ, Look
from backlinkspider.store.merge import Merged, merge
from backlinkspider.store.values import clean

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from backlinkspider.documents import Document

TARGET = "example.com"
URL = "https://blog.example.org/post"
PAGE = page_id(TARGET, URL)
BEGIN = datetime(2026, 11, 22, 12, tzinfo=UTC)
FAILURES = sorted(set(get_args(Outcome)) - READ)


def at(day: int) -> datetime:
    return BEGIN + timedelta(days=day)


def link(url: str = "https://example.com/", ordinal: int = 1, **changed: Any) -> Document:
    """Return a link as the pipelines hand it over; *changed* are fields of its parts."""
    page = {"url": URL, "domain": "example.org", "final_url": URL, "indexable": True}
    parts = {
        "url": url,
        "text": "a link",
        "rel": [],
        "follow": True,
        "href": url,
        "seen_in": "raw",
        "ordinal": ordinal,
    }
    return {
        "_id": link_id(TARGET, URL, url, ordinal),
        "target": TARGET,
        "page_id": PAGE,
        "page": {**page, **{k: v for k, v in changed.items() if k in page}},
        "link": {**parts, **{k: v for k, v in changed.items() if k not in page}},
    }


def pending(run: str = "run 1") -> Document:
    return {"_id": PAGE, "v": 1, "target": TARGET, "url": URL, "run": run, "outcome": "pending"}


def look(
    day: int,
    *links: Document,
    outcome: Outcome = "linked",
    run: str = "run 1",
    facts: Document | None = None,
) -> Look:
    return Look(
        page=pending(run),
        run=run,
        at=at(day),
        outcome=outcome,
        detail="",
        facts=facts or {"url": URL, "status": 200},
        links=links,
        by="a worker",
    )


class State:
    """The three collections, written as the writer does: events, links, page."""

    def __init__(self) -> None:
        self.page = pending()
        self.links: dict[str, Document] = {}
        self.events: dict[str, Document] = {}

    def merged(self, one: Look) -> Merged:
        return merge(one, self.page, list(self.links.values()))

    def write(self, merged: Merged, writes: int | None = None) -> None:
        """Apply the first *writes* of all that is to be written, in order."""
        steps: list[Any] = [*merged.events, *merged.links, merged.page]
        for step in steps[:writes]:
            if isinstance(step, dict):
                self.events[step["_id"]] = clean(step)
            elif step is merged.page:
                self.page = clean(step.document)
            else:
                stored = self.links.get(step.document["_id"])
                assert (stored["v"] if stored else None) == step.expected
                self.links[step.document["_id"]] = clean(step.document)

    def see(self, one: Look) -> None:
        self.page = {**self.page, "run": one.run, "outcome": "pending"}
        self.write(self.merged(one))

    def only(self) -> Document:
        (document,) = self.links.values()
        return document

    def kinds(self) -> list[str]:
        return sorted(event["kind"] for event in self.events.values())


def without_v(documents: Iterable[Document]) -> dict[str, Document]:
    return {one["_id"]: {k: v for k, v in one.items() if k != "v"} for one in documents}


def seen(*looks: Look) -> State:
    state = State()
    for one in looks:
        state.see(one)
    return state


def test_a_new_link() -> None:
    state = seen(look(1, link()))
    document = state.only()
    expected = {"state": "live", "v": 1, "by": "a worker", "run": "run 1", "history": []}
    assert document.items() >= expected.items()
    assert document["first_seen"] == document["last_seen"] == document["last_checked"] == at(1)
    (event,) = state.events.values()
    assert (event["kind"], event["link_id"], event["at"]) == ("new", document["_id"], at(1))
    assert event["page"] == {"url": URL, "domain": "example.org"}
    assert state.page.items() >= {"outcome": "linked", "links": 1, "checked_at": at(1)}.items()


def test_a_link_seen_again() -> None:
    state = seen(look(1, link()), look(2, link(), run="run 2"))
    document = state.only()
    assert (document["first_seen"], document["last_seen"]) == (at(1), at(2))
    assert (document["run"], document["v"], document["history"]) == ("run 2", 2, [])
    assert state.kinds() == ["new"]


@pytest.mark.parametrize(
    ("field", "before", "after"),
    [
        ("link.rel", [], ["nofollow"]),
        ("link.follow", True, False),
        ("link.passes_credit", True, False),
        ("link.href", "/", "/?"),
        ("link.text", "old", "new"),
        ("link.region", "content", "footer"),
        ("link.seen_in", "raw", "both"),
        ("page.indexable", True, False),
        ("page.final_url", URL, f"{URL}/2"),
    ],
)
def test_a_watched_field_that_changes_is_an_event(field: str, before: Any, after: Any) -> None:
    name = field.partition(".")[2]
    state = seen(look(1, link(**{name: before})), look(2, link(**{name: after}), run="run 2"))
    details = [{"field": field, "value": [before, after]}]
    assert state.kinds() == ["changed", "new"]
    assert next(e for e in state.events.values() if e["kind"] == "changed")["details"] == details
    entry = {"run": "run 2", "at": at(2), "kind": "changed", "details": details}
    assert state.only()["history"] == [entry]


def test_other_fields_change_in_silence() -> None:
    newer = {**link(path="body > p"), "flags": [{"rule": "x"}]}
    state = seen(look(1, {**link(), "claims": [{"tool": "t"}]}), look(2, newer, run="run 2"))
    document = state.only()
    assert state.kinds() == ["new"]
    assert (document["flags"], document["link"]["path"]) == ([{"rule": "x"}], "body > p")
    assert document["claims"] == [{"tool": "t"}], "what a look does not know of stays"


def test_where_a_link_is_seen_depends_on_rendering() -> None:
    rendered, plain = link(seen_in="both"), link(seen_in="raw")
    rendered["page"]["rendered"] = True
    assert seen(look(1, rendered), look(2, plain, run="run 2")).kinds() == ["new"]


def test_an_inserted_link_makes_no_other_new() -> None:
    urls = [f"https://example.com/{n}" for n in range(3)]
    before = [link(url) for url in urls]
    after = [link("https://example.com/new"), *before, link(urls[0], 2)]
    state = seen(look(1, *before), look(2, *after, run="run 2"))
    new = [e["link_id"] for e in state.events.values() if e["run"] == "run 2"]
    assert sorted(new) == sorted([after[0]["_id"], after[-1]["_id"]])


@pytest.mark.parametrize(
    ("later", "expected"),
    [([], 2), (["linked"], 1), (["no_link"], 0), (["timeout"], 2), (["timeout", "skipped"], 2)],
)
def test_a_page_knows_how_many_links_nobody_has_seen_gone(
    later: list[Outcome], expected: int
) -> None:
    both = (link(), link("https://example.com/2"))
    looks = [look(1, *both)]
    for day, outcome in enumerate(later, 2):
        found = both[:1] if outcome == "linked" else ()
        facts = {"url": URL, "status": 200} if outcome in READ else {"url": URL}
        looks.append(look(day, *found, outcome=outcome, run=f"run {day}", facts=facts))
    assert seen(*looks).page["expected"] == expected


@pytest.mark.parametrize("outcome", sorted(READ))
def test_a_link_missing_from_a_page_that_was_read_is_lost(outcome: Outcome) -> None:
    others = (link("https://example.com/2"),) if outcome == "linked" else ()
    state = seen(look(1, link()), look(2, *others, outcome=outcome, run="run 2"))
    lost = state.links[link()["_id"]]
    assert (lost["state"], lost["lost_reason"], lost["lost_at"]) == ("lost", "link_removed", at(2))
    assert (lost["last_seen"], lost["last_checked"]) == (at(1), at(2))
    assert [entry["kind"] for entry in lost["history"]] == ["lost"]
    assert "lost" in state.kinds()
    assert state.page["links"] == len(others)


@pytest.mark.parametrize("status", [404, 410])
def test_a_page_that_is_gone_takes_its_links_along(status: int) -> None:
    facts = {"url": URL, "status": status}
    state = seen(look(1, link()), look(2, outcome="http_error", facts=facts, run="run 2"))
    assert (state.only()["state"], state.only()["lost_reason"]) == ("lost", "page_gone")


@pytest.mark.parametrize(
    ("outcome", "status"),
    [
        (outcome, status)
        for outcome in FAILURES
        for status in (200, 404, 500)
        if (outcome, status) != ("http_error", 404)
    ],
)
def test_a_page_that_was_not_read_leaves_its_links_unknown(outcome: Outcome, status: int) -> None:
    facts = {"url": URL, "status": status}
    state = seen(look(1, link()), look(2, outcome=outcome, facts=facts, run="run 2"))
    document = state.only()
    assert (document["state"], document["unknown_reason"]) == ("unknown", outcome)
    assert (document["lost_at"], document["last_seen"]) == (None, at(1))
    assert (state.kinds(), document["history"]) == (["new"], [])
    state.see(look(3, link(), run="run 3"))
    assert (state.only()["state"], state.only()["unknown_reason"]) == ("live", None)
    assert state.kinds() == ["new"], "a link that was unknown meanwhile has not come back"


@pytest.mark.parametrize(
    ("facts", "seen_in", "state"),
    [
        ({"truncated": True}, "raw", "unknown"),
        ({"truncated": True, "rendered": True}, "raw", "unknown"),
        ({"rendered": False, "render_reason": "spa"}, "raw", "unknown"),
        ({"rendered": False, "render_reason": None}, "rendered", "unknown"),
        ({}, "rendered", "unknown"),
        ({"rendered": True, "render_reason": "spa"}, "raw", "lost"),
        ({"rendered": True, "render_reason": "spa"}, "rendered", "lost"),
        ({"rendered": False, "render_reason": "spa", "left_to": "https://x.y/"}, "raw", "lost"),
        ({"rendered": False, "render_reason": None}, "both", "lost"),
    ],
)
def test_a_page_read_in_part_loses_no_link(facts: Document, seen_in: str, state: str) -> None:
    again = look(2, outcome="no_link", facts={"url": URL, **facts}, run="run 2")
    assert seen(look(1, link(seen_in=seen_in)), again).only()["state"] == state


@pytest.mark.parametrize("outcome", get_args(Outcome))
def test_a_lost_link_stays_lost(outcome: Outcome) -> None:
    state = seen(look(1, link()), look(2, outcome="no_link", run="run 2"))
    state.see(look(3, outcome=outcome, run="run 3"))
    document = state.only()
    assert (document["state"], document["lost_at"]) == ("lost", at(2))
    assert (document["lost_reason"], document["last_checked"]) == ("link_removed", at(3))
    assert state.kinds() == ["lost", "new"]


def test_a_lost_link_comes_back() -> None:
    state = seen(look(1, link()), look(2, outcome="no_link", run="run 2"))
    state.see(look(3, link(rel=["nofollow"]), run="run 3"))
    document = state.only()
    assert (document["state"], document["lost_at"], document["lost_reason"]) == ("live", None, None)
    assert (document["first_seen"], document["last_seen"]) == (at(1), at(3))
    assert state.kinds() == ["back", "changed", "lost", "new"]
    assert [entry["kind"] for entry in document["history"]] == ["lost", "back", "changed"]
    back = next(event for event in state.events.values() if event["kind"] == "back")
    assert back["details"] == [{"field": "lost_at", "value": "2026-11-24T12:00:00.000Z"}]


def test_a_page_another_run_took_over_stays_that_runs() -> None:
    state = State()
    state.page = {**pending("run 2"), "v": 2, "taken_from": ["run 1"]}
    state.write(state.merged(look(1, link(), run="run 1")))
    assert (state.page["run"], state.page["outcome"], state.page["v"]) == ("run 2", "linked", 3)
    assert state.page["taken_from"] == ["run 1"]
    assert (state.only()["run"], [e["run"] for e in state.events.values()]) == ("run 2", ["run 2"])


def test_history_is_bounded() -> None:
    state = State()
    for day in range(300):
        links = [link()] if day % 2 == 0 else []
        outcome: Outcome = "linked" if links else "no_link"
        state.see(look(40 * day, *links, outcome=outcome, run=f"run {day}"))
    assert len(state.only()["history"]) == len(state.page["looks"]) == 100
    assert state.page["looks"][-1]["run"] == "run 299"


def _looks_before() -> dict[str, Sequence[Look]]:
    gone = look(2, outcome="no_link", run="run 2")
    unknown = look(2, outcome="timeout", run="run 2")
    first = look(1, link(), link("https://example.com/2"))
    again = look(3, link(), link("https://example.com/2"), run="run 3")
    missed = look(4, outcome="no_link", run="run 4")
    return {
        "nothing": (),
        "live": (first,),
        "lost": (first, gone),
        "unknown": (first, unknown),
        "flaky": (first, unknown, again),
        "missed once": (first, unknown, again, missed),
    }


@pytest.mark.parametrize("before", _looks_before())
@pytest.mark.parametrize("outcome", ["linked", "no_link", "timeout", "http_error"])
def test_a_crash_after_any_write_is_made_good_by_the_same_look(
    before: str, outcome: Outcome
) -> None:
    links = [link(rel=["ugc"]), link("https://example.com/3")] if outcome == "linked" else []
    # Where a link is missing, its anchor leads to one that is new.
    again = replace(
        look(9, *links, outcome=outcome, run="run 9", facts={"url": URL, "status": 404}),
        leads=lambda _: "https://example.com/3",
    )

    def crashed_after(writes: int | None) -> State:
        state = seen(*_looks_before()[before])
        state.page = {**state.page, "run": "run 9", "outcome": "pending"}
        state.write(state.merged(again), writes)
        if writes is not None:
            state.write(state.merged(again))
        return state

    whole = crashed_after(None)
    for writes in range(len(whole.events) + len(whole.links) + 2):
        state = crashed_after(writes)
        assert state.events.keys() == whole.events.keys(), writes
        assert without_v(state.links.values()) == without_v(whole.links.values()), writes
        assert without_v([state.page]) == without_v([whole.page]), writes


OWN = {"rule": "anchor.x", "score": 2.0, "finding": None}
FOUND = {"rule": "profile.x", "score": 1.0, "finding": "f" * 32}


NAMED: tuple[Document, ...] = ({"term": "Oak & Loom", "text": "Oak & Loom"},)


@pytest.mark.parametrize(
    ("then", "mentions"),
    [
        (look(1, outcome="no_link"), list(NAMED)),  # nobody looked for names
        (replace(look(1, outcome="no_link"), mentions=()), []),
        (look(1, link()), []),
        (look(1, outcome="http_error", facts={"status": 404}), []),
        (look(1, outcome="http_error", facts={"status": 500}), list(NAMED)),
        (look(1, outcome="timeout"), list(NAMED)),
        (look(1, outcome="skipped", facts={"url": URL}), list(NAMED)),
    ],
)
def test_a_mention_stands_until_a_look_tells_otherwise(
    then: Look, mentions: list[Document]
) -> None:
    first = replace(look(0, outcome="no_link"), mentions=NAMED)
    assert seen(first).page["mentions"] == list(NAMED)
    assert seen(first, then).page["mentions"] == mentions


def test_without_names_to_look_for_a_page_has_no_mentions() -> None:
    assert "mentions" not in seen(look(0, outcome="no_link")).page


def risk(flags: Sequence[Document]) -> Document:
    return {"score": sum(flag["score"] for flag in flags)}


def classified(*flags: Document) -> Document:
    return {**link(), "flags": list(flags), "audit": {"ruleset": "r", **risk(flags)}}


def test_a_new_look_keeps_flags_of_findings_and_counts_them() -> None:
    state = seen(look(1, classified(OWN)))
    state.links = {key: {**one, "flags": [OWN, FOUND]} for key, one in state.links.items()}
    newer = {**OWN, "score": 4.0}
    state.see(replace(look(2, classified(newer), run="run 2"), risk=risk))
    document = state.only()
    assert document["flags"] == [newer, FOUND]
    assert document["audit"] == {"ruleset": "r", "score": 5.0}
    assert state.kinds() == ["new"]


def judged(document: Document) -> Document:
    score = document["signals"]["toggles"] + 1.0
    return {"flags": [{**OWN, "score": score}], "audit": {"ruleset": "r", "score": score}}


def test_rules_judge_a_link_again_once_its_past_is_known() -> None:
    state = State()
    for day in range(6):
        found = [] if day == 3 else [classified(OWN)]
        outcome: Outcome = "linked" if found else "no_link"
        state.see(
            replace(look(day, *found, outcome=outcome, run=f"run {day}"), risk=risk, judge=judged)
        )
        if day == 2:
            assert state.only()["flags"] == [OWN], "three looks tell nothing of time"
            state.links = {key: {**one, "flags": [OWN, FOUND]} for key, one in state.links.items()}
    document = state.only()
    assert document["signals"] == {"toggles": 1, "toggle_days": 1}
    assert document["flags"] == [{**OWN, "score": 2.0}, FOUND]
    assert document["audit"] == {"ruleset": "r", "score": 3.0}


def test_a_new_look_replaces_flags_of_its_own() -> None:
    state = seen(look(1, classified(OWN)), replace(look(2, classified(), run="run 2"), risk=risk))
    assert (state.only()["flags"], state.only()["audit"]["score"]) == ([], 0)


def test_a_link_that_can_not_be_seen_keeps_its_flags() -> None:
    state = seen(look(1, classified(OWN, FOUND)), look(2, outcome="timeout", run="run 2"))
    assert state.only()["flags"] == [OWN, FOUND]


@pytest.mark.parametrize("outcome", ["no_link", "linked"])
def test_a_link_whose_redirector_told_nothing_is_unknown(outcome: Outcome) -> None:
    short, other = link("https://bit.ly/1#x"), link("https://bit.ly/2")
    before = [change.document for change in merge(look(0, short, other), pending(), []).links]
    seen = look(1, outcome=outcome, run="run 2")
    after = merge(
        replace(seen, unresolved=frozenset({"https://bit.ly/1"})), pending("run 2"), before
    )
    states = {one.document["link"]["url"]: one.document["state"] for one in after.links}
    assert states == {"https://bit.ly/1#x": "unknown", "https://bit.ly/2": "lost"}
