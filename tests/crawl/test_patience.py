"""A store that fails is tried again for a while; a document it refuses is not."""

from __future__ import annotations

import pytest

from backlinkspider.crawl.lease import STALE_AFTER
from backlinkspider.crawl.patience import RETRY_DELAYS, patiently
from backlinkspider.store.base import DocumentBroken, DocumentRefused, StoreError, StoreUnavailable


class Flaky:
    """Fails *times* times with *error*, then answers."""

    def __init__(self, times: int, error: Exception) -> None:
        self.left = times
        self.error = error
        self.calls = 0

    async def __call__(self) -> str:
        self.calls += 1
        if self.calls <= self.left:
            raise self.error
        return "answer"


@pytest.fixture(autouse=True)
def slept(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """Sleep no time, note how long it would have been."""
    seconds: list[float] = []

    async def sleep(delay: float) -> None:
        seconds.append(delay)

    monkeypatch.setattr("backlinkspider.crawl.patience.asyncio.sleep", sleep)
    return seconds


@pytest.mark.parametrize("times", range(len(RETRY_DELAYS) + 1))
async def test_it_is_tried_again_after_longer_and_longer_pauses(
    times: int, slept: list[float]
) -> None:
    flaky = Flaky(times, StoreUnavailable("gone"))
    assert await patiently(flaky, "reading") == "answer"
    assert slept == list(RETRY_DELAYS[:times])


async def test_the_last_failure_is_raised(caplog: pytest.LogCaptureFixture) -> None:
    flaky = Flaky(99, StoreError("locked"))
    with pytest.raises(StoreError, match="locked"):
        await patiently(flaky, "reading")
    assert flaky.calls == len(RETRY_DELAYS) + 1
    assert caplog.messages[0] == "reading failed, trying again in 0.5 s: locked"


@pytest.mark.parametrize(
    "error", [DocumentRefused("too large"), DocumentBroken("a list"), ValueError("a fault")]
)
async def test_what_would_not_get_better_is_raised_at_once(
    error: Exception, slept: list[float]
) -> None:
    with pytest.raises(type(error)):
        await patiently(Flaky(1, error), "reading")
    assert slept == []


def test_no_lease_goes_stale_while_its_owner_waits_for_the_store() -> None:
    assert sum(RETRY_DELAYS) < STALE_AFTER * 3 / 4
