from __future__ import annotations

import gc
import weakref
from typing import TYPE_CHECKING

import pytest

from backlinkspider.crawl.memory import LARGE, LargePages, spare_collector

if TYPE_CHECKING:
    from collections.abc import Iterator


class Ring:
    def __init__(self) -> None:
        self.itself = self


@pytest.fixture
def _spared() -> Iterator[None]:
    before = gc.get_threshold()
    spare_collector()
    yield
    gc.unfreeze()
    gc.set_threshold(*before)


@pytest.mark.usefixtures("_spared")
def test_rings_made_later_are_still_collected() -> None:
    ring = Ring()
    alive = weakref.ref(ring)
    del ring
    made: list[Ring] = []
    while alive() is not None and len(made) < 1_000_000:
        made.append(Ring())
    assert alive() is None


@pytest.mark.usefixtures("_spared")
def test_what_was_there_is_looked_at_no_more() -> None:
    assert gc.get_freeze_count() > 1000


@pytest.mark.usefixtures("_spared")
@pytest.mark.parametrize(("size", "freed"), [(LARGE, True), (LARGE - 1, False)])
def test_what_a_large_page_leaves_goes_once_nobody_holds_it(size: int, freed: bool) -> None:
    pages = LargePages()
    pages.before(size)
    ring = Ring()
    alive = weakref.ref(ring)
    pages.before(10)
    assert alive() is not None
    del ring
    pages.before(10)
    assert (alive() is None) == freed
