"""Both stores, empty and open, and a small set of rules that can be changed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.crawl.engine import opened

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from backlinkspider.store.base import Store


@pytest.fixture(params=["sqlite", pytest.param("mongodb", marks=pytest.mark.mongodb)])
async def store(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Store]:
    uri: Any = f"sqlite:///{tmp_path / 'store.db'}"
    if request.param == "mongodb":
        uri = request.getfixturevalue("mongo_uri")
    async with opened(uri) as one:
        yield one
