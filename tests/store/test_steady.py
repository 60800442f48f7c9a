"""What makes a page flaky, and when a link was missing twice."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from backlinkspider.store.look import Look
from backlinkspider.store.merge import merge
from backlinkspider.store.steady import APART, LATELY, is_flaky, is_second_miss

if TYPE_CHECKING:
    from backlinkspider.documents import Document, Outcome

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
DAY = timedelta(days=1)


def look(**fields: Any) -> Look:
    given = {"page": {}, "run": "now", "at": NOW, "outcome": "no_link", "detail": "", "facts": {}}
    return Look(**{**given, **fields})


def page(*looks: tuple[float, str], status: int = 200) -> Document:
    """Return a page with *looks*: days ago and outcome."""
    return {
        "looks": [
            {"at": NOW - ago * DAY, "outcome": outcome, "status": status} for ago, outcome in looks
        ]
    }


def linked(*kinds: tuple[float, str]) -> Document:
    return {"history": [{"at": NOW - ago * DAY, "kind": kind} for ago, kind in kinds]}


@pytest.mark.parametrize(
    ("document", "links", "flaky"),
    [
        (page(), [], False),
        (page((9, "linked"), (2, "no_link")), [], False),
        (page((9, "timeout"), (2, "linked")), [], True),
        (page((9, "blocked"), (2, "linked")), [], True),
        (page((9, "robots_denied"), (2, "linked")), [], False),
        (page((9, "skipped"), (2, "linked")), [], False),
        (page((29, "timeout"), *((ago, "linked") for ago in range(9, 0, -1))), [], True),
        (page((31, "timeout"), *((ago, "linked") for ago in range(9, 0, -1))), [], False),
        (page((300, "timeout"), (200, "linked"), (100, "linked")), [], True),  # seldom looked at
        (page((400, "timeout"), (300, "linked"), (200, "linked"), (99, "linked")), [], False),
        (page((0, "timeout")), [], False),  # this very look
        (page((9, "http_error"), status=503), [], True),
        (page((9, "http_error"), status=404), [], False),
        (page(), [linked((20, "lost"), (10, "back"))], True),
        (page(), [linked((20, "lost")), linked((15, "changed"))], False),
        (page(), [linked((90, "lost"), (40, "back"))], False),
        (page(), [linked((0, "back"))], False),  # told by this very look
    ],
)
def test_what_is_flaky(document: Document, links: list[Document], *, flaky: bool) -> None:
    assert is_flaky(look(), document, links) is flaky


@pytest.mark.parametrize(
    ("ago", "flaky"), [(DAY, True), (LATELY, False), (timedelta(0), False), (-DAY, False)]
)
def test_a_host_that_failed_makes_its_pages_flaky(ago: timedelta, *, flaky: bool) -> None:
    assert is_flaky(look(host_failed_at=NOW - ago), page(), []) is flaky


@pytest.mark.parametrize(
    ("link", "second"),
    [
        ({}, False),
        ({"missed_at": NOW - DAY, "missed_run": "before"}, True),
        ({"missed_at": NOW - DAY, "missed_run": "now"}, False),
        ({"missed_at": NOW - APART, "missed_run": "before"}, True),
        ({"missed_at": NOW - APART + timedelta(minutes=1), "missed_run": "before"}, False),
    ],
)
def test_a_second_miss_is_of_another_run_and_later(link: Document, *, second: bool) -> None:
    assert is_second_miss(look(), link) is second


LINK: Document = {
    "_id": "link",
    "v": 1,
    "target": "shop.test",
    "state": "live",
    "page": {"url": "https://a.test/", "domain": "a.test"},
    "link": {"url": "https://shop.test/", "text": "", "rel": [], "follow": True},
}


def missed(day: float, link: Document, outcome: Outcome = "no_link", run: str = "") -> Document:
    """Return *link* after a look that does not find it, *day* days after NOW, on a flaky page."""
    at = NOW + day * DAY
    one = look(run=run or str(day), at=at, outcome=outcome, facts={"status": 200})
    unsteady = {"_id": "page", "v": 1, "run": one.run, **page((1, "timeout"))}
    (change,) = merge(one, unsteady, [link]).links
    return change.document


def test_the_first_miss_is_a_doubt_and_the_second_a_loss() -> None:
    once = missed(0, LINK)
    assert (once["state"], once["unknown_reason"]) == ("unknown", "missing_once")
    assert (once["missed_at"], once["missed_run"]) == (NOW, "0")
    too_soon = missed(0.1, once)
    assert (too_soon["state"], too_soon["missed_at"]) == ("unknown", NOW)
    twice = missed(1, too_soon)
    assert (twice["state"], twice["lost_reason"]) == ("lost", "link_removed")
    assert (twice["lost_at"], twice["missed_at"]) == (NOW + DAY, None)
    assert [entry["kind"] for entry in twice["history"]] == ["lost"]


def test_a_failure_between_two_misses_forgets_none() -> None:
    between = missed(1, missed(0, LINK), "timeout")
    assert (between["unknown_reason"], between["missed_at"]) == ("timeout", NOW)
    assert missed(2, between)["state"] == "lost"


def test_the_same_run_does_not_miss_twice() -> None:
    assert missed(3, missed(0, LINK, run="1"), run="1")["state"] == "unknown"
