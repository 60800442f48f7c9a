"""When a host is asked again."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from backlinkspider.crawl.backoff import (
    ATTEMPTS,
    DNS_PAUSE,
    FAILURES,
    MAX_WAIT,
    Again,
    SetAside,
    after_answer,
    after_failure,
    learn,
    retry_after,
)

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("120", 120.0),
        (" 0 ", 0.0),
        ("Sun, 22 Nov 2026 12:01:30 GMT", 90.0),
        ("Sunday, 22-Nov-26 12:00:10 GMT", 10.0),
        ("Sun, 22 Nov 2026 11:00:00 GMT", 0.0),
        ("9" * 400, 999999999.0),
        ("soon", None),
        ("-5", None),
        ("1.5", None),
        ("١٢", None),
        ("", None),
        ("Sun, 99 Nov 2026 12:01:30 GMT", None),
    ],
)
def test_retry_after_in_seconds_and_dates(value: str, seconds: float | None) -> None:
    assert retry_after(value, NOW) == seconds


@pytest.mark.parametrize(
    ("status", "asked", "attempts", "move"),
    [
        (200, None, 0, None),
        (404, 10.0, 0, None),
        (429, 7.0, 0, Again(7.0)),
        (429, None, 0, Again(15.0)),
        (429, None, 1, Again(60.0)),
        (429, 7.0, ATTEMPTS - 1, None),
        (503, 7.0, 0, Again(7.0)),
        (503, None, 0, None),
    ],
)
def test_a_host_that_says_not_now_is_asked_again(
    status: int, asked: float | None, attempts: int, move: Again | None
) -> None:
    assert after_answer(status, asked, attempts) == move


def test_a_host_that_asks_for_more_than_a_run_waits_is_set_aside() -> None:
    move = after_answer(429, MAX_WAIT + 1, 0)
    assert isinstance(move, SetAside)
    assert (move.scope, move.outcome, move.pause) == ("key", "skipped", MAX_WAIT + 1)
    assert "asks to wait 301 s" in move.detail


def test_a_name_is_asked_twice_and_settles_its_host() -> None:
    assert after_failure("dns_error", {}, 0) == Again(DNS_PAUSE)
    move = after_failure("dns_error", {}, 1)
    assert isinstance(move, SetAside)
    assert (move.scope, move.outcome) == ("host", "dns_error")


def test_failures_in_a_row_set_a_host_aside_and_an_answer_forgives_them() -> None:
    learnt: dict[str, object] = {"other": 1}
    for number in range(FAILURES - 1):
        assert after_failure("timeout", learnt, 0) is None, number
        learnt = learn(learnt, "timeout", NOW)
    assert learnt == {"other": 1, "failures": FAILURES - 1, "failed_at": NOW}
    move = after_failure("connection_error", learnt, 0)
    assert isinstance(move, SetAside)
    assert (move.scope, move.outcome) == ("key", "skipped")
    answered = learn(learnt, "no_link", NOW + timedelta(days=1))
    assert answered == {**learnt, "failures": 0}, "when it last failed is kept"
    assert after_failure("connection_error", answered, 0) is None


def test_a_denial_is_no_failure_of_the_host() -> None:
    learnt = {"failures": FAILURES}
    assert after_failure("robots_denied", learnt, 0) is None
    assert learn(learnt, "robots_denied", NOW)["failures"] == 0


def test_dates_are_compared_in_utc() -> None:
    later = (NOW + timedelta(hours=1)).strftime("%a, %d %b %Y %H:%M:%S +0100")
    assert retry_after(later, NOW) == 0.0
