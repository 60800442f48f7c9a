"""A small store and small rules for ``scrapy rules``, and the command as Scrapy runs it."""

from __future__ import annotations

import asyncio
import json
from typing import TYPE_CHECKING, Final, Protocol

import pytest
from scrapy.cmdline import ScrapyArgumentParser
from scrapy.settings import Settings

from backlinkspider.commands.rules import Command
from backlinkspider.store.open import open_store
from tests.audit.test_reclassify import pages, rules
from tests.commands.inside import run_inside

if TYPE_CHECKING:
    from pathlib import Path

    from scrapy.commands import ScrapyCommand

    from backlinkspider.documents import Document
    from tests.conftest import Scrapy

TARGET: Final = "shop.example"
TEXTS: Final = ("cheap oak", "cheap beech", "oak tables", "Shop")
MANY: Final = """
  - id: profile.cheap
    title: Many say cheap
    level: profile
    status: stable
    severity: medium
    score: 2.0
    group: all
    over: {minimum: 2}
    when: {aggregate: ratio, where: {field: link.text, contains: cheap}, gte: 0.5}
    message: "{units} of {population.units} sites"
"""


class Run(Protocol):
    """Runs ``scrapy rules`` as Scrapy does: exit status, output, errors."""

    def __call__(self, *argv: str, store: str | None = None) -> tuple[int, str, str]: ...


@pytest.fixture(scope="session")
def inside() -> Scrapy:
    """Return what runs a ``scrapy`` command as the fixture of that name, a second sooner.

    That its process ends as this one's ``SystemExit`` says is seen in a test or two of each file.
    """
    return run_inside


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Return a rules directory: two rules on links, one over many, a target's file."""
    folder = tmp_path / "rules"
    for name in ("targets", "local", "packs"):
        (folder / name).mkdir(parents=True)
    rules(folder)
    with (folder / "word.yaml").open("a") as file:
        file.write(MANY)
    describe(folder)
    return folder


def describe(root: Path, **terms: list[str]) -> None:
    """Write the target's file, with *terms* besides or instead of its own."""
    known = {"brand_terms": ["Shop"], "money_terms": ["oak tables"], **terms}
    file = root / "targets" / f"{TARGET}.yaml"
    file.write_text(json.dumps({"target": TARGET, **known}))


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Return the file of a store with the links of four pages, not classified yet."""
    path = tmp_path / "store.db"
    fill(path, pages(TEXTS))
    return path


def fill(path: Path, links: list[Document]) -> None:
    async def write() -> None:
        store = open_store(f"sqlite:///{path}")
        await store.open()
        await store.replace("links", links)
        await store.close()

    asyncio.run(write())


def run_rules(
    capsys: pytest.CaptureFixture[str], settings: dict[str, str], *argv: str
) -> tuple[int, str, str]:
    """Run ``scrapy rules`` as Scrapy does; return exit status, output and errors."""
    return run_command(capsys, Command(), settings, *argv)


def run_command(
    capsys: pytest.CaptureFixture[str],
    command: ScrapyCommand,
    settings: dict[str, str],
    *argv: str,
) -> tuple[int, str, str]:
    """Run *command* as Scrapy does; return exit status, output and errors."""
    command.settings = Settings(settings)
    parser = ScrapyArgumentParser(conflict_handler="resolve")
    command.add_options(parser)
    opts, args = parser.parse_known_args(list(argv))
    command.process_options(args, opts)
    command.run(args, opts)
    captured = capsys.readouterr()
    return command.exitcode, captured.out, captured.err


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], root: Path, file: Path) -> Run:
    """Return a function that runs ``scrapy rules`` over *file* with the rules in *root*."""

    def run(*argv: str, store: str | None = None) -> tuple[int, str, str]:
        uri = store or f"sqlite:///{file}"
        return run_rules(capsys, {"RULES_FOLDER": str(root), "STORE_URI": uri}, *argv)

    return run
