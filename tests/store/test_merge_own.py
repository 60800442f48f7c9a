from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, Final

from backlinkspider.store.look import Look
from backlinkspider.store.merge_own import merge_own

if TYPE_CHECKING:
    from backlinkspider.documents import Document

NOW: Final = datetime(2026, 11, 28, tzinfo=UTC)
PENDING: Final[dict[str, Any]] = {
    "_id": "one", "v": 4, "run": "r2", "url": "https://shop.test/a", "outcome": "pending",
    "status": 200, "final_url": "https://shop.test/a", "hops": [], "title": "A",
    "outlinks": [{"domain": "b.test"}], "problem": "none", "checked_at": NOW - timedelta(days=7),
    "looks": [{"run": "r1", "at": NOW - timedelta(days=7), "outcome": "read"}],
}  # fmt: skip


def look(outcome: Any, facts: Document, *, run: str = "r2") -> Look:
    return Look(page=PENDING, run=run, at=NOW, outcome=outcome, detail="why", facts=facts, by="me")


def merged(outcome: str, facts: Document, **more: Any) -> Document:
    result = merge_own(look(outcome, facts, **more), PENDING)
    assert (result.links, result.events, result.page.expected) == ((), (), 4)
    return result.page.document


def test_facts_stand_in_the_document_itself() -> None:
    facts = {"status": 200, "final_url": "https://shop.test/b", "title": "B", "outlinks": []}
    page = merged("read", facts)
    assert {name: page[name] for name in facts} == facts
    assert (page["outcome"], page["detail"], page["checked_at"]) == ("read", "why", NOW)
    assert (page["v"], page["by"], page["run"]) == (5, "me", "r2")
    assert [one["outcome"] for one in page["looks"]] == ["read", "read"]


def test_a_page_that_did_not_answer_keeps_what_it_said() -> None:
    page = merged("timeout", {})
    assert (page["status"], page["final_url"], page["hops"]) == (None, None, [])
    assert (page["title"], page["outlinks"]) == ("A", [{"domain": "b.test"}])
    assert page["checked_at"] == NOW


def test_a_page_that_nobody_asked_for_stays_as_it_was() -> None:
    page = merged("skipped", {"url": PENDING["url"]})
    assert (page["status"], page["checked_at"]) == (200, PENDING["checked_at"])
    assert page["outcome"] == "skipped"


def test_the_same_look_merged_again_changes_nothing_but_the_version() -> None:
    once = merge_own(look("read", {"status": 200}), PENDING).page.document
    again = merge_own(look("read", {"status": 200}), once).page.document
    assert {**again, "v": once["v"]} == once


def test_a_page_that_another_run_took_over_stays_its() -> None:
    page = merged("read", {}, run="r1")
    assert page["run"] == "r2"
