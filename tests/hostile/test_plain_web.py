"""One crawl over hosts that lie, break, wall off and lead inward; each ends as it should."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING, Final

import pytest

from tests.hostile import (
    content_types,
    hidden,
    hrefs,
    places,
    redirects,
    robots,
    ssrf,
    statuses,
    transport,
)
from tests.hostile.crawled import Crawled, crawl, names_of

if TYPE_CHECKING:
    from tests.hostile.case import Case


def kinds(port: int) -> dict[str, tuple[Case, ...]]:
    return {
        "content types": content_types.CASES,
        "hidden": hidden.CASES,
        "hrefs": hrefs.CASES,
        "places": places.CASES,
        "redirects": redirects.CASES,
        "robots": robots.CASES,
        "ssrf": ssrf.cases(port),
        "statuses": statuses.CASES,
        "transport": transport.CASES,
    }


SETTINGS: Final = {"DOWNLOAD_TIMEOUT": "8"}

pytestmark = pytest.mark.timeout(600)  # of all cases, on a busy machine


@pytest.fixture(scope="module")
def crawled(tmp_path_factory: pytest.TempPathFactory) -> Crawled:
    folder = tmp_path_factory.mktemp("plain")
    return crawl(
        folder,
        lambda port: chain.from_iterable(kinds(port).values()),
        SETTINGS,
        {"render": "never"},
    )


@pytest.mark.parametrize("name", names_of(kinds(0)))
def test_every_case_ends_as_it_should(name: str, crawled: Crawled) -> None:
    crawled.check(name)


def test_nothing_is_without_outcome_and_nothing_inward_is_visited(crawled: Crawled) -> None:
    crawled.check_whole()
