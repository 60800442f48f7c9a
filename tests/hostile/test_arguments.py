"""Arguments from a hostile hand: wrong use, said in clean lines, before anything starts."""

from __future__ import annotations

import asyncio
from importlib import import_module
from typing import TYPE_CHECKING, Final

import pytest
from scrapy.exceptions import UsageError

from backlinkspider.store.open import open_store
from tests.commands.conftest import run_command

if TYPE_CHECKING:
    from pathlib import Path

EVIL: Final = "\x1b]0;owned\x07\nerror: all is well\x9b31m"
COMMANDS: Final = {
    "a target": ["links", "--target", EVIL],
    "a target with an operator": ["links", "--target", "$where"],
    "a target that is a path": ["report", "--target", "../../etc/passwd", "--output", "x.html"],
    "an id": ["links", "show", EVIL],
    "an id that is an operator": ["links", "show", '{"$ne": null}'],
    "an id to explain": ["rules", "explain", "a.b", "--link", EVIL],
    "a rule": ["rules", "explain", EVIL],
    "a folder of rules": ["rules", "lint", "--rules", EVIL],
    "an option": ["links", f"--{EVIL}"],
    "code in a query": ["links", "--query", '{"$where": "sleep(9)"}'],
    "an expression in a query": ["links", "--query", '{"$expr": {"$function": {}}}'],
    "a pattern in a query": ["links", "--query", '{"link.text": {"$regex": "(a+)+"}}'],
    "a query without end": ["links", "--query", "[" * 9000],
    "a name in a query": ["links", "--query", '{"\\u001b[2J\\n": 1}'],
    "a number in a query": ["links", "--query", '{"v": ' + "9" * 9000 + "}"],
    "a column": ["links", "--columns", EVIL],
    "an order": ["links", "--sort", "$where:desc"],
    "a span of time": ["links", "--since", "99999999999999999999d"],
    "a span with an escape": ["events", "--since", EVIL],
    "an outcome": ["pages", "--outcome", EVIL],
    "a limit": ["links", "--limit", "-1"],
    "a folder to write to": ["links", "--output", "."],
    "a place to write to": ["links", "--output", "/proc/nothing/x.csv"],
    "a name to write to": ["links", "--output", f"{EVIL}.csv"],
    "a list of ranks": ["domains", "--refresh", "--ranks", EVIL],
    "a disavow file": ["disavow", "lint", EVIL],
    "a file to extract": ["extract", EVIL, "--url", "http://a.test/", "--target", "a.test"],
    "an address to extract": ["extract", "/dev/null", "--url", EVIL, "--target", "a.test"],
    "an archive": ["discover", "--warc", EVIL, "--target", "a.test"],
    "a command for events": ["events", "--command", EVIL],
    "a mark's reason": ["links", "mark", "a1", "--verdict", "keep", "--reason", EVIL],
}


@pytest.fixture
def settings(tmp_path: Path) -> dict[str, str]:
    """Return the settings of an empty store and of no rules."""
    uri = f"sqlite:///{tmp_path / 'store.db'}"

    async def make() -> None:
        store = open_store(uri)
        await store.open()
        await store.close()

    asyncio.run(make())
    return {"STORE_URI": uri, "RULES_FOLDER": str(tmp_path), "PROOF_FOLDER": "", "RANK_FILES": ""}


@pytest.mark.parametrize("what", COMMANDS)
def test_a_hostile_argument_is_said_cleanly(
    what: str, settings: dict[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    name, *words = COMMANDS[what]
    command = import_module(f"backlinkspider.commands.{name}").Command()
    said = ""
    try:
        status, out, said = run_command(capsys, command, settings, *words)
    except UsageError as error:  # which Scrapy prints
        status, out, said = 2, "", str(error)
    except SystemExit as ended:  # of argparse
        status, (out, said) = int(str(ended.code)), capsys.readouterr()
    assert status in {1, 2}
    assert said
    assert all(line.isprintable() for line in (out + said).split("\n"))
    assert "\nerror: all is well" not in out + said


@pytest.mark.parametrize(
    "argument",
    [f"target={EVIL}", f"candidates={EVIL}", f"{EVIL}=1", "target=a.test\x00", "render=\x9b2J"],
)
def test_a_crawls_arguments_hold_no_controls(
    argument: str, settings: dict[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    command = import_module("backlinkspider.commands.crawl").Command()
    with pytest.raises(UsageError) as caught:
        run_command(capsys, command, settings, "backlinks", "-a", argument)
    assert "control characters" in str(caught.value)
    assert str(caught.value).isprintable()
