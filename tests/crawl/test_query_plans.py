"""What a visit asks of the store is found by an index: its cost must not grow with the export."""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING, Any

import pytest

from backlinkspider.store import tables
from tests.crawl.engine import Clock, everything, fed, frontier_of, new_run, opened, urls_of

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.usefixtures("impatient")


@pytest.fixture
def statements(monkeypatch: pytest.MonkeyPatch) -> dict[str, dict[str, Any]]:
    """Every statement SQLite is asked, with the values bound to it."""
    asked: dict[str, dict[str, Any]] = {}
    select = tables.select

    def recorded(*args: Any, **kwargs: Any) -> tables.Statement:
        sql, parameters = select(*args, **kwargs)
        asked[sql] = parameters
        return sql, parameters

    monkeypatch.setattr(tables, "select", recorded)
    return asked


async def test_pages_of_a_host_are_found_by_its_key(
    tmp_path: Path, statements: dict[str, dict[str, Any]]
) -> None:
    async with opened(f"sqlite:///{tmp_path / 'store.db'}") as store:
        run = await new_run(store)
        await fed(store, run, urls_of(4, 5))
        statements.clear()
        await everything(frontier_of(store, run, Clock()), store)
    plans = _plans(tmp_path / "store.db", statements)
    by_key = {sql: plan for sql, plan in plans.items() if "FROM pages" in sql and '"key" IN' in sql}
    assert len(by_key) >= 3, "waiting pages, pages visited, whether more wait"
    for sql, plan in by_key.items():
        assert "(run=? AND key=?" in plan, f"{plan}\n{sql}"
    for sql, plan in plans.items():
        assert not plan.startswith("SCAN"), f"{plan}\n{sql}"


def _plans(path: Path, statements: dict[str, dict[str, Any]]) -> dict[str, str]:
    with sqlite3.connect(path) as connection:
        return {
            sql: connection.execute(f"EXPLAIN QUERY PLAN {sql}", parameters).fetchone()[3]
            for sql, parameters in statements.items()
        }
