"""The visibility probe in a real Chromium: every way of hiding, every exemption, every trap."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import pytest
from playwright.async_api import Error as PlaywrightError

from backlinkspider.web.browser import find_chromium
from backlinkspider.web.probe import measure
from backlinkspider.web.world import ScriptFailed
from tests.web.visibility import cases, tricks
from tests.web.visibility.cases import THOROUGH
from tests.web.visibility.oracle import judge_all

if TYPE_CHECKING:
    from collections.abc import Iterable

    from _pytest.mark import ParameterSet

    from tests.web.visibility.cases import Case
    from tests.web.visibility.oracle import Opinion

pytestmark = [
    pytest.mark.browser,
    pytest.mark.timeout(1800),  # three minutes, where nothing else runs; a page that hangs is ended
    pytest.mark.skipif(find_chromium(None) is None, reason="no Chromium on PATH or in CHROMIUM"),
]

HIDDEN: dict[str, Case] = cases.HIDDEN | tricks.HIDDEN
EXEMPT: dict[str, Case] = cases.EXEMPT | tricks.EXEMPT
VISIBLE: dict[str, Case] = cases.VISIBLE | tricks.VISIBLE
CASES = HIDDEN | EXEMPT | VISIBLE
PNG = b"\x89PNG\r\n\x1a\n"


@pytest.fixture(scope="module")
def opinions(request: pytest.FixtureRequest) -> dict[str, Opinion]:
    """Judge the cases that the chosen tests ask for, all at once."""
    calls = (getattr(item, "callspec", None) for item in request.session.items)
    asked = {call.params.get("name") for call in calls if call is not None}
    return asyncio.run(judge_all({name: case for name, case in CASES.items() if name in asked}))


def named(cases: Iterable[str]) -> list[ParameterSet]:
    """Return parameters for the names of *cases*."""
    thorough = pytest.mark.thorough
    return [pytest.param(name, marks=[thorough] * (name in THOROUGH)) for name in cases]


def test_every_way_and_every_place_is_always_tried() -> None:
    tried = [name.rpartition(", ") for name in HIDDEN if name not in THOROUGH]
    assert {way for way, _, _ in tried} >= set(cases.WAYS)
    assert {place for _, _, place in tried} >= set(cases.PLACES)


def test_no_case_is_there_twice() -> None:
    parts = (HIDDEN, EXEMPT, VISIBLE, cases.CASES, tricks.HIDDEN, tricks.EXEMPT, tricks.VISIBLE)
    assert len(CASES) == sum(map(len, parts[:3])) == sum(map(len, parts[3:]))


@pytest.mark.parametrize("name", named(HIDDEN))
def test_what_is_hidden_is_found(opinions: dict[str, Opinion], name: str) -> None:
    visibility = opinions[name].visibility
    assert visibility is not None
    assert visibility.state == "hidden", opinions[name]
    assert CASES[name].reason in visibility.reasons


@pytest.mark.parametrize("name", named(EXEMPT))
def test_what_a_visitor_can_bring_up_is_exempt(opinions: dict[str, Opinion], name: str) -> None:
    visibility = opinions[name].visibility
    assert visibility is not None
    assert visibility.state == "exempt", opinions[name]
    assert CASES[name].reason in visibility.reasons


@pytest.mark.parametrize("name", named(VISIBLE))
def test_what_is_seen_is_not_flagged(opinions: dict[str, Opinion], name: str) -> None:
    visibility = opinions[name].visibility
    assert visibility is not None
    assert visibility.state == "visible", opinions[name]
    assert visibility.reasons == ()


@pytest.mark.parametrize("name", named(name for name, case in CASES.items() if case.pixels))
def test_the_pixels_say_the_same(opinions: dict[str, Opinion], name: str) -> None:
    assert opinions[name].changed == (CASES[name].state == "visible")


@pytest.mark.parametrize("name", named(CASES))
def test_a_picture_is_taken(opinions: dict[str, Opinion], name: str) -> None:
    picture = opinions[name].picture
    assert picture is not None
    assert picture.startswith(PNG)
    assert len(picture) <= 300_000


class Gone:
    """Stands for a tab: whether it is closed, and what its session answers."""

    url = "https://page.test/"
    viewport_size = None

    def __init__(self, error: Exception, *, closed: bool) -> None:
        self.error = error
        self.closed = closed
        self.asked: list[object] = []

    def is_closed(self) -> bool:
        return self.closed

    async def send(self, method: str, given: object = None) -> object:
        self.asked.append((method, given))
        raise self.error


async def look(error: Exception, *, closed: bool = False) -> object:
    gone: Any = Gone(error, closed=closed)
    return await measure(gone, gone, ("t.test",))


async def test_what_fails_in_the_probe_costs_no_page() -> None:
    assert await look(ScriptFailed("TypeError: x is not a function")) == ((), {})
    assert await look(PlaywrightError("the document is gone")) == ((), {})
    with pytest.raises(PlaywrightError):
        await look(PlaywrightError("the tab is gone"), closed=True)


async def test_time_that_is_spent_costs_no_page() -> None:
    class Slow:
        viewport_size = None

        async def send(self, *_: object) -> None:
            await asyncio.sleep(60)

    slow: Any = Slow()
    assert await measure(slow, slow, ("t.test",), seconds=0.01) == ((), {})


async def test_without_targets_nothing_is_measured() -> None:
    gone: Any = Gone(RuntimeError("asked"), closed=False)
    assert await measure(gone, gone, ()) == ((), {})
