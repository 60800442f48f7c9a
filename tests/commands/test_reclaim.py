"""``scrapy reclaim``: filters, formats, what is said of what could not be judged."""

from __future__ import annotations

import asyncio
import csv
import io
from typing import TYPE_CHECKING, Final, Protocol

import pytest
from scrapy.cmdline import ScrapyArgumentParser
from scrapy.settings import Settings

from backlinkspider.cli.columns import RECLAIM
from backlinkspider.commands.reclaim import Command
from backlinkspider.store.open import open_store
from tests.crawls import json_lines
from tests.ownsite.documents import SHOP, link, naming, own_page

if TYPE_CHECKING:
    from pathlib import Path

    from backlinkspider.documents import Collection, Document

HOSTILE: Final = "=cmd|' /C calc'!A0\x1b[31m[bold]"
TO: Final = {"url": f"{SHOP}/new", "why": "both say: new", "score": 0.8}
OTHER: Final = {**link("z.test", url="https://two.test/x", state="lost"), "target": "two.test"}
STORED: Final[dict[Collection, list[Document]]] = {
    "links": [
        link("a.test", "/gone"),
        link("b.test", "/gone"),
        link("a.test", "/page", page="/2", state="lost"),
        link("c.test", "/slow"),
        OTHER,
    ],
    "own_pages": [
        own_page("/gone", "broken", suggestion=TO),
        own_page("/slow", "unknown"),
        own_page("/page"),
    ],
    "pages": [naming("d.test", text=HOSTILE)],
}


class Run(Protocol):
    """Runs ``scrapy reclaim`` as Scrapy does: exit status, output, errors."""

    def __call__(self, *argv: str) -> tuple[int, str, str]: ...


@pytest.fixture
def run(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Run:
    uri = f"sqlite:///{tmp_path / 'store.db'}"

    async def fill() -> None:
        store = open_store(uri)
        await store.open()
        for name, documents in STORED.items():
            await store.replace(name, documents)
        await store.close()

    asyncio.run(fill())

    def run(*argv: str) -> tuple[int, str, str]:
        command = Command()
        command.settings = Settings({"STORE_URI": uri})
        parser = ScrapyArgumentParser(conflict_handler="resolve")
        command.add_options(parser)
        opts, args = parser.parse_known_args(list(argv))
        command.process_options(args, opts)
        command.run(args, opts)
        captured = capsys.readouterr()
        return command.exitcode, captured.out, captured.err

    return run


def kinds(out: str) -> list[str]:
    return [one["kind"] for one in json_lines(out)]


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ("", ["broken", "lost", "lost", "mention"]),
        ("--target shop.test", ["broken", "lost", "mention"]),
        ("--target two.test", ["lost"]),
        ("--kind lost,mention --target shop.test", ["lost", "mention"]),
        ("--domain A.test", ["broken", "lost"]),
        ("--domain b.test", ["broken"]),
        ("--limit 1", ["broken"]),
        ("--target none.test", []),
    ],
)
def test_filters(options: str, expected: list[str], run: Run) -> None:
    status, out, _ = run("--format", "jsonl", *options.split())
    assert (status, kinds(out)) == (0, expected)


def test_what_is_not_judged_is_said(run: Run) -> None:
    _, _, told = run("--format", "jsonl")
    assert told == (
        "note: shop.test: not judged, as nobody could look: 1 own URL with 1 live link\n"
        "note: two.test: own pages were not looked at yet: scrapy crawl ownsite"
        " -a target=two.test\n"
    )


def test_csv_has_the_columns_and_no_formula(run: Run) -> None:
    _, out, _ = run("--format", "csv", "--target", "shop.test")
    header, broken, lost, mention = csv.reader(io.StringIO(out))
    assert header == list(RECLAIM)
    row = dict(zip(header, broken, strict=True))
    assert (row["suggestion"], row["suggestion_why"]) == (TO["url"], TO["why"])
    assert (row["gain"], row["links"], row["domains"]) == ("1.0", "2", "a.test, b.test")
    assert dict(zip(header, lost, strict=True))["reason"] == "the page no longer links to you"
    assert dict(zip(header, mention, strict=True))["mentions"].startswith("'=cmd")
    cells = [cell for row in (broken, lost, mention) for cell in row]
    assert not [cell for cell in cells if cell.startswith(("=", "+", "@"))]


def test_a_table_prints_what_pages_hold_as_text(run: Run) -> None:
    status, out, _ = run("--kind", "mention")
    assert status == 0
    assert out.startswith("To win back")
    assert all(character.isprintable() for character in out.replace("\n", ""))


def test_unknown_kinds_are_refused_with_those_there_are(
    run: Run, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        run("--kind", "borken")
    assert ended.value.code == 2
    told = capsys.readouterr().err
    assert "there is no kind 'borken'" in told
    assert "redirect_chain" in told
