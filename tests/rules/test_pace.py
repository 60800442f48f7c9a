from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from backlinkspider.rules.operators import HELD, Found
from backlinkspider.rules.pace import Pace

if TYPE_CHECKING:
    from collections.abc import Iterator


def clock(*seconds: float) -> Any:
    """Return a clock by which the searches in turn take *seconds*."""

    def ticks() -> Iterator[float]:
        now = 0.0
        for taken in seconds:
            yield now
            now += taken
            yield now

    return ticks().__next__


@pytest.mark.parametrize(
    ("seconds", "answer"),
    [((0.004,), True), ((0.006, 0.001), True), ((0.006, 0.006), None)],
)
def test_a_pattern_has_a_budget_and_a_second_try(
    seconds: tuple[float, ...], answer: bool | None
) -> None:
    pace = Pace(clock(*seconds), budget=0.005)
    assert pace.holds(lambda _: HELD, "text") is answer
    assert pace.exceeded is (answer is None)


def test_without_a_clock_only_the_search_itself_gives_up() -> None:
    pace = Pace(None)
    assert pace.holds(lambda _: None, "text") is False
    assert not pace.exceeded

    def endless(_: Any) -> Found | None:
        raise TimeoutError

    assert pace.holds(endless, "text") is None
    assert pace.exceeded
