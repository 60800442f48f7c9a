"""One store per test: SQLite in a temporary folder, or MongoDB over its wire."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from backlinkspider.store.open import open_store

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
async def store(store_uri: str) -> AsyncIterator[Store]:
    opened = open_store(store_uri)
    await opened.open()
    yield opened
    await opened.close()
