"""When a page with known links is due: sooner after changes and failures, later in peace."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backlinkspider.crawl.due import Bounds, dueness, importance

if TYPE_CHECKING:
    from backlinkspider.documents import Document

BEGIN = datetime(2026, 1, 1, tzinfo=UTC)
DAY = timedelta(days=1)
BOUNDS = Bounds(DAY, 30 * DAY)
PLAIN: Document = {"state": "live", "first_seen": BEGIN, "link": {"passes_credit": False}}


def day(number: float) -> datetime:
    return BEGIN + number * DAY


def page(*looks: tuple[float, str]) -> Document:
    """Return a page with *looks*: a day and an outcome each."""
    kept = [{"at": day(at), "outcome": outcome} for at, outcome in looks]
    return {"url": "https://a.test/", "checked_at": kept[-1]["at"], "looks": kept}


def due_after(document: Document, *links: Document, bounds: Bounds = BOUNDS) -> float:
    """Return after how many days the page is due again."""
    a_day_later = document["checked_at"] + DAY
    return 1 / dueness(document, links, a_day_later, bounds)


def link(**fields: Any) -> Document:
    return {**PLAIN, **fields}


def changed(at: float) -> Document:
    return link(history=[{"kind": "changed", "at": day(at)}])


STEADY = ((0, "linked"), (10, "linked"), (16, "linked"))


@pytest.mark.parametrize(
    ("document", "links", "days"),
    [
        (page((0, "linked")), [PLAIN], 1),  # just found
        (page((0, "linked"), (8, "linked")), [PLAIN], 8),
        (page(*STEADY), [PLAIN], 16),
        (page((0, "linked"), (100, "linked")), [PLAIN], 30),  # the upper bound
        (page(*STEADY), [changed(16)], 1),
        (page(*STEADY), [changed(10)], 6),
        (page(*STEADY), [PLAIN, link(first_seen=day(14))], 2),
        (page(*STEADY), [link(missed_at=day(16), state="unknown")], 1),
        (page((0, "linked"), (10, "timeout")), [PLAIN], 1),  # fails since just now
        (page((0, "linked"), (10, "timeout"), (15, "timeout")), [PLAIN], 5),  # and for longer
        (page((0, "linked"), (10, "timeout"), (15, "linked")), [PLAIN], 1),  # just recovered
        (page(*STEADY), [link(link={"passes_credit": True})], 8),
        (page(*STEADY), [link(flags=[{"severity": "high", "suppressed": None}])], 8),
        (page(*STEADY), [link(flags=[{"severity": "high", "suppressed": {"by": "x"}}])], 16),
        (page(*STEADY), [link(flags=[{"severity": "low", "suppressed": None}])], 16),
        (page(*STEADY), [link(worth={"authority": {"value": 60}})], 10),
        (page(*STEADY), [link(worth={"authority": {"value": None}})], 16),
        (page(*STEADY), [link(state="lost", history=[{"kind": "lost", "at": day(10)}])], 12),
        (page(*STEADY), [link(state="lost"), link(state="lost")], 30),
        (page(*STEADY), [], 30),
    ],
)
def test_a_page_rests_for_as_long_as_it_was_quiet_by_its_importance(
    document: Document, links: list[Document], days: float
) -> None:
    assert due_after(document, *links) == pytest.approx(days)


def test_no_bounds_at_all_make_everything_due_at_once() -> None:
    nothing = Bounds(timedelta(0), timedelta(0))
    assert dueness(page(*STEADY), [PLAIN], day(16.1), nothing) > 1
    assert dueness(page(*STEADY), [PLAIN], day(16), nothing) == 0


LINKS = st.lists(
    st.builds(
        link,
        state=st.sampled_from(["live", "lost", "unknown"]),
        link=st.fixed_dictionaries({"passes_credit": st.booleans()}),
        flags=st.lists(
            st.fixed_dictionaries(
                {"severity": st.sampled_from(["note", "critical"]), "suppressed": st.none()}
            ),
            max_size=2,
        ),
        worth=st.fixed_dictionaries(
            {"authority": st.fixed_dictionaries({"value": st.none() | st.floats(-10, 200)})}
        ),
        history=st.lists(
            st.fixed_dictionaries({"kind": st.just("lost"), "at": st.integers(0, 50).map(day)}),
            max_size=3,
        ),
    ),
    max_size=3,
)
LOOKS = st.lists(
    st.tuples(st.integers(0, 50), st.sampled_from(["linked", "no_link", "timeout"])),
    min_size=1,
    max_size=5,
).map(sorted)
HOURS = st.integers(0, 3000)


@given(LOOKS, LINKS, HOURS, HOURS, HOURS)
def test_never_before_the_least_and_always_after_the_most(
    looks: list[tuple[int, str]], links: list[Document], least: int, more: int, age: int
) -> None:
    bounds = Bounds(timedelta(hours=least), timedelta(hours=least + more))
    document = page(*looks)
    due = dueness(document, links, document["checked_at"] + timedelta(hours=age), bounds)
    if age < least:
        assert due < 1
    if age >= max(1, least + more):
        assert due >= 1


@given(LOOKS, LINKS, HOURS, HOURS)
def test_the_longer_nobody_looked_the_more_it_is_due(
    looks: list[tuple[int, str]], links: list[Document], age: int, more: int
) -> None:
    document = page(*looks)
    sooner, later = (
        dueness(document, links, document["checked_at"] + timedelta(hours=hours), BOUNDS)
        for hours in (age, age + more)
    )
    assert sooner <= later


@given(LINKS)
def test_importance_has_bounds(links: list[Document]) -> None:
    assert 0.5 <= importance(links) <= 4
