"""The MongoDB fixtures: a database each, and what happens where there is no server."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from pymongo import MongoClient

_ROOT = Path(__file__).parents[2]
_TEST = """
from pathlib import Path
from pymongo import MongoClient

def test_it(mongo_uri):
    with MongoClient(mongo_uri) as client:
        client.get_default_database()["links"].insert_one({"_id": "one"})
        Path(__file__).with_name("used").write_text(client.get_default_database().name)
"""


@pytest.mark.mongodb
@pytest.mark.parametrize("_time", [1, 2])
def test_each_test_has_an_empty_database(mongo_uri: str, _time: int) -> None:
    with MongoClient[dict[str, Any]](mongo_uri) as client:
        database = client.get_default_database()
        assert database.list_collection_names() == []
        database["links"].insert_one({"_id": "one"})


def _run(folder: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run pytest on one MongoDB test where neither Java nor Maven is found."""
    (folder / "test_it.py").write_text(_TEST)
    command = [sys.executable, "-m", "pytest", "-p", "tests.mongo_server.plugin", "-rs", "-p"]
    kept = {name: os.environ[name] for name in ("HOME",) if name in os.environ}
    return subprocess.run(
        [*command, "no:cacheprovider", "--rootdir", str(folder), str(folder)],
        cwd=_ROOT,
        env={**kept, "PATH": str(folder), **environment},
        capture_output=True,
        text=True,
        check=False,
    )


def test_without_a_server_tests_are_skipped_by_name(tmp_path: Path) -> None:
    result = _run(tmp_path)
    assert result.returncode == 0
    assert "1 skipped" in result.stdout
    assert "no MongoDB: MONGODB_TEST_URI is not set and java and mvn not found" in result.stdout


def test_without_a_server_that_is_required_tests_fail(tmp_path: Path) -> None:
    result = _run(tmp_path, REQUIRE_MONGODB="1")
    assert result.returncode == 1
    assert "REQUIRE_MONGODB=1, but no MongoDB" in result.stdout


@pytest.mark.mongodb
def test_a_given_server_is_named_counted_and_left_clean(tmp_path: Path, mongo_server: str) -> None:
    result = _run(tmp_path, MONGODB_TEST_URI=mongo_server)
    assert "MongoDB tests: 1 ran against MongoDB " in result.stdout
    with MongoClient[dict[str, Any]](mongo_server) as client:
        assert (tmp_path / "used").read_text() not in client.list_database_names()
