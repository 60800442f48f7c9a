"""``scrapy rules explain --link`` over a stored link."""

from __future__ import annotations

import argparse
import asyncio
import json
from collections.abc import Callable
from shutil import copytree, ignore_patterns
from typing import TYPE_CHECKING, Any

import pytest
from scrapy.exceptions import UsageError
from scrapy.settings import Settings

from backlinkspider.cli.rules_explain import run
from backlinkspider.rules.files import SHIPPED
from backlinkspider.store.open import open_store

if TYPE_CHECKING:
    from pathlib import Path

LINK = {
    "_id": "a1",
    "target": "shop.example",
    "state": "live",
    "v": 1,
    "page": {"url": "https://a.example/", "host": "a.example", "domain": "a.example"},
    "link": {"text": "x", "url": "https://shop.example/", "passes_credit": True},
    "signals": {},
    "flags": [],
}
Explain = Callable[..., int]


@pytest.fixture
def explain(tmp_path: Path) -> Callable[..., int]:
    """Return a function that explains a rule of the shipped ones, with one link stored."""
    root = tmp_path / "rules"
    copytree(SHIPPED, root, ignore=ignore_patterns("local", "targets"))
    uri = f"sqlite:///{tmp_path}/links.db"
    asyncio.run(_store(uri, LINK))
    settings = Settings({"RULES_FOLDER": str(root), "STORE_URI": uri})

    def explained(rule: str, link: str, form: str = "text") -> int:
        opts = argparse.Namespace(rules=None, target=None, format=form, link=link)
        return run([rule], opts, settings)

    return explained


async def _store(uri: str, link: dict[str, Any]) -> None:
    store = open_store(uri)
    await store.open()
    await store.insert_missing("links", [link])
    await store.close()


def test_a_link_rule(explain: Explain, capsys: pytest.CaptureFixture[str]) -> None:
    assert explain("place.noscript", "a1") == 0
    out = capsys.readouterr().out
    assert out.startswith("place.noscript on https://a.example/\nlink a1, text 'x'\n")
    assert "true       link.passes_credit is true   <- true" in out
    assert "The rule is not evaluated on this link" in out


def test_a_rule_over_the_whole_profile(
    explain: Explain, capsys: pytest.CaptureFixture[str]
) -> None:
    assert explain("profile.money_share", "a1", "json") == 0
    told = json.loads(capsys.readouterr().out)
    assert told["answer"] is None
    assert told["not_evaluated"].startswith("1 referring domains to look at, ")


def test_what_is_not_there(explain: Explain, capsys: pytest.CaptureFixture[str]) -> None:
    assert explain("place.noscript", "b2") == 1
    assert "holds no link b2" in capsys.readouterr().err
    with pytest.raises(UsageError, match=r"did you mean 'place\.noscript'"):
        explain("place.noscrpt", "a1")
