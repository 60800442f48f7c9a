"""Clocks that are set anew while a crawl runs."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from backlinkspider.crawl import clock
from tests.crawl.engine import BEGIN

if TYPE_CHECKING:
    from datetime import datetime


@pytest.mark.parametrize("jump", [timedelta(hours=-3), timedelta(days=40)])
def test_a_steady_clock_does_not_follow_when_the_time_is_set(
    monkeypatch: pytest.MonkeyPatch, jump: timedelta
) -> None:
    time_of_day, seconds = BEGIN, 500.0

    def told() -> datetime:
        return time_of_day

    monkeypatch.setattr(clock, "_system", told)
    steady = clock.steady(lambda: seconds)
    seconds, time_of_day = 507.5, time_of_day + jump
    assert steady() == BEGIN + timedelta(seconds=7.5)
    assert clock.now() == BEGIN + jump
