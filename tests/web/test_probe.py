"""The visibility probe in a real Chromium: every way of hiding, every exemption, every trap."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest

from backlinkspider.web.browser import find_chromium
from tests.web.visibility.cases import CASES, EXEMPT, HIDDEN, VISIBLE
from tests.web.visibility.oracle import judge_all

if TYPE_CHECKING:
    from tests.web.visibility.oracle import Opinion

pytestmark = [
    pytest.mark.browser,
    pytest.mark.timeout(600),
    pytest.mark.skipif(find_chromium(None) is None, reason="no Chromium on PATH or in CHROMIUM"),
]

PNG = b"\x89PNG\r\n\x1a\n"


@pytest.fixture(scope="module")
def opinions() -> dict[str, Opinion]:
    return asyncio.run(judge_all(CASES))


@pytest.mark.parametrize("name", HIDDEN)
def test_what_is_hidden_is_found(opinions: dict[str, Opinion], name: str) -> None:
    visibility = opinions[name].visibility
    assert visibility is not None
    assert visibility.state == "hidden", opinions[name]
    assert CASES[name].reason in visibility.reasons


@pytest.mark.parametrize("name", EXEMPT)
def test_what_a_visitor_can_bring_up_is_exempt(opinions: dict[str, Opinion], name: str) -> None:
    visibility = opinions[name].visibility
    assert visibility is not None
    assert visibility.state == "exempt", opinions[name]
    assert CASES[name].reason in visibility.reasons


@pytest.mark.parametrize("name", VISIBLE)
def test_what_is_seen_is_not_flagged(opinions: dict[str, Opinion], name: str) -> None:
    visibility = opinions[name].visibility
    assert visibility is not None
    assert visibility.state == "visible", opinions[name]
    assert visibility.reasons == ()


@pytest.mark.parametrize("name", [name for name, case in CASES.items() if case.pixels])
def test_the_pixels_say_the_same(opinions: dict[str, Opinion], name: str) -> None:
    assert opinions[name].changed == (CASES[name].state == "visible")


@pytest.mark.parametrize("name", CASES)
def test_a_picture_is_taken(opinions: dict[str, Opinion], name: str) -> None:
    picture = opinions[name].picture
    assert picture is not None
    assert picture.startswith(PNG)
    assert len(picture) <= 300_000
