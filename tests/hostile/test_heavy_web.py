"""One crawl over bombs and giants: each ends as it should, in bounded memory."""

from __future__ import annotations

from itertools import chain
from typing import Final

import pytest

from tests.hostile import bombs, sizes
from tests.hostile.crawled import Crawled, crawl, names_of

pytestmark = pytest.mark.timeout(600)  # of all cases, on a busy machine

KINDS: Final = {"bombs": bombs.CASES, "sizes": sizes.CASES}
SETTINGS: Final = {
    # One at a time: what is measured is a page, and a busy machine must not time out others.
    "FRONTIER_WINDOW": "1",
    "DOWNLOAD_TIMEOUT": "120",
}
MOST_MEMORY: Final = 600 * 1024
"""KiB the whole process may take over all pages."""


@pytest.fixture(scope="module")
def crawled(tmp_path_factory: pytest.TempPathFactory) -> Crawled:
    folder = tmp_path_factory.mktemp("heavy")
    return crawl(
        folder,
        lambda _: chain.from_iterable(KINDS.values()),
        SETTINGS,
        {"render": "never"},
    )


@pytest.mark.parametrize("name", names_of(KINDS))
def test_every_case_ends_as_it_should(name: str, crawled: Crawled) -> None:
    crawled.check(name)


def test_all_of_it_takes_a_bounded_memory(crawled: Crawled) -> None:
    crawled.check_whole()
    assert crawled.peak < MOST_MEMORY
