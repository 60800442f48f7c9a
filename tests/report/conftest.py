"""One store a test (SQLite, or MongoDB over its wire), the shipped rules, the English words."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from backlinkspider.report.catalogue import Catalogue
from backlinkspider.rules.files import SHIPPED
from backlinkspider.rules.loader import load_rules
from backlinkspider.store.open import open_store
from benchmarks.made_target import NOW

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from backlinkspider.rules.evaluate import RuleSet
    from backlinkspider.store.base import Store


@pytest.fixture(params=["sqlite", pytest.param("mongodb", marks=pytest.mark.mongodb)])
async def store(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Store]:
    uri = f"sqlite:///{tmp_path / 'store.db'}"
    if request.param == "mongodb":
        uri = request.getfixturevalue("mongo_uri")
    opened = open_store(uri)
    await opened.open()
    yield opened
    await opened.close()


@pytest.fixture(scope="session")
def rules() -> RuleSet:
    return load_rules(SHIPPED, today=NOW.date())


@pytest.fixture(scope="session")
def words() -> Catalogue:
    return Catalogue.load("en")
