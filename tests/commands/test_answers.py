"""``scrapy links|pages|domains|runs`` over a stored crawl: every format says what is stored."""

from __future__ import annotations

import asyncio
import csv
import io
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from backlinkspider.cli.columns import DOMAINS, LINKS, PAGES, RUNS
from backlinkspider.cli.output import json_line, safe_cell
from backlinkspider.demo.model import Site
from backlinkspider.demo.server import DemoWeb
from backlinkspider.store.open import open_store
from tests.conftest import PROJECT, clean_environment
from tests.crawls import Crawl, anchor, html, json_lines, stored, wait_for_final_pages

if TYPE_CHECKING:
    from pathlib import Path

    from backlinkspider.documents import Collection
    from tests.conftest import Scrapy

HOSTILE = "\x1b[31mred\x1b[0m [bold]=1+1[/bold] \u202etxet"
COLUMNS = {"links": LINKS, "pages": PAGES, "domains": DOMAINS, "runs": RUNS}


@pytest.fixture(scope="module")
def uri(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Return the store of a crawl of a few pages, one with a hostile anchor."""
    folder = tmp_path_factory.mktemp("answers")
    uri = f"sqlite:///{folder / 'store.db'}"
    sites = {
        "good.test": Site({"/": html(anchor("/a"), anchor("/b", "naïve 日本"))}),
        "bad.test": Site({"/": html(anchor("/", HOSTILE), anchor("/", "=cmd|' /C calc'!A0"))}),
        "none.test": Site({"/": html()}),
    }
    with DemoWeb(sites) as web:
        Crawl.of(web, uri, folder, [f"http://{host}/" for host in sites]).finish()
    return uri


@pytest.mark.parametrize("command", ["links", "pages", "domains", "runs"])
def test_json_lines_are_the_documents(command: Collection, uri: str, scrapy: Scrapy) -> None:
    ended = scrapy(command, "--format", "jsonl", "-s", f"STORE_URI={uri}")
    assert (ended.status, ended.err) == (0, "")
    printed = sorted(json_lines(ended.out), key=lambda document: str(document["_id"]))
    assert printed == json_lines("\n".join(map(json_line, stored(uri, command))))


@pytest.mark.parametrize("command", ["links", "pages", "domains", "runs"])
def test_csv_has_a_row_a_document_and_is_safe(
    command: Collection, uri: str, scrapy: Scrapy
) -> None:
    ended = scrapy(command, "--format", "csv", "-s", f"STORE_URI={uri}")
    assert (ended.status, ended.err) == (0, "")
    header, *rows = csv.reader(io.StringIO(ended.out))
    columns = COLUMNS[command]
    assert header == list(columns)
    assert sorted(rows) == sorted(
        [safe_cell(read(document)) for read in columns.values()]
        for document in stored(uri, command)
    )
    assert not [cell for row in rows for cell in row if cell.startswith(("=", "@", "\t"))]


@pytest.mark.parametrize("command", ["links", "pages", "domains", "runs"])
def test_tables_print_what_pages_hold_as_text(command: str, uri: str, scrapy: Scrapy) -> None:
    ended = scrapy(command, "-s", f"STORE_URI={uri}")
    assert (ended.status, ended.err) == (0, "")
    assert ended.out.startswith(command.capitalize())
    assert all(character.isprintable() for character in ended.out.replace("\n", ""))
    if command == "links":
        assert "[31mred [0m [bold]=1+1[/bold]  txet" in ended.out
        assert "naïve 日本" in ended.out


def test_options_filter_and_limit(uri: str, scrapy: Scrapy) -> None:
    words = ("links", "--format", "jsonl", "-s", f"STORE_URI={uri}")
    filtered = scrapy(*words, "--domain", "GOOD.test", "--target", "target.test", "--follow")
    assert {link["link"]["url"] for link in json_lines(filtered.out)} == {
        "https://target.test/a",
        "https://target.test/b",
    }
    assert len(json_lines(scrapy(*words, "--limit", "3").out)) == 3


def test_nothing_found_is_no_failure(uri: str, scrapy: Scrapy) -> None:
    ended = scrapy("links", "--target", "other.test", "-s", f"STORE_URI={uri}")
    assert (ended.status, ended.out, ended.err) == (0, "Links: nothing found\n", "")


@pytest.mark.parametrize(
    ("words", "status", "says"),
    [
        (["links", "extra"], 2, "unexpected 'extra'"),
        (["links", "--no-such"], 2, "unknown option --no-such"),
        (["--no-such", "links"], 2, "unknown option --no-such"),
        (["links", "--since", "soon"], 2, "'soon' is no time"),
        (["pages", "--outcome", "linkd"], 2, "there is no outcome 'linkd'"),
        (["runs", "--format", "xml"], 2, "invalid choice: 'xml'"),
        (["links", "-s", "STORE_URI=nonsense"], 2, "error: STORE_URI 'nonsense' names no store"),
        (["links", "-s", "STORE_URI=sqlite:////no/such.db"], 1, "there is no such file"),
        (
            [
                "links",
                "-s",
                "STORE_URI=mongodb://me:geheim@127.0.0.1:9/x?serverSelectionTimeoutMS=1",
            ],
            1,
            "error: mongodb://***@127.0.0.1:9/x",
        ),
    ],
)
def test_wrong_use_and_lost_stores(
    words: list[str], status: int, says: str, scrapy: Scrapy
) -> None:
    ended = scrapy(*words)
    assert ended.status == status
    assert says in ended.err
    assert "Traceback" not in ended.err
    assert "geheim" not in ended.err
    assert ended.out == ""


def test_a_question_leaves_no_empty_store_behind(tmp_path: Path, scrapy: Scrapy) -> None:
    path = tmp_path / "mistyped.db"
    ended = scrapy("links", "-s", f"STORE_URI=sqlite:///{path}")
    assert ended.status == 1
    assert f"sqlite:///{path}: there is no such file" in ended.err
    assert not path.exists()


@pytest.mark.parametrize("form", ["table", "jsonl", "csv"])
def test_a_reader_that_goes_away_is_no_failure(form: str, tmp_path: Path) -> None:
    uri = f"sqlite:///{tmp_path / 'store.db'}"
    asyncio.run(_fill(uri))
    command = f"{sys.executable} -m scrapy pages --format {form} -s STORE_URI={uri} | head -n 1"
    ended = subprocess.run(
        ["bash", "-o", "pipefail", "-c", command],
        cwd=PROJECT,
        env=clean_environment(),
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert (ended.returncode, ended.stderr) == (0, "")
    assert len(ended.stdout.splitlines()) == 1


async def _fill(uri: str) -> None:
    """Store more pages than a pipe holds."""
    store = open_store(uri)
    await store.open()
    now = datetime.now(UTC)
    await store.replace(
        "pages",
        [
            {
                "_id": str(number),
                "url": f"http://{number}.test/",
                "outcome": "linked",
                "detail": "x" * 200,
                "checked_at": now,
            }
            for number in range(2000)
        ],
    )
    await store.close()


def test_questions_are_answered_while_a_crawl_runs(tmp_path: Path, scrapy: Scrapy) -> None:
    uri = f"sqlite:///{tmp_path / 'store.db'}"
    sites = {
        "quick.test": Site({"/": html(anchor())}),
        "slow.test": Site({"/": replace(html(anchor()), behaviour="hang")}),
    }
    with DemoWeb(sites) as web:
        crawl = Crawl.of(web, uri, tmp_path, ["http://quick.test/", "http://slow.test/"])
        with crawl.running() as process:
            wait_for_final_pages(uri, 1, process)
            answers = {
                command: json_lines(
                    scrapy(command, "--format", "jsonl", "-s", f"STORE_URI={uri}").out
                )
                for command in ("links", "pages", "runs")
            }
            assert process.poll() is None
    assert [link["page"]["url"] for link in answers["links"]] == ["http://quick.test/"]
    assert {page["url"]: page["outcome"] for page in answers["pages"]} == {
        "http://quick.test/": "linked",
        "http://slow.test/": "pending",
    }
    assert [run["state"] for run in answers["runs"]] == ["running"]


HEAVY = (
    "playwright",
    "scrapy_playwright",
    "pymongo",
    "twisted.internet.reactor",
    "tldextract",
    "backlinkspider.crawl",
    "backlinkspider.web",
)


@pytest.mark.parametrize("command", ["links", "pages", "domains", "runs"])
def test_a_question_imports_nothing_of_a_crawl(command: str, uri: str) -> None:
    code = (
        "import sys\n"
        "from scrapy.cmdline import execute\n"
        "try:\n"
        "    execute()\n"
        "finally:\n"
        f"    print(sorted(set({HEAVY!r}) & set(sys.modules)), file=sys.stderr)\n"
    )
    ended = subprocess.run(
        [sys.executable, "-c", code, command, "--format", "jsonl", "-s", f"STORE_URI={uri}"],
        cwd=PROJECT,
        env=clean_environment(),
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert (ended.returncode, ended.stderr) == (0, "[]\n")
    assert ended.stdout
