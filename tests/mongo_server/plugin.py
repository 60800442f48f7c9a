"""A MongoDB server for tests: fixtures, and a summary that names the server they ran against.

``mongo_uri`` gives a URI with a database of its own, dropped after the test. The server is the
one ``MONGODB_TEST_URI`` names, else mongo-java-server (in memory, over its wire), built once with
Maven into ``target/`` beside this file. Without either, such tests are skipped, unless
``REQUIRE_MONGODB=1`` makes that a failure.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import subprocess
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit
from uuid import uuid4

import pytest
from pymongo import MongoClient

from backlinkspider.store.open import redact

if TYPE_CHECKING:
    from collections.abc import Iterator

_HERE: Final = Path(__file__).parent
_TARGET: Final = _HERE / "target"
_PROPERTY: Final = "mongodb server"
_SPARING: Final = ("-Xmx512m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1")
"""Of processor time and memory: a server of small stores lives too short to be compiled well."""


@pytest.fixture(scope="session")
def mongo_server() -> Iterator[str]:
    """Yield the URI of a MongoDB server, without a database."""
    given = os.environ.get("MONGODB_TEST_URI")
    if given:
        yield given
        return
    missing = [tool for tool in ("java", "mvn") if shutil.which(tool) is None]
    if missing:
        _give_up(f"no MongoDB: MONGODB_TEST_URI is not set and {' and '.join(missing)} not found")
    _build()
    with _running() as address:
        yield f"mongodb://{address}"


@pytest.fixture(scope="session")
def mongo_name(mongo_server: str) -> str:
    """Return the name and version of the server, from its ``buildInfo``."""
    with MongoClient[dict[str, Any]](mongo_server, serverSelectionTimeoutMS=5_000) as client:
        version = client.admin.command("buildInfo")["version"]
    if os.environ.get("MONGODB_TEST_URI"):
        return f"MongoDB {version} at {redact(mongo_server)}"
    return f"mongo-java-server (in memory) as MongoDB {version}"


@pytest.fixture
def mongo_uri(mongo_server: str, mongo_name: str, request: pytest.FixtureRequest) -> Iterator[str]:
    """Yield the URI of a new database, dropped afterwards."""
    request.node.user_properties.append((_PROPERTY, mongo_name))
    with new_database(mongo_server) as uri:
        yield uri


@contextmanager
def new_database(server: str) -> Iterator[str]:
    """Give the URI of a new database on *server*; drop it after the block."""
    database = f"test_{uuid4().hex}"
    yield urlsplit(server)._replace(path=f"/{database}").geturl()
    with MongoClient[dict[str, Any]](server, serverSelectionTimeoutMS=5_000) as client:
        client.drop_database(database)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say which servers the MongoDB tests ran against, and how many ran."""
    reports = [
        report
        for outcome in ("passed", "failed")
        for report in terminalreporter.stats.get(outcome, [])
        if report.when == "call"
    ]
    names = [
        value for report in reports for name, value in report.user_properties if name == _PROPERTY
    ]
    for name in sorted(set(names)):
        terminalreporter.write_line(f"MongoDB tests: {names.count(name)} ran against {name}")


def _give_up(reason: str) -> None:
    if os.environ.get("REQUIRE_MONGODB") == "1":
        pytest.fail(f"REQUIRE_MONGODB=1, but {reason}", pytrace=False)
    pytest.skip(reason)


def _build() -> None:
    """Compile the start class and fetch what it needs, once for all test processes."""
    _TARGET.mkdir(exist_ok=True)
    done = _TARGET / "built"
    with (_TARGET / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if done.exists() and done.stat().st_mtime > max(map(_modified, _sources())):
            return
        command = ["mvn", "-q", "-B", "compile"]
        result = subprocess.run(command, cwd=_HERE, capture_output=True, text=True, check=False)
        if result.returncode:
            _give_up(f"the MongoDB test server can't be built: {result.stdout}{result.stderr}")
        done.touch()


def _sources() -> list[Path]:
    return [_HERE / "pom.xml", *_HERE.glob("src/**/*.java")]


def _modified(path: Path) -> float:
    return path.stat().st_mtime


@contextmanager
def _running() -> Iterator[str]:
    """Run the server; it ends with its standard input, so it can't outlive this process."""
    command = ["java", *_SPARING, "-cp", "classes:lib/*", "MongoTestServer"]
    with (
        (_TARGET / "server.log").open("a") as log,
        subprocess.Popen(
            command,
            cwd=_TARGET,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=log,
            text=True,
        ) as process,
    ):
        assert process.stdin
        assert process.stdout
        address = process.stdout.readline().strip()
        if not address:
            pytest.fail(f"the MongoDB test server did not start, see {log.name}", pytrace=False)
        yield address
        process.stdin.close()
        process.wait(timeout=30)
