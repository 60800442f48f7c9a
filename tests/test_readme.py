"""README and docs against the code: commands, options, settings and pages they name are there."""

from __future__ import annotations

import re
import shlex
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from backlinkspider import settings
from backlinkspider.documents import OUTCOMES
from tests.conftest import PROJECT

if TYPE_CHECKING:
    from tests.conftest import Scrapy

PAGES = {
    path.relative_to(PROJECT): path.read_text(encoding="utf-8")
    for path in (PROJECT / "README.md", *sorted((PROJECT / "docs").glob("*.md")))
}
README = PAGES[Path("README.md")]
COMMANDS = sorted(
    {
        line.partition(" > ")[0].partition("  #")[0].strip()
        for text in PAGES.values()
        for block in re.findall(r"```sh\n(.*?)```", text, re.DOTALL)
        for line in block.splitlines()
        if line.startswith("scrapy ")
    }
)


_helps: dict[tuple[str, ...], str] = {}


def _help(scrapy: Scrapy, *words: str) -> str:
    """Return what ``scrapy WORDS --help`` says; each is asked once."""
    if words not in _helps:
        ended = scrapy(*words, "--help")
        assert ended.status == 0, ended.err
        _helps[words] = ended.out
    return _helps[words]


@pytest.mark.parametrize("command", COMMANDS)
def test_commands_have_the_options_that_are_used(command: str, scrapy: Scrapy) -> None:
    words = shlex.split(command)[1:]
    names = words[:2] if words[0] == "rules" else words[:1]
    text = _help(scrapy, *names)
    for option in (word for word in words if word.startswith("--")):
        assert option in text


def test_make_targets_exist() -> None:
    makefile = (PROJECT / "Makefile").read_text(encoding="utf-8")
    named = re.findall(r"\bmake ([a-z]+)\b", README)
    assert named
    for target in named:
        assert re.search(rf"^{target}:", makefile, re.MULTILINE), target


def test_settings_exist_and_defaults_hold() -> None:
    named = re.findall(r"^\| `([A-Z_]+)` \|", PAGES[Path("docs/settings.md")], re.MULTILINE)
    assert len(named) >= 6
    for name in named:
        assert hasattr(settings, name), name


def test_outcomes_are_all_named() -> None:
    section = PAGES[Path("docs/crawl.md")].partition("exactly one outcome:")[2].partition("\n\n")[0]
    named = re.findall(r"`([a-z_0-9]+)`", section)
    assert sorted(named) == sorted(OUTCOMES)


@pytest.mark.parametrize("page", PAGES, ids=str)
def test_links_between_pages_lead_somewhere(page: Path) -> None:
    for place in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", PAGES[page]):
        assert (PROJECT / page.parent / place).exists(), place


def test_the_readme_leads_to_every_page() -> None:
    assert [
        str(page) for page in PAGES if f"]({page})" not in README and page.parts[0] == "docs"
    ] == []


def test_the_readme_is_short() -> None:
    assert len(README.splitlines()) <= 150
