"""``scrapy links|pages|domains|runs`` over a stored crawl: every format says what is stored."""

from __future__ import annotations

import asyncio
import csv
import io
import re
import subprocess
import sys
import zipfile
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
from scrapy.cmdline import ScrapyArgumentParser
from scrapy.exceptions import UsageError
from scrapy.settings import Settings

from backlinkspider.cli.columns import DOMAINS, LINKS, PAGES, RUNS
from backlinkspider.cli.output import json_line, safe_cell
from backlinkspider.commands.runs import Command
from backlinkspider.demo.model import Site
from backlinkspider.demo.server import DemoWeb
from backlinkspider.fields.described import DESCRIBED, unknown_fields
from backlinkspider.fields.faults import faults
from backlinkspider.store.open import open_store
from tests.conftest import HUNG, PROJECT, clean_environment
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
        Crawl.ruled(web, uri, folder, [f"http://{host}/" for host in sites]).finish()
    return uri


@pytest.mark.parametrize("command", ["links", "pages", "domains", "runs"])
def test_json_lines_are_the_documents(command: Collection, uri: str, scrapy: Scrapy) -> None:
    ended = scrapy(command, "--format", "jsonl", "-s", f"STORE_URI={uri}")
    assert (ended.status, ended.err) == (0, "")
    printed = sorted(json_lines(ended.out), key=lambda document: str(document["_id"]))
    assert printed == json_lines("\n".join(map(json_line, stored(uri, command))))


@pytest.mark.parametrize("command", ["links", "pages", "domains", "runs"])
def test_csv_has_a_row_a_document_and_is_safe(
    command: Collection, uri: str, inside: Scrapy
) -> None:
    ended = inside(command, "--format", "csv", "-s", f"STORE_URI={uri}")
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
def test_tables_print_what_pages_hold_as_text(command: str, uri: str, inside: Scrapy) -> None:
    ended = inside(command, "-s", f"STORE_URI={uri}")
    assert (ended.status, ended.err) == (0, "")
    assert ended.out.startswith(command.capitalize())
    assert all(character.isprintable() for character in ended.out.replace("\n", ""))
    if command == "links":
        assert "[31mred [0m [bold]=1+1[/bold]  txet" in ended.out
        assert "naïve 日本" in ended.out


def test_options_filter_and_limit(uri: str, inside: Scrapy) -> None:
    words = ("links", "--format", "jsonl", "-s", f"STORE_URI={uri}")
    filtered = inside(*words, "--domain", "GOOD.test", "--target", "target.test", "--follow")
    assert {link["link"]["url"] for link in json_lines(filtered.out)} == {
        "https://target.test/a",
        "https://target.test/b",
    }
    assert len(json_lines(inside(*words, "--limit", "3").out)) == 3


@pytest.mark.parametrize("collection", DESCRIBED)
def test_what_is_stored_is_as_described(collection: Collection, uri: str) -> None:
    documents = stored(uri, collection)
    assert documents or collection in {"profile_flags", "alerts", "marks", "own_pages", "reports"}
    for document in documents:
        assert unknown_fields(collection, document) == set()
        assert list(faults(collection, document)) == []


def test_columns_order_and_query_combine_in_every_format(
    uri: str, inside: Scrapy, tmp_path: Path
) -> None:
    words = ["links", "--columns", "domain,link_url", "--sort", "link_url:desc", "--limit", "2"]
    words += ["--query", '{"page.domain": {"$in": ["good.test"]}}', "-s", f"STORE_URI={uri}"]
    rows = [["good.test", "https://target.test/b"], ["good.test", "https://target.test/a"]]
    jsonl = inside(*words, "--format", "jsonl")
    assert [list(one.values()) for one in json_lines(jsonl.out)] == rows
    file = tmp_path / "links.csv"
    written = inside(*words, "--output", str(file))
    assert (written.status, written.out, written.err) == (0, f"2 rows in {file}\n", "")
    assert list(csv.reader(io.StringIO(file.read_text()))) == [["domain", "link_url"], *rows]
    book = tmp_path / "links.xlsx"
    assert inside(*words, "--output", str(book)).status == 0
    with zipfile.ZipFile(book) as parts:
        sheet = parts.read("xl/worksheets/sheet1.xml").decode()
    assert re.findall(r"<t>(https[^<]+)</t>", sheet) == [row[1] for row in rows]
    table = inside(*words)
    assert [line.split() for line in table.out.splitlines()[2:]] == rows


def test_a_workbook_goes_down_a_pipe(uri: str) -> None:
    command = [
        sys.executable,
        "-m",
        "scrapy",
        "pages",
        "--format",
        "xlsx",
        "-s",
        f"STORE_URI={uri}",
    ]
    ended = subprocess.run(
        command, cwd=PROJECT, env=clean_environment(), capture_output=True, check=True, timeout=HUNG
    )
    with zipfile.ZipFile(io.BytesIO(ended.stdout)) as parts:
        assert parts.testzip() is None
    assert ended.stderr == b""


def test_a_workbook_does_not_go_to_a_terminal(monkeypatch: pytest.MonkeyPatch, uri: str) -> None:
    monkeypatch.setattr("sys.stdout.isatty", lambda: True)
    command = Command()
    command.settings = Settings({"STORE_URI": uri})
    parser = ScrapyArgumentParser(conflict_handler="resolve")
    command.add_options(parser)
    opts, args = parser.parse_known_args(["--format", "xlsx"])
    with pytest.raises(UsageError, match="xlsx is no text: add --output FILE or a pipe"):
        command.process_options(args, opts)


def test_nothing_found_is_no_failure(uri: str, inside: Scrapy) -> None:
    ended = inside("links", "--target", "other.test", "-s", f"STORE_URI={uri}")
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
        (["links", "--query", "{a: 1}"], 2, "--query: 1:2: no JSON: expecting property name"),
        (["pages", "--query", '{"$where": "1"}'], 2, "filter.$where: not offered here"),
        (["runs", "--columns", "targts"], 2, "(did you mean 'targets'?)"),
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
        timeout=HUNG,
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
        timeout=HUNG,
    )
    assert (ended.returncode, ended.stderr) == (0, "[]\n")
    assert ended.stdout
