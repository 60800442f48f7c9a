"""Crawls through a browser over pages that no browser can render; each ends, and says how."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pytest

from tests.hostile import abuse, lost
from tests.hostile.crawled import Crawled, crawl, names_of
from tests.hostile.watched import Watch

if TYPE_CHECKING:
    from tests.hostile.case import Case

pytestmark = [pytest.mark.browser, pytest.mark.timeout(600)]  # of all cases, on a busy machine

TABS: Final = 4
"""Pages that are open at once in the first crawl; one in the second."""

MOST_MEMORY: Final = 600 + TABS * 2 * abuse.MEMORY
"""MiB that a crawl and its browsers may take: each tab its bound, and as much again until that is
noticed."""


@pytest.fixture(scope="module")
def watches() -> tuple[Watch, Watch]:
    return Watch(), Watch()


@pytest.fixture(scope="module")
def abused(watches: tuple[Watch, Watch], tmp_path_factory: pytest.TempPathFactory) -> Crawled:
    settings = {
        "RENDER_TABS": str(TABS),
        "RENDER_TIMEOUT": str(abuse.LIMIT),
        "RENDER_MEMORY": str(abuse.MEMORY),
        # None waits for a tab.
        "FRONTIER_WINDOW": str(TABS),
    }
    return _crawled(abuse.FAILED, settings, watches[0], tmp_path_factory)


@pytest.fixture(scope="module")
def bereft(watches: tuple[Watch, Watch], tmp_path_factory: pytest.TempPathFactory) -> Crawled:
    return _crawled(lost.CASES, lost.SETTINGS, watches[1], tmp_path_factory)


def _crawled(
    cases: tuple[Case, ...],
    settings: dict[str, str],
    watch: Watch,
    folders: pytest.TempPathFactory,
) -> Crawled:
    folder = folders.mktemp("abusive")
    always = {"render": "always"}
    return crawl(folder, lambda _: cases, settings, always, run=watch.run, tls=True)


@pytest.mark.parametrize("name", names_of({"abuse": abuse.FAILED}))
def test_what_can_not_be_rendered_is_never_without_link(name: str, abused: Crawled) -> None:
    abused.check(name)


@pytest.mark.parametrize("name", names_of({"lost": lost.CASES}))
def test_a_lost_process_costs_no_other_page(name: str, bereft: Crawled) -> None:
    bereft.check(name)


def test_each_page_has_its_outcome_in_bounded_memory(abused: Crawled, bereft: Crawled) -> None:
    for crawled in (abused, bereft):
        crawled.check_whole()
        assert crawled.peak < MOST_MEMORY * 1024


def test_nothing_runs_on_and_nothing_is_left_on_disk(
    abused: Crawled, bereft: Crawled, watches: tuple[Watch, Watch]
) -> None:
    assert (abused.ended.status, bereft.ended.status) == (0, 0)
    for watch in watches:
        assert watch.running == []
        assert watch.files == []
