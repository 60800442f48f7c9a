"""One crawl through a browser: what scripts bring, hide, offer, and try to reach."""

from __future__ import annotations

import re
from itertools import chain
from typing import TYPE_CHECKING, Final

import pytest

from tests.hostile import abuse, concealed, forged, offers, scripted
from tests.hostile.crawled import Crawled, crawl, names_of
from tests.hostile.watched import Watch

if TYPE_CHECKING:
    from tests.hostile.case import Case

pytestmark = [pytest.mark.browser, pytest.mark.timeout(600)]  # of all cases, on a busy machine


def kinds(port: int) -> dict[str, tuple[Case, ...]]:
    return {
        "abuse": abuse.SURVIVED,
        "concealed": concealed.CASES,
        "forged": forged.cases(port),
        "offers": offers.OFFERS,
        "scripted": scripted.CASES,
    }


SETTINGS: Final = {
    "LOG_LEVEL": "INFO",
    # All of these pages can be rendered: a busy machine must not time them out.
    "RENDER_TIMEOUT": "120",
}
MOST_MEMORY: Final = 5 * 1024
"""MiB that the crawl and its browser may take: four tabs with their bound, and what they share."""


@pytest.fixture(scope="module")
def watch() -> Watch:
    return Watch()


@pytest.fixture(scope="module")
def crawled(watch: Watch, tmp_path_factory: pytest.TempPathFactory) -> Crawled:
    return crawl(
        tmp_path_factory.mktemp("browser"),
        lambda port: chain.from_iterable(kinds(port).values()),
        SETTINGS,
        {"render": "always"},
        run=watch.run,
        tls=True,
    )


@pytest.mark.parametrize("name", names_of(kinds(0)))
def test_every_case_ends_as_it_should(name: str, crawled: Crawled) -> None:
    crawled.check(name)


def test_nothing_is_without_outcome_and_nothing_inward_is_visited(crawled: Crawled) -> None:
    crawled.check_whole()
    assert crawled.peak < MOST_MEMORY * 1024
    [told] = re.findall(r"Requests refused to rendered pages: (\d+)", crawled.ended.err)
    assert int(told) > len(forged.cases(0))


def test_nothing_is_clicked(crawled: Crawled) -> None:
    assert "/clicked" not in {path for _, path in crawled.web.asked}


def test_nothing_runs_on_and_nothing_is_left_on_disk(crawled: Crawled, watch: Watch) -> None:
    assert crawled.ended.status == 0
    assert watch.running == []
    assert watch.files == []
