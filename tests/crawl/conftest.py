"""One store per crawl: SQLite in a temporary folder, or MongoDB over its wire."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.crawl.engine import opened

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from backlinkspider.store.base import Store


@pytest.fixture(params=["sqlite", pytest.param("mongodb", marks=pytest.mark.mongodb)])
def store_uri(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'store.db'}"
    uri: str = request.getfixturevalue("mongo_uri")
    return uri


@pytest.fixture
def sqlite_uri(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'store.db'}"


@pytest.fixture
async def store(store_uri: str) -> AsyncIterator[Store]:
    """Yield a store of either kind, open."""
    async with opened(store_uri) as one:
        yield one


@pytest.fixture
async def sqlite(sqlite_uri: str) -> AsyncIterator[Store]:
    """Yield an open SQLite store, for what does not depend on the kind."""
    async with opened(sqlite_uri) as one:
        yield one


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Wait for nothing: neither between attempts at a store nor for the frontier's next look."""
    monkeypatch.setattr("backlinkspider.crawl.patience.RETRY_DELAYS", (0, 0))
    monkeypatch.setattr("backlinkspider.crawl.frontier._POLL", 0.005)
    monkeypatch.setattr("backlinkspider.crawl.writer._LINGER", 0.001)
