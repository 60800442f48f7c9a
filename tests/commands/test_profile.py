"""``scrapy profile``: what is stored, in every format, and evaluated anew on demand."""

from __future__ import annotations

import asyncio
import csv
import io
import re
from typing import TYPE_CHECKING

import pytest

from backlinkspider.cli.columns import FINDINGS
from backlinkspider.store.open import open_store
from tests.audit.test_profile import LINKS, TARGET, rules
from tests.crawls import json_lines, stored

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Scrapy

ALLOW = (
    "allow: [{domain: b0.example, rules: [profile.repeat], by: Ana, reason: Ours,"
    ' expires: "2099-06-30"},\n        {domain: b1.example, rules: [profile.repeat], by: Ana,'
    ' reason: Ours, expires: "2099-06-30"}]\n'
)
FACTS = [
    (
        "  6 live links from 6 domains; 6 when what a template repeats counts once, of which 0% are"
        " followed, 0% pass credit"
    ),
    "  lost: 1 link, 1 domain; unknown: 0 links, 0 domains",
    (
        "  diversity, as effective numbers: 6 of 6 domains, 0 of 0 networks, 2.75 of 3 anchors"
        " (6 links without an address)"
    ),
    "  authority: unknown for all 6 domains",
    "  anchors: unknown 6",
    "  regions: unknown 6",
    "  languages: unknown 6",
    "  domains by TLD: example 6",
    "  domains by risk: high 3, watch 3",
    "  domains by action: ignore 7",
    "  links new and lost by week: 2026-W47 +7 -0",
]


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a rules directory; the links of b0 and b1 are allowed."""
    folder = tmp_path_factory.mktemp("rules")
    rules(folder, local=ALLOW)
    return folder


def _fill(folder: Path) -> str:
    uri = f"sqlite:///{folder / 'store.db'}"

    async def write() -> None:
        store = open_store(uri)
        await store.open()
        await store.replace("links", LINKS)
        await store.close()

    asyncio.run(write())
    return uri


@pytest.fixture(scope="module")
def words(tmp_path_factory: pytest.TempPathFactory, root: Path, inside: Scrapy) -> list[str]:
    """Return the options that name a store with an evaluated profile."""
    uri = _fill(tmp_path_factory.mktemp("store"))
    options = ["--target", TARGET, "-s", f"STORE_URI={uri}", "-s", f"RULES_FOLDER={root}"]
    ended = inside("profile", "--refresh", *options)
    assert (ended.status, ended.err) == (0, "")
    return options


def test_the_table_has_the_worst_first_and_says_what_was_not_evaluated(
    words: list[str], inside: Scrapy
) -> None:
    ended = inside("profile", *words)
    assert (ended.status, ended.err) == (0, "")
    lines = ended.out.splitlines()
    shown = [line.split()[0] for line in lines if "  profile." in line and "evaluated" not in line]
    assert shown == ["high", "note", "high"]  # the last is allowed
    oak = next(line for line in lines if "3 domains say oak" in line)
    assert re.split(" {2,}", oak) == [
        "high",
        "profile.repeat",
        "signals.anchor_text_normalised=oak",
        "3",
        "3",
        "3 domains say oak",
    ]
    assert any("2 domains say ash" in line and "Ours" in line for line in lines)
    blind = (
        "  not evaluated: profile.back: can't be told: "
        "reciprocal (the target's own site was not crawled)"
    )
    evaluated = f"{TARGET}: 2 rules evaluated over 6 live links of 6 referring domains ("
    assert [line for line in lines if line.startswith(evaluated)]
    assert lines[lines.index(blind) + 1 :] == FACTS


def test_json_lines_are_the_documents(words: list[str], scrapy: Scrapy) -> None:
    ended = scrapy("profile", "--format", "jsonl", *words)
    assert (ended.status, ended.err) == (0, "")
    uri = next(word.removeprefix("STORE_URI=") for word in words if "STORE_URI" in word)
    printed = json_lines(ended.out)
    assert [one["kind"] for one in printed] == ["finding"] * 3 + ["summary", "profile"]
    assert {one["_id"] for one in printed} == {one["_id"] for one in stored(uri, "profile_flags")}


def test_csv_has_a_row_for_what_was_not_evaluated_too(words: list[str], inside: Scrapy) -> None:
    ended = inside("profile", "--format", "csv", *words)
    assert (ended.status, ended.err) == (0, "")
    rows = list(csv.DictReader(io.StringIO(ended.out)))
    assert list(rows[0]) == list(FINDINGS)
    assert [(row["rule"], row["status"]) for row in rows] == [
        ("profile.repeat", "stable"),
        ("profile.many", "stable"),
        ("profile.repeat", "stable"),
        ("profile.back", "not evaluated"),
        *((row["rule"], "fact") for row in rows[4:]),
    ]
    facts = {row["rule"]: row["message"] for row in rows[4:]}
    assert facts["links.live"] == facts["domains.live"] == "6"
    assert facts["diversity.anchors.effective"] == "2.75"
    assert (facts["weak.share"], facts["history.new.2026-W47"]) == ("", "7")
    assert {"follow_share", "anchor_classes.unknown", "actions.ignore"} <= facts.keys()


def test_refreshing_takes_the_rules_as_they_are_now(tmp_path: Path, inside: Scrapy) -> None:
    uri = _fill(tmp_path)
    folder = tmp_path / "rules"
    folder.mkdir()
    rules(folder, least=3)
    words = ["--format", "jsonl", "--rules", str(folder), "-s", f"STORE_URI={uri}"]
    ended = inside("profile", "--refresh", *words)  # every target the store has links for
    assert (ended.status, ended.err) == (0, "")
    targets = {one["target"] for one in json_lines(ended.out)}
    assert targets == {TARGET, "other.example"}
    before = json_lines(inside("profile", "--target", TARGET, *words).out)
    assert [one["message"] for one in before if one["kind"] == "finding"] == [
        "3 domains say oak",
        "6 domains",
    ]
    rules(folder, least=9)
    again = json_lines(inside("profile", "--target", TARGET, "--refresh", *words).out)
    assert [one["message"] for one in again if one["kind"] == "finding"] == ["6 domains"]


def test_what_was_never_evaluated_says_so(tmp_path: Path, inside: Scrapy) -> None:
    uri = _fill(tmp_path)
    ended = inside("profile", "--target", TARGET, "-s", f"STORE_URI={uri}")
    assert (ended.status, ended.err) == (0, "")
    assert ended.out == (
        "Profile: nothing found\n"
        f"{TARGET}: not evaluated yet: crawl first, or add --refresh\n"
    )  # fmt: skip


@pytest.mark.parametrize(
    ("words", "status", "says"),
    [
        (["extra"], 2, "unexpected 'extra'"),
        (["--no-such"], 2, "unknown option --no-such"),
        (["--target", "no domain"], 2, "no domain"),
        (["--format", "xml"], 2, "invalid choice: 'xml'"),
        (["--refresh", "--rules", "/no/such"], 2, "there is no rules directory /no/such"),
        (["--refresh", "--target", TARGET, "--rules", "BROKEN"], 1, "profile.yaml:3:5"),
        (["-s", "STORE_URI=nonsense"], 2, "names no store"),
        (["-s", "STORE_URI=sqlite:////no/such.db"], 1, "there is no such file"),
    ],
)
def test_wrong_use_and_broken_rules(
    words: list[str], status: int, says: str, tmp_path: Path, inside: Scrapy
) -> None:
    uri = _fill(tmp_path)
    broken = tmp_path / "broken"
    broken.mkdir()
    (broken / "profile.yaml").write_text("version: 1\nrules:\n  - {id: profile.x}\n")
    ended = inside(
        "profile",
        "-s",
        f"STORE_URI={uri}",
        *(str(broken) if word == "BROKEN" else word for word in words),
    )
    assert ended.status == status, ended.err
    assert says in ended.err
    assert "Traceback" not in ended.err
    assert ended.out == ""
