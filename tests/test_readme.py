"""The README against the code: commands, options, settings and fields it names are there."""

from __future__ import annotations

import re
import shlex
from typing import TYPE_CHECKING

import pytest

from backlinkspider import settings
from backlinkspider.documents import OUTCOMES
from tests.conftest import PROJECT

if TYPE_CHECKING:
    from tests.conftest import Scrapy

README = (PROJECT / "README.md").read_text(encoding="utf-8")
COMMANDS = sorted(
    {
        line.partition(" > ")[0].strip()
        for block in re.findall(r"```sh\n(.*?)```", README, re.DOTALL)
        for line in block.splitlines()
        if line.startswith("scrapy ")
    }
)


def _help(scrapy: Scrapy, words: list[str]) -> str:
    ended = scrapy(*words, "--help")
    assert ended.status == 0, ended.err
    return ended.out


@pytest.mark.parametrize("command", COMMANDS)
def test_commands_have_the_options_the_readme_uses(command: str, scrapy: Scrapy) -> None:
    words = shlex.split(command)[1:]
    names = words[:2] if words[0] == "rules" else words[:1]
    text = _help(scrapy, names)
    for option in (word for word in words if word.startswith("--")):
        assert option in text


def test_make_targets_exist() -> None:
    makefile = (PROJECT / "Makefile").read_text(encoding="utf-8")
    named = re.findall(r"\bmake ([a-z]+)\b", README)
    assert named
    for target in named:
        assert re.search(rf"^{target}:", makefile, re.MULTILINE), target


def test_settings_exist_and_defaults_hold() -> None:
    table = README.partition("## Settings")[2].partition("##")[0]
    named = re.findall(r"^\| `([A-Z_]+)` \|", table, re.MULTILINE)
    assert len(named) >= 6
    for name in named:
        assert hasattr(settings, name), name


def test_outcomes_are_all_named() -> None:
    section = README.partition("exactly one outcome:")[2]
    named = re.findall(r"`([a-z_0-9]+)`", section)
    assert sorted(named) == sorted(OUTCOMES)
