"""Fixtures all tests share: the real pages, the MongoDB server, the project's commands."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import pytest
from hypothesis import settings

if TYPE_CHECKING:
    from collections.abc import Mapping

pytest_plugins = ["tests.mongo_server.plugin", "tests.longest"]

# How long an example takes says more of the machine than of the code.
settings.register_profile("any machine", deadline=None)
settings.load_profile("any machine")

PROJECT = Path(__file__).parent.parent

HUNG = 300
"""Seconds after which a command of a second or twenty hangs, on however busy a machine."""


@pytest.fixture(scope="session")
def corpus() -> Path:
    """Return the folder of real pages that CORPUS_DIR names."""
    given = os.environ.get("CORPUS_DIR")
    if given and (Path(given) / "index.jsonl").is_file():
        return Path(given)
    reason = f"no real pages: CORPUS_DIR is {given!r}, which holds no index.jsonl"
    if os.environ.get("REQUIRE_CORPUS") == "1":
        pytest.fail(f"REQUIRE_CORPUS=1, but {reason}", pytrace=False)
    pytest.skip(reason)


@dataclass(frozen=True, slots=True)
class Ended:
    """How a command ended."""

    status: int
    out: str
    err: str


class Scrapy(Protocol):
    """Runs ``scrapy`` as a user would, in the project, and waits for its end."""

    def __call__(
        self, *words: str, stdin: bytes = b"", env: Mapping[str, str] | None = None
    ) -> Ended: ...


@pytest.fixture(scope="session")
def scrapy() -> Scrapy:
    """Return a function that runs a ``scrapy`` command in a process of its own."""

    def run(*words: str, stdin: bytes = b"", env: Mapping[str, str] | None = None) -> Ended:
        ended = subprocess.run(
            [sys.executable, "-m", "scrapy", *words],
            cwd=PROJECT,
            input=stdin,
            capture_output=True,
            check=False,
            env={**clean_environment(), **(env or {})},
            timeout=HUNG,
        )
        return Ended(ended.returncode, ended.stdout.decode(), ended.stderr.decode())

    return run


def clean_environment() -> dict[str, str]:
    """Return the environment without the settings a user may have in theirs.

    And with compiled modules kept, whatever it says of that: each command would compile them all.
    """
    ours = (
        "PYTHONDONTWRITEBYTECODE",
        "STORE_URI",
        "CONTACT_URL",
        "EGRESS_ALLOW",
        "CONNECT_TO",
        "RULES_FOLDER",
        "PROOF_FOLDER",
        "PROOF_MAX_BYTES",
        "RANK_FILES",
    )
    return {name: value for name, value in os.environ.items() if name not in ours}
