"""``scrapy domains``: listed, ordered, and appraised anew with rank lists."""

from __future__ import annotations

import asyncio
import csv
import gzip
import io
from typing import TYPE_CHECKING, Any

import pytest

from backlinkspider.cli.columns import DOMAINS, DOMAINS_SHOWN
from backlinkspider.store.open import open_store
from tests.audit.test_appraise import GROUPS, LINKS, OTHER, RULES
from tests.crawls import json_lines, stored
from tests.domains.links import TARGET, flagged
from tests.domains.test_document import HIDDEN, MONEY

if TYPE_CHECKING:
    from pathlib import Path

    from backlinkspider.documents import Document
    from tests.conftest import Ended, Scrapy

HOSTILE = flagged(
    "e.example/", MONEY, HIDDEN, link__text="=1+1\x1b[31m", signals__anchor_text_normalised="=1+1"
)
CC = "#harmonicc_pos\t#harmonicc_val\t#pr_pos\t#pr_val\t#host_rev\t#n_hosts\n"


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a rules directory."""
    folder = tmp_path_factory.mktemp("rules")
    (folder / "rules.yaml").write_text(RULES)
    (folder / "groups.yaml").write_text(GROUPS)
    (folder / "clauses.yaml").write_text("version: 1\nclauses: {}\n")
    return folder


def fill(folder: Path) -> str:
    uri = f"sqlite:///{folder / 'store.db'}"

    async def write() -> None:
        store = open_store(uri)
        await store.open()
        await store.replace("links", [*LINKS, OTHER, HOSTILE])
        await store.close()

    asyncio.run(write())
    return uri


class Ask:
    """Runs ``scrapy domains`` over one store."""

    def __init__(self, run: Scrapy, uri: str, root: Path) -> None:
        self.uri = uri
        self._run = run
        self._options = ["-s", f"STORE_URI={uri}", "-s", f"RULES_FOLDER={root}"]

    def __call__(self, *words: str, **env: str) -> Ended:
        return self._run("domains", *words, *self._options, env=env)

    def lines(self, *words: str) -> list[Document]:
        ended = self(*words, "--format", "jsonl")
        assert ended.status == 0, ended.err
        return json_lines(ended.out)


@pytest.fixture(scope="module")
def ask(
    tmp_path_factory: pytest.TempPathFactory, root: Path, scrapy: Scrapy, inside: Scrapy
) -> Ask:
    """Return the command over a store that was appraised."""
    uri = fill(tmp_path_factory.mktemp("store"))
    ended = Ask(scrapy, uri, root)("--refresh", "--target", TARGET)
    assert ended.status == 0, ended.err
    assert ended.err == ""
    return Ask(inside, uri, root)


@pytest.fixture
def fresh(tmp_path: Path, root: Path, inside: Scrapy) -> Ask:
    """Return the command over a store that was not."""
    return Ask(inside, fill(tmp_path), root)


def test_the_table_has_the_riskiest_first(ask: Ask) -> None:
    ended = ask("--target", TARGET)
    assert (ended.status, ended.err) == (0, "")
    lines = ended.out.splitlines()
    assert lines[1].split() == list(DOMAINS_SHOWN)
    found = {words[0]: words[1:] for words in map(str.split, lines[2:])}
    assert list(found) == ["b.example", "e.example", "a.example", "c.example"]
    assert found["a.example"] == [
        "4",
        "0",
        "4",
        "0.0",
        "0.2",
        "keep",
        "no",
        "signs",
        "of",
        "a",
        "scheme",
    ]
    assert found["c.example"][:2] == ["0", "1"]


def test_json_lines_are_the_documents(ask: Ask) -> None:
    printed = {one["_id"]: one for one in ask.lines()}
    assert printed.keys() == {one["_id"] for one in stored(ask.uri, "domains")}


def test_csv_has_every_column_and_no_formula(ask: Ask) -> None:
    ended = ask("--format", "csv")
    assert (ended.status, ended.err) == (0, "")
    rows = {row["domain"]: row for row in csv.DictReader(io.StringIO(ended.out))}
    assert list(rows["e.example"]) == list(DOMAINS)
    assert rows["e.example"]["anchors"] == "'=1+1 [31m"
    assert rows["e.example"]["rules"] == "hidden.money, anchor.money"
    assert rows["b.example"]["action"] == "remove"
    assert (rows["a.example"]["folded"], rows["a.example"]["sitewide"]) == ("1", "false")
    assert "\x1b" not in ended.out


def test_filters_order_and_limit(ask: Ask) -> None:
    assert [one["domain"] for one in ask.lines("--action", "reclaim,keep")] == [
        "a.example",
        "c.example",
    ]
    assert [one["domain"] for one in ask.lines("--min-risk", "5", "--severity", "critical")] == [
        "e.example"
    ]
    assert [one["domain"] for one in ask.lines("--sort", "links:desc", "--limit", "2")] == [
        "a.example",
        "b.example",
    ]


@pytest.mark.parametrize(
    ("by", "field"),
    [
        ("risk", "risk.score"),
        ("open_risk", "risk.open"),
        ("live", "links.live"),
        ("authority", "worth.authority.value"),
        ("relevance", "worth.relevance.value"),
        ("placement", "worth.placement.value"),
        ("first_seen", "first_seen"),
        ("domain", "domain"),
    ],
)
def test_orders_list_all_and_what_is_not_known_last(by: str, field: str, ask: Ask) -> None:
    found = [_at(one, field) for one in ask.lines("--sort", f"{by}:desc")]
    assert len(found) == 4
    known = [value for value in found if value is not None]
    assert known == sorted(known, reverse=True)
    assert found[: len(known)] == known


def _at(document: Document, field: str) -> Any:
    value: Any = document
    for name in field.split("."):
        value = value[name]
    return value


def test_rank_lists_give_authority_and_stay(fresh: Ask, tmp_path: Path) -> None:
    ranks = tmp_path / "cc-main-2026-aug-sep-oct-domain-ranks.txt.gz"
    ranks.write_bytes(gzip.compress(f"{CC}1000\t1\t1000\t1\texample.b\t1\nodd\n".encode()))
    tranco = tmp_path / "top.csv"
    tranco.write_text("1,a.example\n10,b.example\n")
    ended = fresh(
        "--refresh", "--ranks", f"{ranks},{tranco}", "--date", "2026-11", "--sort", "authority:desc"
    )
    assert ended.status == 0, ended.err
    assert ended.err.splitlines()[:3] == [
        "rank lists (commoncrawl, tranco) name 2 of them",
        "1 of their lines could not be read, the first of them:",
        f"  {ranks}:3: no domain in this line: odd",
    ]
    found = {one["domain"]: one["worth"]["authority"] for one in fresh.lines()}
    assert {name: one["value"] for name, one in found.items() if one["value"]} == {
        "a.example": 100.0,
        "b.example": 75.0,  # between 62.5 and 87.5
    }
    assert [one["date"] for one in found["b.example"]["inputs"]] == [
        "2026-10",
        "2026-10",
        "2026-11",
    ]
    again = fresh("--refresh", "--target", TARGET, "--format", "jsonl")
    after = {one["domain"]: one["worth"]["authority"] for one in json_lines(again.out)}
    assert after == {name: found[name] for name in after}


def test_the_setting_names_rank_lists_too(fresh: Ask, tmp_path: Path) -> None:
    tranco = tmp_path / "tranco-2026-11-20.csv"
    tranco.write_text("100,c.example\n")
    ended = fresh("--refresh", "--target", TARGET, RANK_FILES=str(tranco))
    assert ended.status == 0, ended.err
    [gone] = fresh.lines("--domain", "c.example")
    assert gone["worth"]["authority"]["inputs"] == [
        {
            "source": "tranco",
            "metric": "rank",
            "date": "2026-11-20",
            "value": 100,
            "normalised": 75.0,
        }
    ]


def test_links_that_were_never_appraised_are_named(fresh: Ask) -> None:
    ended = fresh("--target", TARGET)
    assert (ended.status, ended.err) == (0, "")
    assert ended.out == (
        "Domains: nothing found\nthere are links, not appraised yet: add --refresh\n"
    )
    assert fresh("--target", "none.example").out == "Domains: nothing found\n"


def test_nothing_for_the_filters_is_said_without_advice(ask: Ask) -> None:
    assert ask("--min-risk", "99").out == "Domains: nothing found\n"


@pytest.mark.parametrize(
    ("words", "status", "says"),
    [
        (["extra"], 2, "unexpected 'extra'"),
        (["--no-such"], 2, "unknown option --no-such"),
        (["--sort", "rules"], 2, "--sort: 'rules' is no single value"),
        (["--ranks", "a.csv"], 2, "--ranks is for --refresh"),
        (["--date", "2026-11-01"], 2, "--date is for --refresh"),
        (["--rules", "rules"], 2, "--rules is for --refresh"),
        (["--refresh", "--date", "01.11.2026"], 2, "'01.11.2026' is no day: write 2026-05-31"),
        (["--refresh", "--date", "2026-13"], 2, "'2026-13' is no day"),
        (["--refresh", "--ranks", "/no/such"], 2, "/no/such: can't be read: No such file"),
        (["--refresh", "--ranks", "README.md"], 2, "README.md:1: no rank list"),
        (["--refresh", "--ranks", "CUT"], 1, "can't be read on: Compressed file ended"),
        (["--refresh", "--rules", "/no/such"], 2, "there is no rules directory /no/such"),
    ],
)
def test_wrong_use_and_broken_files(
    words: list[str], status: int, says: str, fresh: Ask, tmp_path: Path
) -> None:
    lines = "".join(f"{n},s{n * 7919}.test\n" for n in range(1, 90_000))
    whole = gzip.compress(lines.encode())
    (tmp_path / "cut").write_bytes(whole[: len(whole) // 2])
    ended = fresh(*(str(tmp_path / "cut") if word == "CUT" else word for word in words))
    assert ended.status == status, ended.err
    assert says in ended.err
    assert "Traceback" not in ended.err
    assert ended.out == ""
    assert stored(fresh.uri, "domains") == []
