from __future__ import annotations

import gc
import weakref
from typing import TYPE_CHECKING

import pytest

from backlinkspider.crawl.memory import spare_collector

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
